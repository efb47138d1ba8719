"""Models as arguments, completed by the shell, looked up on the shelf."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Protocol, TypeVar

from nukki.core.spec import Licence, ModelSpec, WeightFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

import click

from nukki.cli.options import complete_models


class Weighty(Protocol):
    """What has weight files: a model, or a network that finds what is pointed at or told."""

    @property
    def name(self) -> str:
        """What users type."""

    @property
    def licence(self) -> Licence:
        """Terms of the weights."""

    @property
    def weights(self) -> tuple[WeightFile, ...]:
        """The files."""


W = TypeVar("W", bound=Weighty)


def names_argument(*, required: bool) -> Callable[[Any], Any]:
    """``NAME...``: any number of models."""
    return click.argument(
        "names", nargs=-1, required=required, metavar="NAME...", shell_complete=complete_models
    )


def name_argument(*, required: bool = True) -> Callable[[Any], Any]:
    """``NAME``: one model."""
    return click.argument("name", required=required, metavar="NAME", shell_complete=complete_models)


def specs_of(names: Iterable[str]) -> list[ModelSpec]:
    """The models of these names, one for each part of ``a+b``."""
    from nukki.pipeline import find_parts

    return [spec for name in names for spec in find_parts(name)]


def helpers() -> dict[str, tuple[str, Weighty]]:
    """Networks that cut nothing out on their own: what each is for, and its facts, by name."""
    from nukki.models import FACE, PROMPTABLE, REFINERS, WORDS

    kinds: dict[str, Iterable[Weighty]] = {
        "clicks": PROMPTABLE,
        "words": WORDS,
        "edges": REFINERS.values(),
        "heads": (FACE,),
    }
    return {spec.name: (kind, spec) for kind, specs in kinds.items() for spec in specs}


def fetchable(names: Iterable[str]) -> list[Weighty]:
    """The models of these names, or networks that cut nothing out on their own."""
    helping = helpers()
    found: list[Weighty] = []
    for name in names:
        found += [helping[name][1]] if name in helping else specs_of([name])
    return found


def files_of(specs: Iterable[W]) -> Iterator[tuple[W, WeightFile]]:
    """Each model with each of its weight files."""
    yield from ((spec, file) for spec in specs for file in spec.weights)


def tell_weightless(specs: Iterable[Weighty]) -> None:
    """A line for each model that has no weights."""
    for spec in specs:
        if not spec.weights:
            click.echo(f"{spec.name}: needs no weights")
