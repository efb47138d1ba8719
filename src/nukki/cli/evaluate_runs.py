"""What ``nukki evaluate`` measures, on photos and on clips."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from nukki.cli.settings import pipelines, removers
from nukki.core.errors import OptionError
from nukki.core.options import Options
from nukki.core.presets import PresetName

if TYPE_CHECKING:
    from nukki.cli.display import Display
    from nukki.evaluate import Candidate, ClipCandidate, Evaluation
    from nukki.evaluate.layouts import TruthKind

Run: TypeAlias = "Callable[[], Evaluation]"
"""Measures one candidate."""


@dataclass(frozen=True)
class Given:
    """What was asked for.

    Attributes:
        data: Where the data lie.
        mattes: A folder of mattes to measure; None measures settings.
        options: What all settings share.
        models, presets: Every one of the former with every one of the latter is a setting.
        name: What tables call it; "" names the setting.
        categories: Photos of these only; all when empty.
        every, limit: Each so many photos or clips, and at most so many.
        truth: What the masks' grey means, where the data do not say so.
        clips: Whether the data are clips.
        frames: So many of each clip; None takes all.
        smooth: How mattes of clips are steadied; None as usual.
        look_every: At which of their frames the network looks; None at all.
    """

    data: Path
    mattes: str | None
    options: Options
    models: tuple[str, ...]
    presets: tuple[PresetName, ...]
    name: str
    categories: tuple[str, ...]
    every: int
    limit: int | None
    truth: TruthKind
    clips: bool
    frames: int | None
    smooth: str | None
    look_every: str | None

    @property
    def settings(self) -> tuple[Options, tuple[str, ...], tuple[PresetName, ...]]:
        """What settings are made of."""
        return self.options, self.models, self.presets


def runs_of(given: Given, display: Display, kept: Mapping[str, Any]) -> list[Run]:
    """A run for each candidate.

    Args:
        given: What was asked for.
        display: Told how it goes on.
        kept: Where rows are kept, and how many cases are shown.

    Raises:
        OptionError: Something contradicts another.
        InputError: The data cannot be used.
    """
    from nukki.cli.watcher import Watcher

    told = {
        **kept,
        "listener": Watcher(display),
        "max_megapixels": given.options.max_megapixels,
    }
    return (_on_clips if given.clips else _on_photos)(given, display, told)


def _on_photos(given: Given, display: Display, told: Mapping[str, Any]) -> list[Run]:
    from nukki import evaluate

    if any(said is not None for said in (given.frames, given.smooth, given.look_every)):
        raise OptionError(
            "--frames, --smooth and --look-every are said of clips; add --clips, or drop them"
        )
    whole = evaluate.open_dataset(given.data, truth=given.truth)
    data = evaluate.select(
        whole, limit=given.limit or 0, every=given.every, categories=given.categories
    )
    chosen: Sequence[Candidate] = (
        pipelines(*given.settings, name=given.name, progress=display)
        if given.mattes is None
        else [evaluate.Mattes(*_folder(given), max_megapixels=given.options.max_megapixels)]
    )
    return [partial(evaluate.evaluate, data, one, **told) for one in chosen]


def _on_clips(given: Given, display: Display, told: Mapping[str, Any]) -> list[Run]:
    from nukki import evaluate

    if given.categories:
        raise OptionError("--category is said of photos; drop it, or --clips")
    taken = evaluate.open_clips(given.data, truth=given.truth)[:: given.every][: given.limit]
    clips = [clip if given.frames is None else clip.middle(given.frames) for clip in taken]
    chosen = _steadied(given, display) if given.mattes is None else _given_mattes(given)
    measure = partial(evaluate.evaluate_clips, clips, root=given.data, **told)
    return [partial(measure, one) for one in chosen]


def _steadied(given: Given, display: Display) -> Sequence[ClipCandidate]:
    from nukki import evaluate
    from nukki.video import SMOOTHERS, Clip
    from nukki.video.steady.between import parse_look_every
    from nukki.video.steady.steadied import steadied

    ways: dict[str, Any] = {"smooth": SMOOTHERS[given.smooth or Clip.smooth].name}
    if given.look_every is not None:
        ways["look_every"] = parse_look_every(given.look_every)
    cut = partial(steadied, **ways)
    return [
        evaluate.ClipPipeline(remover, given.name, ways=ways, cut=cut)
        for remover in removers(*given.settings, name=given.name, progress=display)
    ]


def _given_mattes(given: Given) -> Sequence[ClipCandidate]:
    from nukki import evaluate

    if given.smooth is not None or given.look_every is not None:
        raise OptionError("--smooth and --look-every make mattes here; drop them, or --mattes")
    return [evaluate.ClipMattes(*_folder(given), max_megapixels=given.options.max_megapixels)]


def _folder(given: Given) -> tuple[Path, str]:
    """The folder of mattes, and what tables call it."""
    return Path(given.mattes or ""), given.name
