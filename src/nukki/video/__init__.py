"""Clips in, clips out: frames with their exact time, steady mattes, and the sound."""

from nukki.video.convert import Clip, Converted, Listener, Silent, convert
from nukki.video.registry import VIDEO_FORMATS, video_format
from nukki.video.smoothing import SMOOTHERS

__all__ = [
    "SMOOTHERS",
    "VIDEO_FORMATS",
    "Clip",
    "Converted",
    "Listener",
    "Silent",
    "convert",
    "video_format",
]
