"""Where results of clips go."""

from __future__ import annotations

from pathlib import Path

import pytest

from nukki.core.errors import OptionError
from nukki.video.files.targets import targets


def goes_to(
    *names: str, output: str | None = None, form: str | None = None, opaque: bool = False
) -> list[tuple[str, str]]:
    found = targets([Path(name) for name in names], output, format_name=form, opaque=opaque)
    return [(target.as_posix(), entry.name) for target, entry in found]


def test_a_result_lies_beside_its_clip() -> None:
    assert goes_to("a/talk.mp4") == [("a/talk.cutout.webm", "vp9")]


def test_what_is_opaque_becomes_mp4() -> None:
    assert goes_to("talk.mov", opaque=True) == [("talk.cutout.mp4", "h264")]


def test_the_ending_chooses() -> None:
    assert goes_to("talk.mp4", output="out.mkv") == [("out.mkv", "ffv1")]


def test_a_name_without_an_ending_is_a_folder_of_pictures() -> None:
    assert goes_to("talk.mp4", output="frames") == [("frames", "png-sequence")]


def test_several_clips_go_into_a_folder() -> None:
    found = goes_to("a.mp4", "b.mp4", output="out", form="prores")
    assert found == [("out/a.mov", "prores"), ("out/b.mov", "prores")]


def test_two_clips_never_share_a_result() -> None:
    with pytest.raises(OptionError, match="two clips would share"):
        goes_to("a/x.mp4", "b/x.mp4", output="out/")


def test_a_clip_is_not_replaced_by_its_result() -> None:
    with pytest.raises(OptionError, match="not replaced by its result"):
        goes_to("talk.webm", output="talk.webm")
