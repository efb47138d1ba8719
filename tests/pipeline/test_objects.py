"""Which finder of objects is taken."""

from __future__ import annotations

import dataclasses
from hashlib import md5
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nukki import models, weights
from nukki.core.prompts import Prompt
from nukki.pipeline import objects
from nukki.stages.by_colour import ByColour


def test_without_a_promptable_network_colours_and_close_looks_find_objects(
    empty_home: Path,
) -> None:
    finder = objects.object_finder()
    assert isinstance(finder, ByColour)
    assert finder.name == "grabcut+nukki-lite"
    assert finder.closely is not None


def test_an_object_beside_the_subject_is_seen_by_the_network_that_is_always_here(
    empty_home: Path,
) -> None:
    rows, columns = np.mgrid[:160, :240] + 0.5
    thing = np.hypot(columns - 180, rows - 80) < 18
    photo = np.full((160, 240, 3), 200, np.uint8)
    photo[thing] = (30, 60, 190)
    nothing = np.zeros((160, 240), np.float32)
    found = objects.object_finder()(photo, Prompt(points=[(180, 80)]), nothing) >= 0.5
    assert (found & thing).sum() / (found | thing).sum() > 0.9


def test_the_two_files_of_a_network_are_found_where_rembg_keeps_them(
    empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = empty_home / ".u2net"
    folder.mkdir()
    first = next(spec for spec in models.PROMPTABLE if spec.name == "sam_vit_b")
    for file in (first.encoder, first.decoder):
        (folder / file.name).write_bytes(b"graph")
    digest = md5(b"graph", usedforsecurity=False).hexdigest()
    here = dataclasses.replace(
        first,
        encoder=dataclasses.replace(first.encoder, md5=digest),
        decoder=dataclasses.replace(first.decoder, md5=digest),
    )
    monkeypatch.setattr(objects, "PROMPTABLE", (here,))
    opened: list[Any] = []
    monkeypatch.setattr(objects, "_opened", lambda *given: opened.append(given))
    objects.object_finder()
    assert opened == [(here, folder / here.encoder.name, folder / here.decoder.name)]
    assert weights.find(models.PROMPTABLE[1].encoder) is None
