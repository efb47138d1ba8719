"""nukki-lite: the network that comes with nukki; how it was made is in docs/nukki-lite.md."""

from __future__ import annotations

from pathlib import Path

from nukki.core.spec import Licence, ModelSpec, PathSource, Preprocess, WeightFile

PACKAGED = "nukki-lite"
"""Its weights are in the package: it works where nothing can be fetched."""

FILES = Path(__file__).with_name("files")

SPECS = (
    ModelSpec(
        name=PACKAGED,
        summary="comes with nukki, very quick, for anything",
        licence=Licence(
            "Apache-2.0",
            commercial=True,
            note="Trained by us on photos that are not ours, some without stated terms, and on "
            "mattes of u2net (Apache-2.0); the model card names every source.",
        ),
        weights=(
            WeightFile(
                "nukki-lite.onnx",
                sha256="23359905d042a02980743d8b6ae2d882bdc9c7c645c2509a6c07dd3b29382f9c",
                size=6_183_372,
                sources=(PathSource(str(FILES / "nukki-lite.onnx")),),
            ),
        ),
        preprocess=Preprocess(
            size_hw=(384, 384),
            fit="area",
            mean=(127 / 255,) * 3,
            std=(128 / 255,) * 3,
            multiple=32,
            free_size=True,
        ),
        paper="Tan and Le, EfficientNet: Rethinking Model Scaling, 2019 (encoder, Lite variant)",
        homepage="https://pypi.org/project/nukki/",
        quick=True,
    ),
)
