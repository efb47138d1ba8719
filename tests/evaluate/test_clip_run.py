"""Clips measured one by one: mattes against truth, frame against frame, nothing done twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nukki.core.errors import InputError, InputNotFoundError
from nukki.core.options import Options
from nukki.core.values import Cutout, Image
from nukki.evaluate import (
    ClipMattes,
    ClipPipeline,
    Evaluation,
    TrueClip,
    evaluate_clips,
    open_clips,
    read_json,
    write_csv,
    write_html,
    write_json,
)
from nukki.evaluate.candidate import Answer
from nukki.pipeline import Remover, build

from .drawing import Alpha, bright, save_grey, save_photo, square


class Watching:
    """A candidate that sees what is bright, and notes which clips it was asked for."""

    name, key, is_timed = "watching", "one", True
    runtime = "", ""

    def __init__(self, spoil: Callable[[Alpha], Alpha] = lambda alpha: alpha) -> None:
        self.settings: Mapping[str, Any] = {}
        self.asked: list[str] = []
        self._spoil = spoil

    def load(self) -> None:
        pass

    def __call__(self, clip: TrueClip, images: Iterable[Image]) -> Iterator[Answer]:
        self.asked.append(clip.name)
        for number, image in enumerate(images):
            yield Answer(self._spoil(bright(image).alpha), 0.9 - number / 10)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two clips of three frames: a square that walks, and one that rests."""
    for name, step in (("rest", 0), ("walk", 2)):
        for number in range(3):
            alpha = square(12 + step * number, 36 + step * number)
            save_photo(tmp_path / "clips" / name / "im" / f"{number:05d}.png", alpha)
            save_grey(tmp_path / "clips" / name / "gt" / f"{number:05d}.png", alpha)
    return tmp_path / "clips"


def measured(root: Path, candidate: Watching, **more: Any) -> Evaluation:
    return evaluate_clips(open_clips(root), candidate, root=root, **more)


def test_a_perfect_candidate_is_off_by_nothing(root: Path) -> None:
    done = measured(root, Watching())
    assert [row.name for row in done.rows] == ["rest", "walk"]
    assert {name: round(mean.mean, 5) for name, mean in done.overall.items()} == {
        "mad": 0, "mse": 0, "grad": 0, "dtssd": 0,
    }  # fmt: skip
    assert done.rows[0].frames == 3


def test_every_clip_is_a_line_of_its_own(root: Path) -> None:
    done = measured(root, Watching(lambda alpha: alpha * np.float32(0.5)))
    assert list(done.by_category) == ["rest", "walk"]
    half = 1000 * 0.5 * square().mean()
    assert done.by_category["rest"]["mad"].mean == pytest.approx(half, rel=1e-3)
    # Half of a square that walks: at its sides alpha changes by half of what it should.
    assert done.by_category["rest"]["dtssd"].mean == pytest.approx(0, abs=1e-4)
    assert done.by_category["walk"]["dtssd"].mean > 5


def test_a_clips_confidence_is_its_least_sure_frames(root: Path) -> None:
    assert measured(root, Watching()).rows[0].confidence == pytest.approx(0.7)


def test_what_was_measured_is_not_measured_again(root: Path, tmp_path: Path) -> None:
    watching, journal = Watching(), tmp_path / "j.jsonl"
    first = measured(root, watching, journal=journal, cases=0)
    again = measured(root, watching, journal=journal, cases=0)
    assert watching.asked == ["rest", "walk"]
    assert [row.name for row in again.rows] == [row.name for row in first.rows]


def test_a_clip_of_which_a_frame_changed_is_measured_again(root: Path, tmp_path: Path) -> None:
    watching, journal = Watching(), tmp_path / "j.jsonl"
    measured(root, watching, journal=journal, cases=0)
    save_grey(root / "walk" / "gt" / "00001.png", square(0, 9))
    measured(root, watching, journal=journal, cases=0)
    assert watching.asked == ["rest", "walk", "walk"]


def test_the_worst_frame_of_each_clip_is_kept_as_a_picture(root: Path) -> None:
    save_grey(root / "walk" / "gt" / "00001.png", square(0, 9))
    done = measured(root, Watching(), cases=1)
    assert [case.name for case in done.cases] == ["walk", "rest"]
    assert "shown: frame 00001" in done.cases[0].note
    assert done.cases[0].picture.startswith(b"\xff\xd8")


def test_a_frame_without_subject_is_measured(root: Path) -> None:
    save_grey(root / "rest" / "gt" / "00001.png", square(0, 0))
    assert measured(root, Watching()).rows[0].scores["mad"] > 10


def test_a_clip_that_cannot_be_used_is_named_and_left_out(root: Path) -> None:
    save_grey(root / "walk" / "gt" / "00002.png", square()[:40])
    done = measured(root, Watching())
    assert [row.name for row in done.rows] == ["rest"]
    assert "48x40" in done.problems[0].message


def test_not_one_usable_clip_is_an_error(root: Path) -> None:
    for name in ("rest", "walk"):
        (root / name / "gt" / "00000.png").write_bytes(b"no picture")
    with pytest.raises(InputError, match="not one clip could be used"):
        measured(root, Watching())


def test_an_interrupt_keeps_what_was_measured(root: Path) -> None:
    def stop(alpha: Alpha) -> Alpha:
        if watching.asked == ["rest", "walk"]:
            raise KeyboardInterrupt
        return alpha

    watching = Watching(stop)
    done = measured(root, watching)
    assert (done.interrupted, [row.name for row in done.rows]) == (True, ["rest"])


def test_mattes_in_folders_are_taken_in_the_order_of_their_names(
    root: Path, tmp_path: Path
) -> None:
    for clip in open_clips(root):
        for number, pair in enumerate(clip.frames):
            target = tmp_path / "made" / clip.name / f"frame-{number:06d}.png"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(pair.mask.read_bytes())
    mattes = ClipMattes(tmp_path / "made", max_megapixels=1)
    done = evaluate_clips(open_clips(root), mattes, root=root)
    assert done.overall["mad"].mean == 0
    assert done.seconds is None


def test_a_clip_with_too_few_mattes_is_left_out(root: Path, tmp_path: Path) -> None:
    save_grey(tmp_path / "made" / "rest" / "0.png", square())
    mattes = ClipMattes(tmp_path / "made", max_megapixels=1)
    with pytest.raises(InputError, match=r"a matte for each of its 3 frames in .*rest, got 1"):
        evaluate_clips(open_clips(root)[:1], mattes, root=root)


def test_mattes_that_are_nowhere_are_said() -> None:
    with pytest.raises(InputNotFoundError, match="a folder for each clip"):
        ClipMattes(Path("nowhere"), max_megapixels=1)


def test_the_pipeline_is_measured_frame_by_frame(root: Path, options: Options) -> None:
    done = evaluate_clips(open_clips(root), ClipPipeline(build(options)), root=root)
    assert (done.name, done.kind) == ("tiny, fast", "clip")
    assert done.seconds is not None
    assert done.machine.endswith("; onnxruntime on cpu")


def test_a_way_to_steady_is_named_and_used(root: Path, options: Options) -> None:
    def nothing(images: Iterable[Image], remover: Remover) -> Iterator[Cutout]:
        for image in images:
            yield replace(bright(image), alpha=np.zeros(image.size_hw, np.float32))

    plain, other = (
        ClipPipeline(build(options)),
        ClipPipeline(build(options), ways={"smooth": "to nothing"}, cut=nothing),
    )
    done = evaluate_clips(open_clips(root), other, root=root)
    assert done.name == "tiny, fast, smooth=to nothing"
    assert done.overall["mad"].mean == pytest.approx(1000 * square().mean(), rel=1e-4)
    assert plain.key != other.key


def test_results_come_back_from_their_file_and_make_a_page(root: Path, tmp_path: Path) -> None:
    done = measured(root, Watching())
    write_json(tmp_path / "a.json", done)
    write_csv(tmp_path / "a.csv", done)
    write_html(tmp_path / "a.html", [read_json(tmp_path / "a.json"), replace(done, name="b")])
    assert read_json(tmp_path / "a.json").kind == "clip"
    head = "name,category,width,height,frames,alpha,seconds,confidence,mad,mse,grad,dtssd"
    assert (tmp_path / "a.csv").read_text().startswith(head + "\n")
    page = (tmp_path / "a.html").read_text()
    assert "2 clips of" in page
    assert "seconds a frame" in page
    assert "<h2>By clip</h2>" in page


def test_clips_and_photos_are_not_compared(
    root: Path, evaluation: Callable[..., Evaluation]
) -> None:
    with pytest.raises(InputError, match="different clips"):
        write_html(root / "a.html", [measured(root, Watching()), evaluation("photos", 0.5)])
