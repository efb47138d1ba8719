"""FFV1 in Matroska: nothing lost, for archives (RFC 9043)."""

from nukki.video.files import containers
from nukki.video.files.format import Encoding, VideoFormat

FORMAT = VideoFormat(
    name="ffv1",
    summary="nothing lost, for archives (Matroska)",
    suffixes=(".mkv",),
    write=containers.writer(
        Encoding(
            muxer="matroska",
            codec="ffv1",
            clear="bgra",
            opaque="bgr0",
            deep_clear="gbrap16le",
            deep_opaque="gbrp16le",
            options=lambda _: {"level": "3", "slices": "4", "slicecrc": "1"},
        )
    ),
    reread=containers.reread,
    lossless=True,
)
