"""``GET /v2/classes`` and ``GET /v2/words``: what `keep`, `drop` and `text` can name here."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from nukki import weights
from nukki.core.spec import ModelSpec
from nukki.models import WordsSpec
from nukki.pipeline import class_models
from nukki.pipeline.words import words_need, words_networks
from nukki.server.work import in_thread

router = APIRouter(prefix="/v2", tags=["nukki"])


@router.get("/classes", summary="Networks that tell classes, and which they know")
async def list_classes() -> dict[str, Any]:
    """The classes that `keep` and `drop` can name; `here` are the networks on this server."""
    return {"networks": await in_thread(_networks)}


@router.get("/words", summary="Networks that understand words, for the field `text`")
async def list_words() -> dict[str, Any]:
    """Those networks; `needs` are commands for whoever runs the server until `text` is understood.

    Empty where it is: `here` are the networks on this server.
    """
    return await in_thread(_words)


def _words() -> dict[str, Any]:
    listed = [_reader(spec, here=here) for spec, here in words_networks()]
    return {"needs": words_need(), "networks": listed}


def _reader(spec: WordsSpec, *, here: bool) -> dict[str, Any]:
    return {
        "name": spec.name,
        "summary": spec.summary,
        "here": here,
        "licence": spec.licence.name,
        "bytes": spec.size,
    }


def _networks() -> list[dict[str, Any]]:
    return [_network(spec) for spec in class_models().values()]


def _network(spec: ModelSpec) -> dict[str, Any]:
    return {
        "name": spec.name,
        "summary": spec.summary,
        "here": all(weights.find(file) is not None for file in spec.weights),
        "classes": list(spec.output.names),
    }
