"""A folder of PNG pictures: what compositing programs take."""

from nukki.video import sequences
from nukki.video.format import VideoFormat

FORMAT = VideoFormat(
    name="png-sequence",
    summary="a folder of pictures, and a list of their times",
    suffixes=("",),
    write=sequences.writer("png"),
    reread=sequences.checker(),
    lossless=True,
    sound=False,
    folder=True,
)
