"""Measured photo by photo: good pairs scored, bad ones named, nothing done twice."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nukki.core.errors import InputError, OptionError
from nukki.core.options import Options
from nukki.core.values import Cutout, Image
from nukki.evaluate import Mattes, Pair, Pipeline, evaluate, open_dataset
from nukki.evaluate.candidate import Answer
from nukki.pipeline import build

from .drawing import Draw, bright, everything, save_grey, save_photo, soft_disc, square


def test_a_perfect_cut_out_gets_full_marks(draw: Draw) -> None:
    done = evaluate(draw(), bright)
    assert done.overall["iou"].mean == 1.0
    assert done.overall["mae"].mean == pytest.approx(0.0, abs=1e-6)
    assert "sad" not in done.overall


def test_soft_truth_is_also_measured_as_matting(draw: Draw) -> None:
    done = evaluate(draw(a=soft_disc(), b=square()), bright)
    assert [row.alpha for row in done.rows] == [True, False]
    assert done.overall["sad"].n == 1
    assert done.overall["sad"].mean < 0.01


def test_the_pipeline_is_measured_by_its_options(draw: Draw, options: Options) -> None:
    done = evaluate(draw(), options)
    assert done.name == "tiny, fast"
    assert done.settings["model"] == "tiny"
    assert done.overall["iou"].mean > 0.8
    assert done.seconds is not None
    assert done.machine.endswith("; onnxruntime on cpu")


def test_a_remover_is_measured_as_it_is(draw: Draw, options: Options) -> None:
    assert evaluate(draw(), build(options)).name == "tiny, fast"


@pytest.mark.parametrize("changed", [{"trim": True}, {"size": "10"}, {"background": "white"}])
def test_options_that_change_the_picture_s_shape_are_refused(
    changed: dict[str, object], tiny_model: str
) -> None:
    with pytest.raises(OptionError, match="drop it"):
        Pipeline(build(Options(model=tiny_model, **changed)))  # type: ignore[arg-type]


def test_bad_pairs_are_named_and_left_out(draw: Draw) -> None:
    root = draw(good=square(), empty=square(0, 0), small=square(), broken=square())
    save_grey(root / "masks" / "small.png", square()[:40])
    (root / "masks" / "broken.png").write_bytes(b"not a picture")
    save_photo(root / "images" / "unpaired.png", square())
    done = evaluate(root, bright)
    assert [row.name for row in done.rows] == ["good"]
    told = {problem.name: problem.message for problem in done.problems}
    assert sorted(told) == ["broken", "empty", "small", "unpaired"]
    assert "empty" in told["empty"]
    assert "48x40" in told["small"]


def test_a_data_set_without_one_good_pair_is_an_error(draw: Draw) -> None:
    with pytest.raises(InputError, match=r"not one photo.*mask is empty"):
        evaluate(draw(a=square(0, 0)), bright)


def test_a_cut_out_of_another_size_is_left_out(draw: Draw) -> None:
    def cropped(image: Image) -> Cutout:
        whole = bright(image)
        return Cutout(whole.foreground[1:], whole.alpha[1:], image)

    with pytest.raises(InputError, match="matte has another size"):
        evaluate(draw(), cropped)


def test_mattes_in_a_folder_are_found_by_name(draw: Draw, tmp_path: Path) -> None:
    root, mattes = draw(), tmp_path / "mattes"
    save_grey(mattes / "a.png", square())
    save_grey(mattes / "b.cutout.png", square(6, 30))
    done = evaluate(root, Mattes(mattes, max_megapixels=1))
    assert done.overall["iou"].mean == 1.0
    assert done.seconds is None


def test_a_photo_without_a_matte_is_left_out(draw: Draw, tmp_path: Path) -> None:
    save_grey(tmp_path / "mattes" / "a.png", square())
    done = evaluate(draw(), Mattes(tmp_path / "mattes", max_megapixels=1))
    assert [problem.name for problem in done.problems] == ["b"]


def test_a_cut_out_file_counts_by_its_transparency(draw: Draw, tmp_path: Path) -> None:
    from PIL import Image as PillowImage

    rgba = np.full((48, 48, 4), 255, np.uint8)
    rgba[..., 3] = np.rint(square() * 255)
    (tmp_path / "mattes").mkdir()
    PillowImage.fromarray(rgba).save(tmp_path / "mattes" / "a.png")
    done = evaluate(draw(a=square()), Mattes(tmp_path / "mattes", max_megapixels=1))
    assert done.overall["iou"].mean == 1.0


def test_a_trimap_says_where_alpha_is_unknown(draw: Draw) -> None:
    root = draw(a=soft_disc())
    grey = np.zeros((48, 48), np.float32)
    grey[0, :10] = 0.5
    save_grey(root / "trimaps" / "a.png", grey)
    assert evaluate(root, everything).overall["sad"].mean == pytest.approx(0.01)


class Counted:
    """A candidate that counts how often it is asked."""

    name, key = "counted", "one"

    def __init__(self) -> None:
        self.settings: Mapping[str, Any] = {}
        self.asked: list[str] = []

    def load(self) -> None:
        pass

    def __call__(self, pair: Pair, image: Image) -> Answer:
        self.asked.append(pair.name)
        return Answer(bright(image).alpha)


def test_what_was_measured_is_not_measured_again(draw: Draw, tmp_path: Path) -> None:
    root, counted = draw(), Counted()
    first = evaluate(root, counted, journal=tmp_path / "j.jsonl", cases=0)
    again = evaluate(root, counted, journal=tmp_path / "j.jsonl", cases=0)
    assert counted.asked == ["a", "b"]
    assert [row.scores for row in again.rows] == [
        {name: round(value, 7) for name, value in row.scores.items()} for row in first.rows
    ]


def test_a_photo_that_changed_is_measured_again(draw: Draw, tmp_path: Path) -> None:
    root, counted = draw(), Counted()
    evaluate(root, counted, journal=tmp_path / "j.jsonl", cases=0)
    save_grey(root / "masks" / "b.png", square(6, 29))
    evaluate(root, counted, journal=tmp_path / "j.jsonl", cases=0)
    assert counted.asked == ["a", "b", "b"]


def test_another_candidate_takes_nothing_from_the_journal(draw: Draw, tmp_path: Path) -> None:
    root, counted, other = draw(), Counted(), Counted()
    other.key = "two"
    evaluate(root, counted, journal=tmp_path / "j.jsonl", cases=0)
    evaluate(root, other, journal=tmp_path / "j.jsonl", cases=0)
    assert other.asked == ["a", "b"]


def test_a_journal_cut_short_is_read_as_far_as_it_goes(draw: Draw, tmp_path: Path) -> None:
    root, counted, journal = draw(), Counted(), tmp_path / "j.jsonl"
    evaluate(root, counted, journal=journal, cases=0)
    journal.write_text(journal.read_text()[:-20])
    evaluate(root, counted, journal=journal, cases=0)
    assert counted.asked == ["a", "b", "b"]


def test_an_interrupt_keeps_what_was_measured(draw: Draw) -> None:
    def stops_at_b(image: Image) -> Cutout:
        if image.pixels[20, 8, 0] > 100:
            raise KeyboardInterrupt
        return bright(image)

    done = evaluate(open_dataset(draw()), stops_at_b)
    assert done.interrupted
    assert [row.name for row in done.rows] == ["a"]


def test_the_worst_and_the_best_are_kept_as_pictures(draw: Draw) -> None:
    root = draw(large=square(2, 46), small=square(20, 24), middle=square(10, 38))
    done = evaluate(root, everything, cases=1)
    assert [case.name for case in done.cases] == ["small", "large"]
    assert done.cases[0].picture.startswith(b"\xff\xd8")


def test_equal_options_have_one_key_and_other_options_another(tiny_model: str) -> None:
    def key(**options: object) -> str:
        return Pipeline(build(Options(model=tiny_model, **options))).key  # type: ignore[arg-type]

    assert key() == key()
    assert key() != key(edges="fine")
