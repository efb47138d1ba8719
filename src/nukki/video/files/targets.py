"""Where the result of each clip goes, and in which format."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nukki.core.errors import OptionError
from nukki.video.files.format import VideoFormat
from nukki.video.files.registry import VIDEO_FORMATS, video_format

CLEAR, OPAQUE = "vp9", "h264"
"""What is written where nothing is said: with transparency, and without."""


def targets(
    sources: Sequence[Path], output: str | None, *, format_name: str | None, opaque: bool
) -> list[tuple[Path, VideoFormat]]:
    """A target and its format for each clip.

    Args:
        sources: The clips.
        output: A file for one clip, a folder for several; None puts each beside its clip.
        format_name: Of `VIDEO_FORMATS`; None takes the target's ending, or else the usual one.
        opaque: The results hold no transparency, so that the usual format is another.

    Raises:
        OptionError: Two clips would share a result, or one would be replaced by its own.
        UnknownNameError: There is no such format.
    """
    usual = VIDEO_FORMATS[format_name or (OPAQUE if opaque else CLEAR)]
    inside = output is not None and _is_folder(output, len(sources), usual, format_name)
    found: list[tuple[Path, VideoFormat]] = []
    for source in sources:
        if output is None:
            found.append((source.with_name(f"{source.stem}.cutout{usual.suffixes[0]}"), usual))
        elif inside:
            found.append((Path(output) / f"{source.stem}{usual.suffixes[0]}", usual))
        else:
            found.append((Path(output), video_format(Path(output), format_name)))
    _check_apart(sources, [target for target, _ in found])
    return found


def _is_folder(output: str, count: int, usual: VideoFormat, format_name: str | None) -> bool:
    """Whether results go into ``output``; one folder of pictures is itself the result."""
    if count == 1 and format_name is not None and usual.folder:
        return False
    return count > 1 or output.endswith("/") or Path(output).is_dir()


def _check_apart(sources: Sequence[Path], results: Sequence[Path]) -> None:
    absolute = [path.resolve() for path in results]
    for number, (source, result) in enumerate(zip(sources, absolute, strict=True)):
        if result == source.resolve():
            raise OptionError(f"{source}: a clip is not replaced by its result; name another")
        if result in absolute[:number]:
            raise OptionError(
                f"{results[number]}: two clips would share this result; name them differently or "
                "call them one by one"
            )
