"""BRIA's RMBG: strong on people and products, but not for commercial use without a contract."""

from __future__ import annotations

from nukki.core.spec import Licence, ModelSpec, Preprocess, UrlSource, WeightFile
from nukki.models._rembg_release import release_file

NOTE = "Non-commercial; BRIA sells licences for commercial use."

RMBG_14_URL = (
    "https://huggingface.co/briaai/RMBG-1.4/resolve/"
    "2ceba5a5efaec153162aedea169f76caf9b46cf8/onnx/model.onnx"
)

SPECS = (
    ModelSpec(
        name="bria-rmbg",
        summary="RMBG-2.0, fine edges, for anything",
        licence=Licence("CC-BY-NC-4.0", commercial=False, note=NOTE),
        weights=(
            release_file(
                "bria-rmbg",
                file="bria-rmbg-2.0.onnx",
                size=1_024_331_469,
                sha256="5b486f08200f513f460da46dd701db5fbb47d79b4be4b708a19444bcd4e79958",
            ),
        ),
        # its graph already ends in a sigmoid, unlike the BiRefNet graphs it derives from
        preprocess=Preprocess(size_hw=(1024, 1024), interpolation="lanczos"),
        paper="BRIA AI, RMBG-2.0, 2024 (the architecture of BiRefNet, Zheng et al., 2024)",
        homepage="https://huggingface.co/briaai/RMBG-2.0",
    ),
    ModelSpec(
        name="bria-rmbg-1.4",
        summary="RMBG-1.4, an IS-Net trained by BRIA, for anything",
        licence=Licence("LicenseRef-BRIA-RMBG-1.4", commercial=False, note=NOTE),
        weights=(
            WeightFile(
                "bria-rmbg-1.4.onnx",
                size=176_153_355,
                sha256="8cafcf770b06757c4eaced21b1a88e57fd2b66de01b8045f35f01535ba742e0f",
                sources=(UrlSource(RMBG_14_URL),),
            ),
        ),
        preprocess=Preprocess(size_hw=(1024, 1024), mean=(0.5,) * 3, std=(1.0,) * 3),
        paper="BRIA AI, RMBG-1.4, 2023 (the architecture of IS-Net, Qin et al., 2022)",
        homepage="https://huggingface.co/briaai/RMBG-1.4",
    ),
)
