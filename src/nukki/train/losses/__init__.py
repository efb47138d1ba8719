"""Losses, by name and in mixtures."""

from __future__ import annotations

from nukki.train.losses.loss import Loss
from nukki.train.losses.mix import LOSSES, LossMix, parse_mix

__all__ = ["LOSSES", "Loss", "LossMix", "parse_mix"]
