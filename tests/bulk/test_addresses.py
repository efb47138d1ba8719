"""Objects of a store that will not have it: each is one photo's fault, said in a few words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from nukki.bulk.addresses import BYTES_PER_MEGAPIXEL, fetch
from nukki.bulk.photo import object_stamp
from nukki.core.errors import ImageTooLargeError, InputNotFoundError, NukkiError, OptionError

fsspec = pytest.importorskip("fsspec")

PLACE = "memory://shop/raw/a.png"


@pytest.fixture
def store() -> Iterator[Any]:
    """A store in memory that holds one object."""
    held = fsspec.filesystem("memory")
    held.pipe("/shop/raw/a.png", b"a photo")
    yield held
    held.rm("/shop", recursive=True)


def test_an_object_is_read_whole(store: Any) -> None:
    assert fetch(PLACE, max_megapixels=1) == b"a photo"


def test_an_object_that_is_gone_is_told_as_gone(store: Any) -> None:
    with pytest.raises(InputNotFoundError, match="deleted meanwhile"):
        fetch("memory://shop/raw/b.png", max_megapixels=1)


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (PermissionError(13, "Access Denied"), "Access Denied"),
        (OSError("SlowDown: reduce your rate\nrequest 17"), r"rate\)"),
        (TimeoutError(), "TimeoutError"),
    ],
)
def test_what_a_store_says_is_passed_on_in_one_line(
    error: OSError, says: str, store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(type(store), "open", refuse)
    with pytest.raises(InputNotFoundError, match=says) as caught:
        fetch(PLACE, max_megapixels=1)
    assert "\n" not in str(caught.value)


def test_an_object_with_more_bytes_than_a_picture_can_have_is_not_kept(store: Any) -> None:
    store.pipe("/shop/raw/a.png", bytes(BYTES_PER_MEGAPIXEL + 1))
    with pytest.raises(ImageTooLargeError, match="at most 8 MB"):
        fetch(PLACE, max_megapixels=1)


def test_an_address_of_no_known_kind_is_no_trace_of_python() -> None:
    with pytest.raises(OptionError, match=r"gopher:// is none that fsspec knows"):
        fetch("gopher://shop/a.png", max_megapixels=1)


def test_an_address_whose_package_is_not_here_names_the_extra(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def lacking(address: str) -> None:
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr("fsspec.core.url_to_fs", lacking)
    with pytest.raises(NukkiError, match="bulk"):
        fetch("s3://shop/a.png", max_megapixels=1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"ETag": '"aa"', "size": 3}, {"ETag": '"ab"', "size": 3}),
        ({"LastModified": "Monday", "size": 3}, {"LastModified": "Tuesday", "size": 3}),
        ({"size": 3}, {"size": 4}),
    ],
)
def test_an_object_that_changed_has_another_stamp(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert object_stamp(one) == object_stamp(dict(one))
    assert object_stamp(one) != object_stamp(other)
