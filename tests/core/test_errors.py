"""The drawing at the top of errors.py is the truth about the tree."""

from __future__ import annotations

import inspect
import re
from typing import NamedTuple

import pytest

import nukki
from nukki.core import errors


class Drawn(NamedTuple):
    """One line of the drawing."""

    name: str
    depth: int
    exit_code: int
    http_status: int


LINE = re.compile(r"^ {4}(?P<stem>[│├└─ ]*)(?P<name>\w+Error)\s+(?:(\d+)\s+(\d+))?", re.MULTILINE)


def drawing() -> list[Drawn]:
    found = LINE.finditer(errors.__doc__ or "")
    return [
        Drawn(line["name"], len(line["stem"]) // 4, int(line[3] or 70), int(line[4] or 500))
        for line in found
    ]


def drawn_parent(child: Drawn) -> str:
    """The nearest line above that stands further to the left."""
    lines = drawing()
    above = lines[: lines.index(child)]
    return next((line.name for line in reversed(above) if line.depth < child.depth), "Exception")


def defined() -> dict[str, type[errors.NukkiError]]:
    members = inspect.getmembers(errors, inspect.isclass)
    return {name: found for name, found in members if issubclass(found, errors.NukkiError)}


def test_every_class_is_drawn_and_every_drawn_class_exists() -> None:
    assert sorted(line.name for line in drawing()) == sorted(defined())


@pytest.mark.parametrize("line", drawing(), ids=lambda line: line.name)
def test_a_class_has_the_codes_that_the_drawing_says(line: Drawn) -> None:
    found = defined()[line.name]
    assert (found.exit_code, found.http_status) == (line.exit_code, line.http_status)


@pytest.mark.parametrize("line", drawing(), ids=lambda line: line.name)
def test_a_class_hangs_where_the_drawing_says(line: Drawn) -> None:
    assert defined()[line.name].__base__.__name__ == drawn_parent(line)  # type: ignore[union-attr]


@pytest.mark.parametrize("name", sorted(defined()))
def test_every_error_can_be_caught_by_its_public_name(name: str) -> None:
    assert getattr(nukki, name) is defined()[name]


def test_an_unknown_name_names_what_was_probably_meant() -> None:
    error = errors.UnknownNameError("model", "u2nett", ["silueta", "u2netp", "u2net"])
    assert error.nearest[0] == "u2net"
    assert error.known == ("silueta", "u2net", "u2netp")
    assert str(error) == "no model named 'u2nett'; did you mean u2net or u2netp?"


def test_an_unknown_name_like_no_other_lists_those_there_are() -> None:
    assert "known: jpeg, png" in str(errors.UnknownNameError("format", "xyz", ["png", "jpeg"]))


def test_a_remedy_stands_in_for_a_listing_that_would_be_long() -> None:
    error = errors.UnknownNameError("model", "xyz", ["a" * 9], remedy="see: nukki models list")
    assert str(error) == "no model named 'xyz'; see: nukki models list"


def test_with_nothing_known_the_message_says_so() -> None:
    assert str(errors.UnknownNameError("model", "x", [])).endswith("known: none")


def test_a_missing_extra_says_how_to_install_it() -> None:
    error = errors.MissingExtraError("HEIC", "heic")
    assert error.extra == "heic"
    assert "pip install 'nukki[heic]'" in str(error)
