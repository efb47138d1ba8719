"""PyTorch with torchvision: an optional engine for bare weights of torchvision's Mask R-CNN.

A file of weights says by its names which of torchvision's networks it belongs to. torchvision holds
compiled code that fits one build of PyTorch only: the wheel of the package index is made for
PyTorch with CUDA, and fails beside one for the CPU.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nukki.core.errors import EngineError, MissingExtraError
from nukki.engines.protocol import Session, SessionOptions, Tensor
from nukki.engines.refusals import check_outputs, first_line

PACKAGES = ("torch", "torchvision")

NETWORKS: Mapping[str, str] = {
    "roi_heads.box_head.fc6.weight": "maskrcnn_resnet50_fpn",
    "roi_heads.box_head.0.0.weight": "maskrcnn_resnet50_fpn_v2",
}
"""torchvision's name of a network, by a weight that it alone has."""

MASKS, CLASSES = (
    "roi_heads.mask_predictor.conv5_mask.weight",
    "roi_heads.box_predictor.cls_score.bias",
)
ANSWERS = ("boxes", "labels", "scores", "masks")
INPUT = "image"

LEAST_SCORE = 0.3
"""Masks are laid on the whole picture, each: what is less likely would cost memory for nothing."""

REMEDY = "pip install --index-url https://download.pytorch.org/whl/{build} torch torchvision"


class TorchVisionSession:
    """A network of torchvision's, in PyTorch."""

    engine = "torchvision"

    def __init__(self, torch: Any, network: Any, device: str) -> None:
        self.device = device
        self._torch = torch
        self._network = network
        self.inputs: Mapping[str, tuple[int | str | None, ...]] = {INPUT: (1, 3, None, None)}
        self.input_dtypes: Mapping[str, np.dtype[Any]] = {INPUT: np.dtype(np.float32)}

    def run(self, inputs: Mapping[str, NDArray[Any]], *, outputs: Sequence[int]) -> list[Tensor]:
        """See `nukki.engines.protocol.Session.run`."""
        check_outputs(outputs, len(ANSWERS))
        torch = self._torch
        try:
            with torch.inference_mode():
                photo = torch.from_numpy(np.ascontiguousarray(inputs[INPUT][0]))
                (found,) = self._network([photo.to(self.device)])
        except (RuntimeError, NotImplementedError) as error:
            raise EngineError(f"torchvision on {self.device}: {first_line(error)}") from error
        arrays = (found[ANSWERS[number]].cpu().numpy() for number in outputs)
        return [np.asarray(array, dtype=np.float32) for array in arrays]


class TorchVision:
    """The engine of that name."""

    name = "torchvision"
    suffix = ".pth"

    def missing(self) -> str:
        """Why it cannot be used, "" when it can; both are imported to know."""
        if not _are_installed():
            return "not installed; pip install 'nukki[torch]'"
        try:
            _import_pair()
        except EngineError as error:
            return str(error)
        return ""

    def devices(self) -> Sequence[str]:
        """The CPU, and CUDA where PyTorch has it, when both packages are installed."""
        if self.missing():
            return ()
        cuda = importlib.import_module("torch").cuda.is_available()
        return ("cuda", "cpu") if cuda else ("cpu",)

    def open(self, path: Path, options: SessionOptions) -> Session:
        """See `nukki.engines.protocol.Engine.open`."""
        if not _are_installed():
            raise MissingExtraError(f"running {path.name}", "torch")
        torch, detection = _import_pair()
        state = _state(torch, path)
        network = _network(detection, state, path)
        device = self.devices()[0] if options.device == "auto" else options.device
        if device == "cpu" and options.threads:
            torch.set_num_threads(options.threads)
        return TorchVisionSession(torch, network.eval().to(device), device)


def _are_installed() -> bool:
    return all(importlib.util.find_spec(package) for package in PACKAGES)


def _import_pair() -> tuple[Any, Any]:
    """PyTorch, and torchvision's detectors.

    Raises:
        EngineError: The two do not fit; the message says how to get two that do.
    """
    torch = importlib.import_module("torch")
    try:
        detection = importlib.import_module("torchvision.models.detection")
        importlib.import_module("torchvision.extension")._assert_has_ops()
    except (ImportError, RuntimeError, OSError) as error:
        build = "cpu" if torch.version.cuda is None else f"cu{torch.version.cuda.replace('.', '')}"
        kind = "for the CPU" if build == "cpu" else f"with CUDA {torch.version.cuda}"
        raise EngineError(
            f"torchvision does not fit PyTorch {torch.__version__} here ({first_line(error)}): the "
            f"package index's torchvision expects another build than yours {kind}; get both from "
            f"one place: {REMEDY.format(build=build)}"
        ) from error
    return torch, detection


def _state(torch: Any, path: Path) -> Mapping[str, Any]:
    try:
        found: Mapping[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # of archives, pickles and tensors: a damaged file has many kinds
        raise EngineError(f"PyTorch cannot load {path.name}: {first_line(error)}") from error
    return found


def _network(detection: Any, state: Mapping[str, Any], path: Path) -> Any:
    """The network that the weights belong to, with them in it."""
    name = next((name for weight, name in NETWORKS.items() if weight in state), "")
    if not name or MASKS not in state or CLASSES not in state:
        raise EngineError(
            f"{path.name}: expected weights of {' or '.join(NETWORKS.values())}, found none"
        )
    network = getattr(detection, name)(
        weights=None,
        weights_backbone=None,
        num_classes=len(state[CLASSES]),
        box_score_thresh=LEAST_SCORE,
    )
    try:
        network.load_state_dict(state)
    except RuntimeError as error:
        raise EngineError(f"{path.name}: {first_line(error)}") from error
    return network


ENGINE = TorchVision()
