"""What happens to a picture besides its segmentation."""

from __future__ import annotations

from dataclasses import dataclass

from nukki.core.grammar import Margin, Region
from nukki.core.pointing import Guidance
from nukki.stages.arrange import Shadow, Turned
from nukki.stages.compose import Composer, FitWithin, Ground
from nukki.stages.grounds import Outline, OverBlur
from nukki.stages.harmonise import Harmonised
from nukki.stages.sheet import Sheet


@dataclass(frozen=True)
class Plan:
    """What happens to a picture before it is cut out, and to the cut-out after it was refined.

    Attributes:
        region: Where the subject is looked for; None is everywhere.
        guidance: What a person showed, in pixels of the file; None is nothing.
        turn: Turn and mirror, before all others.
        margin: Crop to the subject with this margin; None does not crop.
        place: Move and scale the subject on its canvas, by its outline or by a person's head.
        fit: Shrink.
        outline: Draw a line round it.
        shadow: Give it a shadow.
        blur: Lay over the blurred photo, while photo and matte still coincide: before any crop.
        harmonised: Change the subject's colours for what it will be laid over.
        lay_over: Lay over a colour or picture of the final size, last.
        sheet: Repeat the finished picture on paper.
        dpi: What the file says of its resolution; None leaves the photo's own.
    """

    region: Region | None = None
    guidance: Guidance | None = None
    turn: Turned | None = None
    margin: Margin | None = None
    place: Composer | None = None
    fit: FitWithin | None = None
    outline: Outline | None = None
    shadow: Shadow | None = None
    blur: OverBlur | None = None
    harmonised: Harmonised | None = None
    lay_over: Ground | None = None
    sheet: Sheet | None = None
    dpi: float | None = None
