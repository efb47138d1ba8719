"""The graph of weights that are published without one."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from nukki import weights
from nukki.core.errors import WeightsError
from nukki.core.spec import WeightFile
from nukki.weights import convert

DATA = b"weights"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What was converted."""
    seen: list[Path] = []

    def to_graph(path: Path) -> bytes:
        seen.append(path)
        if path.read_bytes() != DATA:
            raise WeightsError("expected other weights")
        return b"graph of " + DATA

    monkeypatch.setattr(convert, "CONVERSIONS", {"reversed": to_graph})
    return seen


@pytest.fixture
def published(tmp_path: Path) -> tuple[WeightFile, Path]:
    path = tmp_path / "net.pth"
    path.write_bytes(DATA)
    digest = hashlib.sha256(DATA).hexdigest()
    file = WeightFile("net.pth", sha256=digest, size=len(DATA), convert="reversed")
    return file, weights.import_file(file, path)


def test_a_graph_is_made_once(made: list[Path], published: tuple[WeightFile, Path]) -> None:
    first, again = weights.graph(*published), weights.graph(*published)
    assert first == again
    assert first.read_bytes() == b"graph of weights"
    assert first.suffix == ".onnx"
    assert len(made) == 1


def test_a_file_that_is_a_graph_is_taken_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "net.onnx"
    assert weights.graph(WeightFile("net.onnx"), path) == path
    assert weights.graph(WeightFile("net.pth", convert="reversed"), path) == path


def test_other_weights_of_the_same_name_get_a_graph_of_their_own(
    made: list[Path], published: tuple[WeightFile, Path], tmp_path: Path
) -> None:
    file, path = published
    weights.graph(file, path)
    (tmp_path / "own.pth").write_bytes(b"others")
    with pytest.raises(WeightsError, match="expected other weights"):
        weights.graph(file, tmp_path / "own.pth")
    assert len(made) == 2


def test_what_was_cut_short_leaves_no_graph(
    made: list[Path], published: tuple[WeightFile, Path]
) -> None:
    file, path = published
    path.write_bytes(b"others")
    with pytest.raises(WeightsError):
        weights.graph(file, path)
    assert not list((weights.cache_dir() / "graphs").iterdir())


def test_a_graph_is_removed_with_its_weights(
    made: list[Path], published: tuple[WeightFile, Path]
) -> None:
    graph = weights.graph(*published)
    assert weights.remove(published[0])
    assert not graph.exists()
