"""H.264 in MP4: what plays everywhere, and holds no alpha but as a picture of its own."""

from collections.abc import Mapping
from dataclasses import replace

from nukki.video.files import containers
from nukki.video.files.format import Encoding, VideoFormat


def _options(quality: int) -> Mapping[str, str]:
    """Constant quality: 90 is x264's 18 of 51, which the eye hardly tells from the source."""
    return {"crf": str(round(51 - 0.37 * quality)), "preset": "veryfast"}


MP4 = Encoding(
    muxer="mp4",
    codec="libx264",
    clear="",
    opaque="yuv420p",
    options=_options,
    muxer_options=(("movflags", "+faststart"),),
    sound_codecs=frozenset({"aac", "mp3", "ac3", "eac3", "alac"}),
)

FORMATS = (
    VideoFormat(
        name="h264",
        summary="plays everywhere; only over a background (MP4)",
        suffixes=(".mp4", ".m4v"),
        write=containers.writer(MP4),
        reread=containers.reread,
        alpha=False,
        even_sides=True,
    ),
    VideoFormat(
        name="stacked",
        summary="for players of your own: colours above, alpha as grey below (MP4)",
        suffixes=(".mp4",),
        write=containers.writer(replace(MP4, clear="yuv420p", stacked=True)),
        reread=containers.reread_stacked,
        even_sides=True,
    ),
)
