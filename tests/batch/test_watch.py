"""A folder whose pictures are cut out as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nukki.batch import Conduct, Report, watch
from nukki.core.errors import OptionError
from nukki.core.options import Options

Lay = Callable[..., Path]
Step = Callable[[], object]


def watched(root: Path, options: Options, *steps: Step, conduct: Conduct | None = None) -> Report:
    """Watch ``in``: one step after each look, and two more looks after the last."""
    script: Iterator[Step] = iter([*steps, bool, bool])

    def stop() -> bool:
        step = next(script, None)
        if step is not None:
            step()
        return step is None

    return watch([str(root / "in")], str(root / "out"), options, conduct, poll_s=0.0, stop=stop)


def made(root: Path) -> set[str]:
    return {path.name for path in (root / "out").glob("*")}


def test_what_lies_there_and_what_comes_is_cut_out(
    lay: Lay, options: Options, photo_bytes: bytes
) -> None:
    root = lay("in/a.png")
    report = watched(root, options, lambda: (root / "in" / "b.png").write_bytes(photo_bytes))
    assert made(root) == {"a.png", "b.png"}
    assert report.count("ok") == 2


def test_a_file_still_growing_is_left_to_grow(
    lay: Lay, options: Options, photo_bytes: bytes
) -> None:
    root = lay("in/a.png")
    late = root / "in" / "late.png"
    report = watched(
        root,
        options,
        lambda: late.write_bytes(photo_bytes[:20]),
        lambda: late.write_bytes(photo_bytes[:40]),
        lambda: late.write_bytes(photo_bytes),
    )
    assert report.count("failed") == 0
    assert made(root) == {"a.png", "late.png"}


def test_a_changed_picture_is_cut_out_again(lay: Lay, options: Options, photo_bytes: bytes) -> None:
    root = lay("in/a.png")
    result = root / "out" / "a.png"
    watched(
        root,
        options,
        bool,
        result.unlink,
        lambda: (root / "in" / "a.png").write_bytes(photo_bytes + b"\0"),
    )
    assert result.is_file()


def test_an_unchanged_picture_is_not_cut_out_again(lay: Lay, options: Options) -> None:
    root = lay("in/a.png")
    watched(root, options, bool, (root / "out" / "a.png").unlink)
    assert made(root) == set()


def test_a_bad_picture_is_told_and_not_tried_again(lay: Lay, options: Options) -> None:
    root = lay("in/a.png", "in/b.png")
    (root / "in" / "b.png").write_bytes(b"not a picture")
    report = watched(root, options, bool, bool)
    assert (report.count("ok"), report.count("failed")) == (1, 1)


def test_a_vanished_picture_is_no_error(lay: Lay, options: Options) -> None:
    root = lay("in/a.png", "in/b.png")
    report = watched(root, options, (root / "in" / "b.png").unlink)
    assert (report.count("ok"), report.count("failed")) == (1, 0)


def test_the_result_of_a_photo_that_is_gone_stays(
    lay: Lay, options: Options, photo_bytes: bytes
) -> None:
    root = lay("in/a.png")
    watched(
        root,
        options,
        bool,
        (root / "in" / "a.png").unlink,
        lambda: (root / "in" / "a.webp").write_bytes(photo_bytes),
    )
    assert made(root) == {"a.png", "a.webp.png"}


def test_results_that_were_there_are_left_alone_on_request(lay: Lay, options: Options) -> None:
    root = lay("in/a.png", "in/b.png", "out/a.png")
    report = watched(root, options, conduct=Conduct(skip_existing=True))
    assert [Path(outcome.source).name for outcome in report.outcomes] == ["b.png"]


@pytest.mark.parametrize("name", ["in/a.png", "missing"])
def test_only_folders_are_watched(lay: Lay, options: Options, name: str) -> None:
    root = lay("in/a.png")
    with pytest.raises(OptionError, match="only folders"):
        watch([str(root / name)], None, options)
