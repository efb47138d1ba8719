"""A small network that really reads and really looks: it knows the words red and blue."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from nukki import weights
from nukki.core.spec import Preprocess, WeightFile
from nukki.models import WORDS
from nukki.pipeline import words

SIDE = 64
VOCABULARY = {"[UNK]": 0, "<|startoftext|>": 1, "<|endoftext|>": 2, "red": 3, "blue": 4, "mug": 5}
BOXES = ((0.25, 0.5, 0.4, 0.8), (0.75, 0.5, 0.4, 0.8))
LEFT, RIGHT, TABLE = (48, 36), (48, 108), (4, 72)
"""Places on the `desk`."""


def add_reading(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Put the network and its vocabulary on this machine, as the only one that reads words.

    Args:
        folder: Where their files are made; they are kept in nukki's home.
        patch: Undoes it.
    """
    pytest.importorskip("tokenizers")
    graph, vocabulary = folder / "reading.onnx", folder / "tokenizer.json"
    save_reading(graph)
    model = {"type": "WordLevel", "vocab": VOCABULARY, "unk_token": "[UNK]"}
    parts = dict.fromkeys(("truncation", "padding", "normalizer", "post_processor", "decoder"))
    split = {"pre_tokenizer": {"type": "Whitespace"}, "added_tokens": [], "version": "1.0"}
    vocabulary.write_text(json.dumps({**parts, **split, "model": model}))
    owl = next(spec for spec in WORDS if spec.reads == "owl-vit")
    here = dataclasses.replace(
        owl,
        graph=placed(graph, "reading.onnx"),
        tokenizer=placed(vocabulary, "reading.tokenizer.json"),
        preprocess=Preprocess(size_hw=(SIDE, SIDE), mean=(0.0,) * 3, std=(1.0,) * 3),
    )
    patch.setattr(words, "WORDS", (here,))


def save_reading(path: Path) -> None:
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
    onnx.save(model, path)


def placed(path: Path, name: str) -> WeightFile:
    """A file in nukki's cache."""
    data = path.read_bytes()
    file = WeightFile(name, sha256=hashlib.sha256(data).hexdigest(), size=len(data))
    weights.import_file(file, path)
    return file


def desk() -> NDArray[np.uint8]:
    """A red mug to the left and a blue one to the right, on a grey table."""
    rows, columns = np.mgrid[:96, :144] + 0.5
    pixels = np.full((96, 144, 3), 110, np.uint8)
    pixels[np.hypot(columns - 36, rows - 48) < 24] = (230, 20, 20)
    pixels[np.hypot(columns - 108, rows - 48) < 24] = (20, 30, 230)
    return pixels
