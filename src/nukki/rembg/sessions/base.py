"""Where rembg has its base class."""

from nukki.rembg.base import BaseSession

__all__ = ["BaseSession"]
