"""Text for terminals: safe file names, sizes, columns, numbers of things."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

UNITS = ("B", "kB", "MB", "GB")


def printable(text: str) -> str:
    r"""The text with control characters and broken Unicode shown as escapes, but for line ends.

    A file name may hold anything, and must not move the cursor or fail to encode.

    >>> printable("cat\x1b[2J.jpg")
    'cat\\x1b[2J.jpg'
    """
    return "".join(
        sign if sign.isprintable() or sign == "\n" else sign.encode("unicode_escape").decode()
        for sign in text
    )


def file_size(n_bytes: float) -> str:
    """Bytes in decimal units.

    >>> file_size(4_574_861)
    '4.6 MB'
    """
    for unit in UNITS:
        if n_bytes < 1000 or unit == UNITS[-1]:
            break
        n_bytes /= 1000
    return f"{n_bytes:.0f} {unit}" if unit == "B" else f"{n_bytes:.1f} {unit}"


def seconds(value_s: float) -> str:
    """A duration.

    >>> seconds(12.34), seconds(0.0321), seconds(3725)
    ('12.3 s', '0.03 s', '1 h 02 min')
    """
    if value_s < 1:
        return f"{value_s:.2f} s"
    if value_s < 100:
        return f"{value_s:.1f} s"
    minutes = round(value_s / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"


def columns(rows: Iterable[Sequence[str]], *, gap: str = "  ") -> str:
    """Rows of cells as aligned lines.

    >>> print(columns([("a", "b"), ("long", "c")]))
    a     b
    long  c
    """
    table = [tuple(row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return "\n".join(
        gap.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    )
