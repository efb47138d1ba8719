"""QuickTime Animation: nothing lost, large, read by every editing program."""

from nukki.video.files import containers
from nukki.video.files.format import Encoding, VideoFormat
from nukki.video.files.formats._quicktime import SOUNDS

FORMAT = VideoFormat(
    name="qtrle",
    summary="nothing lost, 8 bits (QuickTime Animation)",
    suffixes=(".mov",),
    write=containers.writer(
        Encoding(muxer="mov", codec="qtrle", clear="argb", opaque="rgb24", sound_codecs=SOUNDS)
    ),
    reread=containers.reread,
    lossless=True,
)
