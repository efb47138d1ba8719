"""Every product of a recipe from one photo, whatever runs it: a thread, an actor, a request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nukki import codecs, weights
from nukki.core.options import DEFAULT_FORMAT
from nukki.core.values import Cutout, Image, Matte
from nukki.outlets.check import Finding, check
from nukki.outlets.recipe import Product, Recipe
from nukki.pipeline import Encoded, build


@dataclass(frozen=True)
class Made:
    """One product.

    Attributes:
        product: Which.
        encoded: Its file, and what is said of it.
        wrong: Rules of its outlet that the finished pixels break.
    """

    product: Product
    encoded: Encoded
    wrong: tuple[Finding, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What was done otherwise than asked, and what the outlet would say, one sentence each."""
        outlet = self.product.outlet.title if self.product.outlet else ""
        broken = (
            f"{outlet}: {one.rule.replace('_', ' ')}: expected {one.expected}, found {one.found}"
            for one in self.wrong
        )
        return (*self.encoded.notes, *broken)


Stamp = Callable[[Cutout], Cutout]
"""Marks a finished picture."""


class Maker:
    """Makes all products of photos; safe to call from many threads.

    Args:
        recipe: What is made.
        threads: CPU threads inside one run of the network; 0 takes every core.
        progress: Told how a download of weights goes.
        stamp: Marks every finished picture, of which each is then one, without layers.

    Raises:
        OptionError: A value is outside its grammar, or names nothing that exists.
        LicenceError: The model may not be used as asked.
    """

    def __init__(
        self,
        recipe: Recipe,
        *,
        threads: int = 0,
        progress: weights.Progress | None = None,
        stamp: Stamp | None = None,
    ) -> None:
        self._stamp = stamp
        self._products = [
            (product, build(product.options, threads=threads, progress=progress))
            for product in recipe.products
        ]
        self._look = build(recipe.look, threads=threads, progress=progress)

    def load(self) -> None:
        """Load the network now.

        Raises:
            WeightsError: The weights cannot be had.
            EngineError: The runtime refused them or the device.
        """
        self._look.load()
        for _, remover in self._products:
            remover.load()

    def __call__(self, source: codecs.Source) -> tuple[Made, ...]:
        """The products of one photo, in the recipe's order.

        Raises:
            InputError: The photo cannot be used.
            EncodeError: A format cannot hold its result.
        """
        if len(self._products) == 1 and self._stamp is None:
            ((product, remover),) = self._products
            return (_checked(product, remover.convert(source)),)
        opened = self._look.read(source)
        if opened.image is None and self._stamp is None:  # as each product's format wants frames
            return tuple(_checked(p, remover.finish(opened)) for p, remover in self._products)
        image = self._look.still(opened)
        return self._dressed(self._look.refined(image, input_hw=opened.size_hw))

    def corrected(self, image: Image, matte: Matte) -> tuple[Made, ...]:
        """The products of a photo whose matte a person has corrected; no network runs.

        Raises:
            EncodeError: A format cannot hold its result.
        """
        return self._dressed(self._look.by_hand(image, matte))

    def _dressed(self, refined: Cutout) -> tuple[Made, ...]:
        """One look at a photo, composed in every way."""
        made = []
        for product, remover in self._products:
            chosen = codecs.output_format(product.options.format or DEFAULT_FORMAT)
            layered = chosen.layered or product.options.clipping_path
            cutout = remover.compose(refined, layered=layered and self._stamp is None)
            finished = self._stamp(cutout) if self._stamp else cutout
            made.append(_checked(product, remover.encoded(finished, chosen.name)))
        return tuple(made)


def _checked(product: Product, encoded: Encoded) -> Made:
    options = product.options
    if product.outlet is None or options.sheet is not None:  # what is demanded of one, not of all
        return Made(product, encoded)
    found = check(encoded.data, product.outlet, offline=options.offline).findings
    return Made(product, encoded, tuple(one for one in found if one.passed is False))
