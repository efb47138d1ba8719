"""MODNet: a small portrait matting network that follows the picture's own aspect."""

from __future__ import annotations

from nukki.core.spec import Licence, ModelSpec, Preprocess, UrlSource, WeightFile

SPECS = (
    ModelSpec(
        name="modnet",
        summary="portraits, small and with soft hair",
        licence=Licence("Apache-2.0", commercial=True),
        weights=(
            WeightFile(
                "modnet.onnx",
                size=25_888_640,
                sha256="07c308cf0fc7e6e8b2065a12ed7fc07e1de8febb7dc7839d7b7f15dd66584df9",
                sources=(
                    UrlSource(
                        "https://huggingface.co/Xenova/modnet/resolve/"
                        "fa2fa546052fba4c08921230a26cc69a333fca12/onnx/model.onnx"
                    ),
                    UrlSource(
                        "https://github.com/Zeyi-Lin/HivisionIDPhotos/releases/download/"
                        "pretrained-model/modnet_photographic_portrait_matting.onnx"
                    ),
                ),
            ),
        ),
        preprocess=Preprocess(
            size_hw=(512, 512),
            fit="short-side",
            multiple=32,
            mean=(0.5,) * 3,
            std=(0.5,) * 3,
            interpolation="area",
        ),
        segments="portrait",
        paper="Ke et al., MODNet: Real-Time Trimap-Free Portrait Matting via Objective "
        "Decomposition, 2022",
        homepage="https://github.com/ZHKKKe/MODNet",
    ),
)
