"""What training needs beyond the ordinary installation."""

from __future__ import annotations

from importlib.util import find_spec

from nukki.core.errors import MissingExtraError

PACKAGES = ("torch", "lightning", "kornia", "tensorboard")

CPU_BUILD = "pip install torch --index-url https://download.pytorch.org/whl/cpu"
"""Without it, pip fetches gigabytes for GPUs that most machines lack."""


def need_training(*packages: str) -> None:
    """Do nothing where training can run.

    Args:
        packages: What is needed besides.

    Raises:
        MissingExtraError: A package is not installed.
    """
    if any(find_spec(name) is None for name in (*PACKAGES, *packages)):
        remedy = f"{CPU_BUILD} && pip install 'nukki[train]' (without the first for GPUs)"
        raise MissingExtraError("training", "train", remedy=remedy)
