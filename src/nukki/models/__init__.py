"""The shelf: every model as data, one small file per family.

A module of this package lists its models in a tuple ``SPECS``; `builtin` collects the modules it
finds (those whose name starts with an underscore are no family), so a new family is one new file.
Other packages add theirs through the entry point group ``nukki.models``, whose entries are a
`ModelSpec` or a tuple of them.
"""

from nukki.models._brought import BROUGHT
from nukki.models._faces import FACE, FaceSpec
from nukki.models._promptable import PROMPTABLE, PromptableSpec
from nukki.models._refiners import REFINERS, RefinerSpec
from nukki.models._shelf import builtin, plugins
from nukki.models._words import WORDS, WordsSpec

__all__ = [
    "BROUGHT",
    "FACE",
    "PROMPTABLE",
    "REFINERS",
    "WORDS",
    "FaceSpec",
    "PromptableSpec",
    "RefinerSpec",
    "WordsSpec",
    "builtin",
    "plugins",
]
