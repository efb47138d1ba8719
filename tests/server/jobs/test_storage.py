"""Where pictures of jobs lie: a folder, or what fsspec reaches."""

from __future__ import annotations

import io
import uuid
from pathlib import Path

import pytest

from nukki.core.errors import InputNotFoundError, OptionError
from nukki.server.jobs.storage import FolderStorage, FsspecStorage, Storage, open_storage


@pytest.fixture(params=["folder", "file://", "memory://"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "memory://":
        return open_storage(f"memory://{uuid.uuid4().hex}/pictures")
    prefix = "" if request.param == "folder" else "file://"
    return open_storage(f"{prefix}{tmp_path}/pictures")


def test_what_is_written_is_read(storage: Storage) -> None:
    storage.write("job/in/0", b"picture")
    storage.copy_in("job/in/1", io.BytesIO(b"another"))
    assert storage.read("job/in/0") == b"picture"
    assert b"".join(storage.pieces("job/in/1")) == b"another"


def test_writing_again_replaces(storage: Storage) -> None:
    storage.write("job/out/0", b"long picture")
    storage.write("job/out/0", b"short")
    assert storage.read("job/out/0") == b"short"


def test_a_removed_file_is_not_found(storage: Storage) -> None:
    storage.write("job/in/0", b"picture")
    storage.remove("job/in/0")
    storage.remove("job/in/0")
    with pytest.raises(InputNotFoundError):
        storage.read("job/in/0")
    with pytest.raises(InputNotFoundError):
        list(storage.pieces("job/in/0"))


def test_a_removed_tree_leaves_the_others(storage: Storage) -> None:
    storage.write("one/in/0", b"1")
    storage.write("two/in/0", b"2")
    assert storage.trees() == ["one", "two"]
    storage.remove_tree("one")
    storage.remove_tree("never-was")
    assert storage.trees() == ["two"]


def test_a_storage_that_was_never_written_to_is_empty(storage: Storage) -> None:
    assert storage.trees() == []


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", "a//b", "a/../b", "", "a\x00"])
def test_a_path_that_is_not_ours_is_a_mistake(storage: Storage, path: str) -> None:
    with pytest.raises(ValueError, match="not a path"):
        storage.write(path, b"x")


def test_only_this_user_may_enter_the_folder(tmp_path: Path) -> None:
    FolderStorage(tmp_path / "pictures").write("job/in/0", b"x")
    assert (tmp_path / "pictures").stat().st_mode & 0o077 == 0


def test_an_address_is_fsspecs(tmp_path: Path) -> None:
    assert isinstance(open_storage("memory://x"), FsspecStorage)
    with pytest.raises(OptionError, match="none that fsspec knows"):
        open_storage("nonsense://x")
