"""A name-to-entry table that refuses loudly."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol, TypeVar

from nukki.core.errors import UnknownNameError


class Named(Protocol):
    """Anything a registry can hold."""

    @property
    def name(self) -> str:
        """What it is looked up by."""


Entry = TypeVar("Entry", bound=Named)


class Registry(Mapping[str, Entry]):
    """Entries by name, in the order they were added.

    Adding a name twice raises ``ValueError`` (a programming error); asking for an unknown name
    raises `UnknownNameError`, which names the nearest match.

    >>> from dataclasses import dataclass
    >>> @dataclass
    ... class Fruit:
    ...     name: str
    >>> fruits = Registry("fruit", [Fruit("apple"), Fruit("plum")])
    >>> fruits["aple"]
    Traceback (most recent call last):
    ...
    nukki.core.errors.UnknownNameError: no fruit named 'aple'; did you mean apple?
    """

    def __init__(
        self,
        kind: str,
        entries: Iterable[Entry] = (),
        *,
        late: Callable[[], Iterable[Entry]] | None = None,
    ) -> None:
        """Begin with ``entries``; those of ``late`` join when a name or a listing needs them.

        Finding installed plug-ins takes longer than most commands need to start.
        """
        self.kind = kind
        self._entries: dict[str, Entry] = {}
        self._late = late
        for entry in entries:
            self.add(entry)

    def add(self, entry: Entry) -> None:
        """Add one entry; its name must be new."""
        if entry.name in self._entries:
            raise ValueError(f"{self.kind} {entry.name!r} is registered twice")
        self._entries[entry.name] = entry

    def first(self, fits: Callable[[Entry], bool]) -> Entry | None:
        """The first entry that ``fits``, or None; late ones are asked last."""
        early = next(filter(fits, self._entries.values()), None)
        return early or next(filter(fits, self.values()), None)

    def __getitem__(self, name: str) -> Entry:
        if name not in self:
            raise UnknownNameError(self.kind, name, self._entries)
        return self._entries[name]

    def __contains__(self, name: object) -> bool:
        return name in self._entries or name in self._complete()

    def __iter__(self) -> Iterator[str]:
        return iter(self._complete())

    def __len__(self) -> int:
        return len(self._complete())

    def _complete(self) -> Mapping[str, Entry]:
        late, self._late = self._late, None
        for entry in late() if late else ():
            self.add(entry)
        return self._entries
