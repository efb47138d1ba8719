"""Mattes that hold still: flicker taken out, corrections carried from frame to frame."""
