"""Reference tensors: what a network answers, so that any copy of it can be checked anywhere."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from nukki.codecs.atomic import write_whole
from nukki.core.errors import EngineError
from nukki.engines import Session, SessionOptions, open_session
from nukki.ops.clicks import click_map
from nukki.train.export.graph import HINTS, INPUT, Matting
from nukki.train.networks import NetworkSpec
from nukki.train.prompts.clicker import RADIUS_PX

TOLERANCE = 1e-4
"""How far an exported matte may be from PyTorch's, in alpha; single precision comes to 3e-5."""


@dataclass(frozen=True, eq=False)
class Reference:
    """Photos and PyTorch's mattes.

    Attributes:
        photo: (B, 3, H, W) float32, normalised.
        matte: (B, 1, H, W) float32 [0, 1].
        hints: (B, 3, H, W) float32 [0, 1], of a network that takes clicks.
    """

    photo: NDArray[np.float32]
    matte: NDArray[np.float32]
    hints: NDArray[np.float32] | None = None

    @property
    def given(self) -> dict[str, NDArray[np.float32]]:
        """The graph's inputs by name."""
        return {INPUT: self.photo} | ({} if self.hints is None else {HINTS: self.hints})

    def as_bytes(self) -> bytes:
        """An ``.npz`` file."""
        stream = io.BytesIO()
        tensors: dict[str, Any] = {**self.given, "matte": self.matte}
        np.savez_compressed(stream, **tensors)
        return stream.getvalue()


def ask(matting: Matting, photo: NDArray[np.float32]) -> Reference:
    """What PyTorch answers, where a network takes clicks to some."""
    hints = _draw_hints(photo.shape) if HINTS in matting.inputs else None
    given = (photo,) if hints is None else (photo, hints)
    with torch.inference_mode():
        matte = matting.eval()(*(torch.from_numpy(one) for one in given)).numpy()
    return Reference(photo, matte, hints)


def references(
    matting: Matting, spec: NetworkSpec, size_hw: tuple[int, int]
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


def _draw_hints(shape: tuple[int, ...]) -> NDArray[np.float32]:
    """(B, 3, H, W) float32: a click on the disc, one beside it, and a matte of one half."""
    height, width = shape[-2:]
    hints = np.zeros(shape, np.float32)
    hints[:, 0] = click_map([(width / 2, height / 2)], (height, width), RADIUS_PX)
    hints[:, 1] = click_map([(width / 8, height / 8)], (height, width), RADIUS_PX)
    hints[:, 2, height // 4 :, : width // 2] = 0.5
    return hints


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
    (matte,) = session.run(reference.given, outputs=[0])
    if matte.shape != reference.matte.shape:
        raise EngineError(f"expected mattes of {reference.matte.shape}, got {matte.shape}")
    return float(np.abs(matte - reference.matte).max())
