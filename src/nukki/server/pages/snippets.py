"""The examples, each a file that a test runs as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

ADDRESS, KEY = "http://127.0.0.1:7000", "YOUR-API-KEY"
"""What stands in the files for the server and the key."""


@dataclass(frozen=True)
class Snippet:
    """One example.

    Attributes:
        title: The language, as a tab says it.
        file: Its name below ``snippets/``.
    """

    title: str
    file: str

    def text(self, *, address: str = ADDRESS, key: str = KEY) -> str:
        """The code, for a server and a key."""
        found = resources.files("nukki.server.pages").joinpath("snippets", self.file)
        code = found.read_text(encoding="utf-8")
        return code.replace(ADDRESS, address.rstrip("/")).replace(KEY, key)


SNIPPETS = (
    Snippet("curl", "curl.sh"),
    Snippet("Python", "python.txt"),
    Snippet("PHP", "php.php"),
    Snippet("C#", "csharp.cs"),
    Snippet("JavaScript", "browser.js"),
    Snippet("Node.js", "node.mjs"),
)
