"""A matte as a person points and draws, and masks that are brought along."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.stages.conftest import Floats

from nukki.core.errors import InputError
from nukki.core.pointing import Guidance
from nukki.core.prompts import Prompt
from nukki.core.strokes import Stroke
from nukki.stages.by_colour import ByColour
from nukki.stages.guide import guided
from nukki.stages.objects import Finder
from nukki.stages.start import FromMask

SQUARES = np.zeros((60, 90), np.float32)
SQUARES[15:45, 10:35] = 1
SQUARES[15:45, 55:80] = 1
PHOTO = np.where(SQUARES[..., np.newaxis] > 0, 210, 30).astype(np.uint8).repeat(3, axis=2)


def finder() -> Finder:
    return ByColour()


def refuse() -> Finder:
    raise AssertionError("a finder was opened")


def test_an_object_comes_first_and_strokes_go_over_it() -> None:
    wipe = Stroke("erase", [(20, 20)], radius_px=6, hardness=1, hard=True)
    found = guided(PHOTO, SQUARES, Guidance(Prompt(points=[(22, 30)]), (wipe,)), finder)
    assert found.alpha[20, 20] == 0
    assert found.alpha[38, 25] > 0.9
    assert not found.alpha[:, 55:].any()
    assert found.notes == ("the object was found by grabcut",)


def test_strokes_alone_open_no_finder() -> None:
    wipe = Stroke("erase", [(20, 20)], radius_px=6, hardness=1, hard=True)
    found = guided(PHOTO, SQUARES, Guidance(strokes=(wipe,)), refuse)
    assert (found.alpha[20, 20], found.alpha[20, 60]) == (0, 1)
    assert found.notes == ()


def test_a_mask_answers_in_a_network_s_place() -> None:
    assert FromMask(SQUARES)(PHOTO).alpha is SQUARES


@pytest.mark.parametrize("size_hw", [(30, 45), (20, 30), (61, 90)])
def test_a_mask_may_be_of_another_size(size_hw: tuple[int, int]) -> None:
    mask: Floats = np.ones(size_hw, np.float32)
    assert FromMask(mask)(PHOTO).size_hw == size_hw


def test_a_mask_of_another_shape_is_refused() -> None:
    square: NDArray[np.float32] = np.ones((60, 60), np.float32)
    with pytest.raises(InputError, match="90x60 pixels or smaller alike, got 60x60"):
        FromMask(square)(PHOTO)
