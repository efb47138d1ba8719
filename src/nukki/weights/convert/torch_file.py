"""PyTorch's files of weights, read without PyTorch.

Before 1.6:

    magic ─ protocol ─ system ─ state dict ─ keys of storages     five pickles, one after the other
    count (int64) ─ values                                        for each key, in that order

Since then, a ZIP archive:

    NAME/data.pkl      the state dict
    NAME/data/KEY      the values of each storage

In the state dict's pickle a tensor names its storage instead of holding it. Nothing but tensors and
dictionaries is ever built from the file: a pickle that asks for more is refused.
"""

from __future__ import annotations

import pickle
import zipfile
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from nukki.core.errors import WeightsError

MAGIC = 0x1950A86A20F9469CFC6C

_DTYPES: Mapping[str, np.dtype[Any]] = {
    "FloatStorage": np.dtype("<f4"),
    "LongStorage": np.dtype("<i8"),
}

Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True)
class _Slice:
    """Where a tensor lies in its storage.

    Networks that came from another framework are often kept with their axes in another order than
    they are counted in.
    """

    key: str
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


def read_state(path: Path) -> dict[str, NDArray[Any]]:
    """The arrays of a state dict by name, in the file's order.

    Raises:
        WeightsError: It is another kind of file, or holds more than tensors.
    """
    with path.open("rb") as stream:
        try:
            return _read_archive(stream) if zipfile.is_zipfile(path) else _read(stream)
        except _FAILURES as error:
            raise WeightsError(f"{path.name}: expected a PyTorch state dict") from error


_FAILURES = (
    pickle.UnpicklingError, EOFError, ValueError, KeyError, AttributeError, zipfile.BadZipFile,
)  # fmt: skip


def _read_archive(stream: BinaryIO) -> dict[str, NDArray[Any]]:
    with zipfile.ZipFile(stream) as archive:
        names = (name for name in archive.namelist() if name.endswith("/data.pkl"))
        index = next(names, "data.pkl")
        with archive.open(index) as opened:
            tensors = _Tensors(opened)
            slices: dict[str, _Slice] = tensors.load()
        folder = index.removesuffix(".pkl")
        storages = {
            key: np.frombuffer(archive.read(f"{folder}/{key}"), dtype)
            for key, dtype in tensors.dtypes.items()
        }
    return {name: _cut(storages[found.key], found) for name, found in slices.items()}


def _read(stream: BinaryIO) -> dict[str, NDArray[Any]]:
    if _Plain(stream).load() != MAGIC:
        raise ValueError("no such magic number")
    _Plain(stream).load(), _Plain(stream).load()
    tensors = _Tensors(stream)
    slices: dict[str, _Slice] = tensors.load()
    storages = {key: _storage(stream, tensors.dtypes[key]) for key in _Plain(stream).load()}
    return {name: _cut(storages[found.key], found) for name, found in slices.items()}


class _Plain(pickle.Unpickler):
    """Numbers, texts, lists."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"{module}.{name} is not read")


class _Tensors(_Plain):
    """A dictionary of tensors; what kind of numbers each storage holds is noted on the way."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__(stream)
        self.dtypes: dict[str, np.dtype[Any]] = {}

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _slice
        if module == "torch" and name in _DTYPES:
            return name
        return super().find_class(module, name)

    def persistent_load(self, saved: Any) -> str:
        kind, key = str(saved[1]), str(saved[2])
        self.dtypes[key] = _DTYPES[kind]
        return key


def _slice(
    key: str, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: object
) -> _Slice:
    return _Slice(key, offset, shape, strides)


def _storage(stream: BinaryIO, dtype: np.dtype[Any]) -> NDArray[Any]:
    count = int.from_bytes(stream.read(8), "little")
    return np.frombuffer(stream.read(count * dtype.itemsize), dtype, count)


def _cut(storage: NDArray[Any], found: _Slice) -> NDArray[Any]:
    steps = [stride * storage.itemsize for stride in found.strides]
    view: NDArray[Any] = np.ndarray(
        found.shape, storage.dtype, storage.data, found.offset * storage.itemsize, steps
    )
    return np.ascontiguousarray(view)
