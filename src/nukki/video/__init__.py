"""Clips in, clips out: frames with their exact time, steady mattes, and the sound."""

from nukki.video.clip import Clip, Converted, Listener, Silent
from nukki.video.convert import convert
from nukki.video.files.registry import VIDEO_FORMATS, video_format
from nukki.video.several import Outcome, convert_several
from nukki.video.steady.keyframes import Keyframe
from nukki.video.steady.smoothing import SMOOTHERS

__all__ = [
    "SMOOTHERS",
    "VIDEO_FORMATS",
    "Clip",
    "Converted",
    "Keyframe",
    "Listener",
    "Outcome",
    "Silent",
    "convert",
    "convert_several",
    "video_format",
]
