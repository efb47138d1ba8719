"""Several losses as one, written as ``bce+iou+0.5*ssim``."""

from __future__ import annotations

import re
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from nukki.core.errors import OptionError
from nukki.core.registry import Registry
from nukki.train.losses import matting, overlap, pixels, structure
from nukki.train.losses.loss import Loss

LOSSES: Registry[Loss] = Registry(
    "loss", (*pixels.LOSSES, *overlap.LOSSES, *structure.LOSSES, *matting.LOSSES)
)

TERM = re.compile(r"(?:(?P<factor>\d+(?:\.\d*)?|\.\d+)\s*\*)?\s*(?P<name>[a-z0-9]+)")


@dataclass(frozen=True)
class LossMix:
    """A weighted sum of losses.

    Attributes:
        terms: Factor and loss, each loss once.
    """

    terms: tuple[tuple[float, Loss], ...]

    def __str__(self) -> str:
        """As `parse_mix` reads it."""
        return "+".join(
            loss.name if factor == 1 else f"{factor:g}*{loss.name}" for factor, loss in self.terms
        )

    def __call__(
        self,
        outputs: tuple[Tensor, ...],
        target: Tensor,
        weight: Tensor | None = None,
        photo: Tensor | None = None,
        *,
        supervision: float = 1.0,
    ) -> Tensor:
        """The loss of a network's outputs, as a scalar in float32.

        Args:
            outputs: Logits (B, 1, h, w); the first is the answer, the others are side outputs.
            target: The truth (B, 1, H, W) in [0, 1].
            weight: (B, 1, H, W) or (B, 1, 1, 1), >= 0; None counts everything alike.
            photo: (B, 3, H, W) in [0, 1], not normalised; only some losses look at it.
            supervision: What each side output's loss is multiplied by (deep supervision: Lee et
                al., Deeply-Supervised Nets, 2015).

        Raises:
            OptionError: A loss needs the photo, which is None.
        """
        total = self._one(outputs[0], target, weight, photo)
        for side in outputs[1:] if supervision else ():
            total = total + supervision * self._one(side, target, weight, photo)
        return total

    def parts(
        self,
        logits: Tensor,
        target: Tensor,
        weight: Tensor | None = None,
        photo: Tensor | None = None,
    ) -> dict[str, Tensor]:
        """The losses of one output by name, before their factors; scalars in float32.

        Arguments and errors are those of a call.
        """
        blind = [loss.name for _, loss in self.terms if loss.sees_photo and photo is None]
        if blind:
            raise OptionError(f"loss {blind[0]}: expected the photo beside the matte, got none")
        if weight is None:
            weight = target.new_ones((len(target), 1, 1, 1))
        seen = target if photo is None else photo
        fitted = [_fit(values.float(), logits) for values in (target, weight, seen)]
        # 16 bits are too few for sums over pixels and for the variances of SSIM
        with torch.autocast(logits.device.type, enabled=False):
            logits = logits.float()
            return {loss.name: loss.function(logits, *fitted) for _, loss in self.terms}

    def _one(
        self, logits: Tensor, target: Tensor, weight: Tensor | None, photo: Tensor | None
    ) -> Tensor:
        parts = self.parts(logits, target, weight, photo)
        weighted = [factor * parts[loss.name] for factor, loss in self.terms]
        return sum(weighted[1:], weighted[0])


def parse_mix(text: str) -> LossMix:
    """A `LossMix` from names joined by +, each with a factor if it is not 1.

    >>> str(parse_mix("bce + iou + 0.5*ssim"))
    'bce+iou+0.5*ssim'

    Raises:
        UnknownNameError: No loss has this name; the nearest is named.
        OptionError: Anything else than that grammar, a loss twice, or a factor of 0.
    """
    terms: dict[str, tuple[float, Loss]] = {}
    for part in text.split("+"):
        match = TERM.fullmatch(part.strip())
        if not match:
            raise OptionError(f"loss: expected something like bce+iou+0.5*ssim, got {text!r}")
        loss = LOSSES[match["name"]]
        factor = float(match["factor"] or 1)
        if loss.name in terms or factor == 0:
            wrong = f"{loss.name} twice" if loss.name in terms else f"a factor of 0 in {text!r}"
            raise OptionError(f"loss: expected each loss once, with a factor above 0, got {wrong}")
        terms[loss.name] = (factor, loss)
    return LossMix(tuple(terms.values()))


def _fit(values: Tensor, logits: Tensor) -> Tensor:
    """Values at the size of ``logits``, averaged over what each pixel covers."""
    if values.shape[-2:] in (logits.shape[-2:], (1, 1)):
        return values
    return functional.interpolate(values, size=logits.shape[-2:], mode="area")
