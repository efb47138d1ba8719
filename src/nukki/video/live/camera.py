"""Real cameras, as FFmpeg opens them: Video4Linux, AVFoundation, DirectShow."""

from __future__ import annotations

import errno
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from nukki.core.errors import InputError, InputNotFoundError
from nukki.video.files.backend import pyav
from nukki.video.live.shots import Shot, shot_of

SYSTEMS = {"linux": "v4l2", "darwin": "avfoundation", "win32": "dshow"}
"""What FFmpeg calls the cameras of each system."""

COMPRESSED = {
    "v4l2": {"input_format": "mjpeg"},
    "dshow": {"vcodec": "mjpeg", "rtbufsize": "100M"},
}
"""Over USB only compressed pictures come fast enough in HD; not every camera has them."""

PATIENCE_S = 5.0
"""How long a camera may give nothing."""

REST_S = 0.005
"""How long to wait where a driver says that it has nothing yet."""


@dataclass(frozen=True)
class Camera:
    """A camera of this machine.

    Attributes:
        name: What it is called in messages.
        device: As FFmpeg opens it ("/dev/video0", "0", "video=Integrated Camera").
        system: FFmpeg's name for the way, of `SYSTEMS`.
        size_hw: The size that is asked for; a camera that has it not gives its own.
        rate: Likewise, frames per second.
    """

    name: str
    device: str
    system: str
    size_hw: tuple[int, int] = (720, 1280)
    rate: int = 30

    def shots(self, stop: threading.Event) -> Iterator[Shot]:
        """Its pictures; see `nukki.video.live.shots.Source.shots`.

        Raises:
            InputNotFoundError: There is no such camera.
            InputError: It is in use, may not be used, or gives no more pictures.
        """
        with self._opened() as container:
            frames = container.decode(video=0)
            while not stop.is_set():
                try:
                    yield shot_of(next(frames))
                except pyav().error.BlockingIOError:
                    stop.wait(REST_S)
                    frames = container.decode(video=0)
                except (pyav().error.FFmpegError, OSError, StopIteration) as error:
                    raise InputError(
                        f"{self.name} gives no more pictures; it was unplugged, or another "
                        "program took it: plug it in, or close that program, and start again"
                    ) from error

    def _opened(self) -> Any:
        """PyAV's container, with the first of the wishes that the camera fulfils."""
        height, width = self.size_hw
        size = {"video_size": f"{width}x{height}", "framerate": str(self.rate)}
        for wish in (size | COMPRESSED.get(self.system, {}), size):
            with suppress(InputError):
                return self._open(wish)
        return self._open({})

    def _open(self, wish: Mapping[str, str]) -> Any:
        options = {"fflags": "nobuffer", **wish}
        timeout = (PATIENCE_S, PATIENCE_S)
        try:
            return pyav().open(self.device, format=self.system, options=options, timeout=timeout)
        except (pyav().error.FFmpegError, OSError) as error:
            raise self._refused(error) from error

    def _refused(self, error: OSError) -> InputError:
        """What is wrong, in words."""
        if error.errno in (errno.ENOENT, errno.ENODEV):
            return InputNotFoundError(
                f"{self.name} is not there; plug it in, or choose another with --camera (here: "
                f"{', '.join(listed()) or 'none'}; a clip stands in for one)"
            )
        if error.errno in (errno.EACCES, errno.EPERM):
            return InputError(
                f"{self.name}: you may not use it; allow it in the system's settings for privacy, "
                "or on Linux join its group: sudo usermod -aG video $USER, then log in again"
            )
        if error.errno == errno.EBUSY:
            return InputError(
                f"{self.name} is in use; close the program that has it (a browser, a meeting), or "
                "choose another camera with --camera"
            )
        return InputError(
            f"{self.name} does not open ({error.strerror}); close other programs that use it, or "
            f"choose another with --camera (here: {', '.join(listed()) or 'none'})"
        )


def listed() -> list[str]:
    """The cameras that the system lists, each as number and name."""
    return [f"{number} {info.description}" for number, info in enumerate(_infos())]


def camera_of(number: int, *, size_hw: tuple[int, int], rate: int) -> Camera:
    """The camera of that number, as the system counts them from 0."""
    system = SYSTEMS.get(sys.platform, "v4l2")
    return Camera(f"camera {number}", _device(number, system), system, size_hw, rate)


def _device(number: int, system: str) -> str:
    if system == "v4l2":
        return f"/dev/video{number}"
    if system == "avfoundation":
        return f"{number}:none"  # no sound
    infos = _infos()
    return f"video={infos[number].name if number < len(infos) else number}"


def _infos() -> list[Any]:
    av = pyav()
    try:
        found = av.enumerate_input_devices(SYSTEMS.get(sys.platform, "v4l2"))
    except (av.error.FFmpegError, OSError, ValueError):
        return []
    return [info for info in found if "video" in (getattr(info, "media_types", None) or "video")]
