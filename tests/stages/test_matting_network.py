"""Edges by a network in tiles; a tiny one of random weights and ViTMatte's signature stands in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pytest
from numpy.typing import NDArray

from nukki import weights
from nukki.core.errors import LicenceError, WeightsError
from nukki.core.options import Options
from nukki.core.presets import NetworkEdges
from nukki.core.spec import Licence, WeightFile
from nukki.core.values import Image, Matte
from nukki.engines import SessionOptions, open_session
from nukki.models import REFINERS, RefinerSpec
from nukki.pipeline import build, refiners
from nukki.stages import matting_network
from nukki.stages.matting_network import MattingNetwork

TILE = 48


class Scene(Protocol):
    """A drawn photo and the truth about it, see conftest.py."""

    photo: NDArray[np.uint8]
    alpha: NDArray[np.float32]
    matte: Matte


@dataclass
class Counting:
    """A session that remembers what it was shown; it takes red for alpha."""

    inputs: Mapping[str, Any] = field(default_factory=lambda: {"pixel_values": (1, 4, None, None)})
    shown: list[NDArray[np.float32]] = field(default_factory=list)
    engine, device = "fake", "cpu"
    input_dtypes: Mapping[str, Any] = field(default_factory=dict)

    def run(
        self, inputs: Mapping[str, NDArray[Any]], *, outputs: Sequence[int]
    ) -> list[NDArray[np.float32]]:
        (feed,) = inputs.values()
        self.shown.append(feed)
        return [feed[:, :1]]


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An ONNX file of free size: two random convolutions and a sigmoid."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    random = np.random.default_rng(3)
    arrays = {"w1": random.normal(0, 0.4, (6, 4, 3, 3)), "w2": random.normal(0, 0.8, (1, 6, 3, 3))}
    made = helper.make_graph(
        [
            helper.make_node("Conv", ["pixel_values", "w1"], ["a"], pads=[1, 1, 1, 1]),
            helper.make_node("Relu", ["a"], ["b"]),
            helper.make_node("Conv", ["b", "w2"], ["c"], pads=[1, 1, 1, 1]),
            helper.make_node("Sigmoid", ["c"], ["alphas"]),
        ],
        "matting",
        [helper.make_tensor_value_info("pixel_values", TensorProto.FLOAT, [1, 4, "h", "w"])],
        [helper.make_tensor_value_info("alphas", TensorProto.FLOAT, [1, 1, "h", "w"])],
        [numpy_helper.from_array(a.astype(np.float32), name) for name, a in arrays.items()],
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    path = tmp_path_factory.mktemp("refiner") / "matting.onnx"
    onnx.save(model, path)
    return path


def by_tiles_of(side_px: int, graph: Path, scene: Scene) -> NDArray[np.float32]:
    network = MattingNetwork(open_session(graph, SessionOptions()), (side_px, side_px))
    return network(scene.photo, scene.matte.alpha)


def test_tiles_show_no_seam(graph: Path, scene: Scene) -> None:
    whole, tiled = (by_tiles_of(side, graph, scene) for side in (512, 2 * TILE))
    # At a tile's rim two pixels do not see all they would; there it counts a seventh or less.
    assert np.abs(whole - tiled).max() < 0.1
    assert np.abs(whole - tiled).mean() < 1e-3


def test_what_the_matte_is_sure_of_is_left_alone(graph: Path, scene: Scene) -> None:
    found = by_tiles_of(TILE, graph, scene)
    far = (scene.alpha == 0) | (scene.alpha == 1)
    assert ((found == 0) | (found == 1))[far].mean() > 0.5
    assert found[0, 0] == 0


@pytest.mark.parametrize("size_hw", [(1, 1), (7, 300), (47, 48), (49, 97), (200, 3)])
def test_every_size_comes_back_at_its_own(size_hw: tuple[int, int], graph: Path) -> None:
    photo = np.random.default_rng(1).integers(0, 255, (*size_hw, 3)).astype(np.uint8)
    alpha = np.zeros((8, 8), np.float32)
    alpha[2:6, 2:6] = 1
    network = MattingNetwork(open_session(graph, SessionOptions()), (TILE, TILE))
    assert Matte(network(photo, alpha)).size_hw == size_hw


def test_the_network_never_sees_more_than_a_tile(scene: Scene) -> None:
    session = Counting()
    MattingNetwork(session, (TILE, TILE))(scene.photo, scene.matte.alpha)
    assert {feed.shape for feed in session.shown} == {(1, 4, TILE, TILE)}


def test_tiles_without_an_edge_are_not_shown(scene: Scene) -> None:
    session = Counting()
    photo = np.pad(scene.photo, ((0, 2000), (0, 0), (0, 0)))
    alpha = np.pad(scene.alpha, ((0, 2000), (0, 0)))
    MattingNetwork(session, (TILE, TILE))(photo, alpha)
    assert len(session.shown) < 60  # of 300 and more


def test_it_is_told_three_levels_and_colours_up_to_one(scene: Scene) -> None:
    session = Counting()
    MattingNetwork(session, (512, 512))(scene.photo, scene.matte.alpha)
    (feed,) = session.shown
    assert np.unique(feed[0, 3]) == pytest.approx([0.0, 128 / 255, 1.0])
    assert feed[0, :3].max() <= 1.0
    assert np.allclose(feed[0, 0, :50, :50], scene.photo[:50, :50, 0] / 255)


def test_sixteen_bits_are_seen_as_eight_are(scene: Scene) -> None:
    eight, sixteen = Counting(), Counting()
    MattingNetwork(eight, (512, 512))(scene.photo, scene.matte.alpha)
    deep = scene.photo.astype(np.uint16) * 257
    MattingNetwork(sixteen, (512, 512))(deep, scene.matte.alpha)
    np.testing.assert_allclose(eight.shown[0], sixteen.shown[0], atol=1e-6)


def test_an_enormous_photo_is_shown_smaller_and_carried_up(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matting_network, "LONGEST_PX", 40)
    session = Counting()
    found = MattingNetwork(session, (TILE, TILE))(scene.photo, scene.matte.alpha)
    assert len(session.shown) == 1
    assert found.shape == scene.alpha.shape


def test_an_empty_matte_stays_empty_and_nothing_runs(scene: Scene) -> None:
    session = Counting()
    found = MattingNetwork(session, (TILE, TILE))(scene.photo, np.zeros((9, 9), np.float32))
    assert not found.any()
    assert session.shown == []


def test_the_choices_of_edges_are_the_networks_there_are() -> None:
    from typing import get_args

    assert list(REFINERS) == list(get_args(NetworkEdges))


@pytest.mark.parametrize("name", REFINERS)
def test_every_network_has_a_file_to_fetch_under_a_digest(name: str) -> None:
    (file,) = REFINERS[name].weights
    assert len(file.sha256) == 64
    assert file.sources
    assert REFINERS[name].licence.note


@pytest.fixture
def tiny_refiner(graph: Path, monkeypatch: pytest.MonkeyPatch) -> RefinerSpec:
    """The first refining network, with a tiny file in place of its own."""
    name = next(iter(REFINERS))
    spec = RefinerSpec(
        name, "", Licence("x", commercial=False), WeightFile("x"), (TILE, TILE), "", ""
    )
    monkeypatch.setattr(refiners, "REFINERS", {name: spec})
    locate = weights.locate
    monkeypatch.setattr(
        weights, "locate", lambda file, **how: graph if file is spec.graph else locate(file, **how)
    )
    return spec


def test_every_model_takes_it_as_its_edges(
    tiny_model: str, tiny_refiner: RefinerSpec, scene: Scene
) -> None:
    photo = Image(scene.photo)
    refined = build(Options(model=tiny_model, edges="vitmatte-small-distinctions-646"))(photo)
    plain = build(Options(model=tiny_model, edges="plain"))(photo)
    assert refined.size_hw == plain.size_hw
    assert not np.array_equal(refined.alpha, plain.alpha)


def test_commercial_use_is_refused_where_the_licence_says_so(
    tiny_model: str, tiny_refiner: RefinerSpec
) -> None:
    with pytest.raises(LicenceError, match="choose --edges fine"):
        build(Options(model=tiny_model, edges=tiny_refiner.name, commercial_only=True))  # type: ignore[arg-type]


def test_without_its_file_it_fails_and_says_how_to_fetch_it(tiny_model: str, scene: Scene) -> None:
    remover = build(Options(model=tiny_model, edges="vitmatte-base-composition-1k", offline=True))
    with pytest.raises(WeightsError, match="nukki models import vitmatte-base-composition-1k"):
        remover(Image(scene.photo))
