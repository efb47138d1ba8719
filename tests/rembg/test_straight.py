"""The default: straight colours, and an empty matte where nothing was found."""

from __future__ import annotations

from typing import Any

import numpy as np
import PIL.Image
import pytest
from numpy.typing import NDArray

from nukki.core.spec import Output
from nukki.rembg import Session, remove

Photo = NDArray[np.uint8]
RED = np.array((220, 40, 30))
CENTRE, CORNER = (16, 16), (0, 0)


def cut(data: Photo, session: Any, **asked: Any) -> NDArray[np.uint8]:
    result = remove(data, session=session, **asked)
    assert isinstance(result, np.ndarray)
    return result


def soft(alpha: NDArray[np.float32]) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = (alpha > 0.3) & (alpha < 0.9)
    return found


@pytest.mark.parametrize("technique", ["none", "decontaminate"])
def test_soft_pixels_have_the_subject_s_colour(
    session: Session, photo: Photo, alpha: NDArray[np.float32], technique: str
) -> None:
    result = cut(photo, session, **{technique: True})
    rim = result[soft(alpha)][:, :3].astype(int)
    # half-covered pixels of the photo are 100 levels off; blur fusion is left with a few
    assert np.abs(rim - RED).mean() < 25
    assert np.array_equal(result[CENTRE], (*RED, 255))


def test_what_was_removed_cannot_be_recovered(session: Session, photo: Photo) -> None:
    result = cut(photo, session)
    assert not result[result[..., 3] == 0].any()


def test_putalpha_keeps_the_photo_s_colours_everywhere(session: Session, photo: Photo) -> None:
    result = cut(photo, session, putalpha=True)
    assert np.array_equal(result[..., :3], photo)
    assert result[CORNER][3] == 0


def test_a_mask_alone_is_the_alpha_of_the_cut_out(session: Session, photo: Photo) -> None:
    mask = cut(photo, session, only_mask=True)
    assert np.array_equal(mask, cut(photo, session)[..., 3])


def test_an_opaque_background_shows_where_nothing_is_left(session: Session, photo: Photo) -> None:
    result = cut(photo, session, bgcolor=(0, 255, 0, 255))
    assert (result[..., 3] == 255).all()
    assert np.array_equal(result[CORNER], (0, 255, 0, 255))
    assert np.array_equal(result[CENTRE], (*RED, 255))


def test_a_half_transparent_background_stays_half_transparent(
    session: Session, photo: Photo
) -> None:
    result = cut(photo, session, bgcolor=(0, 255, 0, 128))
    assert np.array_equal(result[CORNER], (0, 255, 0, 128))


def test_post_processing_makes_the_mask_hard(session: Session, photo: Photo) -> None:
    mask = cut(photo, session, only_mask=True, post_process_mask=True)
    assert set(np.unique(mask)) == {0, 255}


def test_a_network_that_sees_the_same_everywhere_is_not_stretched(
    make_session: Any, photo: Photo
) -> None:
    nothing = make_session(np.full((1, 1, 32, 32), 0.001))
    assert not cut(photo, nothing, only_mask=True).any()


def test_transparency_that_was_there_is_respected(session: Session, photo: Photo) -> None:
    hidden = np.dstack((photo, np.zeros((32, 32), np.uint8)))
    assert not cut(hidden, session).any()


def test_alpha_matting_refines_the_soft_band(session: Session, photo: Photo) -> None:
    result = cut(photo, session, alpha_matting=True)
    assert np.array_equal(result[CENTRE], (*RED, 255))
    assert result[CORNER][3] == 0


def test_several_masks_come_from_top_to_bottom(make_session: Any, photo: Photo) -> None:
    clothes = make_session(halves(), CLOTHES)
    result = cut(photo, clothes)
    assert result.shape == (3 * 32, 32, 4)
    assert result[8, 16, 3] > 250
    assert result[32 + 24, 16, 3] > 250
    assert not result[64:, :, 3].any()


def test_a_category_gives_its_mask_alone(make_session: Any, photo: Photo) -> None:
    clothes = make_session(halves(), CLOTHES)
    lower = cut(photo, clothes, cc="lower", only_mask=True)
    assert lower.shape == (32, 32)
    assert (lower[8, 16], lower[24, 16]) == (0, 255)


def test_attire_is_every_category_in_one(make_session: Any, photo: Photo) -> None:
    clothes = make_session(halves(), CLOTHES)
    assert (cut(photo, clothes, cloth_category="attire", only_mask=True)[4:-4] > 250).all()


class Foreign:
    """A session that somebody else wrote."""

    def predict(self, img: PIL.Image.Image, *_: Any, **__: Any) -> list[PIL.Image.Image]:
        return [PIL.Image.new("L", img.size, 255)]


@pytest.mark.parametrize("legacy", [False, True])
def test_any_object_with_predict_is_a_session(photo: Photo, legacy: bool) -> None:
    result = cut(photo, Foreign(), legacy_edges=legacy)
    assert np.array_equal(result[..., :3], photo)


CLOTHES = Output(decode="argmax", classes=("background", "upper", "lower", "full"))


def halves() -> NDArray[np.float32]:
    """Logits of four classes: upper clothes in the upper half, lower ones in the lower half."""
    logits = np.full((1, 4, 32, 32), -20, np.float32)
    logits[0, 1, :16] = 20
    logits[0, 2, 16:] = 20
    return logits
