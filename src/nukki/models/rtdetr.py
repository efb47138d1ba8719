"""RT-DETR: things by their boxes, in one look and without a second thought.

A box is taken as one that a person drew: what of it is the thing, the subject's matte, the photo's
colours or a promptable network say.
"""

from __future__ import annotations

from nukki.core.spec import Licence, ModelSpec, Output, Preprocess, UrlSource, WeightFile
from nukki.models.classes import COCO

PREPROCESS = Preprocess(size_hw=(640, 640), mean=(0.0,) * 3, std=(1.0,) * 3)
OUTPUT = Output(decode="detr", classes=COCO[1:])

SPECS = (
    ModelSpec(
        name="rtdetr-v2-r18",
        summary="80 classes of things by their boxes, small and quick",
        licence=Licence("Apache-2.0", commercial=True),
        weights=(
            # Several programs check this digest; the publisher states none beside the file.
            WeightFile(
                "rtdetr-v2-r18.onnx",
                size=81_057_510,
                sha256="583a236ac21c95a7fd94f284fc21485e42355bfef82c27011ba78fbc09ee87e2",
                sources=(
                    UrlSource(
                        "https://huggingface.co/onnx-community/rtdetr_v2_r18vd-ONNX/resolve/"
                        "936f90b6a476c6da4dfe053fc521af55285976ba/onnx/model.onnx"
                    ),
                ),
            ),
        ),
        preprocess=PREPROCESS,
        output=OUTPUT,
        segments="classes",
        paper="Lv et al., RT-DETRv2: Improved Baseline with Bag-of-Freebies, 2024",
        homepage="https://github.com/lyuwenyu/RT-DETR",
    ),
)
