"""Bytes to pictures and back: one file per format family, collected in `FORMATS`."""

from nukki.codecs.arrays import from_array
from nukki.codecs.choose import output_format
from nukki.codecs.colour_text import parse_colour
from nukki.codecs.flat import write_flat
from nukki.codecs.format import Format, WriteSettings
from nukki.codecs.pillow_images import PillowImage, from_pillow, is_pillow, to_pillow, to_rgba
from nukki.codecs.reading import probe, read, read_frames
from nukki.codecs.registry import FORMATS, HEAD_BYTES, format_for_suffix, sniff
from nukki.codecs.source import Source, opened, rereadable
from nukki.codecs.writing import write, write_frames, write_to

__all__ = [
    "FORMATS",
    "HEAD_BYTES",
    "Format",
    "PillowImage",
    "Source",
    "WriteSettings",
    "format_for_suffix",
    "from_array",
    "from_pillow",
    "is_pillow",
    "opened",
    "output_format",
    "parse_colour",
    "probe",
    "read",
    "read_frames",
    "rereadable",
    "sniff",
    "to_pillow",
    "to_rgba",
    "write",
    "write_flat",
    "write_frames",
    "write_to",
]
