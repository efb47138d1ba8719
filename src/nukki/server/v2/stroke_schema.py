"""How the API's page describes strokes of a brush."""

from __future__ import annotations

from typing import Any

from nukki.core.strokes import KINDS, MAX_POINTS, MAX_RADIUS_PX, Stroke

POINT: dict[str, Any] = {
    "type": "array",
    "items": {"type": "number"},
    "minItems": 2,
    "maxItems": 2,
}

STROKE_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["kind", "points"],
    "additionalProperties": False,
    "properties": {
        "kind": {
            "type": "string",
            "enum": list(KINDS),
            "description": "keep only adds, erase only takes away, unsure asks the photo: hair.",
        },
        "points": {
            "type": "array",
            "items": POINT,
            "minItems": 1,
            "maxItems": MAX_POINTS,
            "description": "The way of the brush: x and y in pixels of the upright photo, from "
            "its upper left corner. One point is a click.",
        },
        "radius_px": {
            "type": "number",
            "minimum": 0.5,
            "maximum": MAX_RADIUS_PX,
            "default": Stroke.radius_px,
        },
        "hardness": {
            "type": "number",
            "minimum": 0,
            "maximum": 1,
            "default": Stroke.hardness,
            "description": "Share of the radius that is meant without doubt.",
        },
        "hard": {
            "type": "boolean",
            "default": Stroke.hard,
            "description": "Set alpha as it is drawn, instead of finding the edge near it.",
        },
    },
}

STROKE_EXAMPLE = [{"kind": "keep", "points": [[3, 4], [5.5, 4]], "radius_px": 2}]
