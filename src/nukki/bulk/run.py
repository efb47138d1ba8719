"""A large set on one machine, from which a killed run goes on where it was."""

from __future__ import annotations

from nukki import weights
from nukki.bulk.desk import opened
from nukki.bulk.order import Conduct, Listener, Order, Silent
from nukki.bulk.sources import open_source
from nukki.bulk.summary import Summary


def run(
    order: Order,
    conduct: Conduct | None = None,
    *,
    listener: Listener | None = None,
    progress: weights.Progress | None = None,
) -> Summary:
    """Cut out all photos of a set that are not cut out yet; a bad one never stops the others.

    Killed at any moment, the next run goes on: no photo is lost, none is delivered twice, and no
    file is ever half there. An interrupt (Ctrl-C) lets the photos under way end.

    Args:
        order: What is asked for.
        conduct: How it is gone about.
        listener: Told of every photo.
        progress: Told how a download of weights goes.

    Raises:
        OptionError: The options, the source or the target cannot be used.
        InputNotFoundError: There is nothing at the source.
        LicenceError, WeightsError, EngineError: The model cannot be used; no photo was touched.
        OutputError: The ledger cannot be written.
        MissingExtraError: A package that the source or the target needs is not installed.
    """
    source = open_source(order.source, order.target)
    with opened(order, conduct or Conduct(), listener or Silent(), progress) as desk:
        desk.work_off(source.photos())
    return desk.summary
