"""What a run's numbers say, in sentences, and what to try next.

Each finding has a rule of its own, in `training_rules` or `split_rules`.
"""

from __future__ import annotations

from nukki.train.report.evidence import Evidence
from nukki.train.report.finding import Finding
from nukki.train.report.split_rules import SPLIT_RULES
from nukki.train.report.training_rules import TRAINING_RULES


def findings(evidence: Evidence) -> list[Finding]:
    """All that the rules find, in their order: about the test split first, then about training."""
    found = [finding for rule in TRAINING_RULES for finding in rule(evidence)]
    test = evidence.test
    if test is None:
        return found
    return [finding for rule in SPLIT_RULES for finding in rule(evidence, test)] + found
