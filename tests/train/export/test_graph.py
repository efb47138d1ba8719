"""Graphs answer what PyTorch answers, at every size and batch, and tell nothing of the machine."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from tests.train.export.conftest import DARK, SIZE_HW, Dark
from torch import Tensor, nn

from nukki.core.errors import EngineError
from nukki.train.export import graph as graphs
from nukki.train.export.graph import Matting, write_graph
from nukki.train.export.reference import (
    TOLERANCE,
    Reference,
    ask,
    check_parity,
    draw_photos,
    references,
    write_references,
)
from nukki.train.networks import NETWORKS


@contextmanager
def without_onnxscript() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(graphs, "find_spec", lambda name: None)
        yield


def test_the_graph_answers_as_pytorch(dark_graph: Path) -> None:
    asked = references(Matting(Dark()), DARK, SIZE_HW)
    assert check_parity(dark_graph, asked) <= TOLERANCE


@pytest.mark.parametrize(("batch", "size_hw"), [(1, (16, 16)), (5, (32, 96)), (3, (64, 64))])
def test_batch_height_and_width_are_free(
    dark_graph: Path, batch: int, size_hw: tuple[int, int]
) -> None:
    photo = draw_photos(DARK, size_hw, batch=batch)
    check_parity(dark_graph, {"it": ask(Matting(Dark()), photo)})


def test_a_network_of_one_size_keeps_it_but_its_batch_is_free(tmp_path: Path) -> None:
    fixed = dataclasses.replace(DARK, free_size=False)
    write_graph(Matting(Dark()), fixed, SIZE_HW, tmp_path / "fixed.onnx")
    shape = onnx.load(tmp_path / "fixed.onnx").graph.input[0].type.tensor_type.shape.dim
    assert [axis.dim_value for axis in shape] == [0, 3, *SIZE_HW]


@pytest.mark.parametrize("arch", ["unet", "lite"])
def test_networks_of_ours_are_written_by_the_older_exporter_too(arch: str, tmp_path: Path) -> None:
    spec = NETWORKS[arch]
    matting = Matting(spec.make({"width": 16}))
    with without_onnxscript():
        write_graph(matting, spec, (64, 64), tmp_path / "it.onnx")
    check_parity(tmp_path / "it.onnx", references(matting, spec, (64, 64)))


@pytest.mark.parametrize("depth", [1, 5])
def test_a_unet_of_any_depth_is_free_in_size(depth: int, tmp_path: Path) -> None:
    spec = NETWORKS["unet"]
    matting = Matting(spec.make({"width": 4, "depth": depth}))
    write_graph(matting, spec, (64, 64), tmp_path / "it.onnx")
    check_parity(tmp_path / "it.onnx", references(matting, spec, (64, 64)))


def test_the_graph_holds_no_path_of_the_machine(dark_graph: Path) -> None:
    assert b"/" + b"home" not in dark_graph.read_bytes()
    assert b".py" not in dark_graph.read_bytes()


def test_side_outputs_stay_out_of_the_graph(dark_graph: Path) -> None:
    assert [output.name for output in onnx.load(dark_graph).graph.output] == ["matte"]


def test_a_graph_that_differs_is_refused(dark_graph: Path) -> None:
    asked = ask(Matting(Dark()), draw_photos(DARK, SIZE_HW, batch=1))
    wrong = Reference(asked.photo, asked.matte + np.float32(2e-4))
    with pytest.raises(EngineError, match="differs from PyTorch by 2"):
        check_parity(dark_graph, {"it": wrong})


def test_a_network_that_gives_nan_is_refused(tmp_path: Path) -> None:
    broken = Dark()
    nn.init.constant_(broken.last.bias, float("nan"))
    write_graph(Matting(broken), DARK, SIZE_HW, tmp_path / "broken.onnx")
    with pytest.raises(EngineError, match="differs from PyTorch by nan"):
        check_parity(tmp_path / "broken.onnx", references(Matting(broken), DARK, SIZE_HW))


def test_what_onnx_cannot_express_is_told_in_one_line(tmp_path: Path) -> None:
    class Undecided(nn.Module):
        def forward(self, photo: Tensor) -> tuple[Tensor, ...]:
            return (photo[:, :1] if bool(photo.sum() > 0) else photo[:, 1:2],)

    with pytest.raises(EngineError, match=r"dark cannot be written as ONNX: .+") as caught:
        write_graph(Matting(Undecided()), DARK, SIZE_HW, tmp_path / "it.onnx")
    assert "\n" not in str(caught.value)


def test_reference_tensors_can_be_read_back(tmp_path: Path) -> None:
    asked = references(Matting(Dark()), DARK, SIZE_HW)
    write_references(tmp_path, asked)
    held = np.load(tmp_path / "reference.npz")
    with torch.inference_mode():
        matte = Matting(Dark())(torch.from_numpy(held["photo"])).numpy()
    np.testing.assert_array_equal(held["matte"], matte)
