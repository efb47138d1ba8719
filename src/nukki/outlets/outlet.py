"""The outlets, read from ``rules.json``: one entry each, with its source."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal

from nukki.core.registry import Registry

Certainty = Literal["read", "commonly known"]
Background = Literal["white", "light"]


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What a finished file must be; None and () demand nothing.

    Attributes:
        formats: Registry names of the formats that are taken.
        sizes: Width and height in pixels, one of these exactly.
        aspect: Width to height.
        shortest_min: Shorter side in pixels, at least.
        longest_min: Longer side in pixels, at least.
        longest_max: Longer side in pixels, at most.
        bytes_max: Length of the file, at most.
        opaque: Nothing may be transparent.
        background: "white" is 255 in every channel; "light" is one pale colour without a cast.
        fill_min: Share of the frame that the subject's longer side fills, percent.
        head: Height of the head, hair included, as a share of the picture's, percent from and to.
        eyes: Height of the eyes above the lower edge, likewise.
        above: Space above the head, likewise.
    """

    formats: tuple[str, ...] = ()
    sizes: tuple[tuple[int, int], ...] = ()
    aspect: tuple[int, int] | None = None
    shortest_min: int | None = None
    longest_min: int | None = None
    longest_max: int | None = None
    bytes_max: int | None = None
    opaque: bool = False
    background: Background | None = None
    fill_min: float | None = None
    head: tuple[float, float] | None = None
    eyes: tuple[float, float] | None = None
    above: tuple[float, float] | None = None


@dataclass(frozen=True)
class Outlet:
    """A place that takes pictures.

    Attributes:
        name: What users type.
        title: What it is called.
        source: Who demands it, and where that is written.
        certainty: Whether the source was read, or is cited from common knowledge.
        options: Fields of `nukki.Options` with which a photo becomes what is demanded.
        rules: What is demanded.
    """

    name: str
    title: str
    source: str
    certainty: Certainty
    options: Mapping[str, Any]
    rules: Rules


def _read() -> Iterator[Outlet]:
    for entry in json.loads((files("nukki.outlets") / "rules.json").read_text("utf-8")):
        rules = {name: _frozen(value) for name, value in entry.pop("rules").items()}
        yield Outlet(**entry, rules=Rules(**rules))


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


OUTLETS: Registry[Outlet] = Registry("outlet", late=_read)
