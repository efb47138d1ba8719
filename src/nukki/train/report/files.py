"""``test.json``: what the test split said, kept in the run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nukki.codecs.atomic import write_whole
from nukki.core.errors import InputError, InputNotFoundError
from nukki.train.data.row import Row
from nukki.train.report.examined import Examination, Examined, Occasion, Other
from nukki.train.report.slices import slices
from nukki.train.report.sweep import Sweep
from nukki.train.run_folder import RunFolder

FORMAT = "nukki test 1"
TEST = "test.json"
MATTES = "test"


def was_tested(run: Path) -> bool:
    """Whether the run's test split was read."""
    return (run / TEST).is_file()


def weights_digest(run: RunFolder) -> str:
    """Of the best weights, hexadecimal.

    Raises:
        InputNotFoundError: There are none yet.
    """
    try:
        return hashlib.sha256(run.best_checkpoint.read_bytes()).hexdigest()
    except FileNotFoundError:
        raise InputNotFoundError(
            f"{run.path}: no epoch was measured yet; train it further first"
        ) from None


def write_test(run: Path, test: Examination) -> None:
    """Write ``test.json``.

    Raises:
        OutputError: It cannot be written there.
    """
    text = json.dumps(to_json(test), indent=1, ensure_ascii=False) + "\n"
    write_whole(run / TEST, text.encode("utf-8", errors="backslashreplace"))


def to_json(test: Examination) -> dict[str, Any]:
    """All of it as JSON values; means are written out for other programs."""
    return {
        "format": FORMAT,
        "nukki": test.version,
        "occasion": asdict(test.occasion),
        "earlier": [asdict(occasion) for occasion in test.earlier],
        "machine": test.machine,
        "seconds_median": test.seconds,
        "exported_seconds": test.exported_seconds,
        "exported_engine": test.exported_engine,
        "measures": {name: round(found.mean, 6) for name, found in test.overall.items()},
        "intervals": {name: asdict(found) for name, found in test.overall.items()},
        "slices": {
            by: [{"label": part.label, "n": part.n, "iou": asdict(part.iou)} for part in parts]
            for by, parts in slices(test.pictures).items()
        },
        "sweep": asdict(test.sweep),
        "others": [asdict(other) for other in test.others],
        "skipped": dict(test.skipped),
        "left_out": dict(test.left_out),
        "pictures": [_picture_to_json(picture) for picture in test.pictures],
    }


def _picture_to_json(picture: Examined) -> dict[str, Any]:
    return asdict(picture) | {"row": picture.row.as_text()}


def read_test(run: Path) -> Examination | None:
    """What `write_test` wrote; None where the split was not read yet.

    Raises:
        InputError: The file holds something else.
    """
    path = run / TEST
    if not was_tested(run):
        return None
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        if held["format"] != FORMAT:
            raise InputError(f"{path}: expected {FORMAT!r}, got {held['format']!r}")
        return _from_json(held)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{path}: expected what 'nukki test' wrote; {error!r}") from error


def _from_json(held: Mapping[str, Any]) -> Examination:
    return Examination(
        occasion=Occasion(**held["occasion"]),
        earlier=tuple(Occasion(**occasion) for occasion in held["earlier"]),
        pictures=tuple(_picture_from_json(picture) for picture in held["pictures"]),
        sweep=Sweep(**{name: tuple(map(float, values)) for name, values in held["sweep"].items()}),
        machine=str(held["machine"]),
        version=str(held["nukki"]),
        exported_seconds=held["exported_seconds"],
        exported_engine=str(held["exported_engine"]),
        others=tuple(Other(**other) for other in held["others"]),
        skipped=dict(held["skipped"]),
        left_out=dict(held["left_out"]),
    )


def _picture_from_json(held: Mapping[str, Any]) -> Examined:
    return Examined(**{**held, "row": Row.from_text(held["row"])})
