"""PyTorch's older files, read without PyTorch."""

from __future__ import annotations

import pickle
import zipfile
from collections import OrderedDict
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from tests.weights.convert.conftest import Naming, StateFile, Tensor

from nukki.core.errors import WeightsError
from nukki.weights.convert.torch_file import MAGIC, read_state


def test_arrays_come_back_as_they_were(state_file: StateFile) -> None:
    arrays = {"a": np.arange(6, dtype=np.float32).reshape(2, 3), "b": np.array([7.5], np.float32)}
    found = read_state(state_file(arrays))
    assert list(found) == ["a", "b"]
    np.testing.assert_array_equal(found["a"], arrays["a"])
    np.testing.assert_array_equal(found["b"], arrays["b"])


def test_axes_that_lie_turned_in_memory_are_turned_back(state_file: StateFile) -> None:
    turned = np.arange(24, dtype=np.float32).reshape(2, 3, 4).transpose(2, 1, 0)
    found = read_state(state_file({"a": turned}))["a"]
    np.testing.assert_array_equal(found, turned)
    assert found.flags.c_contiguous


def test_a_newer_file_is_an_archive_and_read_alike(state_file: StateFile, tmp_path: Path) -> None:
    arrays = {"a": np.arange(6, dtype=np.float32).reshape(2, 3), "b": np.array([7.5], np.float32)}
    path = tmp_path / "newer.pth"
    index = BytesIO()
    tensors = OrderedDict((name, Tensor(f"{name}0", array)) for name, array in arrays.items())
    Naming(index, 2).dump(tensors)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("newer/data.pkl", index.getvalue())
        for name, array in arrays.items():
            archive.writestr(f"newer/data/{name}0", array.tobytes())
    found = read_state(path)
    np.testing.assert_array_equal(found["a"], arrays["a"])
    np.testing.assert_array_equal(found["b"], arrays["b"])


def test_an_archive_of_something_else_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "other.pth", "w") as archive:
        archive.writestr("readme.txt", "nothing")
    with pytest.raises(WeightsError, match="expected a PyTorch state dict"):
        read_state(tmp_path / "other.pth")


def test_a_pickle_that_would_run_something_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.pth"
    head = pickle.dumps(MAGIC, 2) + pickle.dumps(1001, 2) + pickle.dumps({}, 2)
    path.write_bytes(head + b"cos\nsystem\n(S'true'\ntR.")
    with pytest.raises(WeightsError, match="expected a PyTorch state dict"):
        read_state(path)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", pickle.dumps(1), b"\x80\x02}."])
def test_another_kind_of_file_is_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "weights.pth"
    path.write_bytes(data)
    with pytest.raises(WeightsError, match=r"weights\.pth"):
        read_state(path)


def test_a_file_that_was_cut_off_is_refused(state_file: StateFile) -> None:
    path = state_file({"a": np.ones((8, 8), np.float32)})
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(WeightsError, match="expected a PyTorch state dict"):
        read_state(path)
