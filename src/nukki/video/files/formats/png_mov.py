"""PNG pictures in QuickTime: nothing lost, 16 bits where the clip has more than 8."""

from nukki.video.files import containers
from nukki.video.files.format import Encoding, VideoFormat
from nukki.video.files.formats._quicktime import SOUNDS

FORMAT = VideoFormat(
    name="png-mov",
    summary="nothing lost (PNG in QuickTime)",
    suffixes=(".mov",),
    write=containers.writer(
        Encoding(
            muxer="mov",
            codec="png",
            clear="rgba",
            opaque="rgb24",
            deep_clear="rgba64be",
            deep_opaque="rgb48be",
            sound_codecs=SOUNDS,
        )
    ),
    reread=containers.reread,
    lossless=True,
)
