"""Where finished pictures go: what shops and offices demand, whether a file meets it, recipes."""

from nukki.outlets.check import Finding, Report, check
from nukki.outlets.making import Made, Maker
from nukki.outlets.naming import Namer
from nukki.outlets.outlet import OUTLETS, Outlet, Rules
from nukki.outlets.recipe import Product, Recipe, make_recipe
from nukki.outlets.recipe_file import held_of, read_recipe
from nukki.outlets.recipe_folder import NamedRecipe, read_recipes

__all__ = [
    "OUTLETS",
    "Finding",
    "Made",
    "Maker",
    "NamedRecipe",
    "Namer",
    "Outlet",
    "Product",
    "Recipe",
    "Report",
    "Rules",
    "check",
    "held_of",
    "make_recipe",
    "read_recipe",
    "read_recipes",
]
