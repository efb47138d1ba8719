"""Networks that torchvision publishes for PyTorch.

DeepLabV3 becomes an ONNX graph here (`nukki.weights.convert.deeplab`) and needs no PyTorch; Mask
R-CNN runs in PyTorch itself (extra: torch). Digests: torchvision names each file by the first eight
digits of its sha256; the others are those that several programs which fetch these files check.
"""

from __future__ import annotations

from nukki.core.spec import Licence, ModelSpec, Output, Preprocess, UrlSource, WeightFile
from nukki.models.classes import COCO, VOC

_LICENCE = Licence(
    "BSD-3-Clause",
    commercial=True,
    note="torchvision's own licence; it leaves open which terms follow from the pictures of COCO "
    "that the network learnt from.",
)

_UNUSED = (12, 26, 29, 30, 45, 66, 68, 69, 71, 83)
"""Of COCO's first count of classes, those that no picture has."""


def _first_count() -> tuple[str, ...]:
    """COCO's classes by their first numbers, of which some are free."""
    names = iter(COCO)
    return tuple("" if number in _UNUSED else next(names) for number in range(91))


def _file(name: str, published: str, *, size: int, sha256: str, convert: str = "") -> WeightFile:
    return WeightFile(
        f"{name}.pth",
        size=size,
        sha256=sha256,
        sources=(UrlSource(f"https://download.pytorch.org/models/{published}"),),
        convert=convert,
    )


def _deeplab(
    backbone: str, published: str, *, size: int, sha256: str, summary: str, stride: int
) -> ModelSpec:
    name = f"deeplabv3-{backbone}"
    return ModelSpec(
        name=name,
        summary=summary,
        licence=_LICENCE,
        weights=(_file(name, published, size=size, sha256=sha256, convert="deeplabv3"),),
        preprocess=Preprocess(size_hw=(528, 528), fit="short-side", multiple=stride),
        output=Output(decode="argmax", classes=VOC),
        segments="classes",
        paper="Chen et al., Rethinking Atrous Convolution for Semantic Image Segmentation, 2017",
        homepage="https://github.com/pytorch/vision",
    )


SPECS = (
    _deeplab(
        "resnet101",
        "deeplabv3_resnet101_coco-586e9e4e.pth",
        size=244_545_539,
        sha256="586e9e4e203fcbf17e1ad45533d8d33ab133fc762bf03101c5dd743995c08c0d",
        summary="20 classes of things, all of a class as one",
        stride=8,
    ),
    _deeplab(
        "resnet50",
        "deeplabv3_resnet50_coco-cd0a2569.pth",
        size=168_312_152,
        sha256="cd0a25694c4a0f7106b38f4938bf90a874f2f241cc410b8f63c7024399538f06",
        summary="deeplabv3-resnet101 on half the layers",
        stride=8,
    ),
    _deeplab(
        "mobilenet-v3",
        "deeplabv3_mobilenet_v3_large-fc3c493d.pth",
        size=44_356_159,
        sha256="fc3c493d68e89cc31ef488c803d5d7dd2f3190fb570598faa49fef69be8e5e70",
        summary="the same 20 classes, small and quick",
        stride=16,
    ),
    ModelSpec(
        name="mask-rcnn-v2",
        summary="80 classes of things, one by one, finer than mask-rcnn (extra: torch)",
        licence=_LICENCE,
        weights=(
            _file(
                "mask-rcnn-v2",
                "maskrcnn_resnet50_fpn_v2_coco-73cbd019.pth",
                size=185_828_065,
                sha256="73cbd0190fcbe3ba339921fbce2c3a0b6bb9126c9a133c85e43a2a8e060a109e",
            ),
        ),
        preprocess=Preprocess(
            size_hw=(1333, 1333), fit="own", mean=(0.0,) * 3, std=(1.0,) * 3
        ),  # the network itself scales and normalises
        output=Output(decode="mask-rcnn", classes=_first_count()),
        segments="classes",
        paper="Li et al., Benchmarking Detection Transfer Learning with Vision Transformers, 2021",
        homepage="https://github.com/pytorch/vision",
    ),
)
