"""What one call of ``remove`` asked for, with rembg's precedence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from nukki.core.errors import OptionError

Technique = Literal["mask", "matting", "putalpha", "decontaminate", "naive"]

STRAIGHT_IN_REMBG: frozenset[Technique] = frozenset({"matting", "decontaminate"})
"""The techniques that estimate straight foreground colours in rembg, too."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """The switches of ``remove``.

    Raises:
        OptionError: ViTMatte is asked for and would be used, the technique that would be used has
            no legacy edges, or ``bgcolor`` is no colour.
    """

    only_mask: bool = False
    vitmatte: bool = False
    alpha_matting: bool = False
    putalpha: bool = False
    decontaminate: bool = False
    post_process_mask: bool = False
    bgcolor: Sequence[int] | None = None
    legacy_edges: bool = False

    def __post_init__(self) -> None:
        if self.bgcolor is not None:
            _rgba(self.bgcolor)
        if self.vitmatte and not self.only_mask:
            raise OptionError(
                "vitmatte: ViTMatte is not supported here; "
                "use alpha_matting=True for closed-form matting"
            )
        if self.legacy_edges and self.technique in STRAIGHT_IN_REMBG:
            raise OptionError(
                "legacy_edges repeats rembg's colour x alpha, which it does not apply with "
                "alpha_matting or decontaminate; drop legacy_edges or those"
            )

    @property
    def technique(self) -> Technique:
        """How the cut-out is made: the first of its kind that is asked for."""
        if self.only_mask:
            return "mask"
        if self.alpha_matting:
            return "matting"
        if self.putalpha:
            return "putalpha"
        return "decontaminate" if self.decontaminate else "naive"

    @property
    def background(self) -> tuple[int, int, int, int] | None:
        """The colour to lay over, 8-bit RGBA; a mask is laid over nothing."""
        return None if self.bgcolor is None or self.only_mask else _rgba(self.bgcolor)


def _rgba(colour: Sequence[int]) -> tuple[int, int, int, int]:
    channels = [int(channel) for channel in colour]
    if len(channels) not in {3, 4} or not all(0 <= channel <= 255 for channel in channels):
        raise OptionError(
            f"bgcolor: expected red, green, blue and alpha of 0 to 255, got {colour!r}"
        )
    red, green, blue, alpha = (*channels, 255)[:4]
    return red, green, blue, alpha
