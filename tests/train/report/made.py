"""Tests with known numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from nukki.train.data.row import Row
from nukki.train.report.evidence import Evidence
from nukki.train.report.examined import Examination, Examined, Occasion, Other
from nukki.train.report.finding import Finding
from nukki.train.report.findings import findings
from nukki.train.report.sweep import Sweep
from nukki.train.run_folder import RunRecord
from nukki.train.settings import TrainingSettings

OCCASION = Occasion("2026-01-02T03:04:05+00:00", "a" * 64, "b" * 64, 0.9, 1)


def picture(
    name: str, iou: float = 0.9, *, boundary_f: float = 0.9, precision: float = 0.95,
    recall: float = 0.95, **facts: Any,
) -> Examined:  # fmt: skip
    """One picture, other in brightness than most."""
    scores = {"iou": iou, "boundary_f": boundary_f, "mae": 1 - iou, "s_measure": iou}
    row = Row(name, "test", f"im/{name}.png", f"gt/{name}.png", height=90, width=120,
              **{"subject_share": 0.2, "subjects": 1, **facts})  # fmt: skip
    return Examined(row, scores, precision, recall, 0.02, f"test/{name}.png")


def pictures(count: int, iou: float = 0.9, first: int = 0, **facts: Any) -> list[Examined]:
    """So many, whose overlap differs a little."""
    return [picture(f"p{first + n}", iou + 0.01 * (n % 3 - 1), **facts) for n in range(count)]


def flat_sweep(*iou: float) -> Sweep:
    """IoU at 0.25, 0.5 and 0.75."""
    values = iou or (0.9, 0.9, 0.9)
    return Sweep((0.25, 0.5, 0.75), values, values)


def examination(of: Iterable[Examined], **given: Any) -> Examination:
    """A test of these pictures."""
    return Examination(**{"occasion": OCCASION, "pictures": tuple(of), "sweep": flat_sweep(),
                          "exported_seconds": 0.02, **given})  # fmt: skip


def other(name: str, of: Iterable[Examined], more_iou: float, seconds: float) -> Other:
    """A model that is so much better on each of them."""
    scores = {p.name: {**p.scores, "iou": p.scores["iou"] + more_iou} for p in of}
    return Other(name, scores, seconds)


def record(**given: Any) -> RunRecord:
    """A run of 40 epochs that is done."""
    known: dict[str, Any] = {
        "settings": TrainingSettings(epochs=40), "network": "unet", "parameters": {"width": 8},
        "size_hw": (64, 96), "dataset": "data", "dataset_digest": "b" * 64, "status": "finished",
        "epoch": 40, "best_epoch": 40,
    }  # fmt: skip
    return RunRecord(**{**known, **given})


def evidence(test: Examination | None = None, **given: Any) -> Evidence:
    """What is known of such a run."""
    known: dict[str, Any] = {"record": record(), "epochs": (), "weights": "a" * 64, "test": test}
    return Evidence("run", **{**known, **given})


def epochs(
    iou: Iterable[float], loss: Iterable[float] = (), validation_loss: Iterable[float] = ()
) -> list[Mapping[str, float]]:
    """Rows of ``metrics.csv``; losses are 1 where none are given."""
    values = list(iou)
    losses = list(loss) or [1.0] * len(values)
    others = list(validation_loss) or [1.0] * len(values)
    return [
        {"epoch": float(n), "iou": a, "s_measure": a, "boundary_f": a, "loss": b,
         "validation_loss": c}
        for n, (a, b, c) in enumerate(zip(values, losses, others, strict=True), start=1)
    ]  # fmt: skip


def found(known: Evidence, text: str) -> Finding:
    """The one finding that says so."""
    (only,) = (one for one in findings(known) if text in one.says)
    return only


def all_said(known: Evidence) -> str:
    """All findings as one text."""
    return "\n".join(one.says for one in findings(known))
