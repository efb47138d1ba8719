"""Bytes to pictures and back: one file per format family, collected in `FORMATS`."""

from nukki.codecs.format import Format, WriteSettings
from nukki.codecs.reading import probe, read, read_frames
from nukki.codecs.registry import FORMATS, format_for_suffix, sniff
from nukki.codecs.source import Source
from nukki.codecs.writing import write, write_frames, write_to

__all__ = [
    "FORMATS",
    "Format",
    "Source",
    "WriteSettings",
    "format_for_suffix",
    "probe",
    "read",
    "read_frames",
    "sniff",
    "write",
    "write_frames",
    "write_to",
]
