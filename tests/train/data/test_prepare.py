"""Photos with masks made ready to train on."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as PillowImage
from tests.train.data.conftest import Make, Quiet
from tests.train.drawing import cut_out, save, save_pairs, silhouette

from nukki.core.errors import InputError, OptionError
from nukki.train.data.dataset import Dataset
from nukki.train.data.found import Found, Left
from nukki.train.data.pack import pack
from nukki.train.data.prepare import JOURNAL, Prepared, check, prepare
from nukki.train.data.row import SPLITS
from nukki.train.data.settings import Settings
from nukki.train.data.split import Shares
from nukki.train.data.stored import Stored, store


def reason(done: Prepared, name: str) -> str:
    return next(entry.reason for entry in done.left if entry.name == name)


def test_every_picture_is_in_one_split_and_the_shares_are_kept(make: Make, source: Path) -> None:
    done = make(source, shares=Shares(0.7, 0.15, 0.15))
    assert [len(done.dataset.rows(split)) for split in SPLITS] == [14, 3, 3]
    assert len({row.name for row in done.dataset.all_rows}) == 20


def test_a_stored_pair_is_the_source_within_jpeg_noise(make: Make, source: Path) -> None:
    dataset = make(source).dataset
    row = next(row for row in dataset.all_rows if row.name == "figure3")
    photo, mask = silhouette(3)
    sample = dataset.read(row)
    assert sample.truth is not None
    assert np.array_equal(sample.truth, mask)
    assert np.abs(sample.photo.astype(int) - photo).mean() < 8  # the figure's own noise is 12


def test_the_same_seed_gives_the_same_split_and_another_another(make: Make, source: Path) -> None:
    def test_names(seed: int, output: str) -> set[str]:
        made = make(source, seed=seed, output=output)
        return {row.name for row in made.dataset.rows("test")}

    assert test_names(1, "a") == test_names(1, "b")
    assert test_names(1, "c") != test_names(2, "d")


def test_pictures_of_one_person_stay_on_one_side(make: Make, tmp_path: Path) -> None:
    root = tmp_path / "source"
    for person in range(6):
        for shot in range(3):
            photo, mask = silhouette(10 * person + shot)
            save(root / "images" / f"p{person}_{shot}.png", photo)
            save(root / "masks" / f"p{person}_{shot}.png", mask)
    rows = make(root, group_by=r"^(p\d)_").dataset.all_rows
    sides = {person: {row.split for row in rows if row.name[:2] == person}
             for person in {row.name[:2] for row in rows}}  # fmt: skip
    assert all(len(splits) == 1 for splits in sides.values())
    assert {row.split for row in rows} == set(SPLITS)


def test_a_near_copy_joins_the_group_of_its_original(make: Make, source: Path) -> None:
    photo, mask = silhouette(0)
    save(source / "images" / "copy.jpg", np.clip(photo.astype(int) + 9, 0, 255).astype(np.uint8))
    save(source / "masks" / "copy.png", mask)
    rows = {row.name: row for row in make(source, near_bits=10).dataset.all_rows}
    assert rows["copy"].group == rows["figure0"].group
    assert rows["copy"].split == rows["figure0"].split


def test_a_split_that_is_given_is_kept(make: Make, source: Path) -> None:
    names = [f"figure{n}" for n in range(20)]
    splits = ["test"] * 5 + ["validation"] * 5 + ["train"] * 10
    with (source / "manifest.csv").open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["stem", "split"])
        writer.writerows(zip(names, splits, strict=True))
    rows = make(source).dataset.all_rows
    assert {row.name: row.split for row in rows} == dict(zip(names, splits, strict=True))


def test_a_copy_across_a_given_split_is_left_out(make: Make, source: Path) -> None:
    photo, mask = silhouette(0)
    save(source / "images" / "copy.png", photo)
    save(source / "masks" / "copy.png", mask)
    (source / "manifest.csv").write_text("stem,split\nfigure0,test\ncopy,train\nfigure2,train\n")
    done = make(source, near_bits=0)
    assert "near copy" in reason(done, "copy")
    assert {row.name for row in done.dataset.all_rows} == {"figure0", "figure2"}


BAD_MASKS = {
    "empty": (np.zeros((96, 80), np.uint8), "its mask is empty"),
    "full": (np.full((96, 80), 255, np.uint8), "its mask is full"),
    "small": (np.full((48, 40), 255, np.uint8), "expected 80x96 like the photo, got 40x48"),
}


@pytest.mark.parametrize("name", BAD_MASKS)
def test_a_bad_mask_is_named_with_its_reason(make: Make, source: Path, name: str) -> None:
    mask, why = BAD_MASKS[name]
    save(source / "images" / f"{name}.png", silhouette(99)[0])
    save(source / "masks" / f"{name}.png", mask)
    done = make(source)
    assert why in reason(done, name)
    assert len(done.dataset.all_rows) == 20


def test_a_corrupt_photo_and_a_missing_mask_are_named(make: Make, source: Path) -> None:
    (source / "images" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nrubbish")
    save(source / "masks" / "broken.png", silhouette(1)[1])
    save(source / "images" / "alone.png", silhouette(2)[0])
    done = make(source)
    assert "cannot be read" in reason(done, "broken")
    assert "no mask of this name" in reason(done, "alone")


def test_half_tones_where_yes_or_no_is_claimed_are_named(make: Make, source: Path) -> None:
    soft = np.tile(np.linspace(0, 255, 80).astype(np.uint8), (96, 1))
    save(source / "images" / "soft.png", silhouette(1)[0])
    save(source / "masks" / "soft.png", soft)
    (source / "manifest.csv").write_text("stem,kind\nsoft,binary\nfigure1,binary\n")
    assert "not binary as it claims" in reason(make(source), "soft")


def test_strict_makes_a_bad_pair_an_error_that_names_it(make: Make, source: Path) -> None:
    save(source / "images" / "alone.png", silhouette(2)[0])
    with pytest.raises(InputError, match="1 pictures cannot be used, the first is alone"):
        make(source, strict=True)


def test_nothing_usable_is_an_error(make: Make, tmp_path: Path) -> None:
    save(tmp_path / "s" / "images" / "alone.png", silhouette(2)[0])
    (tmp_path / "s" / "masks").mkdir()
    with pytest.raises(InputError, match="no picture can be used"):
        make(tmp_path / "s")


def test_a_run_that_was_cut_short_goes_on(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Impatient(Quiet):
        def finished(self, name: str, problem: str = "") -> None:
            if name == "figure5":
                raise KeyboardInterrupt

    output = tmp_path / "dataset"
    settings = Settings(near_bits=-1, workers=1)
    with pytest.raises(KeyboardInterrupt):
        prepare(source, output, settings, listener=Impatient())
    anew: list[str] = []

    def watched(found: Found, *places: Any, **given: Any) -> Stored | Left:
        anew.append(found.name)
        return store(found, *places, **given)

    monkeypatch.setattr("nukki.train.data.prepare.store", watched)
    assert len(prepare(source, output, settings, listener=Quiet()).dataset.all_rows) == 20
    assert "figure0" not in anew
    assert not (output / JOURNAL).exists()


def test_cut_outs_keep_their_alpha_and_backgrounds_are_split(make: Make, tmp_path: Path) -> None:
    for seed in range(10):
        save(tmp_path / "cut" / f"c{seed}.png", cut_out(seed))
        save(tmp_path / "rooms" / f"r{seed}.jpg", silhouette(seed)[0])
    done = make(tmp_path / "cut", backgrounds=tmp_path / "rooms")
    sample = done.dataset.read(done.dataset.all_rows[0])
    assert done.layout == "cutouts"
    assert sample.truth is not None
    assert np.array_equal(sample.truth, silhouette(0)[1])
    places = [place for split in SPLITS for place in done.dataset.backgrounds(split)]
    assert len(places) == len(set(places)) == 10
    assert done.dataset.read_background(places[0]).shape == (96, 80, 3)


def test_photos_without_masks_need_to_be_said_to_be_so(make: Make, tmp_path: Path) -> None:
    save(tmp_path / "photos" / "a.jpg", silhouette(0)[0])
    with pytest.raises(InputError, match="--layout photos"):
        make(tmp_path / "photos")
    dataset = make(tmp_path / "photos", layout="photos").dataset
    assert dataset.all_rows[0].kind == "unlabelled"
    assert dataset.read(dataset.all_rows[0]).truth is None


def test_a_photo_turned_by_exif_meets_its_upright_mask(make: Make, source: Path) -> None:
    photo, mask = silhouette(50)
    exif = PillowImage.Exif()
    exif[0x0112] = 6  # turn a quarter to the right
    sideways = PillowImage.fromarray(np.ascontiguousarray(np.rot90(photo)))
    sideways.save(source / "images" / "turned.jpg", exif=exif)
    save(source / "masks" / "turned.png", mask)
    rows = {row.name: row for row in make(source).dataset.all_rows}
    assert (rows["turned"].height, rows["turned"].width) == mask.shape


def test_names_that_differ_in_case_or_leave_the_folder_are_both_kept(
    make: Make, tmp_path: Path
) -> None:
    photo = save(tmp_path / "a.png", silhouette(0)[0])
    mask = save(tmp_path / "m.png", silhouette(0)[1])
    lines = [
        json.dumps({"name": name, "image": photo.name, "mask": mask.name})
        for name in ("../Ä", "../ä", "x")
    ]
    (tmp_path / "list.jsonl").write_text("\n".join(lines))
    done = make(tmp_path / "list.jsonl")
    images = [row.image for row in done.dataset.all_rows]
    assert len({place.casefold() for place in images}) == 3
    assert all((done.dataset.path / place).is_file() for place in images)


def test_large_pictures_are_stored_at_the_size_asked_for(make: Make, tmp_path: Path) -> None:
    photo, mask = silhouette(0, (400, 300))
    save(tmp_path / "s" / "images" / "a.png", photo)
    save(tmp_path / "s" / "masks" / "a.png", mask)
    row = make(tmp_path / "s", long_side_px=100).dataset.all_rows[0]
    assert (row.height, row.width) == (100, 75)


def test_an_output_folder_with_other_things_is_not_touched(make: Make, source: Path) -> None:
    with pytest.raises(OptionError, match="holds other things"):
        make(source, output="source/images")


def test_the_statistics_name_what_was_left_out(make: Make, source: Path) -> None:
    save(source / "images" / "a<b.png", silhouette(2)[0])
    done = make(source)
    page = (done.dataset.path / "statistics.html").read_text()
    assert "a&lt;b" in page
    assert "http" not in page.replace("http://www.w3.org", "")
    assert (done.dataset.path / "contact.jpg").read_bytes()[:2] == b"\xff\xd8"


def test_a_changed_mask_makes_another_digest(make: Make, source: Path) -> None:
    before = make(source).dataset.digest
    save(source / "masks" / "figure0.png", 255 - silhouette(0)[1])
    assert make(source).dataset.digest != before


def test_something_else_is_no_prepared_data_set(source: Path) -> None:
    with pytest.raises(InputError, match="make one with 'nukki data prepare"):
        Dataset.open(source)


def test_masks_without_a_photo_and_names_that_are_there_twice_are_named(
    make: Make, source: Path
) -> None:
    save(source / "masks" / "orphan.png", silhouette(1)[1])
    save(source / "images" / "figure3.jpg", silhouette(3)[0])
    done = make(source)
    assert "no photo of this name" in reason(done, "orphan")
    assert "figure3.png has the same name" in reason(done, "figure3")
    assert len(done.dataset.all_rows) == 20


def test_a_broken_background_is_left_out(make: Make, tmp_path: Path) -> None:
    for seed in range(6):
        save(tmp_path / "cuts" / f"{seed}.png", cut_out(seed))
        save(tmp_path / "grounds" / f"{seed}.jpg", silhouette(seed)[0])
    (tmp_path / "grounds" / "bad.jpg").write_bytes(b"rubbish")
    done = make(tmp_path / "cuts", backgrounds=tmp_path / "grounds")
    assert "cannot be read" in reason(done, "bad.jpg")
    assert sum(len(done.dataset.backgrounds(split)) for split in SPLITS) == 6


def test_names_that_are_no_text_are_kept_and_read_back(
    make: Make, source: Path, tmp_path: Path
) -> None:
    for folder in ("images", "masks"):
        odd = os.fsdecode(os.fsencode(source / folder) + b"/caf\xe9.png")
        try:
            (source / folder / "figure1.png").rename(odd)
        except OSError:
            pytest.skip("this file system has names in Unicode only")
    done = make(source)
    (row,) = (row for row in done.dataset.all_rows if row.name.startswith("caf"))
    assert row.image == "im/caf_.jpg"
    pack(done.dataset, tmp_path / "shards", limit_bytes=10**7)
    assert Dataset.open(tmp_path / "shards").read(row).truth is not None


def test_other_words_for_the_splits_are_understood(make: Make, source: Path) -> None:
    lines = "".join(f"figure{n},{('Train', 'VAL', 'testing')[n % 3]}\n" for n in range(20))
    (source / "manifest.csv").write_text("stem,split\n" + lines)
    done = make(source)
    assert len(done.dataset.rows("validation")) == 7


def test_checking_names_what_is_bad_and_writes_nothing(source: Path) -> None:
    save(source / "masks" / "figure2.png", np.zeros((96, 80), np.uint8))
    before = sorted(source.rglob("*"))
    layout, n_good, left = check(source, None, Settings(), listener=Quiet())
    assert (layout, n_good) == ("folders", 19)
    assert [(entry.name, entry.reason) for entry in left] == [
        ("figure2", "its mask is empty: no pixel is subject")
    ]
    assert sorted(source.rglob("*")) == before


def test_one_picture_alone_is_trained_on(make: Make, tmp_path: Path) -> None:
    done = make(save_pairs(tmp_path / "one", 1))
    assert [row.split for row in done.dataset.all_rows] == ["train"]
