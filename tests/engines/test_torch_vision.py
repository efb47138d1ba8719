"""Weights of torchvision's Mask R-CNN go to PyTorch, or the error says what to install."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from nukki.core.errors import EngineError, MissingExtraError
from nukki.engines import SessionOptions, open_session, torch_vision
from nukki.engines.torch_vision import CLASSES, MASKS

Import = Callable[[str], Any]
MARK = "roi_heads.box_head.0.0.weight"


class FakeTensor:
    """An array with what little of a tensor is used."""

    def __init__(self, array: Any) -> None:
        self.array = np.asarray(array, np.float32)

    def to(self, device: str) -> FakeTensor:
        return self

    def cpu(self) -> FakeTensor:
        return self

    def numpy(self) -> Any:
        return self.array


class FakeNetwork:
    """Finds one thing: what is bright."""

    def __init__(self, **settings: Any) -> None:
        self.settings = settings
        self.state: dict[str, Any] = {}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.state = state

    def eval(self) -> FakeNetwork:
        return self

    def to(self, device: str) -> FakeNetwork:
        return self

    def __call__(self, photos: list[FakeTensor]) -> list[dict[str, FakeTensor]]:
        mask = (photos[0].array.mean(axis=0) > 0.5)[None, None]
        found = {"boxes": [[0, 0, 8, 8]], "labels": [3], "scores": [0.9], "masks": mask}
        return [{name: FakeTensor(values) for name, values in found.items()}]


class Idle:
    """A context in which nothing is different."""

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


class Installed:
    """PyTorch and torchvision as far as the engine needs them.

    Attributes:
        state: What a file of weights holds.
        misfit: What torchvision says when it is imported beside another PyTorch; "" when it fits.
    """

    def __init__(self) -> None:
        self.state: Any = {MARK: 0, MASKS: 0, CLASSES: [0] * 91}
        self.misfit = ""
        self.cuda: str | None = None
        self.made: list[FakeNetwork] = []

    def import_module(self, name: str) -> Any:
        if name == "torch":
            return SimpleNamespace(
                __version__="2.13.0+cpu",
                version=SimpleNamespace(cuda=self.cuda),
                cuda=SimpleNamespace(is_available=lambda: self.cuda is not None),
                load=lambda path, **_: self.state,
                from_numpy=FakeTensor,
                inference_mode=Idle,
                set_num_threads=lambda count: None,
            )
        if self.misfit:
            raise RuntimeError(self.misfit)
        if name == "torchvision.extension":
            return SimpleNamespace(_assert_has_ops=lambda: None)
        return SimpleNamespace(maskrcnn_resnet50_fpn_v2=self._make)

    def _make(self, **settings: Any) -> FakeNetwork:
        self.made.append(FakeNetwork(**settings))
        return self.made[-1]


@pytest.fixture
def pair(monkeypatch: pytest.MonkeyPatch) -> Installed:
    found = Installed()
    monkeypatch.setattr(importlib, "import_module", found.import_module)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mask-rcnn-v2.pth"
    path.write_bytes(b"weights")
    return path


def test_without_the_packages_it_is_said_what_to_install(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r"pip install 'nukki\[torch\]'"):
        open_session(file, SessionOptions())
    assert "pip install 'nukki[torch]'" in torch_vision.ENGINE.missing()
    assert torch_vision.ENGINE.devices() == ()


@pytest.mark.parametrize(("cuda", "build"), [(None, "cpu"), ("13.0", "cu130")])
def test_a_pair_that_does_not_fit_is_told_in_a_line_with_the_fix(
    pair: Installed, file: Path, cuda: str | None, build: str
) -> None:
    pair.misfit, pair.cuda = "operator torchvision::nms does not exist\nmore", cuda
    with pytest.raises(EngineError) as caught:
        open_session(file, SessionOptions())
    told = str(caught.value)
    assert "torchvision does not fit PyTorch 2.13.0+cpu here" in told
    assert f"https://download.pytorch.org/whl/{build} torch torchvision" in told
    assert "\n" not in told
    assert torch_vision.ENGINE.missing() == told


def test_the_weights_say_which_network_they_are(pair: Installed, file: Path) -> None:
    open_session(file, SessionOptions())
    (made,) = pair.made
    assert made.settings["num_classes"] == 91
    assert made.settings["weights"] is None
    assert made.settings["weights_backbone"] is None
    assert made.state == pair.state


def test_a_session_answers_with_boxes_numbers_scores_and_masks(pair: Installed, file: Path) -> None:
    session = open_session(file, SessionOptions())
    assert (session.engine, session.device) == ("torchvision", "cpu")
    photo = np.zeros((1, 3, 8, 8), np.float32)
    photo[..., :4] = 1
    boxes, numbers, scores, masks = session.run({"image": photo}, outputs=range(4))
    assert (boxes.shape, numbers.tolist(), scores.shape) == ((1, 4), [3.0], (1,))
    assert masks.shape == (1, 1, 8, 8)
    assert masks.mean() == 0.5


def test_weights_of_another_network_are_refused(pair: Installed, file: Path) -> None:
    pair.state = {"conv1.weight": 0}
    with pytest.raises(EngineError, match="expected weights of maskrcnn_resnet50_fpn"):
        open_session(file, SessionOptions())


def test_an_answer_that_there_is_not_is_refused(pair: Installed, file: Path) -> None:
    session = open_session(file, SessionOptions())
    with pytest.raises(EngineError, match="4 outputs"):
        session.run({"image": np.zeros((1, 3, 8, 8), np.float32)}, outputs=(4,))
