"""Where photos come from: a folder, a prefix of an object store, or a manifest."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Protocol

from nukki.batch.discover import Found, Problem, discover, is_earlier_result, is_picture_name
from nukki.bulk.addresses import is_local, local_path, open_system
from nukki.bulk.manifest import ManifestSource, is_manifest
from nukki.bulk.photo import Photo, object_stamp, stamp_of
from nukki.core.errors import InputNotFoundError, OptionError

DATABASES = ("postgresql:", "postgresql+", "postgres:")
"""What addresses of a server's database begin with."""


class Source(Protocol):
    """A set of photos, that may be listed again and again."""

    def photos(self) -> Iterator[Photo | Problem]:
        """What is there now, in the order of the keys; what leads to no photo is a `Problem`."""


def open_source(place: str, target: str) -> Source:
    """The photos at a place whose results go to ``target``.

    Raises:
        OptionError: Photos and results would lie among each other, or fsspec knows no such address.
        InputNotFoundError: There is nothing at the place.
        MissingExtraError: A package that it needs is not installed.
    """
    if place.startswith(DATABASES):
        raise OptionError(
            f"{place.partition(':')[0]}: photos in a server's queue are worked on by nukki serve "
            "--jobs-only --database URL --storage PLACE; results go where the server has them"
        )
    if is_manifest(place):
        return ManifestSource(place)
    _check_apart(place, target)
    if not is_local(place):
        return PrefixSource(place)
    if not local_path(place).exists():
        raise InputNotFoundError(f"{place}: no such file or folder; check the path")
    return FolderSource(local_path(place), local_path(target) if is_local(target) else None)


class FolderSource:
    """The pictures below a folder, by their endings; or one file."""

    def __init__(self, root: Path, outside: Path | None) -> None:
        self._root, self._outside = root, outside

    def photos(self) -> Iterator[Photo | Problem]:
        """See `Source`."""
        found = discover([self._root], outside=self._outside)
        yield from (one for one in found if isinstance(one, Problem))
        photos = (self._photo(one) for one in found if isinstance(one, Found))
        yield from sorted(photos, key=lambda photo: photo.key)

    def _photo(self, found: Found) -> Photo:
        key = (found.folder / found.path.name).as_posix()
        return Photo(key, str(found.path), stamp_of(found.path))


class PrefixSource:
    """The objects below a prefix whose names end like pictures."""

    def __init__(self, place: str) -> None:
        self._place = place.rstrip("/")

    def photos(self) -> Iterator[Photo | Problem]:
        """See `Source`."""
        system, root = open_system(self._place)
        system.invalidate_cache()
        try:
            found = system.find(root, detail=True)
        except OSError as error:
            raise InputNotFoundError(f"{self._place}: cannot be listed ({error})") from error
        if not found:
            raise InputNotFoundError(f"{self._place}: nothing there; check the address")
        for path in sorted(found):
            key = path.removeprefix(root).lstrip("/")
            if _counts(key):
                yield Photo(key, f"{self._place}/{key}", object_stamp(found[path]))


def _counts(key: str) -> bool:
    hidden = any(part.startswith(".") for part in PurePosixPath(key).parts)
    return not hidden and is_picture_name(Path(key)) and not is_earlier_result(Path(key))


def _check_apart(place: str, target: str) -> None:
    """Raise `OptionError` where results could replace photos, or be taken for photos."""
    if is_local(place) != is_local(target):
        return
    photos, results = _root_of(place), _root_of(target)
    if photos == results or photos.startswith(f"{results}/"):
        raise OptionError(f"{target}: photos lie in it; give results a place of their own")
    if not is_local(place) and results.startswith(f"{photos}/"):
        raise OptionError(
            f"{target} lies below {place}, where results would be taken for photos; give them "
            "another place"
        )


def _root_of(place: str) -> str:
    if is_local(place):
        return os.path.realpath(local_path(place)).rstrip("/")
    return place.rstrip("/")
