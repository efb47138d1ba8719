"""What the course of a training run says: a rule for each finding."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence

from nukki.train.report.evidence import Evidence
from nukki.train.report.finding import FAILED_IOU, Finding, Found

Rule = Callable[[Evidence], Found]

FEW_TO_LEARN = 300
"""Fewer pictures to learn from are few."""

STILL_RISING, RECENT = 0.005, 0.2
"""A rise worth training on for, in the last share of the epochs."""

RISEN, FALLEN = 1.05, 0.98
"""Factors of losses from which on they have risen, or fallen."""

UNSTEADY = 0.03
"""A mean step of IoU from one epoch to the next, late in training."""


def unfinished(evidence: Evidence) -> Found:
    """A run that did not come to its end."""
    record = evidence.record
    if record.status == "interrupted":
        last = record.settings.last_epoch
        of = f" of {last}" if last else ""
        yield Finding(
            "note", f"Training was stopped after epoch {record.epoch}{of}.",
            f"Go on: nukki train {evidence.run} --resume",
        )  # fmt: skip
    elif record.status == "running":
        yield Finding("note", f"Training has not ended: epoch {record.epoch} is done.")


def learnt_nothing(evidence: Evidence) -> Found:
    """A network that finds no subject even in validation."""
    best = evidence.record.best.get("iou")
    if best is not None and best < FAILED_IOU / 2:
        yield Finding(
            "weak", f"It hardly learnt: IoU {best:.2f} on the validation pictures at best.",
            "Look at contact.jpg in the data set (are the masks right, is white the subject?) and "
            "at 'nukki train --preview'; then train longer, or at a tenth of the learning rate.",
        )  # fmt: skip


def better_than_before(evidence: Evidence) -> Found:
    """Whether trained weights became better, or were kept."""
    if evidence.start is None or not evidence.monitored:
        return
    name = evidence.record.settings.monitor
    begun, trained = evidence.start[name], max(evidence.monitored)
    trained = trained if evidence.record.settings.more_is_better else -trained
    title = name.replace("_", " ")
    if evidence.record.best_epoch:
        yield Finding(
            "good", f"Training gained on {evidence.record.first_weights}: {title} {trained:.3f} "
            f"in validation, {begun:.3f} before.",
        )  # fmt: skip
    else:
        yield Finding(
            "weak",
            f"Training gained nothing: {title} {trained:.3f} at best in validation, {begun:.3f} "
            f"with {evidence.record.first_weights}, whose weights were kept.",
            "More epochs, a third of the learning rate, --augment light, and a --size no smaller "
            "than the one that they were made for.",
        )


def still_improving(evidence: Evidence) -> Found:
    """The best epoch is a late one, and clearly better than those before."""
    history = evidence.monitored
    before = history[: math.floor(len(history) * (1 - RECENT))]
    if len(before) < 3 or evidence.record.status == "running":
        return
    rise = max(history) - max(before)
    if rise > STILL_RISING:
        title = evidence.record.settings.monitor.replace("_", " ")
        yield Finding(
            "note",
            f"It was still improving at the end: {title} by {rise:.3f} in the last "
            f"{len(history) - len(before)} of {len(history)} epochs.",
            f"Train longer: {_longer(evidence)}.",
        )


def _longer(evidence: Evidence) -> str:
    settings = evidence.record.settings
    if settings.minutes:
        return f"--minutes {2 * settings.minutes:g}"
    return f"--epochs {2 * (settings.last_epoch or evidence.record.epoch)}"


def overfitting(evidence: Evidence) -> Found:
    """Training loss falls while validation loss rises."""
    rows = [row for row in evidence.epochs if "loss" in row and "validation_loss" in row]
    if len(rows) < 5:
        return
    low = min(range(len(rows)), key=lambda at: rows[at]["validation_loss"])
    last = rows[-max(1, len(rows) // 5) :]
    train, validation = (_mean_of(last, name) for name in ("loss", "validation_loss"))
    if low >= len(rows) - len(last):
        return
    if validation > RISEN * rows[low]["validation_loss"] and train < FALLEN * rows[low]["loss"]:
        yield Finding(
            "weak",
            f"It overfits: after epoch {rows[low]['epoch']:.0f} the validation loss rose from "
            f"{rows[low]['validation_loss']:.3f} to {validation:.3f} while the training loss fell "
            f"from {rows[low]['loss']:.3f} to {train:.3f}.",
            "More training pictures; then --augment strong, a larger --weight-decay, or a smaller "
            "network. Training longer will not help.",
        )


def unsteady(evidence: Evidence) -> Found:
    """Validation jumps up and down late in training."""
    values = [row["iou"] for row in evidence.epochs if "iou" in row]
    late = values[-(len(values) // 3) :] if len(values) >= 9 else []
    steps = [abs(b - a) for a, b in itertools.pairwise(late)]
    if steps and sum(steps) / len(steps) > UNSTEADY:
        yield Finding(
            "weak",
            f"Training is unsteady: late in it IoU still changes by {sum(steps) / len(steps):.2f} "
            "from one epoch to the next.",
            "A smaller --learning-rate, a larger --batch (or --accumulate), or --ema 0.999; more "
            "validation pictures make the measure itself steadier.",
        )


def few_to_learn_from(evidence: Evidence) -> Found:
    """Little training data."""
    count = evidence.counts.get("train", 0)
    if 0 < count < FEW_TO_LEARN:
        begins = evidence.record.first_weights
        start = "" if begins else "; or begin with published weights: --arch u2netp or lite"
        yield Finding(
            "note", f"It learnt from {count} pictures, which is few.",
            f"More pictures help most; unlabelled ones will do with --teacher u2net{start}.",
        )  # fmt: skip


def untested(evidence: Evidence) -> Found:
    """Nothing is known about unseen pictures."""
    tests = evidence.record.tests
    if evidence.test is None and tests:
        yield Finding(
            "weak", f"It was tested on {tests[-1]['when']} (IoU {tests[-1]['iou']:.3f}), but "
            "test.json is gone.",
            f"nukki test {evidence.run} --again, which will be recorded as a repeat.",
        )  # fmt: skip
    elif evidence.test is None:
        yield Finding(
            "note", "It was not tested: nothing is known about pictures it has never seen.",
            f"When nothing is left to choose: nukki test {evidence.run}",
        )  # fmt: skip


def _mean_of(rows: Sequence[Mapping[str, float]], name: str) -> float:
    return sum(row[name] for row in rows) / len(rows)


TRAINING_RULES: Sequence[Rule] = (
    untested,
    learnt_nothing,
    better_than_before,
    overfitting,
    still_improving,
    unsteady,
    few_to_learn_from,
    unfinished,
)
"""The most telling first."""
