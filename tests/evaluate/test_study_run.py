"""Studies run on drawn photos: what is measured, left out, kept, and resumed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from nukki.core.errors import InputError, InputNotFoundError, OptionError
from nukki.core.values import Cutout, Image
from nukki.evaluate.candidate import Answer, Function
from nukki.evaluate.pairs import Pair
from nukki.evaluate.study import DEGRADATIONS, Study, study
from nukki.evaluate.study.measure import TIMED_MEGAPIXELS, cells
from nukki.evaluate.study.photos import MAX_PIXELS, Source, read_photo, spread
from nukki.evaluate.study.result import CLEAN

from .drawing import Draw, bright, save_photo, square

STEPS = sum(len(entry.changes) for entry in DEGRADATIONS.values())


class Counted(Function):
    """A function whose answers may be kept, and that knows how often it was asked."""

    def __init__(self, cut: Callable[[Image], Cutout] = bright, stop_after: int = 10**9) -> None:
        super().__init__(cut, "counted")
        self.key = "the same"
        self.calls = 0
        self._stop_after = stop_after

    def __call__(self, pair: Pair, image: Image) -> Answer:
        self.calls += 1
        if self.calls > self._stop_after:
            raise KeyboardInterrupt
        return super().__call__(pair, image)


class Heard:
    """A listener that counts."""

    def __init__(self) -> None:
        self.total = 0
        self.done = 0

    def planned(self, total: int) -> None:
        self.total = total

    def started(self, name: str) -> None:
        pass

    def finished(self, name: str, problem: str = "") -> None:
        self.done += 1


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Photos of megapixels are no part of these tests."""
    monkeypatch.setattr("nukki.evaluate.study.measure.TIMED_MEGAPIXELS", (0.001, 0.002))


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder with two photos and no masks."""
    save_photo(tmp_path / "bare" / "a.png", square())
    save_photo(tmp_path / "bare" / "b.png", square(6, 30))
    return tmp_path / "bare"


def run(folder: Path, journal: Path | None = None, setting: Counted | None = None) -> Study:
    return study(folder, [setting or Counted()], journal=journal)


def test_photos_with_masks_are_measured_against_them(draw: Draw) -> None:
    done = run(draw())
    assert done.groups == ("truth",)
    assert [row.scores["iou"] for row in done.clean()] == [1.0, 1.0]


def test_photos_without_masks_are_measured_against_the_models_own_answer(bare: Path) -> None:
    wrong = Counted(lambda image: Cutout(image.pixels, square(0, 48), image))
    done = study(bare, [wrong])
    assert done.groups == ("own",)
    assert {row.scores["iou"] for row in done.clean()} == {1.0}


def test_photos_with_and_without_masks_are_kept_apart(draw: Draw) -> None:
    root = draw()
    (root / "masks" / "b.png").unlink()
    done = run(root)
    assert (done.photos("truth"), done.photos("own")) == (("a",), ("b",))
    assert done.problems == ()


def test_every_photo_is_measured_at_every_step_and_one_is_timed(bare: Path) -> None:
    done = run(bare)
    assert len(done.rows) == 2 * (1 + STEPS) + 2
    assert len(done.timing("counted")) == 2


def test_the_bar_ends_where_it_was_planned_to_end_bad_pictures_or_not(bare: Path) -> None:
    (bare / "c.png").write_bytes(b"no picture")
    heard = Heard()
    study(bare, [Counted()], listener=heard)
    assert heard.done == heard.total


def test_a_bad_picture_is_named_and_left_out(bare: Path) -> None:
    (bare / "broken.png").write_bytes(b"no picture")
    done = run(bare)
    assert [problem.name for problem in done.problems] == ["broken.png"]
    assert done.photos() == ("a.png", "b.png")


def test_a_bad_picture_that_comes_first_does_not_cost_the_timing(bare: Path) -> None:
    (bare / "0.png").write_bytes(b"no picture")
    assert run(bare).timing("counted")


def test_a_mask_of_another_size_is_named(draw: Draw) -> None:
    root = draw()
    save_photo(root / "masks" / "a.png", np.ones((9, 9), np.float32))
    (problem,) = run(root).problems
    assert (problem.name, "another size" in problem.message) == ("a", True)


def test_a_photo_in_which_nothing_is_found_is_named_and_not_measured_further(bare: Path) -> None:
    empty = Counted(lambda i: Cutout(i.pixels, np.zeros(i.size_hw, np.float32), i))
    done = study(bare, [empty])
    assert len(done.problems) == 2
    assert {row.degradation for row in done.rows} == {CLEAN}


def test_only_bad_pictures_are_an_error_that_names_the_first(tmp_path: Path) -> None:
    (tmp_path / "x.png").write_bytes(b"no picture")
    with pytest.raises(InputError, match=r"not one photo could be used; x\.png"):
        run(tmp_path)


@pytest.mark.parametrize("name", ["missing", "."])
def test_a_folder_without_pictures_is_an_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputNotFoundError, match="expected"):
        run(tmp_path / name)


@pytest.mark.parametrize("count", [0, 2])
def test_settings_need_names_of_their_own(bare: Path, count: int) -> None:
    with pytest.raises(OptionError, match="a name of its own"):
        study(bare, [Counted()] * count)


def test_earlier_results_are_not_taken_for_photos(bare: Path) -> None:
    save_photo(bare / "a.cutout.png", square())
    assert run(bare).photos() == ("a.png", "b.png")


def test_a_second_run_asks_for_nothing_and_gives_the_same(bare: Path, tmp_path: Path) -> None:
    first = run(bare, tmp_path / "kept.jsonl")
    again = Counted()
    second = run(bare, tmp_path / "kept.jsonl", again)
    assert again.calls == 0
    assert second.rows == first.rows


def test_a_run_goes_on_where_it_was_stopped(bare: Path, tmp_path: Path) -> None:
    journal = tmp_path / "kept.jsonl"
    stopped = run(bare, journal, Counted(stop_after=10))
    journal.write_text(journal.read_text() + '{"key": "half a li')
    rest = Counted()
    done = run(bare, journal, rest)
    assert (stopped.interrupted, done.interrupted) == (True, False)
    assert len(stopped.rows) == 9  # the first answer was for warming up
    assert len(done.rows) == 2 * (1 + STEPS) + 2


def test_a_photo_that_changed_is_measured_again(bare: Path, tmp_path: Path) -> None:
    run(bare, tmp_path / "kept.jsonl")
    save_photo(bare / "b.png", square(2, 40))
    again = Counted()
    run(bare, tmp_path / "kept.jsonl", again)
    assert again.calls == 1 + 1 + STEPS  # warming up, as it is, changed


def test_a_limit_takes_photos_evenly_spread() -> None:
    sources = [Source(f"{n}", Path(f"{n}.png")) for n in range(10)]
    assert [source.name for source in spread(sources, 3)] == ["0", "3", "6"]


def test_a_large_photo_is_shrunk_to_a_megapixel_with_its_mask(draw: Draw) -> None:
    alpha = np.zeros((1500, 2000), np.float32)
    alpha[300:900, 400:1600] = 1.0
    root = draw(large=alpha)
    pair = Pair("large", root / "images" / "large.png", root / "masks" / "large.png")
    photo = read_photo(Source("large", pair.image, pair), max_megapixels=10)
    assert photo.truth is not None
    assert photo.pixels.shape[:2] == photo.truth.shape == (866, 1155)
    assert photo.truth.size <= MAX_PIXELS * 1.001  # sides are whole
    assert photo.truth.mean() == pytest.approx(alpha.mean(), abs=1e-3)


def test_a_study_plans_four_or_five_steps_to_each_change() -> None:
    assert len(list(cells(timed=False))) == 1 + STEPS
    assert len(list(cells(timed=True))) == 1 + STEPS + 2
    assert TIMED_MEGAPIXELS[-1] > TIMED_MEGAPIXELS[0]
