"""What every engine offers, and what a session is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Tensor: TypeAlias = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class SessionOptions:
    """How a network is loaded.

    Attributes:
        device: Name of a device, or "auto".
        threads: CPU threads inside one run; 0 takes every core.
        warm: Many runs will follow: keep working memory between them. A single run is cheaper
            without (measured with u2netp: 100 MB less at the peak).
    """

    device: str = "auto"
    threads: int = 0
    warm: bool = True


class Session(Protocol):
    """A loaded network. `run` may be called from many threads at once."""

    @property
    def engine(self) -> str:
        """Name of the engine that loaded it, for reports."""

    @property
    def device(self) -> str:
        """Where it runs, for reports: "cpu", "cuda", ..."""

    @property
    def inputs(self) -> Mapping[str, tuple[int | str | None, ...]]:
        """Shape of each graph input by name; free sizes are None or a symbol."""

    @property
    def input_dtypes(self) -> Mapping[str, np.dtype[Any]]:
        """Element type of each graph input by name."""

    def run(self, inputs: Mapping[str, NDArray[Any]], *, outputs: Sequence[int]) -> list[Tensor]:
        """The graph's outputs at the positions ``outputs``, as float32 arrays.

        Raises:
            EngineError: The runtime refused the input.
        """


class Engine(Protocol):
    """One runtime."""

    @property
    def name(self) -> str:
        """What it is called in reports."""

    @property
    def suffix(self) -> str:
        """Suffix of the files it reads."""

    def missing(self) -> str:
        """Why it cannot be used here, "" when it can."""

    def devices(self) -> Sequence[str]:
        """The device names it offers here, best first; empty when it is missing."""

    def open(self, path: Path, options: SessionOptions) -> Session:
        """Load a network's file.

        Raises:
            MissingExtraError: The runtime is not installed.
            EngineError: The runtime refused the file or the device.
        """
