"""Trimaps from rembg's three numbers, and the edges that are found between."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import PIL.Image
import pytest
from numpy.typing import NDArray

from nukki.core.errors import WeightsError
from nukki.core.spec import PathSource, UrlSource, WeightFile
from nukki.core.values import Trimap
from nukki.models import REFINERS
from nukki.rembg import Session, matting, remove
from nukki.rembg.bg import alpha_matting_cutout, decontaminate_cutout
from nukki.rembg.matting import DEFAULT_VARIANT, VARIANTS, trimap_from_mask, vitmatte_alpha

Photo = NDArray[np.uint8]
Alpha = NDArray[np.float32]
RED = (220, 40, 30)


def levels(alpha: Alpha) -> PIL.Image.Image:
    return PIL.Image.fromarray(np.rint(alpha * 255).astype(np.uint8))


@pytest.fixture
def squarer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """ViTMatte's place taken by a graph that answers with its trimap squared."""
    number, shape = onnx.TensorProto.FLOAT, [1, 4, 1024, 1024]
    cut = [("from", 3), ("to", 4), ("axis", 1)]
    graph = onnx.helper.make_graph(
        [
            onnx.helper.make_node("Slice", ["pixel_values", *(n for n, _ in cut)], ["trimap"]),
            onnx.helper.make_node("Mul", ["trimap", "trimap"], ["alphas"]),
        ],
        "squarer",
        [onnx.helper.make_tensor_value_info("pixel_values", number, shape)],
        [onnx.helper.make_tensor_value_info("alphas", number, [1, 1, 1024, 1024])],
        [onnx.helper.make_tensor(name, onnx.TensorProto.INT64, [1], [v]) for name, v in cut],
    )
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)])
    model.ir_version = 9
    path = tmp_path / "squarer.onnx"
    path.write_bytes(model.SerializeToString())
    file = WeightFile("squarer.onnx", sources=(PathSource(str(path)),))
    monkeypatch.setattr(matting, "weight_file", lambda _: file)
    return path


def test_a_trimap_has_three_levels_and_is_unknown_at_the_edge(alpha: Alpha) -> None:
    trimap = np.asarray(trimap_from_mask(levels(alpha), erode_size=3))
    assert (trimap[16, 16], trimap[0, 0]) == (255, 0)
    assert (trimap[(alpha > 0.1) & (alpha < 0.9)] == 128).all()


def test_a_larger_erosion_leaves_more_unknown(alpha: Alpha) -> None:
    unknown = [
        (np.asarray(trimap_from_mask(levels(alpha), erode_size=size)) == 128).sum()
        for size in (0, 3, 6)
    ]
    assert unknown == sorted(set(unknown))


def test_outside_the_picture_lies_background() -> None:
    empty = trimap_from_mask(PIL.Image.new("L", (20, 20), 0))
    full = np.asarray(trimap_from_mask(PIL.Image.new("L", (20, 20), 255)))
    assert not np.asarray(empty).any()
    assert (full[10, 10], full[0, 0]) == (255, 128)


def test_thresholds_of_ones_own_are_what_is_solved_between(photo: Photo, session: Session) -> None:
    result = remove(photo, session=session, alpha_matting=True, alpha_matting_erode_size=3)
    assert isinstance(result, np.ndarray)
    assert np.array_equal(result[16, 16], (*RED, 255))
    assert result[0, 0, 3] == 0


def test_thresholds_that_leave_nothing_sure_are_said_and_the_mask_stays(
    photo: Photo, session: Session
) -> None:
    with pytest.warns(UserWarning, match="nothing in the mask is surely background"):
        kept = remove(photo, session=session, alpha_matting=True, alpha_matting_erode_size=31)
    assert np.asarray(kept)[16, 16, 3] == 255


def test_a_cut_out_by_matting_finds_alpha_and_colour_again(photo: Photo, alpha: Alpha) -> None:
    cutout = alpha_matting_cutout(PIL.Image.fromarray(photo), levels(alpha), 240, 10, 3)
    found = np.asarray(cutout)
    assert cutout.mode == "RGBA"
    # two flat colours are what closed-form matting is exact for; 8 bits and a tolerance remain
    assert np.abs(found[..., 3] / 255 - alpha).max() < 0.05


def test_a_cut_out_by_matting_without_a_sure_subject_is_a_value_error(photo: Photo) -> None:
    grey = PIL.Image.new("L", (32, 32), 100)
    with pytest.raises(ValueError, match="surely background"):
        alpha_matting_cutout(PIL.Image.fromarray(photo), grey, 240, 10, 3)


def test_a_decontaminated_cut_out_keeps_the_mask_as_alpha(photo: Photo, alpha: Alpha) -> None:
    found = np.asarray(decontaminate_cutout(PIL.Image.fromarray(photo), levels(alpha)))
    assert np.array_equal(found[..., 3], np.asarray(levels(alpha)))
    assert not found[found[..., 3] == 0].any()


def test_vitmatte_is_shown_the_photo_and_the_trimap(photo: Photo) -> None:
    trimap = Trimap(np.full((32, 32), 0.5, np.float32))
    tensor = matting.network_input(photo, trimap)
    assert tensor.shape == (1, 4, 1024, 1024)
    assert np.allclose(tensor[0, :3, 512, 512] * 255, RED, atol=1)
    assert np.allclose(tensor[0, 3], 128 / 255)  # rembg's level for unknown


@pytest.mark.usefixtures("squarer")
def test_vitmatte_s_answer_is_the_alpha(photo: Photo, alpha: Alpha) -> None:
    found = vitmatte_alpha(PIL.Image.fromarray(photo), levels(alpha), erode_size=3)
    values = np.asarray(found)
    assert (found.mode, found.size) == ("L", (32, 32))
    assert (values[16, 16], values[0, 0]) == (255, 0)
    assert abs(int(values[16, 6]) - 64) <= 2  # an unknown pixel: (128/255)^2 of 255


@pytest.mark.usefixtures("squarer")
@pytest.mark.parametrize("putalpha", [False, True])
def test_remove_runs_vitmatte_and_keeps_colours_only_when_asked(
    photo: Photo, session: Session, putalpha: bool
) -> None:
    options: dict[str, Any] = {"putalpha": putalpha, "alpha_matting_erode_size": 3}
    result = remove(photo, session=session, vitmatte=True, **options)
    assert isinstance(result, np.ndarray)
    assert abs(int(result[16, 6, 3]) - 64) <= 2
    assert bool(result[0, 0, :3].any()) is putalpha


def test_a_checkpoint_is_known_by_its_digest_and_found_in_rembg_s_cache() -> None:
    file = matting.weight_file(DEFAULT_VARIANT)
    assert file.sha256 == VARIANTS[DEFAULT_VARIANT]["sha256"]
    assert file.rembg_names == ("vitmatte-small-distinctions-646.onnx",)


def test_a_checkpoint_that_cannot_be_had_says_where_to_put_it(
    photo: Photo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUKKI_HOME", str(tmp_path))
    monkeypatch.setenv("U2NET_HOME", str(tmp_path / "rembg"))
    spec = REFINERS[f"vitmatte-{DEFAULT_VARIANT}"]
    nowhere = replace(spec.graph, sources=(UrlSource("http://127.0.0.1:9"),))
    monkeypatch.setattr(matting, "REFINERS", {spec.name: replace(spec, graph=nowhere)})
    with pytest.raises(WeightsError, match=r"put it into .*rembg/models/vitmatte"):
        vitmatte_alpha(PIL.Image.fromarray(photo), PIL.Image.new("L", (32, 32)))
