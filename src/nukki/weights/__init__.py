"""Weight files: found, fetched, verified, cached, imported; and the models a user adds."""

from nukki.weights.graph import graph
from nukki.weights.places import cache_dir, data_dir
from nukki.weights.progress import Progress
from nukki.weights.spec_json import from_json, to_json
from nukki.weights.store import (
    cached,
    describe,
    find,
    import_file,
    locate,
    remove,
    verify,
)
from nukki.weights.user_models import add_user_model, remove_user_model, user_specs

__all__ = [
    "Progress",
    "add_user_model",
    "cache_dir",
    "cached",
    "data_dir",
    "describe",
    "find",
    "from_json",
    "graph",
    "import_file",
    "locate",
    "remove",
    "remove_user_model",
    "to_json",
    "user_specs",
    "verify",
]
