"""What happens to a picture besides its segmentation."""

from __future__ import annotations

from dataclasses import dataclass

from nukki.core.grammar import Margin, Region
from nukki.core.pointing import Guidance
from nukki.stages.arrange import Place, Shadow, Turned
from nukki.stages.compose import FitWithin, Ground
from nukki.stages.grounds import Outline, OverBlur


@dataclass(frozen=True)
class Plan:
    """What happens to a picture before it is cut out, and to the cut-out after it was refined.

    Attributes:
        region: Where the subject is looked for; None is everywhere.
        guidance: What a person showed, in pixels of the file; None is nothing.
        turn: Turn and mirror, before all others.
        margin: Crop to the subject with this margin; None does not crop.
        place: Move and scale the subject on its canvas.
        fit: Shrink.
        outline: Draw a line round it.
        shadow: Give it a shadow.
        blur: Lay over the blurred photo, while photo and matte still coincide: before any crop.
        lay_over: Lay over a colour or picture of the final size, last.
    """

    region: Region | None = None
    guidance: Guidance | None = None
    turn: Turned | None = None
    margin: Margin | None = None
    place: Place | None = None
    fit: FitWithin | None = None
    outline: Outline | None = None
    shadow: Shadow | None = None
    blur: OverBlur | None = None
    lay_over: Ground | None = None
