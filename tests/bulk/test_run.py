"""A set is worked off, and gone on with."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from tests.bulk.conftest import digests, drawn

from nukki.batch import plan
from nukki.batch import run as run_batch
from nukki.bulk import Conduct, Entry, Order, Silent, run
from nukki.bulk import desk as desks
from nukki.bulk.ledger import Ledger
from nukki.bulk.stores import FolderStore
from nukki.codecs import Source
from nukki.core.errors import InputNotFoundError, OptionError, UnknownNameError
from nukki.core.options import Options
from nukki.outlets import Made, Maker, Product, Recipe

Draw = Callable[[int], Path]


class Heard(Silent):
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.plan = (0, 0)
        self.entries: list[Entry] = []

    def planned(self, total: int, settled: Sequence[Entry]) -> None:
        self.plan = total, len(settled)

    def finished(self, entry: Entry) -> None:
        self.entries.append(entry)


def test_results_are_those_of_the_folder_command(photos: Draw, order: Order) -> None:
    folder = photos(3)
    run(order)
    options = order.recipe.products[0].options
    run_batch(plan([str(folder)], str(folder.parent / "other"), options), options)
    assert digests(Path(order.target)) == digests(folder.parent / "other")


def test_a_second_run_finds_all_done(photos: Draw, order: Order) -> None:
    photos(3)
    run(order)
    heard = Heard()
    done = run(order, listener=heard)
    assert (heard.plan, heard.entries) == ((3, 3), [])
    assert done.exit_code == 0


def test_a_photo_that_came_later_is_cut_out_alone(photos: Draw, order: Order) -> None:
    folder = photos(2)
    run(order)
    (folder / "new.png").write_bytes(drawn(99))
    assert [entry.key for entry in run(order).now] == ["new.png"]


def test_a_photo_that_changed_is_cut_out_again(photos: Draw, order: Order) -> None:
    folder = photos(2)
    run(order)
    before = digests(Path(order.target))
    (folder / "001.png").write_bytes(drawn(98))
    assert [entry.key for entry in run(order).now] == ["001.png"]
    assert digests(Path(order.target))["001.png"] != before["001.png"]


def test_a_photo_that_was_only_touched_is_not(photos: Draw, order: Order) -> None:
    folder = photos(1)
    run(order)
    (Path(order.target) / "000.png").write_bytes(b"as it is")
    os.utime(folder / "000.png", (0, 0))
    (entry,) = run(order).now
    assert (entry.status, entry.confidence is None) == ("ok", False)
    assert (Path(order.target) / "000.png").read_bytes() == b"as it is"


def test_other_options_cut_out_again(photos: Draw, order: Order) -> None:
    photos(2)
    run(order)
    other = order.recipe.overriding({"background": "white"})
    assert run(replace(order, recipe=other)).count("ok") == 2


def test_results_that_were_carried_away_stay_done(photos: Draw, order: Order) -> None:
    photos(1)
    run(order)
    (Path(order.target) / "000.png").unlink()
    assert run(order).now == []


def test_equal_photos_are_cut_out_once(
    photos: Draw, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = photos(1)
    for name in ("a.png", "b.png"):
        (folder / name).write_bytes(drawn(0))
    made: list[object] = []
    make = Maker.__call__

    def counted(self: Maker, source: Source) -> tuple[Made, ...]:
        made.append(source)
        return make(self, source)

    monkeypatch.setattr(Maker, "__call__", counted)
    done = run(order)
    assert len(made) == 1
    assert len(set(digests(Path(order.target)).values())) == 1
    assert sum(bool(entry.same_as) for entry in done.now) == 2


def test_an_equal_photo_that_comes_later_is_a_copy(photos: Draw, order: Order) -> None:
    folder = photos(1)
    run(order)
    (folder / "later.png").write_bytes(drawn(0))
    assert [entry.same_as for entry in run(order).now] == ["000.png"]


def test_a_failure_is_listed_and_only_tried_again_on_request(photos: Draw, order: Order) -> None:
    folder = photos(1)
    (folder / "bad.png").write_bytes(b"no picture")
    assert run(order).exit_code == 65
    listed = (Path(order.target) / ".nukki" / "failed.csv").read_text()
    assert f"{folder / 'bad.png'},bad.png,NotAnImageError" in listed
    assert run(order).now == []
    assert [entry.key for entry in run(order, Conduct(retry_failed=True)).now] == ["bad.png"]


def test_a_bad_photo_that_was_replaced_is_tried_again(photos: Draw, order: Order) -> None:
    folder = photos(1)
    (folder / "bad.png").write_bytes(b"no picture")
    run(order)
    (folder / "bad.png").write_bytes(drawn(5))
    assert run(order).count("ok") == 1
    assert (Path(order.target) / ".nukki" / "failed.csv").read_text().count("\n") == 1


def test_the_list_of_failures_is_a_source(photos: Draw, order: Order) -> None:
    folder = photos(1)
    (folder / "bad.png").write_bytes(b"no picture")
    run(order)
    (folder / "bad.png").write_bytes(drawn(5))
    failed = f"{order.target}/.nukki/failed.csv"
    run(replace(order, source=failed, target=f"{order.target}2"))
    assert set(digests(Path(f"{order.target}2"))) == {"bad.png"}


class Interrupter(Silent):
    """Presses Ctrl-C when the first photo is done."""

    def finished(self, entry: Entry) -> None:
        raise KeyboardInterrupt


def test_an_interrupt_keeps_what_was_done_and_the_next_run_goes_on(
    photos: Draw, order: Order
) -> None:
    photos(30)
    first = run(order, Conduct(jobs=2), listener=Interrupter())
    assert first.interrupted
    second = run(order)
    assert first.count("ok") + second.count("ok") == 30
    assert len(digests(Path(order.target))) == 30


def test_several_products_lie_side_by_side(photos: Draw, order: Order, tiny_model: str) -> None:
    photos(1)
    options = Options(model=tiny_model)
    products = Product("clear", options), Product("white", replace(options, background="white"))
    run(replace(order, recipe=Recipe(products)))
    assert set(digests(Path(order.target))) == {"000-clear.png", "000-white.png"}


@pytest.mark.parametrize("target", ["in", "in/../in"])
def test_results_never_lie_among_photos(photos: Draw, order: Order, target: str) -> None:
    folder = photos(1)
    with pytest.raises(OptionError, match="place of their own"):
        run(replace(order, target=str(folder.parent / target)))


def test_a_target_below_the_photos_is_left_out_of_them(photos: Draw, order: Order) -> None:
    folder = photos(2)
    inside = replace(order, target=str(folder / "cut"))
    run(inside)
    assert run(inside).total == 2


def test_a_source_that_is_not_there_is_told(order: Order) -> None:
    with pytest.raises(InputNotFoundError, match="no such file or folder"):
        run(order)


def test_an_unknown_model_is_told_before_anything_is_written(photos: Draw, order: Order) -> None:
    photos(1)
    wrong = order.recipe.overriding({"model": "tinny"})
    with pytest.raises(UnknownNameError):
        run(replace(order, recipe=wrong))
    assert not Path(order.target).exists()


def test_a_calibration_chooses_the_workers_of_a_large_set(
    photos: Draw, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desks, "CALIBRATED_FROM", 4)
    photos(6)
    done = run(order)
    assert done.shares is not None
    assert done.count("ok") == 6


def test_a_second_run_waits_for_the_first_and_says_so(
    photos: Draw, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desks, "PATIENCE_S", 0.01)
    photos(1)
    told = threading.Event()

    class Waiting(Silent):
        def waiting(self) -> None:
            told.set()

    with desks.alone(FolderStore(order.target), lambda: None):
        second = threading.Thread(target=run, args=(order,), kwargs={"listener": Waiting()})
        second.start()
        assert told.wait(20)
        assert digests(Path(order.target)) == {}
    second.join(20)
    assert len(digests(Path(order.target))) == 1


def test_a_run_whose_end_nobody_waited_for_is_looked_after(photos: Draw, order: Order) -> None:
    photos(30)
    run(order, Conduct(jobs=2), listener=Interrupter())
    (line, *_) = Ledger(FolderStore(order.target)).latest()
    (Path(order.target) / line).unlink()  # as if its name had not been taken any more
    run(order)
    assert len(digests(Path(order.target))) == 30
