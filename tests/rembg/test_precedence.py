"""only_mask > vitmatte > alpha_matting > putalpha > decontaminate > naive."""

from __future__ import annotations

from typing import Any

import pytest

from nukki.core.errors import OptionError
from nukki.rembg.request import Request


@pytest.mark.parametrize(
    ("asked", "technique"),
    [
        ({}, "naive"),
        ({"decontaminate": True}, "decontaminate"),
        ({"decontaminate": True, "putalpha": True}, "putalpha"),
        ({"putalpha": True, "alpha_matting": True}, "matting"),
        ({"alpha_matting": True, "decontaminate": True}, "matting"),
        ({"alpha_matting": True, "only_mask": True}, "mask"),
        ({"vitmatte": True, "only_mask": True}, "mask"),
        ({"vitmatte": True, "alpha_matting": True}, "vitmatte"),
    ],
)
def test_the_first_technique_of_the_order_is_used(asked: dict[str, Any], technique: str) -> None:
    assert Request(**asked).technique == technique


def test_an_unknown_checkpoint_of_vitmatte_is_a_value_error_with_the_nearest_name() -> None:
    with pytest.raises(ValueError, match="did you mean small-distinctions-646"):
        Request(vitmatte=True, vitmatte_model="small-distinction-646")


@pytest.mark.parametrize("technique", ["vitmatte", "alpha_matting", "decontaminate"])
def test_legacy_edges_contradict_techniques_that_never_had_them(technique: str) -> None:
    asked: dict[str, Any] = {technique: True}
    with pytest.raises(OptionError, match="drop legacy_edges"):
        Request(legacy_edges=True, **asked)


def test_legacy_edges_go_with_a_technique_that_is_not_used() -> None:
    assert Request(legacy_edges=True, only_mask=True, alpha_matting=True).technique == "mask"


@pytest.mark.parametrize(
    ("asked", "background"),
    [(None, None), ([1, 2, 3], (1, 2, 3, 255)), ((1, 2, 3, 4), (1, 2, 3, 4))],
)
def test_a_background_may_leave_alpha_out(asked: Any, background: Any) -> None:
    assert Request(bgcolor=asked).background == background


def test_a_mask_is_laid_over_nothing() -> None:
    assert Request(only_mask=True, bgcolor=(1, 2, 3, 4)).background is None


@pytest.mark.parametrize("colour", [(1, 2), (1, 2, 3, 4, 5), (0, 0, 256), (-1, 0, 0, 0)])
def test_a_colour_outside_its_range_is_refused(colour: tuple[int, ...]) -> None:
    with pytest.raises(OptionError, match="bgcolor: expected"):
        Request(bgcolor=colour)
