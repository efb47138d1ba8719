"""Files that are there whole or not at all."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from nukki.batch import write_whole
from nukki.core.errors import OutputError


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_and_its_folders_are_made(tmp_path: Path) -> None:
    write_whole(tmp_path / "a" / "b" / "c.png", b"data")
    assert (tmp_path / "a" / "b" / "c.png").read_bytes() == b"data"
    assert left(tmp_path / "a" / "b") == ["c.png"]


def test_a_file_that_is_there_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"old")
    write_whole(tmp_path / "a.png", b"new")
    assert (tmp_path / "a.png").read_bytes() == b"new"


def test_a_link_is_replaced_and_not_what_it_points_to(tmp_path: Path) -> None:
    (tmp_path / "photo.png").write_bytes(b"photo")
    (tmp_path / "a.png").symlink_to(tmp_path / "photo.png")
    write_whole(tmp_path / "a.png", b"result")
    assert (tmp_path / "photo.png").read_bytes() == b"photo"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_device_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "null.png").symlink_to(os.devnull)
    write_whole(tmp_path / "null.png", b"data")
    assert (tmp_path / "null.png").is_symlink()


def test_a_name_as_long_as_the_file_system_allows_is_written(tmp_path: Path) -> None:
    write_whole(tmp_path / ("x" * 251 + ".png"), b"data")
    assert len(left(tmp_path)) == 1


def test_a_full_disk_is_told_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OutputError, match=r"cannot write .*a\.png: No space left.*free some"):
        write_whole(tmp_path / "a.png", b"data")
    assert left(tmp_path) == []


def test_a_failure_keeps_the_file_that_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(self: Path, target: Path) -> Path:
        raise KeyboardInterrupt

    (tmp_path / "a.png").write_bytes(b"old")
    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "a.png", b"new")
    assert (tmp_path / "a.png").read_bytes() == b"old"
    assert left(tmp_path) == ["a.png"]


@pytest.mark.parametrize("name", ["file/a.png", "folder", "a\0b.png"])
def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match="cannot write"):
        write_whole(tmp_path / name, b"data")


KILLED = """
import os, signal, sys
from pathlib import Path
from nukki.batch import write_whole
Path.replace = lambda self, target: os.kill(os.getpid(), signal.SIGKILL)
write_whole(Path(sys.argv[1]), b"new" * 1000)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")
def test_a_process_killed_midway_leaves_the_old_file_whole(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"old")
    done = subprocess.run([sys.executable, "-c", KILLED, tmp_path / "a.png"], check=False)
    assert done.returncode == -signal.SIGKILL
    assert (tmp_path / "a.png").read_bytes() == b"old"
