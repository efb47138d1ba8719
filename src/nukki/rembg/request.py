"""What one call of ``remove`` asked for, with rembg's precedence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from nukki.core.errors import OptionError
from nukki.rembg.matting import weight_file
from nukki.rembg.trimap import REMBG_RULE, TrimapRule

Technique = Literal["mask", "vitmatte", "matting", "putalpha", "decontaminate", "naive"]

STRAIGHT_IN_REMBG: frozenset[Technique] = frozenset({"vitmatte", "matting", "decontaminate"})
"""The techniques that estimate straight foreground colours in rembg, too."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """The switches of ``remove``.

    Attributes:
        vitmatte_model: ViTMatte's checkpoint; None is the default one.
        trimap_rule: alpha_matting's three numbers.

    Raises:
        OptionError: The technique that would be used has no legacy edges, ``bgcolor`` is no
            colour, or ViTMatte has no such checkpoint.
    """

    only_mask: bool = False
    vitmatte: bool = False
    vitmatte_model: str | None = None
    alpha_matting: bool = False
    putalpha: bool = False
    decontaminate: bool = False
    post_process_mask: bool = False
    bgcolor: Sequence[int] | None = None
    legacy_edges: bool = False
    trimap_rule: TrimapRule = REMBG_RULE

    def __post_init__(self) -> None:
        if self.bgcolor is not None:
            _rgba(self.bgcolor)
        if self.technique == "vitmatte" and self.vitmatte_model is not None:
            weight_file(self.vitmatte_model)
        if self.legacy_edges and self.technique in STRAIGHT_IN_REMBG:
            raise OptionError(
                "legacy_edges repeats rembg's colour x alpha, which it does not apply with "
                "vitmatte, alpha_matting or decontaminate; drop legacy_edges or those"
            )

    @property
    def technique(self) -> Technique:
        """How the cut-out is made: the first of its kind that is asked for."""
        if self.only_mask:
            return "mask"
        if self.vitmatte:
            return "vitmatte"
        if self.alpha_matting:
            return "matting"
        if self.putalpha:
            return "putalpha"
        return "decontaminate" if self.decontaminate else "naive"

    @property
    def keeps_colours(self) -> bool:
        """Whether what is removed keeps its colours under alpha."""
        return self.technique == "putalpha" or (self.technique == "vitmatte" and self.putalpha)

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
