"""ProRes 4444 in QuickTime: what editing programs take, with alpha of 16 bits."""

from nukki.video.files import containers
from nukki.video.files.format import Encoding, VideoFormat
from nukki.video.files.formats._quicktime import SOUNDS

FORMAT = VideoFormat(
    name="prores",
    summary="for editing programs (ProRes 4444)",
    suffixes=(".mov",),
    write=containers.writer(
        Encoding(
            muxer="mov",
            codec="prores_ks",
            clear="yuva444p10le",
            opaque="yuv444p10le",
            options=lambda _: {"profile": "4444", "alpha_bits": "16", "vendor": "apl0"},
            sound_codecs=SOUNDS,
        )
    ),
    reread=containers.reread,
)
