"""An older PyTorch file, written without PyTorch."""

from __future__ import annotations

import pickle
import sys
from collections import OrderedDict
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from nukki.weights.convert.torch_file import MAGIC

StateFile = Callable[[Mapping[str, NDArray[np.float32]]], Path]


class FloatStorage:
    """The type's name is all that is written."""


def _rebuild_tensor_v2() -> None:
    """Likewise."""


FloatStorage.__module__, _rebuild_tensor_v2.__module__ = "torch", "torch._utils"


class Tensor:
    """An array as PyTorch pickles it; its storage is named by ``key``."""

    def __init__(self, key: str, array: NDArray[np.float32]) -> None:
        self.key, self.array = key, array

    def __reduce__(self) -> Any:
        strides = tuple(step // 4 for step in self.array.strides)
        storage = Storage(self.key, self.array.size)
        return _rebuild_tensor_v2, (storage, 0, self.array.shape, strides, False, None)


class Storage:
    """Values that are written after the pickles."""

    def __init__(self, key: str, count: int) -> None:
        self.key, self.count = key, count


class Naming(pickle.Pickler):
    """Names storages instead of writing them."""

    def persistent_id(self, obj: Any) -> Any:
        if isinstance(obj, Storage):
            return ("storage", FloatStorage, obj.key, "cpu", obj.count, None)
        return None


@pytest.fixture
def state_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StateFile:
    """Writes arrays by name; one whose axes are turned is kept as it lies in memory."""
    torch, utils = ModuleType("torch"), ModuleType("torch._utils")
    torch.FloatStorage, utils._rebuild_tensor_v2 = FloatStorage, _rebuild_tensor_v2  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "torch", torch)
    monkeypatch.setitem(sys.modules, "torch._utils", utils)

    def write(arrays: Mapping[str, NDArray[np.float32]]) -> Path:
        stream = BytesIO()
        for head in (MAGIC, 1001, {"little_endian": True}):
            pickle.dump(head, stream, 2)
        keys = {name: str(number) for number, name in enumerate(arrays)}
        tensors = OrderedDict((name, Tensor(keys[name], array)) for name, array in arrays.items())
        Naming(stream, 2).dump(tensors)
        pickle.dump(list(keys.values()), stream, 2)
        for array in arrays.values():
            stream.write(array.size.to_bytes(8, "little") + array.tobytes("A"))
        path = tmp_path / "weights.pth"
        path.write_bytes(stream.getvalue())
        return path

    return write
