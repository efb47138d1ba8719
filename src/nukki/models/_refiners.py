"""Networks that find a matte's edges anew, told where they are: the choices of ``--edges`` besides
nukki's own.

They cut nothing out on their own, so that they are no entries of the shelf: they take the photo and
what another network's matte is sure of.
"""

from __future__ import annotations

from dataclasses import dataclass

from nukki.core.registry import Registry
from nukki.core.spec import Licence, WeightFile
from nukki.models._rembg_release import release_file

_LICENCE = Licence(
    "Apache-2.0",
    commercial=True,
    note="its authors publish it under Apache-2.0 (the code under MIT); the data sets that it was "
    "trained on are given out for research",
)


@dataclass(frozen=True)
class RefinerSpec:
    """What the runtime needs to know about one such network.

    Attributes:
        name: What users type.
        summary: What it is, in a few words.
        licence: Terms of the weights.
        graph: Takes (1, 4, H, W): red, green and blue in [0, 1], and what is known: 0 background,
            0.5 unknown, 1 subject. Gives alpha (1, 1, H, W).
        tile_hw: Height and width in pixels of what it sees at once.
        paper: Citation of the method.
        homepage: Where it comes from.
    """

    name: str
    summary: str
    licence: Licence
    graph: WeightFile
    tile_hw: tuple[int, int]
    paper: str
    homepage: str

    @property
    def weights(self) -> tuple[WeightFile, ...]:
        """Its file."""
        return (self.graph,)


def _vitmatte(variant: str, *, summary: str, sha256: str) -> RefinerSpec:
    """ViTMatte as rembg publishes it, whose position tables were exported for one size."""
    return RefinerSpec(
        name=f"vitmatte-{variant}",
        summary=summary,
        licence=_LICENCE,
        graph=release_file(f"vitmatte-{variant}", size=0, sha256=sha256),
        tile_hw=(1024, 1024),
        paper="Yao et al., ViTMatte: Boosting Image Matting with Pretrained Plain Vision "
        "Transformers, 2023",
        homepage="https://github.com/hustvl/ViTMatte",
    )


REFINERS: Registry[RefinerSpec] = Registry(
    "refining network",
    (
        _vitmatte(
            "small-distinctions-646",
            summary="hair and fur; trained on 646 subjects (110 MB)",
            sha256="d232841ac9d9657df3e62f6c92ed425ee25df18d337245cd8b903fc1ba183631",
        ),
        _vitmatte(
            "small-composition-1k",
            summary="the same, trained on Adobe's 431 subjects (110 MB)",
            sha256="659b9bb2870f80cffbe20dae4c7f18417fbdf68c0195861d24e9082c28373a24",
        ),
        _vitmatte(
            "base-distinctions-646",
            summary="larger and slower (380 MB)",
            sha256="d30190833269c1bec3e37319fe67af151028d3be32f6f60f6663a51b209cc8c1",
        ),
        _vitmatte(
            "base-composition-1k",
            summary="larger and slower, trained on Adobe's subjects (380 MB)",
            sha256="87bb10979f816061497ba6867b338c65a05cebd7d1507f6dde92a86382dec1f2",
        ),
    ),
)
"""The four published checkpoints of ViTMatte."""
