"""A search as one HTML page that needs nothing but itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from itertools import accumulate
from pathlib import Path

import optuna
from optuna.trial import FrozenTrial, TrialState

from nukki.evaluate.document import cell, document, row, table, write_document
from nukki.evaluate.svg import Bar, Line, bars, lines

SHOWN_TRIALS = 20

ENOUGH_TRIALS = 4
"""Importance of fewer trials says nothing."""


def write_report(path: Path, study: optuna.Study, command: str) -> None:
    """Write history, importance, and the best trials.

    Raises:
        OutputError: It cannot be written there.
    """
    write_document(path, render(study, command))


def render(study: optuna.Study, command: str) -> str:
    """The page as text."""
    complete = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
    pruned = study.get_trials(deepcopy=False, states=(TrialState.PRUNED,))
    facts = f"{len(complete)} trials finished, {len(pruned)} given up early."
    best = f"<h2>Best settings</h2><pre>{escape(command)}</pre>" if command else ""
    parts = (
        f"<p class='quiet'>{facts}</p>",
        best,
        _history(study, complete),
        _importance(study, complete),
        _best_trials(study, complete),
    )
    return document("Search for settings", parts)


def _history(study: optuna.Study, trials: Sequence[FrozenTrial]) -> str:
    if not trials:
        return ""
    choose = max if study.direction == optuna.study.StudyDirection.MAXIMIZE else min
    values = [float(trial.value or 0.0) for trial in trials]
    numbers = [float(trial.number) for trial in trials]
    series = (
        Line("each trial", list(zip(numbers, values, strict=True))),
        Line("best so far", list(zip(numbers, accumulate(values, choose), strict=True))),
    )
    return f"<h2>History</h2>{lines(series, x_title='trial', y_title='measure')}"


def _importance(study: optuna.Study, trials: Sequence[FrozenTrial]) -> str:
    shares = importance(study, trials)
    if not shares:
        return (
            f"<h2>Importance</h2><p>Not known yet: it takes {ENOUGH_TRIALS} finished trials that "
            "differ in what came of them.</p>"
        )
    drawn = bars(
        list(shares),
        [[Bar(share, share, share) for share in shares.values()]],
        digits=2,
        title="importance of each setting",
    )
    note = (
        "Share of each setting in what tells the best trials from the others (PED-ANOVA: Watanabe, "
        "Bansal and Hutter, 2023)."
    )
    return f"<h2>Importance</h2>{drawn}<p class='quiet'>{note}</p>"


def importance(study: optuna.Study, trials: Sequence[FrozenTrial]) -> Mapping[str, float]:
    """Each setting's share in what tells good trials, [0, 1]; empty where trials are too few."""
    values = {trial.value for trial in trials}
    if len(trials) < ENOUGH_TRIALS or len(values) < 2:
        return {}
    evaluator = optuna.importance.PedAnovaImportanceEvaluator()
    return optuna.importance.get_param_importances(study, evaluator=evaluator)


def _best_trials(study: optuna.Study, trials: Sequence[FrozenTrial]) -> str:
    if not trials:
        return ""
    up = study.direction == optuna.study.StudyDirection.MAXIMIZE
    ranked = sorted(trials, key=lambda trial: trial.value or 0.0, reverse=up)[:SHOWN_TRIALS]
    names = list(ranked[0].params)
    rows = [_row(trial, names) for trial in ranked]
    return f"<h2>Best trials</h2>{table(('trial', 'measure', *names), rows)}"


def _row(trial: FrozenTrial, names: Sequence[str]) -> str:
    values = [trial.params.get(name, "") for name in names]
    shown = [f"{v:.3g}" if isinstance(v, float) else str(v) for v in values]
    return row([*map(cell, (str(trial.number), f"{trial.value:.4f}", *shown))])
