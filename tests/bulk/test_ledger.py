"""What the ledger tells the next run, however the last one ended."""

from __future__ import annotations

from pathlib import Path

import pytest

from nukki.batch.report import Failure
from nukki.bulk.entry import Entry, from_json, to_json
from nukki.bulk.ledger import FOLDER, Ledger
from nukki.bulk.stores import FolderStore
from nukki.core.errors import OutputError


def entry(key: str, **fields: object) -> Entry:
    told = {"recipe": "r", "outputs": (f"{key}.png",), **fields}
    return Entry(key=key, **told)  # type: ignore[arg-type]


def keep(store: FolderStore, *entries: Entry, ended: bool = True) -> None:
    """One run with these lines."""
    writer = Ledger(store).writer()
    for one in entries:
        writer.add(one)
    if ended:
        writer.end()
    writer.close()


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(str(tmp_path))


def test_an_entry_comes_back_as_it_was() -> None:
    failure = Failure("CorruptImageError", "cut short", 65)
    told = entry("é\n.jpg", failure=failure, status="failed", notes=("a",), confidence=0.5, at="t")
    back = from_json(to_json(told))
    assert back.failure is not None
    assert (back.key, back.notes, back.failure.kind) == (told.key, ("a",), "CorruptImageError")


def test_the_last_line_of_a_photo_counts_whatever_the_clock_said(store: FolderStore) -> None:
    keep(store, entry("a", content="old", at="2099-01-01T00:00:00+00:00"))
    keep(store, entry("a", content="new", at="1970-01-01T00:00:00+00:00"))
    assert Ledger(store).latest()["a"].content == "new"


def test_a_torn_last_line_is_passed_over(store: FolderStore) -> None:
    keep(store, entry("a"), entry("b"))
    path = store.root / FOLDER / "000001.jsonl"
    path.write_bytes(path.read_bytes()[:-40])
    store.write("a.png", b"")
    store.write("b.png", b"")
    assert set(Ledger(store).latest()) == {"a"}


@pytest.mark.parametrize("line", ["", "[1]", '"x"', '{"key": 1}', "\x00\xff", '{"status": "ok"}'])
def test_lines_that_are_none_are_passed_over(store: FolderStore, line: str) -> None:
    store.write(f"{FOLDER}/000001.jsonl", line.encode("latin-1"))
    assert Ledger(store).latest() == {}


def test_what_a_killed_run_told_of_but_did_not_deliver_is_not_done(store: FolderStore) -> None:
    keep(store, entry("a"), entry("b"), ended=False)
    store.write("a.png", b"")
    assert set(Ledger(store).latest()) == {"a"}


def test_what_a_finished_run_delivered_may_be_carried_away(store: FolderStore) -> None:
    keep(store, entry("a"))
    assert set(Ledger(store).latest()) == {"a"}


def test_an_undelivered_line_leaves_the_one_before_it(store: FolderStore) -> None:
    keep(store, entry("a", content="old"))
    keep(store, entry("a", content="new"), ended=False)
    assert Ledger(store).latest()["a"].content == "old"


def test_runs_are_counted(store: FolderStore) -> None:
    keep(store, entry("a"))
    keep(store, entry("a"))
    assert sorted(store.names(FOLDER)) == ["000001.jsonl", "000002.jsonl"]


def test_a_part_of_a_line_that_a_full_disk_took_does_not_spoil_the_next(
    store: FolderStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    write = os.write
    writer = Ledger(store).writer()
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda file, data: write(file, data[:10]))
        with pytest.raises(OutputError, match="full"):
            writer.add(entry("a"))
    writer.add(entry("b"))
    writer.end()
    writer.close()
    assert set(Ledger(store).latest()) == {"b"}
