"""Data sets as others lay them out, each drawn small with the truth known."""

from __future__ import annotations

import base64
import io
import json
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as PillowImage
from tests.train.drawing import Bytes, cut_out, save, save_pairs, silhouette

from nukki.core.errors import InputError, InputNotFoundError, OptionError, UnknownNameError
from nukki.train.data.found import Found, Left
from nukki.train.data.layouts import LAYOUTS, Request, recognise
from nukki.train.data.layouts.voc import colour_of

SQUARE = np.zeros((20, 30), np.uint8)
SQUARE[5:15, 10:20] = 255
PHOTO = np.full((20, 30, 3), 90, np.uint8)


def drawn(found: Found) -> Bytes:
    assert found.truth is not None
    return found.truth.draw((20, 30))


def found_in(root: Path, classes: tuple[str, ...] = ()) -> list[Found | Left]:
    request = Request(root, None, classes)
    return list(recognise(request).find(request))


def only(root: Path, classes: tuple[str, ...] = ()) -> Found:
    (entry,) = found_in(root, classes)
    assert isinstance(entry, Found)
    return entry


def coco(root: Path, segmentation: object) -> Path:
    save(root / "a.png", PHOTO)
    held = {
        "images": [{"id": 1, "file_name": "a.png", "height": 20, "width": 30}],
        "annotations": [{"image_id": 1, "category_id": 7, "segmentation": segmentation}],
        "categories": [{"id": 7, "name": "person"}, {"id": 8, "name": "dog"}],
    }
    (root / "instances.json").write_text(json.dumps(held))
    return root


def test_coco_polygons_are_filled(tmp_path: Path) -> None:
    mask = drawn(only(coco(tmp_path, [[10, 5, 19, 5, 19, 14, 10, 14]]), ("person",)))
    assert np.array_equal(mask, SQUARE)


def test_coco_run_lengths_go_down_the_columns(tmp_path: Path) -> None:
    flat = (SQUARE > 0).T.ravel().astype(int)
    edges = np.flatnonzero(np.diff(flat)) + 1
    runs = np.diff(np.concatenate(([0], edges, [flat.size]))).tolist()
    mask = drawn(only(coco(tmp_path, {"counts": runs, "size": [20, 30]})))
    assert np.array_equal(mask, SQUARE)


def test_coco_run_lengths_that_do_not_add_up_are_an_error(tmp_path: Path) -> None:
    entry = only(coco(tmp_path, {"counts": [3, 4], "size": [20, 30]}))
    with pytest.raises(InputError, match="add up to 7"):
        drawn(entry)


def test_a_coco_class_that_does_not_exist_names_the_nearest(tmp_path: Path) -> None:
    root = coco(tmp_path, [[0, 0, 5, 0, 5, 5]])
    with pytest.raises(UnknownNameError, match="person"):
        found_in(root, ("persom",))


def test_coco_pictures_without_the_class_are_left_out(tmp_path: Path) -> None:
    (entry,) = found_in(coco(tmp_path, [[0, 0, 5, 0, 5, 5]]), ("dog",))
    assert isinstance(entry, Left)


def test_voc_maps_are_read_by_their_palette(tmp_path: Path) -> None:
    save(tmp_path / "JPEGImages" / "a.jpg", PHOTO)
    picture = PillowImage.fromarray((SQUARE > 0).astype(np.uint8) * 15, "P")
    picture.putpalette([value for n in range(256) for value in colour_of(n)])
    (tmp_path / "SegmentationClass").mkdir()
    picture.save(tmp_path / "SegmentationClass" / "a.png")
    assert np.array_equal(drawn(only(tmp_path, ("person",))), SQUARE)
    assert not drawn(only(tmp_path, ("dog",))).any()


def supervisely(root: Path, thing: dict[str, object]) -> Path:
    save(root / "ds" / "img" / "a.png", PHOTO)
    (root / "ds" / "ann").mkdir()
    held = {"size": {"height": 20, "width": 30}, "objects": [{"classTitle": "person", **thing}]}
    (root / "ds" / "ann" / "a.png.json").write_text(json.dumps(held))
    return root


def test_supervisely_polygons_have_holes(tmp_path: Path) -> None:
    points = {
        "exterior": [[10, 5], [19, 5], [19, 14], [10, 14]],
        "interior": [[[13, 8], [16, 8], [16, 11], [13, 11]]],
    }
    mask = drawn(only(supervisely(tmp_path, {"geometryType": "polygon", "points": points})))
    assert mask[6, 11] == 255
    assert mask[9, 14] == 0


def test_supervisely_bitmaps_lie_at_their_corner(tmp_path: Path) -> None:
    data = io.BytesIO()
    PillowImage.fromarray(np.full((10, 10), 255, np.uint8)).save(data, "PNG")
    packed = base64.b64encode(zlib.compress(data.getvalue())).decode()
    bitmap = {"data": packed, "origin": [10, 5]}
    mask = drawn(only(supervisely(tmp_path, {"geometryType": "bitmap", "bitmap": bitmap})))
    assert np.array_equal(mask, SQUARE)


def test_ccp_labels_above_nought_are_the_subject(tmp_path: Path) -> None:
    scipy_io = pytest.importorskip("scipy.io", reason="scipy reads .mat files")
    save(tmp_path / "photos" / "0001.jpg", PHOTO)
    (tmp_path / "annotations" / "pixel-level").mkdir(parents=True)
    labels = {"groundtruth": (SQUARE > 0).astype(np.uint8) * 41}
    scipy_io.savemat(tmp_path / "annotations" / "pixel-level" / "0001.mat", labels)
    assert np.array_equal(drawn(only(tmp_path)), SQUARE)


def test_masks_in_alpha_palette_or_sixteen_bits_are_read(tmp_path: Path) -> None:
    for name in ("alpha", "palette", "deep"):
        save(tmp_path / "images" / f"{name}.png", PHOTO)
    folder = tmp_path / "masks"
    save(folder / "alpha.png", np.dstack((PHOTO, SQUARE)))
    palette = PillowImage.fromarray((SQUARE > 0).astype(np.uint8), "P")
    palette.putpalette([0, 0, 0, 255, 255, 255] + [0] * 762)
    palette.save(folder / "palette.png")
    PillowImage.fromarray(SQUARE.astype(np.uint16) * 257).save(folder / "deep.png")
    masks = [drawn(entry) for entry in found_in(tmp_path) if isinstance(entry, Found)]
    assert len(masks) == 3
    assert all(np.array_equal(mask, SQUARE) for mask in masks)


@pytest.mark.parametrize("values", [(0, 1), (0, 7)])
def test_masks_that_number_classes_are_read(tmp_path: Path, values: tuple[int, int]) -> None:
    save(tmp_path / "images" / "a.png", PHOTO)
    save(tmp_path / "masks" / "a.png", np.where(SQUARE > 0, *values[::-1]).astype(np.uint8))
    assert np.array_equal(drawn(only(tmp_path)), SQUARE)


def test_masks_painted_in_a_colour_without_green_are_read(tmp_path: Path) -> None:
    save(tmp_path / "images" / "a.png", PHOTO)
    painted = np.zeros((20, 30, 3), np.uint8)
    painted[SQUARE > 0] = (128, 0, 0)
    save(tmp_path / "masks" / "a.png", painted)
    assert np.array_equal(drawn(only(tmp_path)), SQUARE)


@pytest.mark.parametrize("mask", ["a_mask.png", "a-matte.png", "a.jpg.png"])
def test_a_masks_name_may_have_a_word_behind(tmp_path: Path, mask: str) -> None:
    save(tmp_path / "images" / "a.jpg", PHOTO)
    save(tmp_path / "masks" / mask, SQUARE)
    assert np.array_equal(drawn(only(tmp_path)), SQUARE)


def test_frames_of_a_davis_clip_are_one_group(tmp_path: Path) -> None:
    for frame in ("00000", "00001"):
        save(tmp_path / "JPEGImages" / "480p" / "bear" / f"{frame}.jpg", PHOTO)
        save(tmp_path / "Annotations" / "480p" / "bear" / f"{frame}.png", SQUARE)
    groups = [entry.columns["group"] for entry in found_in(tmp_path) if isinstance(entry, Found)]
    assert groups == ["bear", "bear"]


def test_coco_files_of_captions_are_passed_over(tmp_path: Path) -> None:
    coco(tmp_path, [[10, 5, 19, 5, 19, 14, 10, 14]])
    captions = {"images": [], "annotations": [{"caption": "a man"}]}
    (tmp_path / "captions.json").write_text(json.dumps(captions))
    assert only(tmp_path).columns["category"] == "person"


def test_coco_folders_named_after_splits_give_them(tmp_path: Path) -> None:
    for part in ("train", "valid"):
        coco(tmp_path / part, [[10, 5, 19, 5, 19, 14, 10, 14]])
    entries = [entry for entry in found_in(tmp_path) if isinstance(entry, Found)]
    assert [entry.name for entry in entries] == ["train/a.png", "valid/a.png"]
    assert [entry.columns["split"] for entry in entries] == ["train", "valid"]


@pytest.mark.parametrize(
    "held",
    [
        {"images": 3, "annotations": [], "segmentation": 0},
        {"images": [1], "annotations": [], "segmentation": 0},
        {"images": [], "annotations": [], "categories": [{"segmentation": 0}]},
    ],
)
def test_a_coco_file_of_rubbish_is_an_error(tmp_path: Path, held: object) -> None:
    (tmp_path / "a.json").write_text(json.dumps(held))
    with pytest.raises(InputError, match="expected"):
        found_in(tmp_path)


def test_voc_objects_are_the_subject_where_classes_are_lacking(tmp_path: Path) -> None:
    save(tmp_path / "JPEGImages" / "a.jpg", PHOTO)
    painted = np.zeros((20, 30, 3), np.uint8)
    painted[SQUARE > 0] = colour_of(2)
    painted[4, 10:20] = (224, 224, 192)
    save(tmp_path / "SegmentationObject" / "a.png", painted)
    assert np.array_equal(drawn(only(tmp_path)), SQUARE)
    with pytest.raises(OptionError, match="SegmentationClass"):
        found_in(tmp_path, ("person",))


def test_two_folders_are_paired_by_name(tmp_path: Path) -> None:
    root = save_pairs(tmp_path, 3)
    request = Request(root / "images", root / "masks")
    assert recognise(request).name == "folders"
    assert len(list(recognise(request).find(request))) == 3


def test_json_lines_lead_to_pictures_beside_them(tmp_path: Path) -> None:
    root = save_pairs(tmp_path, 2)
    line = {"image": "images/figure0.png", "mask": "masks/figure0.png", "person_id": 4}
    (root / "list.jsonl").write_text(json.dumps(line) + "\n")
    entry = only(root / "list.jsonl")
    assert entry.columns["person_id"] == "4"
    assert np.array_equal(drawn(entry), silhouette(0)[1])


RUBBISH: dict[str, Callable[[Path], object]] = {
    "an empty folder": lambda root: root.mkdir(),
    "a text file": lambda root: root.write_text("nothing"),
    "nothing": lambda root: None,
}


@pytest.mark.parametrize("what", RUBBISH)
def test_rubbish_is_an_error_that_lists_the_layouts(tmp_path: Path, what: str) -> None:
    RUBBISH[what](tmp_path / "x")
    with pytest.raises(InputError):
        found_in(tmp_path / "x")


@pytest.mark.parametrize("head", ["image,mask", "file,truth", "photo,matte", "path,mask"])
def test_lists_may_call_their_columns_otherwise(tmp_path: Path, head: str) -> None:
    save(tmp_path / "p" / "a.png", PHOTO)
    save(tmp_path / "m" / "a.png", SQUARE)
    (tmp_path / "manifest.csv").write_text(f"{head}\np/a.png,m/a.png\n")
    assert np.array_equal(drawn(only(tmp_path)), SQUARE)


def test_a_list_without_the_columns_names_those_it_has(tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_text("stuff,size\na,3\n")
    with pytest.raises(InputError, match="got size, stuff"):
        found_in(tmp_path)


def test_a_folder_of_cut_outs_is_recognised(tmp_path: Path) -> None:
    save(tmp_path / "a.png", cut_out(0))
    assert only(tmp_path).kind == "cutout"


@pytest.mark.parametrize("name", LAYOUTS)
def test_no_layout_takes_an_empty_folder_for_its_own(tmp_path: Path, name: str) -> None:
    assert not LAYOUTS[name].fits(Request(tmp_path))


def test_an_empty_folder_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(InputNotFoundError, match="the folder is empty"):
        recognise(Request(tmp_path))
