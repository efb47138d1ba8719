"""Which photo belongs to which mask: layouts, manifests, selections."""

from __future__ import annotations

from pathlib import Path

import pytest

from nukki.core.errors import InputError, InputNotFoundError, OptionError, UnknownNameError
from nukki.evaluate import Dataset, open_dataset, select

from .drawing import Draw, save_grey, save_photo, square

PUBLISHED = {
    "DIS5K": ("DIS-VD/im/2#Aircraft#7#UAV#1.png", "DIS-VD/gt/2#Aircraft#7#UAV#1.png"),
    "DUTS": ("DUTS-TE/DUTS-TE-Image/x.png", "DUTS-TE/DUTS-TE-Mask/x.png"),
    "P3M": ("validation/P3M-500-NP/original_image/x.png", "validation/P3M-500-NP/mask/x.png"),
    "AIM": ("original/x.png", "mask/x.png"),
    "PPM": ("image/x.png", "matte/x.png"),
    "DAVIS": ("JPEGImages/480p/bear/00000.png", "Annotations/480p/bear/00000.png"),
    "images and masks": ("im/x.png", "gt/x.png"),
}
KINDS = {
    "DIS5K": ("binary", "Aircraft"),
    "DUTS": ("binary", "TE"),
    "P3M": ("alpha", "P3M-500-NP"),
    "AIM": ("alpha", ""),
    "PPM": ("alpha", ""),
    "DAVIS": ("labels", "bear"),
    "images and masks": ("auto", ""),
}


@pytest.mark.parametrize("layout", PUBLISHED)
def test_each_published_layout_is_recognised_by_its_folders(layout: str, tmp_path: Path) -> None:
    image, mask = PUBLISHED[layout]
    save_photo(tmp_path / image, square())
    save_grey(tmp_path / mask, square())
    data = open_dataset(tmp_path)
    (pair,) = data.pairs
    assert (data.layout, pair.image, pair.mask) == (layout, tmp_path / image, tmp_path / mask)
    assert (pair.truth, pair.category) == KINDS[layout]


def test_a_photo_without_a_mask_is_a_problem_by_name(draw: Draw) -> None:
    root = draw()
    save_photo(root / "images" / "alone.png", square())
    data = open_dataset(root)
    assert [pair.name for pair in data.pairs] == ["a", "b"]
    assert [problem.name for problem in data.problems] == ["alone"]


def test_folders_below_the_photos_are_categories(draw: Draw) -> None:
    data = open_dataset(draw("images/cats", "masks/cats"))
    assert {(pair.name, pair.category) for pair in data.pairs} == {
        ("cats/a", "cats"),
        ("cats/b", "cats"),
    }


def test_trimaps_beside_the_photos_are_taken(draw: Draw) -> None:
    root = draw()
    trimap = save_grey(root / "trimaps" / "a.png", square())
    assert [pair.trimap for pair in open_dataset(root).pairs] == [trimap, None]


def test_a_folder_of_something_else_says_what_was_expected(tmp_path: Path) -> None:
    with pytest.raises(InputNotFoundError, match=r"images/ with masks/.*DAVIS"):
        open_dataset(tmp_path)


def test_a_path_to_nothing_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputNotFoundError, match="no such folder"):
        open_dataset(tmp_path / "nothing")


def test_a_manifest_names_pictures_by_stem(draw: Draw) -> None:
    root = draw("im", "gt")
    text = "stem,category,alpha_or_binary\na,cats,alpha\nb,dogs,binary\n"
    (root / "manifest.csv").write_text(text)
    found = [(pair.name, pair.category, pair.truth) for pair in open_dataset(root).pairs]
    assert found == [("a", "cats", "alpha"), ("b", "dogs", "binary")]


def test_a_manifest_names_pictures_by_path(draw: Draw) -> None:
    root = draw("x", "y")
    (root / "list.csv").write_text("image,mask,trimap\nx/a.png,y/a.png,y/b.png\n")
    (pair,) = open_dataset(root / "list.csv").pairs
    assert (pair.image, pair.mask) == (root / "x/a.png", root / "y/a.png")
    assert pair.trimap == root / "y/b.png"


def test_lines_of_a_manifest_that_lead_nowhere_are_problems(draw: Draw) -> None:
    root = draw("im", "gt")
    text = "stem,alpha_or_binary\na,binary\nc,binary\nb,perhaps\n"
    (root / "manifest.csv").write_text(text)
    data = open_dataset(root)
    assert [pair.name for pair in data.pairs] == ["a"]
    assert [problem.name for problem in data.problems] == ["c", "b"]


@pytest.mark.parametrize("content", [b"name,kind\na,b\n", b"", b"\xff\xfe\x00"])
def test_a_file_that_is_no_manifest_says_what_was_expected(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match="expected"):
        open_dataset(path)


@pytest.fixture
def five(draw: Draw) -> Dataset:
    root = draw("im", "gt", **{name: square() for name in "abcde"})
    lines = (f"{name},{kind}" for name, kind in zip("abcde", "xyxyx", strict=True))
    (root / "manifest.csv").write_text("stem,category\n" + "\n".join(lines))
    return open_dataset(root)


def test_every_second_photo_up_to_a_limit(five: Dataset) -> None:
    assert [pair.name for pair in select(five, every=2).pairs] == ["a", "c", "e"]
    assert [pair.name for pair in select(five, every=2, limit=2).pairs] == ["a", "c"]


def test_one_category_alone(five: Dataset) -> None:
    assert [pair.name for pair in select(five, categories=("y",)).pairs] == ["b", "d"]


def test_an_unknown_category_names_the_nearest(five: Dataset) -> None:
    with pytest.raises(UnknownNameError, match="no category named 'z'"):
        select(five, categories=("z",))


def test_numbers_out_of_range_are_refused(five: Dataset) -> None:
    with pytest.raises(OptionError, match="every"):
        select(five, every=0)
