"""Stored pictures grouped and split: the lines of the manifest."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from nukki.core.errors import InputError, OptionError
from nukki.train.data.duplicates import grouped, near_pairs
from nukki.train.data.found import Left
from nukki.train.data.row import Row, Split
from nukki.train.data.split import Shares, split_groups, split_named
from nukki.train.data.stored import Stored


def rows_of(
    stored: Sequence[Stored], *, group_by: str, near_bits: int, shares: Shares, seed: int
) -> tuple[list[Row], list[Left]]:
    """Every picture with its group and split, and those that would leak.

    Args:
        stored: The pictures.
        group_by: A column, or a pattern whose first group in a picture's name is its group.
        near_bits: Fingerprints that differ in no more bits are near copies; -1 does not look.
        shares: How much goes to each split.
        seed: Another seed, another split.

    Raises:
        OptionError: ``group_by`` is neither a column nor a pattern.
        InputError: A column holds what it cannot.
    """
    labels = [_label(entry, group_by) for entry in stored]
    groups = grouped(labels, _near(stored, near_bits))
    given = [split_named(entry.columns.get("split", "")) or "" for entry in stored]
    categories = [entry.columns.get("category", "") for entry in stored]
    splits = split_groups(groups, categories, given, shares=shares, seed=seed)
    rows = [
        _row(entry, split, stored[group].name)
        for entry, split, group in zip(stored, splits, groups, strict=True)
        if split is not None
    ]
    leaking = [
        Left(entry.name, "a near copy of it, or its group, is on another side of the given split")
        for entry, split in zip(stored, splits, strict=True)
        if split is None
    ]
    return rows, leaking


def _label(entry: Stored, group_by: str) -> str:
    """Which group a picture says that it belongs to; "" is one of its own."""
    if not group_by:
        return entry.columns.get("group", "")
    if group_by in entry.columns:
        return entry.columns[group_by]
    try:
        match = re.search(group_by, entry.name)
    except re.error as error:
        raise OptionError(f"group-by: neither a column nor a pattern: {error}") from error
    if match is None:
        return ""
    return match.group(1) if match.groups() else match.group()


def _near(stored: Sequence[Stored], bits: int) -> list[tuple[int, int]]:
    if bits < 0 or len(stored) < 2:
        return []
    prints = [np.frombuffer(bytes.fromhex(entry.fingerprint), np.uint8) for entry in stored]
    return near_pairs(np.stack(prints), bits)


def _row(entry: Stored, split: Split, group: str) -> Row:
    weight = entry.columns.get("weight", "")
    try:
        counts = float(weight) if weight else 1.0
    except ValueError as error:
        raise InputError(f"{entry.name}: weight: expected a number, got {weight!r}") from error
    return Row(
        name=entry.name, split=split, image=entry.image, truth=entry.truth, kind=entry.kind,
        group=group, category=entry.columns.get("category", ""), height=entry.height,
        width=entry.width, subject_share=entry.subject_share, brightness=entry.brightness,
        sharpness=entry.sharpness, subjects=entry.subjects, weight=counts,
    )  # fmt: skip
