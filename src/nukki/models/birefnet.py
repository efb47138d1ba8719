"""BiRefNet: large transformers with the finest edges; a GPU is advisable for all but the lite one.

The graphs end in logits, so every spec decodes with a sigmoid.
"""

from __future__ import annotations

from nukki.core.spec import Licence, ModelSpec, Output, Preprocess, Subject
from nukki.models._rembg_release import release_file

LARGE_BYTES = 972_666_916


def _spec(
    variant: str,
    summary: str,
    file: str,
    *,
    sha256: str,
    md5: str,
    size: int = LARGE_BYTES,
    segments: Subject = "anything",
) -> ModelSpec:
    """One of the family: they differ in what they were trained on, not in how they are fed."""
    name = f"birefnet-{variant}"
    return ModelSpec(
        name=name,
        summary=summary,
        licence=Licence("MIT", commercial=True),
        weights=(release_file(name, file=file, size=size, sha256=sha256, md5=md5),),
        preprocess=Preprocess(size_hw=(1024, 1024), interpolation="lanczos"),
        output=Output(decode="sigmoid"),
        segments=segments,
        paper="Zheng et al., Bilateral Reference for High-Resolution Dichotomous Image "
        "Segmentation, 2024",
        homepage="https://github.com/ZhengPeng7/BiRefNet",
    )


SPECS = (
    _spec(
        "general",
        "very fine edges, for anything",
        "BiRefNet-general-epoch_244.onnx",
        sha256="58f621f00f5d756097615970a88a791584600dcf7c45b18a0a6267535a1ebd3c",
        md5="7a35a0141cbbc80de11d9c9a28f52697",
    ),
    _spec(
        "general-lite",
        "fine edges from a smaller backbone, for anything",
        "BiRefNet-general-bb_swin_v1_tiny-epoch_232.onnx",
        sha256="5600024376f572a557870a5eb0afb1e5961636bef4e1e22132025467d0f03333",
        md5="4fab47adc4ff364be1713e97b7e66334",
        size=224_005_088,
    ),
    _spec(
        "portrait",
        "people, hair included",
        "BiRefNet-portrait-epoch_150.onnx",
        sha256="1ba1c8ff5a7bbfadc8d8d13fb11d7be793f91f23d9d466549e37a854f6668f99",
        md5="c3a64a6abf20250d090cd055f12a3b67",
        segments="portrait",
    ),
    _spec(
        "dis",
        "thin and intricate objects",
        "BiRefNet-DIS-epoch_590.onnx",
        sha256="6470117bac6f8d82a3f62921056f52d0f5c4d36d1d832096331d5ea38a03acb5",
        md5="2d4d44102b446f33a4ebb2e56c051f2b",
    ),
    _spec(
        "hrsod",
        "the salient object of high-resolution pictures",
        "BiRefNet-HRSOD_DHU-epoch_115.onnx",
        sha256="4f5837663194fb88f603b76782eae05a3c29f5749872ca1bfb636bd26e7f6bfc",
        md5="c017ade5de8a50ff0fd74d790d268dda",
    ),
    _spec(
        "cod",
        "concealed and camouflaged objects",
        "BiRefNet-COD-epoch_125.onnx",
        sha256="91ec48f566db475cf6e4caa7e9cd997f352edfcc372372f437e2fbefc1557b13",
        md5="f6d0d21ca89d287f17e7afe9f5fd3b45",
    ),
    _spec(
        "massive",
        "trained on the largest collection of pictures, for anything",
        "BiRefNet-massive-TR_DIS5K_TR_TEs-epoch_420.onnx",
        sha256="a94814cac438a31f95287811882628644a04b22d313ef3071d2ba904b5f627b8",
        md5="33e726a2136a3d59eb0fdf613e31e3e9",
    ),
)
