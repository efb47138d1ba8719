"""Many files in, many out: found, named, run side by side, reported, watched."""

from nukki.batch.discover import MARK, Found, Problem, Search, discover
from nukki.batch.plan import STDIO, Item, Plan, check_apart, plan, result_format
from nukki.batch.report import Failure, Outcome, Report, write_report
from nukki.batch.run import Conduct, Listener, Silent, run
from nukki.batch.watch import watch
from nukki.codecs.atomic import write_whole

__all__ = [
    "MARK",
    "STDIO",
    "Conduct",
    "Failure",
    "Found",
    "Item",
    "Listener",
    "Outcome",
    "Plan",
    "Problem",
    "Report",
    "Search",
    "Silent",
    "check_apart",
    "discover",
    "plan",
    "result_format",
    "run",
    "watch",
    "write_report",
    "write_whole",
]
