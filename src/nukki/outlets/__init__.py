"""Where finished pictures go: what shops and offices demand, and whether a file meets it."""

from nukki.outlets.check import Finding, Report, check
from nukki.outlets.outlet import OUTLETS, Outlet, Rules

__all__ = ["OUTLETS", "Finding", "Outlet", "Report", "Rules", "check"]
