"""A network that finds faces, for photos whose rules speak of heads and eyes."""

from __future__ import annotations

from dataclasses import dataclass

from nukki.core.spec import Licence, NpmSource, UrlSource, WeightFile


@dataclass(frozen=True)
class FaceSpec:
    """What the runtime needs to know about it.

    Attributes:
        name: What people are told.
        licence: Terms of the weights.
        graph: Takes a square; gives codes and logits (see `nukki.ops.blaze_face`).
        paper: Citation of the method.
        homepage: Where it comes from.
    """

    name: str
    licence: Licence
    graph: WeightFile
    paper: str
    homepage: str

    @property
    def weights(self) -> tuple[WeightFile, ...]:
        """Its file."""
        return (self.graph,)


FACE = FaceSpec(
    name="face",
    licence=Licence("Apache-2.0", commercial=True),
    graph=WeightFile(
        "face.tflite",
        size=229_032,
        sha256="3bc182eb9f33925d9e58b5c8d59308a760f4adea8f282370e428c51212c26633",
        sources=(
            NpmSource(
                "@mediapipe/face_detection",
                "0.4.1646425229",
                member="face_detection_short_range.tflite",
            ),
            UrlSource(
                "https://storage.googleapis.com/mediapipe-assets/face_detection_short_range.tflite"
            ),
        ),
    ),
    paper="Bazarevsky et al., BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs, "
    "2019",
    homepage="https://github.com/google-ai-edge/mediapipe",
)
