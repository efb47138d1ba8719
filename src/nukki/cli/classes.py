"""``nukki classes``: what networks can tell by name."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from nukki.cli.errors import debug_option
from nukki.core.spec import ModelSpec

EPILOG = """\b
Examples:
  nukki classes                                   the networks that know classes
  nukki classes mask-rcnn                         the classes of one, a line each
  nukki remove street.jpg --keep person,bicycle
  nukki remove poster.jpg --drop text
  nukki remove desk.jpg --text "the red mug"      words, by a network that you have pulled
"""

HEADINGS = ("network", "classes", "what it knows", "licence")


def complete_class_models(
    _: click.Context, __: click.Parameter, typed: str
) -> list[CompletionItem]:
    """Names of networks that know classes, for a shell."""
    from nukki.pipeline import class_models

    found = class_models().values()
    return [CompletionItem(s.name, help=s.summary) for s in found if s.name.startswith(typed)]


@click.command("classes", epilog=EPILOG)
@click.argument("name", required=False, metavar="[MODEL]", shell_complete=complete_class_models)
@debug_option
def command(name: str | None) -> None:
    """List what --keep and --drop can name, of one network or of all."""
    from nukki.cli.text import columns
    from nukki.pipeline import class_models

    models = class_models()
    if name is not None:
        click.echo("\n".join(models[name].output.names))
        return
    click.echo(columns([HEADINGS, *map(_row, models.values())]))


def _row(spec: ModelSpec) -> tuple[str, ...]:
    terms = spec.licence.name + ("" if spec.licence.commercial else ", not for commercial use")
    return spec.name, str(len(spec.output.names)), spec.summary, terms
