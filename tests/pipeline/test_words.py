"""Words through the pipeline, with a small network that really reads and really looks."""

from __future__ import annotations

import dataclasses
import hashlib
import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from nukki import weights
from nukki.core.errors import InputError, MissingExtraError, OptionError, WeightsError
from nukki.core.options import Options
from nukki.core.spec import Preprocess, WeightFile
from nukki.core.values import Cutout, Image
from nukki.models import WORDS
from nukki.pipeline import build, separate, words

SIDE = 64
VOCABULARY = {"[UNK]": 0, "<|startoftext|>": 1, "<|endoftext|>": 2, "red": 3, "blue": 4, "mug": 5}
BOXES = ((0.25, 0.5, 0.4, 0.8), (0.75, 0.5, 0.4, 0.8))
LEFT, RIGHT, TABLE = (48, 36), (48, 108), (4, 72)


@pytest.fixture(scope="module")
def reading_graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An ONNX file with the inputs and outputs of OWL-ViT, for the words red and blue.

    colour of each box (2, 3) · meaning of each phrase (3, P), times 12, less 6
    """
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    look = np.zeros((SIDE * SIDE, 2), np.float32)  # the middle of each box
    for box, (x, y, _, _) in enumerate(BOXES):
        place = np.zeros((SIDE, SIDE), np.float32)
        middle = slice(int(y * SIDE) - 4, int(y * SIDE) + 4)
        place[middle, int(x * SIDE) - 4 : int(x * SIDE) + 4] = 1 / 64
        look[:, box] = place.ravel()
    meaning = np.zeros((len(VOCABULARY), 3), np.float32)
    meaning[VOCABULARY["red"]], meaning[VOCABULARY["blue"]] = (1, 0, -1), (-1, 0, 1)
    known: dict[str, NDArray[Any]] = {
        "look": look,
        "meaning": meaning,
        "flat": np.asarray([3, SIDE * SIDE], np.int64),
        "gain": np.asarray(12, np.float32),
        "doubt": np.asarray(6, np.float32),
        "first": np.asarray([0], np.int64),
        "along": np.asarray([1], np.int64),
        "pred_boxes": np.asarray([BOXES], np.float32),
    }
    node = helper.make_node
    graph = helper.make_graph(
        [
            node("Reshape", ["pixel_values", "flat"], ["planes"]),
            node("MatMul", ["planes", "look"], ["columns"]),
            node("Transpose", ["columns"], ["colours"], perm=[1, 0]),
            node("Gather", ["meaning", "input_ids"], ["pieces"]),
            node("ReduceSum", ["pieces", "along"], ["phrases"], keepdims=0),
            node("Transpose", ["phrases"], ["turned"], perm=[1, 0]),
            node("MatMul", ["colours", "turned"], ["alike"]),
            node("Mul", ["alike", "gain"], ["loud"]),
            node("Sub", ["loud", "doubt"], ["plain"]),
            node("Unsqueeze", ["plain", "first"], ["logits"]),
            node("Identity", ["pred_boxes"], ["boxes"]),
        ],
        "reading",
        [
            helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["phrases", 16]),
            helper.make_tensor_value_info("pixel_values", TensorProto.FLOAT, [1, 3, SIDE, SIDE]),
        ],
        [
            helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, 2, "phrases"]),
            helper.make_tensor_value_info("boxes", TensorProto.FLOAT, [1, 2, 4]),
        ],
        [numpy_helper.from_array(values, name) for name, values in known.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    path = tmp_path_factory.mktemp("graph") / "reading.onnx"
    onnx.save(model, path)
    return path


def placed(path: Path, name: str) -> WeightFile:
    """A file in nukki's cache."""
    data = path.read_bytes()
    file = WeightFile(name, sha256=hashlib.sha256(data).hexdigest(), size=len(data))
    weights.import_file(file, path)
    return file


@pytest.fixture
def reading(reading_graph: Path, empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The network and its vocabulary are on this machine."""
    pytest.importorskip("tokenizers")
    vocabulary = empty_home / "tokenizer.json"
    model = {"type": "WordLevel", "vocab": VOCABULARY, "unk_token": "[UNK]"}
    parts = dict.fromkeys(("truncation", "padding", "normalizer", "post_processor", "decoder"))
    split = {"pre_tokenizer": {"type": "Whitespace"}, "added_tokens": [], "version": "1.0"}
    vocabulary.write_text(json.dumps({**parts, **split, "model": model}))
    owl = next(spec for spec in WORDS if spec.reads == "owl-vit")
    here = dataclasses.replace(
        owl,
        graph=placed(reading_graph, "reading.onnx"),
        tokenizer=placed(vocabulary, "reading.tokenizer.json"),
        preprocess=Preprocess(size_hw=(SIDE, SIDE), mean=(0.0,) * 3, std=(1.0,) * 3),
    )
    monkeypatch.setattr(words, "WORDS", (here,))


@pytest.fixture(scope="module")
def desk() -> Image:
    """A red mug to the left and a blue one to the right, on a grey table."""
    rows, columns = np.mgrid[:96, :144] + 0.5
    pixels = np.full((96, 144, 3), 110, np.uint8)
    pixels[np.hypot(columns - 36, rows - 48) < 24] = (230, 20, 20)
    pixels[np.hypot(columns - 108, rows - 48) < 24] = (20, 30, 230)
    return Image(pixels)


Cut = Callable[..., Cutout]


@pytest.fixture
def cut(reading: None, desk: Image) -> Cut:
    return lambda **asked: build(Options(model="kmeans", **asked))(desk)


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ({"text": "the red mug"}, (True, False, False)),
        ({"text": "Blue mug"}, (False, True, False)),
        ({"text": "red mug, blue mug"}, (True, True, False)),
        ({"text": ["red", "blue"], "instance": "largest"}, None),
    ],
    ids=str,
)
def test_what_is_told_is_cut_out(
    asked: dict[str, Any], seen: tuple[bool, ...] | None, cut: Cut
) -> None:
    alpha = cut(**asked).alpha
    found = tuple(bool(alpha[place] > 0.5) for place in (LEFT, RIGHT, TABLE))
    assert found == seen if seen else sum(found) == 1


def test_its_outline_is_the_things_and_not_the_boxes(cut: Cut) -> None:
    alpha = cut(text="red").alpha
    rows, columns = np.mgrid[:96, :144] + 0.5
    disc = np.hypot(columns - 36, rows - 48) < 24
    assert ((alpha > 0.5) & disc).sum() / ((alpha > 0.5) | disc).sum() > 0.9


def test_each_thing_that_is_told_is_a_result_of_its_own(reading: None, desk: Image) -> None:
    asked = Options(model="kmeans", text="red,blue", instance="all-separate")
    results = separate(build(asked), desk)
    assert sorted(bool(one.alpha[LEFT] > 0.5) for one in results) == [False, True]


def test_what_is_not_in_the_picture_is_an_input_error(reading: None) -> None:
    table = Image(np.full((96, 144, 3), 110, np.uint8))
    with pytest.raises(InputError, match="text: expected red mug in the picture, found none"):
        build(Options(model="kmeans", text="red mug"))(table)


def test_without_such_a_network_it_is_said_how_to_get_one(empty_home: Path) -> None:
    pytest.importorskip("tokenizers")
    with pytest.raises(WeightsError, match=r"nukki models pull grounding-dino \(205 MB, Apache"):
        build(Options(text="the red mug"))


def test_without_what_reads_words_it_is_said_what_to_install(
    empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r"pip install 'nukki\[words\]'"):
        build(Options(text="the red mug"))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"text": "mug", "keep": "cup"}, "text says in words what is kept"),
        ({"text": "mug", "drop": "cup"}, "text says in words what is kept"),
        ({"text": " , "}, "expected words"),
        ({"text": "mug", "start": "mask.png"}, "drop keep, drop, text and instance"),
    ],
    ids=str,
)
def test_what_contradicts_itself_is_refused(asked: dict[str, Any], told: str) -> None:
    with pytest.raises(OptionError, match=told):
        build(Options(**asked))
