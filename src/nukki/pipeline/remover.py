"""One set of options, ready for any number of pictures."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from nukki import codecs
from nukki.core.arrays import Pixels, full_scale
from nukki.core.options import DEFAULT_FORMAT, Options
from nukki.core.spec import ModelSpec
from nukki.core.values import Box, Cutout, CutoutFrame, Image, Matte
from nukki.ops.composite import over
from nukki.ops.resize import fit_within
from nukki.pipeline import storing
from nukki.pipeline.composition import Composition
from nukki.pipeline.files import Encoded, FrameTally, Opened
from nukki.pipeline.objects import object_finder
from nukki.pipeline.plan import Plan
from nukki.pipeline.runtimes import runtime_of
from nukki.pipeline.segmenters import at_size
from nukki.stages.correct import by_hand
from nukki.stages.edges import AlphaRefiner
from nukki.stages.objects import Finder
from nukki.stages.prepare import (
    eight_bits,
    part,
    put_back,
    scaled,
    shrink,
    size_within,
    window_of,
)
from nukki.stages.recurrent import remembering
from nukki.stages.refine import finish, refine
from nukki.stages.segment import Segmenter
from nukki.stages.tidy import tidy


class Remover:
    """Cuts pictures out; safe to call from many threads.

    Made by `nukki.pipeline.build`. The network is loaded once, at the first picture.
    """

    def __init__(
        self,
        options: Options,
        spec: ModelSpec,
        load: Callable[[], Segmenter],
        plan: Plan,
        load_refiner: Callable[[], AlphaRefiner] | None = None,
    ) -> None:
        self.options = options
        self.spec = spec
        self._open = load
        self._plan = plan
        self._composition = Composition(plan, options)
        self._open_refiner = load_refiner
        self._segmenter: Segmenter | None = None
        self._refiner: AlphaRefiner | None = None
        self._lock = threading.Lock()

    def load(self) -> Segmenter:
        """The segmenter, loaded now if it was not.

        Raises:
            WeightsError: The weights cannot be had.
            EngineError: The runtime refused them or the device.
        """
        with self._lock:
            if self._segmenter is None:
                self._segmenter = self._open()
                self._refiner = self._open_refiner() if self._open_refiner else None
            return self._segmenter

    def for_clip(self) -> Remover:
        """For the frames of one clip, in order: a network with a memory keeps it between them.

        This one itself where the network has none.
        """
        segmenter = self.load()
        alone = remembering(segmenter)
        if alone is segmenter:
            return self
        return Remover(self.options, self.spec, lambda: alone, self._plan, self._open_refiner)

    def matte(self, image: Image) -> Matte:
        """The network's matte at its own resolution, before any refinement."""
        return self.load()(seen_by_networks(image))

    @property
    def runtime(self) -> tuple[str, str]:
        """Engine and device that really run it; "" and "" when no network does."""
        return runtime_of(self.load())

    def __call__(self, image: Image) -> Cutout:
        """The finished cut-out of one picture."""
        return self.compose(self.refined(image))

    def prepare(self, image: Image) -> Image:
        """The picture as it is worked on: no larger and no deeper than the options ask."""
        image = shrink(image, size_within(image.size_hw, self.options.megapixels))
        return eight_bits(image) if self.options.eight_bits else image

    def refined(self, image: Image, *, input_hw: tuple[int, int] | None = None) -> Cutout:
        """The cut-out before anything is composed: photo and matte coincide.

        Args:
            image: The picture; prepared here if it was not.
            input_hw: Height and width of the file, in whose pixels a region is given, when the
                picture was already shrunk.

        Raises:
            OptionError: The region is empty, or reaches outside the picture.
        """
        full_hw = input_hw or image.size_hw
        image = self.prepare(image)
        return self.cut_by(image, self.look(image, input_hw=full_hw), input_hw=full_hw)

    def look(self, image: Image, *, input_hw: tuple[int, int] | None = None) -> Matte:
        """The tidied matte of a prepared picture, or of its region; see `refined`."""
        return self.tidied(self.matte(self.looked_at(image, input_hw=input_hw)))

    def tidied(self, matte: Matte) -> Matte:
        """A network's matte without what the options drop."""
        crumbs = self.options.effective().crumbs
        return tidy(matte, crumbs=crumbs, holes=self.options.holes, solid=self.options.solid)

    def looked_at(self, image: Image, *, input_hw: tuple[int, int] | None = None) -> Image:
        """What `look` sees of a prepared picture: its region, or all of it."""
        window = self._region(image, input_hw)
        return image if window is None else part(image, window)

    def cut_by(
        self, image: Image, matte: Matte, *, input_hw: tuple[int, int] | None = None
    ) -> Cutout:
        """The cut-out of a prepared picture by a matte that `look` gave; see `refined`."""
        window = self._region(image, input_hw)
        if window is None:
            cutout = self._cut(image, matte)
        else:
            cutout = put_back(self._cut(part(image, window), matte), window, image)
        return self._guided(cutout, input_hw or image.size_hw)

    def corrected(self, image: Image, matte: Matte, *, layered: bool = False) -> Cutout:
        """The finished cut-out of a picture whose matte a person has corrected; no network runs."""
        return self.compose(self.by_hand(image, matte), layered=layered)

    def by_hand(self, image: Image, matte: Matte) -> Cutout:
        """The same before anything is composed: photo and matte coincide."""
        return finish(
            self.prepare(image),
            matte,
            self.options.effective().edges,
            decontaminate=self.options.decontaminate / 100,
        )

    def compose(self, cutout: Cutout, *, trim: bool = True, layered: bool = False) -> Cutout:
        """Crop, place, shrink and lay over, as the options ask; see `Composition`."""
        return self._composition(cutout, trim=trim, layered=layered)

    def convert(self, source: codecs.Source, *, format_name: str | None = None) -> Encoded:
        """A picture file in, the result's file out; every frame of an animation.

        Args:
            source: Bytes, a path, or a binary file object.
            format_name: Output format; None takes the options', else PNG.

        Raises:
            InputError: The picture cannot be used.
            EncodeError: The format cannot hold the result.
        """
        return self.finish(self.read(source), format_name=format_name)

    def read(self, source: codecs.Source) -> Opened:
        """A picture file, as far as it is read before the network has seen it.

        Raises:
            InputError: The picture cannot be used.
        """
        data = codecs.rereadable(source)
        limit_mp = self.options.max_megapixels
        size_hw, info = codecs.probe(data, max_megapixels=limit_mp)
        if info.frames > 1:
            return Opened(data, size_hw, info)
        enough_hw = self.enough_hw(size_hw)
        image = codecs.read(data, max_megapixels=limit_mp, at_least_hw=enough_hw)
        return Opened(b"", size_hw, info, image)

    def finish(self, opened: Opened, *, format_name: str | None = None) -> Encoded:
        """The result's file of a picture that was read; see `convert`."""
        chosen = codecs.output_format(self.options.format or format_name or DEFAULT_FORMAT)
        if opened.image is None and chosen.can_animate:
            return self._convert_frames(opened, chosen.name)
        refined = self.refined(self.still(opened), input_hw=opened.size_hw)
        layered = chosen.layered or self.options.clipping_path
        cutout = self.compose(refined, layered=layered)
        notes = cutout.notes
        if (frames := opened.info.frames) > 1:
            notes += (f"{chosen.name} holds one frame: the first of {frames} was taken",)
        return self.encoded(replace(cutout, notes=notes), chosen.name)

    def encoded(self, cutout: Cutout, format_name: str) -> Encoded:
        """A finished cut-out as a file, with what a report says of it."""
        return storing.encoded(cutout, format_name, self.options)

    def encode(self, cutout: Cutout, format_name: str) -> bytes:
        """A cut-out as the bytes of a file.

        Raises:
            EncodeError: The format cannot hold it.
        """
        return storing.encode(cutout, format_name, self.options)

    def still(self, opened: Opened) -> Image:
        """The picture, or the first of its frames."""
        if opened.image is not None:
            return opened.image
        return codecs.read(
            opened.animation,
            max_megapixels=self.options.max_megapixels,
            at_least_hw=self.enough_hw(opened.size_hw),
        )

    def enough_hw(self, size_hw: tuple[int, int]) -> tuple[int, int] | None:
        """The size at which a picture of ``size_hw`` may be decoded, None when all of it counts.

        A margin or a blur's radius is in pixels of the picture that is worked on.
        """
        plan = self._plan
        whole = plan.margin is not None or (plan.blur is not None and plan.blur.radius_px)
        worked_on = size_within(size_hw, self.options.megapixels)
        if whole or plan.fit is None:
            return None if worked_on == size_hw else worked_on
        limit_hw = plan.fit.limit_hw
        if plan.turn and plan.turn.turn.quarters % 2:
            limit_hw = limit_hw[1], limit_hw[0]
        return min(worked_on, fit_within(worked_on, limit_hw))

    def _convert_frames(self, opened: Opened, format_name: str) -> Encoded:
        tally = FrameTally()
        frames = codecs.read_frames(opened.animation, max_megapixels=self.options.max_megapixels)
        data = storing.encode_frames(
            (CutoutFrame(tally(self._cut_frame(f.image)), f.time, f.duration) for f in frames),
            format_name,
            self.options,
            loop=opened.info.loop,
        )
        notes = ("animations are not trimmed",) if self._plan.margin else ()
        engine, device = self.runtime
        return Encoded(
            data,
            format_name,
            tally.size_hw,
            tally.confidence,
            frames=tally.frames,
            notes=(*tally.notes, *notes),
            engine=engine,
            device=device,
        )

    def _cut_frame(self, image: Image) -> Cutout:
        """One frame; never trimmed, because all frames must keep one size."""
        return self.compose(self.refined(image), trim=False)

    def _region(self, image: Image, input_hw: tuple[int, int] | None) -> Box | None:
        """Where a prepared picture is looked at; None is everywhere."""
        if self._plan.region is None:
            return None
        full_hw = input_hw or image.size_hw
        return scaled(window_of(self._plan.region, full_hw), full_hw, image.size_hw)

    def _cut(self, image: Image, matte: Matte) -> Cutout:
        engine, device = self.runtime
        cutout = refine(
            image,
            matte,
            self.options.effective().edges,
            decontaminate=self.options.decontaminate / 100,
            refiner=self._refiner,
        )
        notes = (*cutout.notes, *image.info.notes)
        return replace(cutout, engine=engine, device=device, notes=notes)

    def _finder(self) -> Finder:
        """What finds objects; the model itself, at the size that was asked for, if it can."""
        side_px = self.options.input_size
        if side_px is None or self.spec.clicks is None:
            return object_finder(self.spec)
        return object_finder(*at_size((self.spec,), side_px))

    def _guided(self, cutout: Cutout, input_hw: tuple[int, int]) -> Cutout:
        """The cut-out as a person showed, in pixels of a file of that height and width."""
        if self._plan.guidance is None:
            return cutout
        image = cutout.source
        guidance = self._plan.guidance.scaled(image.size_hw[1] / input_hw[1])
        found = by_hand(image, cutout.alpha, guidance, self._finder)
        share = self.options.decontaminate / 100
        edges = self.options.effective().edges
        guided = finish(image, Matte(found.alpha), edges, decontaminate=share)
        return replace(
            cutout,
            foreground=guided.foreground,
            alpha=guided.alpha,
            notes=(*cutout.notes, *found.notes),
        )


def seen_by_networks(image: Image) -> Pixels:
    """The photo; one that is already transparent lies on mid grey, so that hidden colours stay out.

    Grey is nearest to the mean that networks were trained to subtract.
    """
    alpha = image.unit_alpha()
    if alpha is None:
        return image.pixels
    grey = np.full((1, 1, 3), full_scale(image.pixels.dtype) // 2, image.pixels.dtype)
    return over(image.pixels, alpha, grey)
