"""``GET /v2/classes``: what `keep` and `drop` can name, network by network."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from nukki import weights
from nukki.core.spec import ModelSpec
from nukki.pipeline import class_models
from nukki.server.work import in_thread

router = APIRouter(prefix="/v2", tags=["nukki"])


@router.get("/classes", summary="Networks that tell classes, and which they know")
async def list_classes() -> dict[str, Any]:
    """The classes that `keep` and `drop` can name; `here` are the networks on this server."""
    return {"networks": await in_thread(_networks)}


def _networks() -> list[dict[str, Any]]:
    return [_network(spec) for spec in class_models().values()]


def _network(spec: ModelSpec) -> dict[str, Any]:
    return {
        "name": spec.name,
        "summary": spec.summary,
        "here": all(weights.find(file) is not None for file in spec.weights),
        "classes": list(spec.output.names),
    }
