"""What QuickTime files share."""

_COMPRESSED = ("aac", "mp3", "ac3", "eac3", "alac")
_PLAIN = ("pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_f32le")

SOUNDS = frozenset(_COMPRESSED + _PLAIN)
"""Codecs of sound that QuickTime files hold."""
