"""``/v2/recipes``: what recipes there are, and what one would make of which photo."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from nukki.core.errors import OptionError, UnknownNameError
from nukki.outlets import Maker, Namer, Recipe
from nukki.server import recipes
from nukki.server.body import Fields
from nukki.server.calling import calling
from nukki.server.jobs.names import unique_paths
from nukki.server.networks import check_networks
from nukki.server.removebg.pages import SECURITY, body
from nukki.server.service import service_of
from nukki.server.v2.pages import RECIPES, problems
from nukki.server.work import in_thread

router = APIRouter(prefix="/v2", tags=["nukki"])

KEYS = "keys"
MOST_KEYS = 10_000

_NAMES: dict[str, Any] = {
    KEYS: {
        "type": "array",
        "items": {"type": "string"},
        "maxItems": MOST_KEYS,
        "description": "What photos are called, with their folders: the answer has the names of "
        "their results. In forms, as JSON text.",
        "examples": [["shoes/red.jpg", "shoes/blue.jpg"]],
    }
}

_OUTPUT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "suffix": {"type": "string"},
        "outlet": {"type": ["string", "null"]},
    },
}

RECIPE_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "pattern": {"type": "string", "description": "Of the names of results."},
        "outputs": {"type": "array", "items": _OUTPUT},
    },
}

_CHECKED: dict[str, Any] = {
    "description": "It can be used.",
    "content": {
        "application/json": {
            "schema": {
                **RECIPE_SCHEMA,
                "properties": {
                    **RECIPE_SCHEMA["properties"],
                    "names": {
                        "type": "array",
                        "description": "For each key, the names of its outputs.",
                        "items": {"type": "array", "items": {"type": "string"}},
                    },
                },
            }
        }
    },
}

CHECK_PAGE: dict[str, Any] = {
    "summary": "Check a recipe, and see what its results are called",
    "openapi_extra": {"security": SECURITY, "requestBody": body({**RECIPES, **_NAMES})},
    "responses": {200: _CHECKED, **problems(400, 402, 403, 408, 429, 503)},
}


@router.get("/recipes")
async def list_recipes(request: Request) -> dict[str, Any]:
    """The server's recipes: what is made of each photo, and how it is called."""
    service = service_of(request)
    await service.admit(request)
    known = service.recipes.known.values()
    return {"recipes": [recipes.told(one.name, one.recipe) for one in known]}


@router.post("/recipes/checks", **CHECK_PAGE)
async def check_recipe(request: Request) -> Response:
    """Check a recipe, and see what its results are called."""
    async with calling(request) as call:
        service = call.service
        fields = await service.fields(request)
        written = service.recipes.find(fields)
        if written is None:
            raise OptionError(f"expected the field {recipes.RECIPE}, or {recipes.RECIPE_FILE}")
        keys = _keys(fields)
        recipe = written.made(service.options)
        await in_thread(Maker, recipe)
        await in_thread(check_networks, recipe.look, any_model=service.settings.any_model)
        names = await in_thread(names_of, recipe, keys)
    return JSONResponse({**recipes.told(written.name, recipe), "names": names})


def names_of(recipe: Recipe, keys: list[str]) -> list[list[str]]:
    """For each photo the names of its results, no two alike."""
    namer = Namer(recipe)
    return [list(namer.names(key)) for key in unique_paths(keys)]


def _keys(fields: Fields) -> list[str]:
    for name in fields.texts:
        if name not in (*recipes.FIELDS, KEYS):
            raise UnknownNameError("field of a check", name, (*recipes.FIELDS, KEYS))
    text = fields.get(KEYS)
    try:
        found = [recipes.EXAMPLE_KEY] if text is None else json.loads(text)
    except (ValueError, RecursionError) as error:
        raise OptionError(f"{KEYS}: expected JSON, a list of texts") from error
    if not isinstance(found, list) or not all(isinstance(key, str) for key in found):
        raise OptionError(f"{KEYS}: expected JSON, a list of texts")
    if len(found) > MOST_KEYS:
        raise OptionError(f"{KEYS}: expected at most {MOST_KEYS}, got {len(found)}")
    return found
