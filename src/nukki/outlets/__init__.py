"""Where finished pictures go: what shops and offices demand, whether a file meets it, recipes."""

from nukki.outlets.check import Finding, Report, check
from nukki.outlets.making import Made, Maker
from nukki.outlets.outlet import OUTLETS, Outlet, Rules
from nukki.outlets.recipe import Product, Recipe, make_recipe
from nukki.outlets.recipe_file import read_recipe

__all__ = [
    "OUTLETS",
    "Finding",
    "Made",
    "Maker",
    "Outlet",
    "Product",
    "Recipe",
    "Report",
    "Rules",
    "check",
    "make_recipe",
    "read_recipe",
]
