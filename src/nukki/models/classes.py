"""Networks that tell classes: people, bicycles, dogs, ..., or text."""

from __future__ import annotations

from nukki.core.spec import (
    Licence,
    ModelSpec,
    Output,
    Preprocess,
    PypiSource,
    UrlSource,
    WeightFile,
)

VOC = (
    "background", "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair",
    "cow", "diningtable", "dog", "horse", "motorbike", "person", "pottedplant", "sheep", "sofa",
    "train", "tvmonitor",
)  # fmt: skip
"""Of PASCAL VOC, by number."""

COCO = (
    "background", "person", "bicycle", "car", "motorcycle", "airplane", "bus", "train", "truck",
    "boat", "traffic light", "fire hydrant", "stop sign", "parking meter", "bench", "bird", "cat",
    "dog", "horse", "sheep", "cow", "elephant", "bear", "zebra", "giraffe", "backpack", "umbrella",
    "handbag", "tie", "suitcase", "frisbee", "skis", "snowboard", "sports ball", "kite",
    "baseball bat", "baseball glove", "skateboard", "surfboard", "tennis racket", "bottle",
    "wine glass", "cup", "fork", "knife", "spoon", "bowl", "banana", "apple", "sandwich", "orange",
    "broccoli", "carrot", "hot dog", "pizza", "donut", "cake", "chair", "couch", "potted plant",
    "bed", "dining table", "toilet", "tv", "laptop", "mouse", "remote", "keyboard", "cell phone",
    "microwave", "oven", "toaster", "sink", "refrigerator", "book", "clock", "vase", "scissors",
    "teddy bear", "hair drier", "toothbrush",
)  # fmt: skip
"""Of COCO's objects, by number."""

_ZOO = "vision/object_detection_segmentation/"


def _zoo_file(name: str, path: str, *, size: int, sha256: str) -> WeightFile:
    """A file of the ONNX Model Zoo, whose own repository states size and digest of each."""
    return WeightFile(
        f"{name}.onnx",
        size=size,
        sha256=sha256,
        sources=(
            UrlSource(
                "https://huggingface.co/onnxmodelzoo/legacy_models/resolve/main/validated/"
                f"{_ZOO}{path}"
            ),
            UrlSource(f"https://github.com/onnx/models/raw/main/validated/{_ZOO}{path}"),
        ),
    )


_MASK_RCNN = Preprocess(
    # Its boxes are cut off at these sides, which are written into the graph.
    size_hw=(960, 1280),
    fit="own",
    mean=(102.9801 / 255, 115.9465 / 255, 122.7717 / 255),
    std=(1 / 255,) * 3,
    channels="bgr",
    multiple=32,
)


def _mask_rcnn(name: str, file: str, *, size: int, sha256: str, summary: str) -> ModelSpec:
    return ModelSpec(
        name=name,
        summary=summary,
        licence=Licence("MIT", commercial=True),
        weights=(_zoo_file(name, f"mask-rcnn/model/{file}", size=size, sha256=sha256),),
        preprocess=_MASK_RCNN,
        output=Output(decode="mask-rcnn", classes=COCO),
        segments="classes",
        paper="He et al., Mask R-CNN, 2017",
        homepage="https://github.com/onnx/models",
    )


SPECS = (
    _mask_rcnn(
        "mask-rcnn",
        "MaskRCNN-12.onnx",
        size=177_970_010,
        sha256="5bf940c124d9117f6fae350c4e0d46df180cbb01981832b35fdbed148078b946",
        summary="80 classes of things, one by one",
    ),
    _mask_rcnn(
        "mask-rcnn-int8",
        "MaskRCNN-12-int8.onnx",
        size=48_137_510,
        sha256="96388cfb596cbdb9a38dca16f1c22a1533843a030b094cdea3f1a2c90ef79156",
        summary="mask-rcnn in a quarter of the bytes",
    ),
    ModelSpec(
        name="fcn-resnet50-int8",
        summary="20 classes of things, all of a class as one",
        licence=Licence("MIT", commercial=True),
        weights=(
            _zoo_file(
                "fcn-resnet50-int8",
                "fcn/model/fcn-resnet50-12-int8.onnx",
                size=35_545_058,
                sha256="67fcba8ebd435c2fb6b297d2e7c084f3c3b9ae6bc7ae41453b748ae4ed8c0331",
            ),
        ),
        preprocess=Preprocess(size_hw=(520, 520), fit="short-side", multiple=8),
        output=Output(decode="argmax", classes=VOC),
        segments="classes",
        paper="Long et al., Fully Convolutional Networks for Semantic Segmentation, 2015",
        homepage="https://github.com/onnx/models",
    ),
    ModelSpec(
        name="ppocr-text",
        summary="lines of text, in any script",
        licence=Licence("Apache-2.0", commercial=True),
        weights=(
            WeightFile(
                "ppocr-text.onnx",
                size=4_745_517,
                sha256="d2a7720d45a54257208b1e13e36a8479894cb74155a5efe29462512d42f49da9",
                sources=(
                    PypiSource(
                        "rapidocr-onnxruntime",
                        "1.4.4",
                        "rapidocr_onnxruntime/models/ch_PP-OCRv4_det_infer.onnx",
                        python="3.12",
                    ),
                ),
            ),
        ),
        preprocess=Preprocess(
            size_hw=(736, 736),
            fit="short-side",
            mean=(0.5,) * 3,
            std=(0.5,) * 3,
            channels="bgr",
            multiple=32,
        ),
        output=Output(decode="identity", classes=("text",), unclip=1.6),
        segments="classes",
        paper="PaddlePaddle, PP-OCRv4, 2023",
        homepage="https://github.com/RapidAI/RapidOCR",
    ),
)
