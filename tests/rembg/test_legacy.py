"""rembg's own numbers, recorded from rembg 2.0.86."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import PIL.Image
import pytest
from numpy.typing import NDArray

from nukki.core.spec import Output
from nukki.rembg import Session, remove
from nukki.rembg.masks import normalized, post_process

Photo = NDArray[np.uint8]

STEPS = np.repeat(np.linspace(2, 4, 8), 4)[None, None, None].repeat(32, axis=2)
"""An answer of eight steps across, from 2 to 4: neither bound is one of a matte."""


def cut(data: Photo, session: Any, **asked: Any) -> NDArray[np.uint8]:
    result = remove(data, session=session, legacy_edges=True, **asked)
    assert isinstance(result, np.ndarray)
    return result


def test_the_answer_is_stretched_to_its_own_range_and_truncated(
    make_session: Any, photo: Photo
) -> None:
    mask = cut(photo, make_session(STEPS), only_mask=True)
    assert mask[0, ::4].tolist() == [0, 36, 72, 109, 145, 182, 218, 255]


def test_colours_are_multiplied_by_the_mask(make_session: Any) -> None:
    grey = np.full((32, 32, 3), (200, 100, 50), np.uint8)
    result = cut(grey, make_session(STEPS))
    assert result[0, 12].tolist() == [85, 43, 21, 109]
    assert result[0, 0].tolist() == [0, 0, 0, 0]


def test_a_picture_s_own_alpha_is_multiplied_too(make_session: Any) -> None:
    half = np.full((32, 32, 4), (200, 100, 50, 128), np.uint8)
    assert cut(half, make_session(STEPS))[0, 12].tolist() == [85, 43, 21, 55]


def test_the_mask_is_enlarged_with_lanczos_in_eight_bits(make_session: Any) -> None:
    wide = np.zeros((32, 64, 3), np.uint8)
    step = np.zeros((1, 1, 32, 32))
    step[..., 16:] = 1
    mask = cut(wide, make_session(step), only_mask=True)
    assert mask[16, 26:38].tolist() == [0, 2, 8, 0, 0, 54, 201, 255, 255, 247, 253, 255]


def test_a_constant_answer_gives_an_empty_mask(make_session: Any, photo: Photo) -> None:
    assert not cut(photo, make_session(np.full((1, 1, 32, 32), 0.7)), only_mask=True).any()


def test_logits_go_through_a_sigmoid_before_the_stretch(make_session: Any, photo: Photo) -> None:
    logits = np.repeat([-200.0, 0.0, 200.0, 200.0], 8)[None, None, None].repeat(32, axis=2)
    mask = cut(photo, make_session(logits, Output(decode="sigmoid")), only_mask=True)
    assert mask[0, ::8].tolist() == [0, 127, 255, 255]


def test_a_dark_picture_is_brightened_before_the_network_sees_it() -> None:
    dark = PIL.Image.new("RGB", (8, 8), (40, 20, 0))
    tensor = normalized(dark, (0.5, 0.5, 0.5), (0.5, 0.5, 0.5), (4, 4))
    assert tensor.shape == (1, 3, 4, 4)
    assert tensor.dtype == np.float32
    assert tensor[0, :, 0, 0].tolist() == [1.0, 0.0, -1.0]


def test_a_black_picture_does_not_divide_by_zero() -> None:
    black = PIL.Image.new("RGB", (8, 8))
    assert not normalized(black, (0, 0, 0), (1, 1, 1), (4, 4)).any()


def test_putalpha_keeps_colours(session: Session, photo: Photo) -> None:
    assert np.array_equal(cut(photo, session, putalpha=True)[..., :3], photo)


def test_a_grey_picture_with_putalpha_stays_grey(session: Session, photo: Photo) -> None:
    assert cut(photo[..., 0], session, putalpha=True).shape == (32, 32, 2)


def test_a_palette_with_putalpha_can_be_stored(session: Session, photo: Photo) -> None:
    buffer = io.BytesIO()
    PIL.Image.fromarray(photo).quantize(8).save(buffer, "PNG")
    result = remove(buffer.getvalue(), session=session, putalpha=True, legacy_edges=True)
    assert isinstance(result, bytes)
    assert PIL.Image.open(io.BytesIO(result)).mode == "RGBA"


def test_a_background_is_laid_under_multiplied_colours(make_session: Any) -> None:
    grey = np.full((32, 32, 3), (200, 100, 50), np.uint8)
    result = cut(grey, make_session(STEPS), bgcolor=(255, 255, 255, 255))
    # 85 * 109/255 + 255 * 146/255: darker than 200 and white can mix
    assert result[0, 12].tolist() == [182, 164, 155, 255]


def test_specks_go_and_holes_stay() -> None:
    mask = np.zeros((40, 40), np.uint8)
    mask[5, 5] = mask[10:30, 10:30] = 255
    cleaned = post_process(mask)
    assert not cleaned[:8, :8].any()
    assert cleaned[20, 20] == 255
    assert cleaned.dtype == np.uint8


def test_a_corner_is_rounded_as_in_rembg() -> None:
    mask = np.zeros((12, 12), np.uint8)
    mask[2:10, 2:10] = 255
    assert (post_process(mask)[2:6, 2:6] // 255).tolist() == [
        [0, 0, 1, 1],
        [0, 1, 1, 1],
        [1, 1, 1, 1],
        [1, 1, 1, 1],
    ]


@pytest.mark.parametrize("side", [1, 2, 5])
def test_tiny_masks_can_be_post_processed(side: int) -> None:
    assert post_process(np.full((side, side), 255, np.uint8)).min() == 255


def test_class_numbers_are_resized_as_in_rembg(make_session: Any, photo: Photo) -> None:
    classes = ("background", "upper", "lower", "full")
    logits = np.zeros((1, 4, 32, 32))
    logits[0, 3, :16] = 1
    masks = cut(
        photo, make_session(logits, Output(decode="argmax", classes=classes)), only_mask=True
    )
    assert masks.shape == (96, 32, 4)
    assert masks[64:80, :, 0].min() == 255
    assert not masks[:64, :, 0].any()
