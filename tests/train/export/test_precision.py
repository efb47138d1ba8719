"""Smaller graphs: what they keep, what they lose, and when they are refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from tests.train.export.conftest import DARK, MODEL, SIZE_HW, Dark
from tests.train.loop.conftest import write_dataset
from torch import nn

from nukki.core.errors import EngineError, InputError, OptionError
from nukki.train.data.dataset import Dataset
from nukki.train.export.gate import CALIBRATING, Jury, Verdict, pass_gate
from nukki.train.export.graph import Matting, write_graph
from nukki.train.export.precision import halve_weights, quantise
from nukki.train.export.reference import furthest, references


def test_half_precision_halves_the_weights(dark_graph: Path, tmp_path: Path) -> None:
    halve_weights(dark_graph, tmp_path / "half.onnx")
    tensors = onnx.load(tmp_path / "half.onnx").graph.initializer
    kinds = {tensor.name: tensor.data_type for tensor in tensors}
    assert onnx.TensorProto.FLOAT16 in kinds.values()


def test_half_precision_is_fed_and_answers_in_single_precision(
    dark_graph: Path, tmp_path: Path
) -> None:
    halve_weights(dark_graph, tmp_path / "half.onnx")
    graph = onnx.load(tmp_path / "half.onnx").graph
    ends = [item.type.tensor_type.elem_type for item in (*graph.input, *graph.output)]
    assert ends == [onnx.TensorProto.FLOAT] * 2


def test_half_precision_is_near(dark_graph: Path, tmp_path: Path) -> None:
    halve_weights(dark_graph, tmp_path / "half.onnx")
    asked = references(Matting(Dark()), DARK, SIZE_HW)
    assert furthest(tmp_path / "half.onnx", asked) < 0.01  # 11 bits, times a slope of 10


def test_a_weight_too_large_for_half_precision_is_refused(tmp_path: Path) -> None:
    huge = Dark()
    nn.init.constant_(huge.first.weight, 1e6)
    write_graph(Matting(huge), DARK, SIZE_HW, tmp_path / "huge.onnx")
    with pytest.raises(EngineError, match="too large for fp16"):
        halve_weights(tmp_path / "huge.onnx", tmp_path / "half.onnx")


def test_eight_bits_that_saw_such_pictures_pass_the_gate(
    dark_graph: Path, tmp_path: Path, judged: Dataset
) -> None:
    jury = Jury.of(judged)
    quantise(dark_graph, tmp_path / "small.onnx", jury.photos(MODEL))
    verdict = jury.compare(MODEL, dark_graph, tmp_path / "small.onnx")
    assert verdict.before > 0.8
    pass_gate(verdict, "int8")


def test_eight_bits_that_saw_only_black_are_refused_with_the_numbers(
    dark_graph: Path, tmp_path: Path, judged: Dataset
) -> None:
    black = np.zeros((1, 3, *SIZE_HW), np.float32)
    quantise(dark_graph, tmp_path / "small.onnx", [black])
    verdict = Jury.of(judged).compare(MODEL, dark_graph, tmp_path / "small.onnx")
    with pytest.raises(OptionError, match=rf"IoU {verdict.after:.4f} against .* points less"):
        pass_gate(verdict, "int8")


def test_half_a_point_may_be_lost_and_no_more() -> None:
    pass_gate(Verdict(0.9, 0.8951, 100), "int8")
    with pytest.raises(OptionError, match=r"0\.51 points less"):
        pass_gate(Verdict(0.9, 0.8949, 100), "int8")


def test_a_measure_that_is_no_number_is_refused() -> None:
    with pytest.raises(OptionError, match="nan"):
        pass_gate(Verdict(0.9, float("nan"), 100), "int8")


def test_pictures_that_calibrate_do_not_judge(judged: Dataset) -> None:
    jury = Jury.of(judged)
    assert not set(jury.calibration) & set(jury.judging)
    assert len(jury.calibration) == 12 // CALIBRATING


def test_too_few_pictures_judge_nothing(tmp_path: Path, judged: Dataset) -> None:
    few = write_dataset(tmp_path, judged.rows("validation")[:7])
    with pytest.raises(InputError, match=r"at least 8 .* found 7"):
        Jury.of(few)
