"""VP9 with alpha in WebM: what browsers play over a page."""

from collections.abc import Mapping

from nukki.video.files import containers
from nukki.video.files.format import Encoding, VideoFormat


def _options(quality: int) -> Mapping[str, str]:
    """Constant quality: 90 is VP9's 24 of 63, where more bytes no longer show."""
    return {
        "crf": str(round(63 - 0.43 * quality)),
        "b": "0",
        "deadline": "good",
        "cpu-used": "5",
        "row-mt": "1",
    }


FORMAT = VideoFormat(
    name="vp9",
    summary="for web pages (WebM)",
    suffixes=(".webm",),
    write=containers.writer(
        Encoding(
            muxer="webm",
            codec="libvpx-vp9",
            clear="yuva420p",
            opaque="yuv420p",
            options=_options,
            # Frames that are decoded but not shown have no alpha beside them.
            clear_options=(("auto-alt-ref", "0"),),
            clear_metadata=(("alpha_mode", "1"),),
            sound_codecs=frozenset({"opus", "vorbis"}),
            sound_encoder="libopus",
        )
    ),
    reread=containers.reread,
)
