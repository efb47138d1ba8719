"""Sprites: packed without touching, described so that programs find them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from nukki.cli import sprites as command
from nukki.core.errors import InputError, OptionError
from nukki.core.values import Box, Cutout, Image
from nukki.ops.packing import pack
from nukki.stages.sprites import sprite_sheet

SIZES = st.lists(st.tuples(st.integers(1, 60), st.integers(1, 60)), min_size=1, max_size=20)


def disc(radius: int, level: int, *, size: int = 100, depth: type = np.uint8) -> Cutout:
    y, x = np.mgrid[:size, :size] + 0.5 - size / 2
    alpha = (np.hypot(x, y) < radius).astype(np.float32)
    pixels = (alpha[..., None] * level).repeat(3, axis=2).astype(depth)
    return Cutout(pixels, alpha, Image(pixels))


@settings(deadline=None)
@given(SIZES, st.integers(0, 5))
def test_packed_rectangles_lie_apart_and_inside(sizes: list[tuple[int, int]], gap: int) -> None:
    packing = pack(sizes, gap_px=gap, most_px=10_000)
    assert packing is not None
    covered = np.zeros(packing.size_hw, int)
    for box, size_hw in zip(packing.boxes, sizes, strict=True):
        assert box.size_hw == size_hw
        covered[box.top : box.bottom + gap, box.left : box.right + gap] += 1
    assert covered.max() <= 1
    assert not covered[:gap].any()
    assert not covered[:, :gap].any()


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(20, 60), st.integers(20, 60)), min_size=1))
def test_packing_wastes_little_of_many(sizes: list[tuple[int, int]]) -> None:
    many = sizes * 10
    packing = pack(many, gap_px=0, most_px=10_000)
    assert packing is not None
    used = sum(height * width for height, width in many)
    assert used / (packing.size_hw[0] * packing.size_hw[1]) > 0.6


def test_what_cannot_fit_is_refused() -> None:
    with pytest.raises(OptionError, match="2 sprites do not fit into 50 x 50 pixels"):
        sprite_sheet({"a": disc(20, 1), "b": disc(20, 2)}, most_px=50)


def test_a_sprite_lies_where_its_frame_says() -> None:
    cutouts = {"large": disc(40, 200), "small": disc(10, 100)}
    sheet = sprite_sheet(cutouts)
    for sprite in sheet.sprites:
        own = cutouts[sprite.name]
        assert np.array_equal(
            sheet.picture.alpha[sprite.place.slices], own.alpha[sprite.trimmed.slices]
        )
        assert np.array_equal(
            sheet.picture.foreground[sprite.place.slices], own.foreground[sprite.trimmed.slices]
        )


def test_the_description_is_a_hash_of_frames_by_name() -> None:
    sheet = sprite_sheet({"a.png": disc(10, 9)})
    told = sheet.described("s.png", app="nukki", version="1")
    assert told["frames"]["a.png"] == {
        "frame": {"x": 2, "y": 2, "w": 20, "h": 20},
        "rotated": False,
        "trimmed": True,
        "spriteSourceSize": {"x": 40, "y": 40, "w": 20, "h": 20},
        "sourceSize": {"w": 100, "h": 100},
    }
    assert told["meta"]["size"] == {"w": 24, "h": 24}
    assert told["meta"]["image"] == "s.png"


def test_sixteen_bits_become_eight() -> None:
    sheet = sprite_sheet({"deep": disc(10, 65535, depth=np.uint16)})
    assert sheet.picture.foreground[12, 12].tolist() == [255, 255, 255]


def test_a_picture_with_nothing_in_it_is_named() -> None:
    with pytest.raises(InputError, match="empty: nothing was found in it"):
        sprite_sheet({"empty": disc(0, 1)})


def test_a_sprite_that_fills_its_picture_is_not_trimmed() -> None:
    sheet = sprite_sheet({"full": disc(200, 7)})
    assert sheet.sprites[0].trimmed == Box(0, 0, 100, 100)
    assert sheet.described("", app="", version="")["frames"]["full"]["trimmed"] is False


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two pictures of a bright disc each."""
    for name, radius in (("one.png", 30), ("two.png", 40)):
        PIL.Image.fromarray(disc(radius, 250).foreground).save(tmp_path / name)
    return tmp_path


def called(folder: Path, *arguments: str) -> Any:
    return CliRunner().invoke(command.command, [str(folder), *arguments])


def test_the_command_writes_a_sheet_and_its_description(folder: Path, tiny_model: str) -> None:
    done = called(folder, "-o", str(folder / "out" / "all.png"), "-m", tiny_model)
    assert done.exit_code == 0, done.output
    told = json.loads((folder / "out" / "all.json").read_text())
    with PIL.Image.open(folder / "out" / "all.png") as sheet:
        assert sheet.mode == "RGBA"
        assert sheet.size == (told["meta"]["size"]["w"], told["meta"]["size"]["h"])
    assert list(told["frames"]) == ["one.png", "two.png"]


def test_a_second_run_does_not_take_its_own_sheet(folder: Path, tiny_model: str) -> None:
    target = str(folder / "all.png")
    called(folder, "-o", target, "-m", tiny_model)
    called(folder, "-o", target, "-m", tiny_model)
    assert len(json.loads((folder / "all.json").read_text())["frames"]) == 2


def test_a_format_without_transparency_is_refused(folder: Path, tiny_model: str) -> None:
    done = called(folder, "-o", str(folder / "all.jpg"), "-m", tiny_model)
    assert isinstance(done.exception, OptionError)
    assert "jpeg holds no transparency" in str(done.exception)
