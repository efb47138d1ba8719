"""MediaPipe's selfie segmentation: people in front of a camera, in a few milliseconds."""

from __future__ import annotations

from nukki.core.spec import Licence, ModelSpec, NpmSource, Preprocess, UrlSource, WeightFile


def _spec(
    name: str, file: str, size_hw: tuple[int, int], *, summary: str, size: int, sha256: str
) -> ModelSpec:
    """One of the two networks; ``file`` is its name at the publisher's."""
    return ModelSpec(
        name=name,
        summary=summary,
        licence=Licence("Apache-2.0", commercial=True),
        weights=(
            WeightFile(
                f"{name}.tflite",
                size=size,
                sha256=sha256,
                sources=(
                    NpmSource("@mediapipe/selfie_segmentation", "0.1.1675465747", member=file),
                    UrlSource(f"https://storage.googleapis.com/mediapipe-assets/{file}"),
                ),
            ),
        ),
        preprocess=Preprocess(
            size_hw=size_hw, mean=(0.0,) * 3, std=(1.0,) * 3, interpolation="area", layout="nhwc"
        ),
        segments="person",
        paper="Google, Model Card: MediaPipe Selfie Segmentation, 2021",
        homepage="https://github.com/google-ai-edge/mediapipe",
    )


SPECS = (
    _spec(
        "selfie",
        "selfie_segmentation.tflite",
        (256, 256),
        summary="people near the camera, tiny and very fast (extra: litert)",
        size=249_024,
        sha256="8d13b7fae74af625c641226813616a2117bd6bca19eb3b75574621fc08557f27",
    ),
    _spec(
        "selfie-landscape",
        "selfie_segmentation_landscape.tflite",
        (144, 256),
        summary="selfie for wide pictures, faster still (extra: litert)",
        size=249_792,
        sha256="4aafe6223bb8dac6fac8ca8ed56852870a33051ef3f6238822d282a109962894",
    ),
)
