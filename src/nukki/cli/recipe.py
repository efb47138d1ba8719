"""``nukki recipe``: what a catalogue wants of each photo."""

from __future__ import annotations

import click

from nukki.cli.errors import debug_option
from nukki.cli.text import columns

CHECK_EPILOG = """\b
Examples:
  nukki recipe check shop.yaml               what it would make of photos/shoe.jpg
  nukki recipe check shop.yaml shoe.jpg      ... of that photo, and whether shops would take it
"""

EPILOG = """\b
Examples:
  nukki recipe check shop.yaml
"""


@click.group("recipe", epilog=EPILOG)
def command() -> None:
    """Recipes: several results of each photo, with names, sizes and shops' rules."""


@command.command("check", epilog=CHECK_EPILOG)
@click.argument("recipe", metavar="FILE")
@click.argument("photo", metavar="[PHOTO]", required=False)
@debug_option
def check(recipe: str, photo: str | None) -> int:
    """Check a recipe: every option, every name, and every shop's rules on a photo.

    Exits with 2 when the recipe cannot be used, and with 1 when a result of PHOTO breaks rules.
    """
    from nukki.outlets import Maker, read_recipe

    chosen = read_recipe(recipe)
    make = Maker(chosen)
    key = photo or "photos/shoe.jpg"
    rows = [
        (one.name, chosen.named(key, one), one.outlet.title if one.outlet else "")
        for one in chosen.products
    ]
    click.echo(columns(rows))
    if photo is None:
        return 0
    made = make(photo)
    for one in made:
        for note in one.notes:
            click.echo(f"{one.product.name}: {note}", err=True)
    return int(any(one.wrong for one in made))
