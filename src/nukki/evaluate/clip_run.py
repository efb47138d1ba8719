"""A candidate measured on clips: how far its mattes are off, and how much they flicker."""

from __future__ import annotations

import hashlib
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Generic, TypeVar

from nukki._version import __version__
from nukki.core.errors import InputError
from nukki.core.options import Options
from nukki.core.values import Image
from nukki.evaluate.candidate import Answer
from nukki.evaluate.cases import drawn_case, extremes
from nukki.evaluate.clip_candidate import ClipCandidate
from nukki.evaluate.clips import ClipMeter, TrueClip
from nukki.evaluate.evaluation import Case, Evaluation, Row
from nukki.evaluate.files import row_journal
from nukki.evaluate.measuring import Listener, Measuring, Silent, stamp
from nukki.evaluate.memory import peak_bytes
from nukki.evaluate.pairs import check_some
from nukki.evaluate.run import machine_of
from nukki.evaluate.truth import Truth, check_size, read_truth
from nukki.ops.metrics_video import mad

Item = TypeVar("Item")


def evaluate_clips(
    clips: Sequence[TrueClip],
    chosen: ClipCandidate,
    *,
    root: Path,
    journal: Path | None = None,
    cases: int = 6,
    listener: Listener | None = None,
    max_megapixels: int = Options.max_megapixels,
) -> Evaluation:
    """How good a candidate's mattes of clips are; a clip that cannot be used is left out and told.

    Args:
        clips: What is measured on, as `open_clips` gives it.
        chosen: The candidate.
        root: Where the clips lie.
        journal: Rows are kept in this file, and those that are in it already and belong to the
            same candidate, files and code are not measured again.
        cases: Of how many of the worst and of the best clips the worst frame is kept as a picture.
        listener: Told of every clip.
        max_megapixels: Clips with larger frames are left out.

    Raises:
        WeightsError, EngineError: The candidate cannot be loaded.
        InputError: Not one clip could be measured.
    """
    bench = ClipBench(chosen, max_megapixels)
    done = Measuring(row_journal(journal if chosen.key else None), bench.key, bench.row)
    started = datetime.now(UTC).isoformat(timespec="seconds")
    interrupted = done.run(clips, (), listener or Silent())
    if not interrupted:
        check_some(done.rows, done.problems, root, what="clip")
    return Evaluation(
        name=chosen.name,
        settings=chosen.settings,
        data=str(root),
        rows=tuple(done.rows),
        problems=tuple(done.problems),
        machine=machine_of(chosen.runtime if bench.loaded else ("", "")),
        version=__version__,
        started=started,
        cases=() if interrupted else bench.cases(done.rows, clips, cases),
        interrupted=interrupted,
        kind="clip",
    )


class ClipBench:
    """Measures a candidate on clips.

    Attributes:
        loaded: Whether the candidate was needed at all; a journal may hold every row.
    """

    def __init__(self, chosen: ClipCandidate, max_megapixels: int) -> None:
        self._candidate = chosen
        self._max_megapixels = max_megapixels
        self._drawn: dict[str, Case] = {}
        self.loaded = False

    def row(self, clip: TrueClip) -> Row:
        """What is measured on a clip.

        Raises:
            NukkiError: A truth or a matte cannot be had.
        """
        if not self.loaded:
            self._candidate.load()
            self.loaded = True
        truths: deque[Truth] = deque()
        read = _Timed(_noted(self._truths(clip), truths))
        answers = _Timed(self._candidate(clip, read))
        sums = _Sums()
        for pair, answer in zip(clip.frames, answers, strict=True):
            sums.add(pair.name, truths.popleft(), answer)
        seconds = (answers.seconds - read.seconds) / len(clip.frames)
        row = sums.row(clip.name, seconds if self._candidate.is_timed else None)
        self._drawn[clip.name] = sums.case(row)
        return row

    def _truths(self, clip: TrueClip) -> Iterator[Truth]:
        for pair in clip.frames:
            yield read_truth(pair, max_megapixels=self._max_megapixels, may_be_empty=True)

    def key(self, clip: TrueClip) -> str:
        """Changes with the candidate, the files, and what is known about them."""
        files = [(stamp(pair.image), stamp(pair.mask), pair.truth) for pair in clip.frames]
        parts = (self._candidate.key, clip.name, files)
        return hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()

    def cases(self, rows: Sequence[Row], clips: Sequence[TrueClip], count: int) -> tuple[Case, ...]:
        """The worst frame of each of the worst and best ``count`` clips by MAD.

        A clip whose row was kept from an earlier run is cut once more.
        """
        by_name = {clip.name: clip for clip in clips}
        ranked = sorted(rows, key=lambda row: -row.scores["mad"])
        found = ((kind, self._case(by_name[row.name])) for kind, row in extremes(ranked, count))
        return tuple(replace(case, note=f"{kind}: {case.note}") for kind, case in found if case)

    def _case(self, clip: TrueClip) -> Case | None:
        if clip.name not in self._drawn:
            with suppress(InputError):  # gone since it was measured
                self.row(clip)
        return self._drawn.get(clip.name)


class _Sums:
    """What a pass over a clip adds up to."""

    def __init__(self) -> None:
        self._meter = ClipMeter()
        self._sure: list[float] = []
        self._worst: tuple[Truth, Answer]
        self._name, self._off = "", -1.0
        self._frames = 0
        self._soft = False

    def add(self, name: str, truth: Truth, answer: Answer) -> None:
        """Measure the next frame."""
        check_size(answer.alpha, truth.image, what=f"matte of frame {name}")
        self._meter.add(answer.alpha, truth.alpha)
        self._frames += 1
        self._soft = self._soft or truth.unknown is not None
        if answer.confidence is not None:
            self._sure.append(answer.confidence)
        off = mad(answer.alpha, truth.alpha)
        if off > self._off:
            self._off, self._name, self._worst = off, name, (truth, answer)

    def row(self, name: str, seconds: float | None) -> Row:
        """All of it; ``seconds`` of a frame, None where it was not made here."""
        return Row(
            name=name,
            category=name,
            size_hw=self._worst[0].image.size_hw,
            alpha=self._soft,
            scores=self._meter.scores(),
            confidence=min(self._sure, default=None),
            seconds=seconds,
            peak_bytes=peak_bytes(),
            frames=self._frames,
        )

    def case(self, row: Row) -> Case:
        """The frame that is farthest off."""
        scores = row.scores
        flicker = f", dtSSD {scores['dtssd']:.2f}" if "dtssd" in scores else ""
        note = f"MAD {scores['mad']:.2f}{flicker}; shown: frame {self._name}, MAD {self._off:.2f}"
        return Case(row.name, note, drawn_case(*self._worst))


def _noted(truths: Iterable[Truth], notes: deque[Truth]) -> Iterator[Image]:
    """The images of truths, which wait in ``notes`` until their mattes come."""
    for truth in truths:
        notes.append(truth)
        yield truth.image


class _Timed(Generic[Item]):
    """Items as they come.

    Attributes:
        seconds: What they took to come so far.
    """

    def __init__(self, items: Iterable[Item]) -> None:
        self._items = iter(items)
        self.seconds = 0.0

    def __iter__(self) -> Iterator[Item]:
        return self

    def __next__(self) -> Item:
        begun = time.perf_counter()
        try:
            return next(self._items)
        finally:
            self.seconds += time.perf_counter() - begun
