"""Photos with masks made ready to learn from: read, checked, split, stored, packed.

Needs no PyTorch: ``nukki data`` works in a plain install.
"""
