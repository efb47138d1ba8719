"""Folders of pictures: what compositing programs take."""

from nukki.video.files import exr, sequences
from nukki.video.files.format import VideoFormat

FORMATS = (
    VideoFormat(
        name="png-sequence",
        summary="a folder of pictures, and a list of their times",
        suffixes=("",),
        write=sequences.writer("png"),
        reread=sequences.checker(sequences.mean_alpha),
        lossless=True,
        sound=False,
        folder=True,
    ),
    VideoFormat(
        name="tiff-sequence",
        summary="the same as TIFF",
        suffixes=("",),
        write=sequences.writer("tiff"),
        reread=sequences.checker(sequences.mean_alpha),
        lossless=True,
        sound=False,
        folder=True,
    ),
    VideoFormat(
        name="exr-sequence",
        summary="the same as OpenEXR: light in floats, times alpha",
        suffixes=("",),
        write=sequences.writer("exr"),
        reread=sequences.checker(exr.mean_alpha),
        sound=False,
        folder=True,
    ),
)
