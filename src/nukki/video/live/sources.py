"""From what is written on a command line to a source of live pictures."""

from __future__ import annotations

import re
from pathlib import Path

from nukki.video.live.camera import camera_of, listed
from nukki.video.live.shots import PATTERN, ClipSource, Pattern, Source, not_found


def source_of(
    text: str, *, size_hw: tuple[int, int], rate: int, max_megapixels: int, loop: bool = False
) -> Source:
    """The camera of that number, the clip of that name, or a pattern.

    >>> source_of("2", size_hw=(720, 1280), rate=30, max_megapixels=200).name
    'camera 2'

    Args:
        text: "0", "/dev/video0", "talk.mp4", "lavfi:testsrc2".
        size_hw: Asked of a camera; others have their own.
        rate: Likewise.
        max_megapixels: Larger frames of a clip are refused.
        loop: A clip begins again at its end.

    Raises:
        InputNotFoundError: It is none of them.
    """
    camera = re.fullmatch(r"(?:/dev/video)?(\d+)", text)
    if camera:
        return camera_of(int(camera[1]), size_hw=size_hw, rate=rate)
    if text.startswith(PATTERN):
        return Pattern(text.removeprefix(PATTERN))
    if Path(text).is_file():
        return ClipSource(Path(text), loop, max_megapixels)
    raise not_found(text, ", ".join(listed()))
