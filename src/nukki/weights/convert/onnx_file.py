"""An ONNX file from nodes and arrays, without the package ``onnx``.

    ModelProto    1 version   7 graph   8 operator sets
    GraphProto    1 nodes   2 name   5 weights   11 inputs   12 outputs
    NodeProto     1 inputs   2 outputs   4 operator   5 attributes

The numbers are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto, the bytes those of
https://protobuf.dev/programming-guides/encoding.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

IR_VERSION, OPSET = 8, 13
FLOAT = 1
_ATTRIBUTE_FLOAT, _ATTRIBUTE_INT, _ATTRIBUTE_TEXT, _ATTRIBUTE_INTS = 1, 2, 3, 7

Attribute: TypeAlias = float | int | str | Sequence[int]
Side: TypeAlias = int | str
"""A length, or the name of one that is free."""


@dataclass
class Graph:
    """A chain of nodes that grows; each method gives the name of what it computes."""

    input: str
    _nodes: list[bytes] = field(default_factory=list)
    _weights: dict[str, bytes] = field(default_factory=dict)

    def weight(self, name: str, values: NDArray[np.float32]) -> str:
        """Fixed values; whoever names them again means the same."""
        fields = [_number(1, size) for size in values.shape]
        fields += [_number(2, FLOAT), _text(8, name), _bytes(9, values.astype("<f4").tobytes())]
        self._weights[name] = b"".join(fields)
        return name

    def node(self, operator: str, *inputs: str, **attributes: Attribute) -> str:
        """What an operator makes of its inputs; "" leaves one out."""
        output = f"{operator}_{len(self._nodes)}"
        fields = [_text(1, name) for name in inputs] + [_text(2, output), _text(4, operator)]
        fields += [_bytes(5, _attribute(*item)) for item in attributes.items()]
        self._nodes.append(b"".join(fields))
        return output

    def file(
        self, output: str, *, input_shape: Sequence[Side], output_shape: Sequence[Side]
    ) -> bytes:
        """The whole file."""
        graph = b"".join(
            [
                *(_bytes(1, node) for node in self._nodes),
                _text(2, "graph"),
                *(_bytes(5, weight) for weight in self._weights.values()),
                _bytes(11, _value(self.input, input_shape)),
                _bytes(12, _value(output, output_shape)),
            ]
        )
        return _number(1, IR_VERSION) + _bytes(7, graph) + _bytes(8, _number(2, OPSET))


def _attribute(name: str, value: Attribute) -> bytes:
    if isinstance(value, float):
        return (
            _text(1, name) + _key(2, 5) + struct.pack("<f", value) + _number(20, _ATTRIBUTE_FLOAT)
        )
    if isinstance(value, int):
        return _text(1, name) + _number(3, value) + _number(20, _ATTRIBUTE_INT)
    if isinstance(value, str):
        return _text(1, name) + _text(4, value) + _number(20, _ATTRIBUTE_TEXT)
    numbers = b"".join(_number(8, item) for item in value)
    return _text(1, name) + numbers + _number(20, _ATTRIBUTE_INTS)


def _value(name: str, shape: Iterable[Side]) -> bytes:
    dimensions = b"".join(_bytes(1, _side(size)) for size in shape)
    tensor = _number(1, FLOAT) + _bytes(2, dimensions)
    return _text(1, name) + _bytes(2, _bytes(1, tensor))


def _side(size: Side) -> bytes:
    return _text(2, size) if isinstance(size, str) else _number(1, size)


def _key(field: int, kind: int) -> bytes:
    return _varint(field << 3 | kind)


def _number(field: int, value: int) -> bytes:
    return _key(field, 0) + _varint(value)


def _text(field: int, text: str) -> bytes:
    return _bytes(field, text.encode())


def _bytes(field: int, data: bytes) -> bytes:
    return _key(field, 2) + _varint(len(data)) + data


def _varint(value: int) -> bytes:
    """Seven bits to a byte, the lowest first; the eighth says that more follow."""
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])
