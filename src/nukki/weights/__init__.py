"""Weight files: found, fetched, verified, cached, imported; and the models a user adds."""

from nukki.weights.places import cache_dir, data_dir
from nukki.weights.progress import Progress
from nukki.weights.store import cached, describe, find, import_file, locate, remove, verify

__all__ = [
    "Progress",
    "cache_dir",
    "cached",
    "data_dir",
    "describe",
    "find",
    "import_file",
    "locate",
    "remove",
    "verify",
]
