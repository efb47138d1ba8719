"""A model is data; what no runtime could use is refused when it is written down."""

from __future__ import annotations

import pytest

from nukki.core.errors import OptionError
from nukki.core.spec import Licence, ModelSpec, Output, WeightFile

FREE = Licence("MIT", commercial=True)


def test_a_network_without_a_described_input_is_refused() -> None:
    with pytest.raises(OptionError, match="model blind: a network needs its input described"):
        ModelSpec("blind", "sees nothing", FREE, weights=(WeightFile("blind.onnx"),))


def test_a_technique_without_a_network_needs_neither_weights_nor_input() -> None:
    spec = ModelSpec("chroma", "takes green for background", FREE)
    assert (spec.weights, spec.preprocess) == ((), None)


def test_specs_are_compared_by_what_they_say() -> None:
    assert ModelSpec("one", "", FREE) == ModelSpec("one", "", FREE, output=Output())
