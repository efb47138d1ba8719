"""What one step of a network that takes clicks learns from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from nukki.core.arrays import FloatMap, Mask
from nukki.train.augment import Chance
from nukki.train.prompts.beside import meant
from nukki.train.prompts.clicker import Clicker, hints_of
from nukki.train.render import Batch

Answer = Callable[[Tensor, Tensor], Tensor]
"""Logits (B, 1, H, W) about photos (B, 3, H, W) and hints; nothing is learnt from it."""

BY_ITSELF = 0.15
"""Share of the pictures with one subject about which no hint is given: it is found by itself."""

GUESSED = 0.4
"""Share of the batches that begin with a matte of the network's own, made without a click."""

ROUNDS = (0.5, 0.35, 0.15)
"""How often so many clicks more are made, each where the answer is wrong."""

MEASURED_CLICKS = 3
"""After which a validation picture is measured."""


@dataclass(frozen=True, eq=False)
class Lesson:
    """A batch, and what is told about it.

    Attributes:
        batch: Its target is what is meant.
        hints: (B, 3, H, W), see `nukki.train.prompts.hinted`.
    """

    batch: Batch
    hints: Tensor


def lesson(batch: Batch, answer: Answer, chance: Chance) -> Lesson:
    """Pictures in each of which something is meant, and clicks that tell it."""
    found = meant(batch, chance)
    photo = found.batch.photo
    clickers = [Clicker(_mask(one), chance) for one in found.batch.target]
    silent = [not more and chance.random() < BY_ITSELF for more in found.several]
    before = np.zeros(photo.shape[:1] + photo.shape[2:], np.float32)
    if chance.random() < GUESSED:
        before = _mattes(answer(photo, hints_of(clickers, before).to(photo)))
        before[[number for number, quiet in enumerate(silent) if quiet]] = 0
    talking = [one for one, quiet in zip(clickers, silent, strict=True) if not quiet]
    for clicker in talking:
        clicker.scatter(
            on=int(chance.choice((1, 1, 1, 2, 3))), beside=int(chance.choice((0, 0, 1)))
        )
    for _ in range(int(chance.choice(len(ROUNDS), p=ROUNDS))):
        mattes = _mattes(answer(photo, hints_of(clickers, before).to(photo)))
        for number, clicker in enumerate(clickers):
            if not silent[number]:
                clicker.click(mattes[number] >= 0.5)
                before[number] = mattes[number]
    return Lesson(found.batch, hints_of(clickers, before).to(photo))


def examined(batch: Batch, answer: Answer, chance: Chance) -> tuple[Batch, Tensor]:
    """What is meant in each picture, and the logits after `MEASURED_CLICKS` in the middles."""
    found = meant(batch, chance).batch
    clickers = [Clicker(_mask(one)) for one in found.target]
    mattes = np.zeros(found.photo.shape[:1] + found.photo.shape[2:], np.float32)
    logits = torch.empty(0)
    for _ in range(MEASURED_CLICKS):
        for clicker, matte in zip(clickers, mattes, strict=True):
            clicker.click(matte >= 0.5)
        logits = answer(found.photo, hints_of(clickers, mattes).to(found.photo))
        mattes = _mattes(logits)
    return found, logits


def _mask(target: Tensor) -> Mask:
    mask: Mask = target[0].cpu().numpy() >= 0.5
    return mask


def _mattes(logits: Tensor) -> FloatMap:
    """(B, H, W) float32 [0, 1]."""
    found: FloatMap = torch.sigmoid(logits.float())[:, 0].cpu().numpy().copy()
    return found
