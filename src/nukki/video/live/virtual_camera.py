"""A camera that other programs see, through pyvirtualcam.

pyvirtualcam is under the GPL-2.0, so that nukki neither brings nor needs it: it is imported here
alone, when a user asks for such a camera and has installed it.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from nukki.core.errors import MissingExtraError, OutputError
from nukki.video.live.sink import Output, Shown

REMEDY = (
    "on Linux load the module: sudo modprobe v4l2loopback exclusive_caps=1 card_label=nukki; on "
    "macOS and Windows install OBS, which brings one; or use --to window"
)


@dataclass(frozen=True)
class VirtualCamera:
    """A `Sink` that is a camera to other programs.

    Attributes:
        device: Which, where there are several ("/dev/video9"); None takes the first.
    """

    device: str | None = None

    @contextmanager
    def open(self, size_hw: tuple[int, int], rate: Fraction) -> Iterator[Output]:
        """See `nukki.video.live.sink.Sink.open`."""
        module = backend()
        try:
            camera = module.Camera(
                width=size_hw[1], height=size_hw[0], fps=float(rate), device=self.device
            )
        except (RuntimeError, OSError) as error:
            said = str(error).strip().replace("\n", " ")
            raise OutputError(f"no virtual camera is to be had here ({said}); {REMEDY}") from error
        with camera:
            yield _Sending(camera)


def backend() -> Any:
    """The module ``pyvirtualcam``.

    Raises:
        MissingExtraError: It is not installed.
    """
    try:
        return importlib.import_module("pyvirtualcam")
    except ModuleNotFoundError as error:
        raise MissingExtraError("a virtual camera", "virtualcam") from error


@dataclass(frozen=True)
class _Sending:
    camera: Any

    @property
    def where(self) -> str:
        return f"the camera {self.camera.device}"

    def watched(self) -> bool:
        return True

    def take(self, pictures: Iterable[Shown]) -> None:
        for picture in pictures:
            try:
                self.camera.send(picture.pixels)
            except (RuntimeError, OSError) as error:
                raise OutputError(
                    f"{self.where} takes no more pictures ({error}); start again"
                ) from error
