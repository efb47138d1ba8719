"""What happens to a cut-out after it was refined: turned, cropped, placed, laid over."""

from __future__ import annotations

import math
from dataclasses import dataclass

from nukki.core.errors import OptionError
from nukki.core.grammar import Margin
from nukki.core.options import Options
from nukki.core.values import Box, Cutout
from nukki.ops.boxes import union
from nukki.pipeline.plan import Plan
from nukki.stages.arrange import SHADOWS
from nukki.stages.compose import Composer, Crop, within
from nukki.stages.layers import composed_in_layers
from nukki.stages.sheet import with_dpi


@dataclass(frozen=True)
class Composition:
    """The composers that a plan asks for, in their order.

    Attributes:
        plan: What is asked for.
        options: How large a result may be, and how messages name its margin.
    """

    plan: Plan
    options: Options

    def __call__(self, cutout: Cutout, *, trim: bool = True, layered: bool = False) -> Cutout:
        """Crop, place, shrink and lay over.

        Args:
            cutout: Of the whole photo.
            trim: False does not crop.
            layered: Keep apart what lies beneath the subject.

        Raises:
            OptionError: The margin makes a result of more pixels than allowed.
        """
        plan = self.plan
        cutout = plan.turn(cutout) if plan.turn else cutout
        # A sheet is one picture, and so is a matte: of subject and outline together.
        layered = layered and plan.sheet is None and not self.options.matte_only
        cutout = self._composed(cutout, self._steps(cutout, trim=trim), layered=layered)
        cutout = plan.sheet(cutout) if plan.sheet else cutout
        return with_dpi(cutout, plan.dpi) if plan.dpi else cutout

    def _composed(self, cutout: Cutout, steps: list[Composer], *, layered: bool) -> Cutout:
        if layered:
            return composed_in_layers(cutout, steps)
        for step in steps:
            cutout = step(cutout)
        return cutout

    def _steps(self, cutout: Cutout, *, trim: bool) -> list[Composer]:
        """A blur is laid beneath first, while photo and matte still coincide."""
        plan = self.plan
        crop = self._crop(cutout) if trim else None
        shapes: tuple[Composer | None, ...] = (crop, plan.place, plan.fit, plan.harmonised)
        grounds: tuple[Composer | None, ...] = (plan.outline, plan.shadow, plan.blur, plan.lay_over)
        steps = (*grounds, *shapes) if plan.blur else (*shapes, *grounds)
        return [step for step in steps if step]

    def _crop(self, cutout: Cutout) -> Crop | None:
        if self.plan.margin is None or cutout.box is None:
            return None
        window = self._window(self.plan.margin, cutout, cutout.box)
        height, width = window.size_hw
        if height * width > self.options.max_megapixels * 1_000_000:
            raise OptionError(
                f"margin {self.options.margin} makes a result of {width}x{height} pixels, more "
                f"than {self.options.max_megapixels} megapixels; ask for less margin"
            )
        # A blurred photo has nothing to show outside itself.
        return Crop(within(window, cutout.size_hw) if self.plan.blur else window)

    def _window(self, margin: Margin, cutout: Cutout, subject: Box) -> Box:
        """What a crop keeps: the subject with its margin, its outline, and its shadow."""
        plan, window = self.plan, margin.round(subject)
        if plan.place is not None:
            return window
        if plan.outline:
            line_px = math.ceil(plan.outline.width_px(cutout)) + 1
            window = union(window, subject.grown(line_px))
        return union(window, SHADOWS[plan.shadow.kind].around(subject)) if plan.shadow else window
