"""Reference tensors: what a network answers, so that any copy of it can be checked anywhere."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from nukki.codecs.atomic import write_whole
from nukki.core.errors import EngineError
from nukki.engines import Session, SessionOptions, open_session
from nukki.train.export.graph import INPUT
from nukki.train.networks import NetworkSpec

TOLERANCE = 1e-4
"""How far an exported matte may be from PyTorch's, in alpha; single precision comes to 3e-5."""


@dataclass(frozen=True, eq=False)
class Reference:
    """Photos and PyTorch's mattes.

    Attributes:
        photo: (B, 3, H, W) float32, normalised.
        matte: (B, 1, H, W) float32 [0, 1].
    """

    photo: NDArray[np.float32]
    matte: NDArray[np.float32]

    def as_bytes(self) -> bytes:
        """An ``.npz`` file."""
        stream = io.BytesIO()
        np.savez_compressed(stream, photo=self.photo, matte=self.matte)
        return stream.getvalue()


def ask(matting: nn.Module, photo: NDArray[np.float32]) -> Reference:
    """What PyTorch answers."""
    with torch.inference_mode():
        return Reference(photo, matting.eval()(torch.from_numpy(photo)).numpy())


def references(
    matting: nn.Module, spec: NetworkSpec, size_hw: tuple[int, int]
) -> Mapping[str, Reference]:
    """What PyTorch answers to drawn photos: a batch at the trained size, and other sizes if free.

    The keys end the names of their files.
    """
    asked = {"reference": ask(matting, draw_photos(spec, size_hw, batch=2))}
    if spec.free_size:
        other = (size_hw[0] + spec.multiple, max(size_hw[1] - spec.multiple, spec.multiple))
        asked["reference-other-size"] = ask(matting, draw_photos(spec, other, batch=1))
    return asked


def draw_photos(spec: NetworkSpec, size_hw: tuple[int, int], *, batch: int) -> NDArray[np.float32]:
    """(B, 3, H, W) float32: discs before a gradient, with a little grain, normalised."""
    height, width = size_hw
    grain = np.random.default_rng(0)
    rows, columns = np.mgrid[:height, :width] / np.array([height, width]).reshape(2, 1, 1)
    photos = np.empty((batch, 3, height, width), np.float32)
    for number in range(batch):
        inside = np.hypot(rows - 0.5, columns - 0.35 - 0.3 * number) < 0.2 + 0.1 * number
        for channel, (subject, ground) in enumerate(((0.8, 0.4), (0.5, 0.6), (0.3, 0.9))):
            photos[number, channel] = np.where(inside, subject, ground * columns)
    photos = np.clip(photos + grain.normal(0, 0.02, photos.shape), 0, 1)
    mean, std = (np.reshape(values, (3, 1, 1)) for values in (spec.mean, spec.std))
    return ((photos - mean) / std).astype(np.float32)


def furthest(path: Path, asked: Mapping[str, Reference]) -> float:
    """The largest difference between a graph's mattes and PyTorch's, in alpha.

    Raises:
        EngineError: The runtime refuses the graph, or a size that should be free.
    """
    session = open_session(path, SessionOptions(device="cpu"))
    return max(_difference(session, reference) for reference in asked.values())


def check_parity(path: Path, asked: Mapping[str, Reference]) -> float:
    """The largest difference, which is small enough.

    Raises:
        EngineError: It is more than `TOLERANCE`.
    """
    found = furthest(path, asked)
    if not found <= TOLERANCE:  # a NaN is no parity either
        raise EngineError(
            f"the exported graph differs from PyTorch by {found:.1e} in alpha, more than "
            f"{TOLERANCE:g}; it was not kept"
        )
    return found


def write_references(folder: Path, asked: Mapping[str, Reference]) -> None:
    """Write each as ``.npz``.

    Raises:
        OutputError: They cannot be written there.
    """
    for name, reference in asked.items():
        write_whole(folder / f"{name}.npz", reference.as_bytes())


def _difference(session: Session, reference: Reference) -> float:
    (matte,) = session.run({INPUT: reference.photo}, outputs=[0])
    if matte.shape != reference.matte.shape:
        raise EngineError(f"expected mattes of {reference.matte.shape}, got {matte.shape}")
    return float(np.abs(matte - reference.matte).max())
