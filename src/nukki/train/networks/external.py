"""Networks of other packages: segmentation-models-pytorch and torchvision, if they are installed.

    smp:ARCHITECTURE[:ENCODER]       smp:Unet:resnet34, smp:DeepLabV3Plus:mobilenet_v2
    torchvision:NETWORK              torchvision:deeplabv3_resnet101

Neither is a dependency: torchvision has to match PyTorch's build, which a package index does not
know. Both begin with random weights here; others come with ``--init``.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import Any

from torch import Tensor, nn

from nukki.core.errors import MissingExtraError, OptionError, UnknownNameError
from nukki.train.networks.layers import resize_like
from nukki.train.networks.spec import NetworkSpec

CPU_WHEELS = "https://download.pytorch.org/whl/cpu"


class Adapter(nn.Module):
    """Another package's network, giving logits as ours do."""

    def __init__(self, inner: nn.Module) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, photo: Tensor) -> tuple[Tensor, ...]:
        """The answer's logits at the photo's size, then an auxiliary output's, if there is one."""
        found = self.inner(photo)
        outputs = [found] if isinstance(found, Tensor) else list(found.values())
        return tuple(resize_like(output, photo) for output in outputs)


def find_external(arch: str) -> NetworkSpec:
    """The network that ``arch`` names, as ``package:name``; it is built later.

    Raises:
        UnknownNameError: The package is none of these.
        OptionError: No network is named after it.
    """
    package, *names = arch.split(":")
    if package not in BUILDERS:
        raise UnknownNameError("package of networks", package, BUILDERS)
    if not names or not all(names):
        raise OptionError(f"arch {arch!r}: expected {FORMS[package]}")
    return NetworkSpec(
        name=arch,
        summary=f"a network of {PACKAGES[package]}",
        build=partial(_build, package, names),
        multiple=32,
        size=320,
        learning_rate=3e-4,
        notes="Begins with random weights.",
        free_size=False,
    )


def _build(package: str, names: list[str], options: Any) -> nn.Module:
    return Adapter(BUILDERS[package](import_package(package), names))


def import_package(package: str) -> ModuleType:
    """The package that a prefix of ``--arch`` stands for.

    Raises:
        MissingExtraError: It is not installed, or built for another PyTorch.
    """
    try:
        return importlib.import_module(PACKAGES[package])
    except (ImportError, RuntimeError, OSError) as error:  # a build for another PyTorch
        said = str(error).splitlines()[0]
        raise MissingExtraError(
            f"--arch {package}:... ({said})", remedy=INSTALLS[package]
        ) from error


def _build_smp(module: Any, names: list[str]) -> nn.Module:
    architecture, *encoder = names
    try:
        network: nn.Module = module.create_model(
            architecture, encoder_name=(*encoder, "resnet34")[0], encoder_weights=None, classes=1
        )
    except (KeyError, ValueError) as error:
        raise OptionError(f"arch smp:{':'.join(names)}: {error.args[0]}") from error
    return network


def _build_torchvision(module: Any, names: list[str]) -> nn.Module:
    models = importlib.import_module("torchvision.models")
    known = models.list_models(module=models.segmentation)
    if names[0] not in known:
        raise UnknownNameError("segmentation network of torchvision", names[0], known)
    network: nn.Module = models.get_model(
        names[0], weights=None, weights_backbone=None, num_classes=1
    )
    return network


BUILDERS: dict[str, Callable[[Any, list[str]], nn.Module]] = {
    "smp": _build_smp,
    "torchvision": _build_torchvision,
}
PACKAGES = {"smp": "segmentation_models_pytorch", "torchvision": "torchvision"}
FORMS = {"smp": "smp:ARCHITECTURE or smp:ARCHITECTURE:ENCODER", "torchvision": "torchvision:NAME"}
INSTALLS = {
    "smp": f"pip install segmentation-models-pytorch --extra-index-url {CPU_WHEELS}",
    "torchvision": f"pip install torchvision --index-url {CPU_WHEELS} (the build for your PyTorch)",
}
