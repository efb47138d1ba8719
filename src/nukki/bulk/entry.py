"""What became of one photo, as the ledger keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from nukki.batch.report import Failure

LASTING = frozenset(
    {"NotAnImageError", "CorruptImageError", "ImageTooLargeError", "InputError", "EncodeError"}
)
"""Failures that come from the photo itself: a run again would only find them again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What became of a photo.

    Attributes:
        key, address, stamp: The photo's; see `Photo`.
        content: SHA-256 of its bytes, in hex; "" when it could not be read.
        recipe: Digest of what was asked for.
        status: Whether its results are there.
        outputs: Their names below the target.
        seconds: From reading to the finished files.
        confidence: [0, 1], how decided the matte is.
        failure: Why there are none.
        notes: What was done otherwise than asked, and what an outlet would refuse.
        same_as: The photo of the same content whose results were copied, "" for most.
        at: When, as this machine's clock tells; for people.
    """

    key: str
    address: str = ""
    stamp: str = ""
    content: str = ""
    recipe: str = ""
    status: Literal["ok", "failed"] = "ok"
    outputs: tuple[str, ...] = ()
    seconds: float = 0.0
    confidence: float | None = None
    failure: Failure | None = None
    notes: tuple[str, ...] = ()
    same_as: str = ""
    at: str = ""

    @property
    def lasting(self) -> bool:
        """Whether it failed, and would again."""
        return self.failure is not None and self.failure.kind in LASTING


def to_json(entry: Entry) -> dict[str, Any]:
    """An entry as JSON values; what is empty is left out."""
    failure = entry.failure
    told = {
        "key": entry.key,
        "photo": entry.address,
        "stamp": entry.stamp,
        "input": entry.content,
        "options": entry.recipe,
        "status": entry.status,
        "outputs": list(entry.outputs),
        "seconds": round(entry.seconds, 3),
        "confidence": None if entry.confidence is None else round(entry.confidence, 4),
        "error": {"kind": failure.kind, "message": failure.message} if failure else None,
        "notes": list(entry.notes),
        "same_as": entry.same_as,
        "at": entry.at or datetime.now(UTC).isoformat(timespec="seconds"),
    }
    return {name: value for name, value in told.items() if value not in (None, "", [])}


def from_json(told: Mapping[str, Any]) -> Entry:
    """The entry of such values.

    Raises:
        KeyError, TypeError, ValueError: They are none.
    """
    error = told.get("error")
    return Entry(
        key=str(told["key"]),
        address=str(told.get("photo", "")),
        stamp=str(told.get("stamp", "")),
        content=str(told.get("input", "")),
        recipe=str(told["options"]),
        status="ok" if told["status"] == "ok" else "failed",
        outputs=tuple(map(str, told.get("outputs", ()))),
        seconds=float(told.get("seconds", 0.0)),
        confidence=None if told.get("confidence") is None else float(told["confidence"]),
        failure=Failure(str(error["kind"]), str(error["message"]), 1) if error else None,
        notes=tuple(map(str, told.get("notes", ()))),
        same_as=str(told.get("same_as", "")),
        at=str(told.get("at", "")),
    )
