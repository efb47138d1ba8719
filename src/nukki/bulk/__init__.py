"""Large sets: worked off by every core or a cluster, killed at any moment, gone on with."""

from nukki.bulk.calibrate import Trial
from nukki.bulk.entry import Entry
from nukki.bulk.order import Conduct, Listener, Order, Silent
from nukki.bulk.run import run
from nukki.bulk.summary import Summary
from nukki.bulk.watch import watch

__all__ = ["Conduct", "Entry", "Listener", "Order", "Silent", "Summary", "Trial", "run", "watch"]
