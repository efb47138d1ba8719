"""Object stores as sources and targets."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.bulk.conftest import digests, drawn
from tests.bulk.moto_server import s3

from nukki.bulk import Order, run, watch
from nukki.bulk.addresses import open_system
from nukki.bulk.ledger import FOLDER
from nukki.core.errors import InputNotFoundError, MissingExtraError, OptionError, OutputError

Draw = Callable[[int], Path]

NEEDED = ("fsspec", "s3fs", "moto")
absent = [name for name in NEEDED if importlib.util.find_spec(name) is None]
pytestmark = [
    pytest.mark.skipif(bool(absent), reason=f"not installed: {', '.join(absent)}"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:boto"),
]


@pytest.fixture
def bucket() -> Iterator[str]:
    with s3() as address:
        yield address


@pytest.fixture
def shop(bucket: str, order: Order) -> Order:
    """Five photos in a bucket, to be cut out beside them."""
    shop = replace(order, source=f"{bucket}/raw", target=f"{bucket}/cut")
    for number in range(5):
        put(shop, f"a/{number:03}.png", drawn(number))
    return shop


def put(order: Order, key: str, data: bytes) -> None:
    system, root = open_system(order.source)
    system.pipe_file(f"{root}/{key}", data)


def results(order: Order) -> dict[str, bytes]:
    system, root = open_system(order.target)
    system.invalidate_cache()
    names = (path.removeprefix(f"{root}/") for path in system.find(root))
    shown = (name for name in names if not name.startswith(".nukki"))
    return {name: system.cat_file(f"{root}/{name}") for name in shown}


def test_a_prefix_is_cut_out_into_another(shop: Order, photos: Draw, order: Order) -> None:
    photos(5)
    run(shop)
    run(order)
    assert set(results(shop)) == {f"a/{number:03}.png" for number in range(5)}
    local = Path(order.target) / "003.png"
    assert results(shop)["a/003.png"] == local.read_bytes()


def test_a_second_run_finds_all_done(shop: Order) -> None:
    run(shop)
    assert run(shop).now == []


def test_what_a_killed_run_had_not_written_down_is_done_again(shop: Order) -> None:
    run(shop)
    before = results(shop)
    system, root = open_system(shop.target)
    system.rm(f"{root}/{FOLDER}", recursive=True)
    assert run(shop).count("ok") == 5
    assert results(shop) == before


def test_an_object_that_changed_is_cut_out_again(shop: Order) -> None:
    run(shop)
    put(shop, "a/000.png", drawn(99))
    assert [entry.key for entry in run(shop).now] == ["a/000.png"]


def test_an_object_that_is_gone_meanwhile_is_named(shop: Order, tmp_path: Path) -> None:
    manifest = tmp_path / "photos.csv"
    manifest.write_text(f"photo\n{shop.source}/a/000.png\n{shop.source}/a/gone.png\n")
    done = run(replace(shop, source=str(manifest)))
    (failed,) = done.failures
    assert failed.failure is not None
    assert (failed.address, failed.failure.kind) == (
        f"{shop.source}/a/gone.png",
        "InputNotFoundError",
    )
    assert done.count("ok") == 1


def test_a_bucket_that_is_not_there_is_told_and_not_made(shop: Order) -> None:
    with pytest.raises(OutputError, match="bucket does not exist"):
        run(replace(shop, target="s3://no-such-bucket/cut"))
    assert not open_system(shop.source)[0].exists("no-such-bucket")


def test_a_prefix_with_nothing_in_it_is_told(shop: Order) -> None:
    with pytest.raises(InputNotFoundError, match="nothing there"):
        run(replace(shop, source=f"{shop.source}/nothing"))


@pytest.mark.parametrize("below", ["", "/cut"])
def test_results_never_lie_among_photos(shop: Order, below: str) -> None:
    with pytest.raises(OptionError, match="place"):
        run(replace(shop, target=f"{shop.source}{below}"))


def test_a_prefix_is_watched(shop: Order) -> None:
    script: list[Callable[[], object]] = [lambda: put(shop, "new.png", drawn(9)), bool, bool]
    steps = iter(script)

    def stop() -> bool:
        step = next(steps, None)
        if step is not None:
            step()
        return step is None

    watch(shop, poll_s=0.0, stop=stop)
    assert "new.png" in results(shop)


def test_results_of_a_bucket_may_lie_in_a_folder(shop: Order, order: Order) -> None:
    run(replace(shop, target=order.target))
    assert len(digests(Path(order.target))) == 5


def test_an_address_of_no_known_kind_is_told(order: Order) -> None:
    with pytest.raises((OptionError, MissingExtraError)):
        run(replace(order, source="nowhere://a"))
