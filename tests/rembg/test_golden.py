"""rembg's own test picture, against the result that its tests expect."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import PIL.Image
import pytest

from nukki import weights
from nukki.core.errors import WeightsError
from nukki.pipeline import find_model
from nukki.rembg import new_session, remove

GOLDEN = Path(__file__).parents[3] / "shared" / "conformance" / "rembg"


@pytest.mark.peer
@pytest.mark.weights
def test_legacy_edges_give_rembg_s_golden_picture() -> None:
    if not GOLDEN.is_dir():
        pytest.skip("rembg's golden pictures are not beside the repository (../shared)")
    try:
        weights.locate(find_model("u2netp").weights[0])
    except WeightsError as error:
        pytest.skip(f"u2netp cannot be had: {error}")
    photo = (GOLDEN / "anime-girl-1.jpg").read_bytes()
    result = remove(photo, session=new_session("u2netp"), legacy_edges=True)
    assert isinstance(result, bytes)
    ours = np.asarray(PIL.Image.open(io.BytesIO(result)), np.int16)
    theirs = np.asarray(PIL.Image.open(GOLDEN / "anime-girl-1.u2netp.png"), np.int16)
    # the truncation to 8 bits turns the runtimes' last float bits into a level; LANCZOS adds one
    assert np.abs(ours - theirs).max() <= 2
