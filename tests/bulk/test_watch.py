"""A place whose photos are cut out as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.bulk.conftest import digests, drawn

from nukki.bulk import Order, Summary, watch
from nukki.bulk.sources import open_source
from nukki.core.errors import OptionError

Draw = Callable[[int], Path]
Step = Callable[[], object]


def watched(order: Order, *steps: Step) -> Summary:
    """One step after each look, and two more looks after the last."""
    script: Iterator[Step] = iter([*steps, bool, bool])

    def stop() -> bool:
        step = next(script, None)
        if step is not None:
            step()
        return step is None

    return watch(order, poll_s=0.0, stop=stop)


def test_what_lies_there_and_what_comes_is_cut_out(photos: Draw, order: Order) -> None:
    folder = photos(1)
    watched(order, lambda: (folder / "new.png").write_bytes(drawn(9)))
    assert set(digests(Path(order.target))) == {"000.png", "new.png"}


def test_an_empty_place_is_waited_at(photos: Draw, order: Order) -> None:
    folder = photos(0)
    watched(order, lambda: (folder / "new.png").write_bytes(drawn(9)))
    assert set(digests(Path(order.target))) == {"new.png"}


def test_a_photo_still_being_copied_is_left_to_finish(photos: Draw, order: Order) -> None:
    late = photos(1) / "late.png"
    done = watched(
        order,
        lambda: late.write_bytes(drawn(9)[:20]),
        lambda: late.write_bytes(drawn(9)[:60]),
        lambda: late.write_bytes(drawn(9)),
    )
    assert done.count("failed") == 0
    assert set(digests(Path(order.target))) == {"000.png", "late.png"}


def test_a_watch_that_begins_again_knows_what_it_did(photos: Draw, order: Order) -> None:
    photos(2)
    watched(order)
    assert watched(order).now == []


def test_a_bad_photo_is_told_once(photos: Draw, order: Order) -> None:
    (photos(1) / "bad.png").write_bytes(b"no picture")
    assert watched(order, bool, bool).count("failed") == 1


def test_who_watches_a_servers_database_is_told_of_its_workers() -> None:
    with pytest.raises(OptionError, match="nukki serve --jobs-only") as refused:
        open_source("postgresql://anna:secret@db/nukki", "out")
    assert "secret" not in str(refused.value)
