"""The settings that presets stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

PresetName = Literal["fast", "balanced", "best"]
NetworkEdges = Literal[
    "vitmatte-small-distinctions-646",
    "vitmatte-small-composition-1k",
    "vitmatte-base-distinctions-646",
    "vitmatte-base-composition-1k",
]
"""Networks that find edges anew: the names of `nukki.models.REFINERS`."""

Edges = Literal["plain", "clean", "fine", NetworkEdges]


@dataclass(frozen=True)
class Preset:
    """The settings a preset stands for; an option that is given overrides its part.

    Attributes:
        name: What users type.
        summary: What it does, for help.
        edges: How alpha is brought to full size.
        looks: 2 looks again, closer, at a subject that is small in the photo.
        mirror: Also look at the mirror image, and average.
        mirror_quick: Likewise, where the network is a quick one.
        levels: The network sees dark and faded photos with their levels stretched.
        crumbs: Separate parts below this percentage of the largest are dropped.
    """

    name: PresetName
    summary: str
    edges: Edges
    looks: int = 1
    mirror: bool = False
    mirror_quick: bool = False
    levels: bool = False
    crumbs: float = 0.0


PRESETS: Mapping[str, Preset] = {
    preset.name: preset
    for preset in (
        Preset("fast", "the network's matte, smoothly enlarged", edges="plain"),
        Preset(
            "balanced",
            "clean edges, crumbs dropped",
            edges="clean",
            mirror_quick=True,
            levels=True,
            crumbs=10.0,
        ),
        Preset(
            "best",
            "looks twice and at the mirror image; clean edges",
            edges="clean",
            looks=2,
            mirror=True,
            levels=True,
            crumbs=10.0,
        ),
    )
}
