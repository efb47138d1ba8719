"""The start of ISO base media files, the container of AVIF and HEIC (ISO/IEC 14496-12)."""

from __future__ import annotations


def brands(head: bytes) -> frozenset[bytes]:
    """The four-letter brands of a file that begins with ``head``; empty if it is another kind."""
    if head[4:8] != b"ftyp":
        return frozenset()
    end = min(int.from_bytes(head[:4], "big"), len(head))
    compatible = {head[at : at + 4] for at in range(16, end - 3, 4)}
    return frozenset(compatible | {head[8:12]})
