"""Networks that users bring themselves: what must be known to run them, and under which terms.

Their weights are neither shipped nor fetched, and none of them is on the shelf until
``nukki models add FILE --as NAME`` put it there. Of networks that tell classes, one that is not
free for commercial use only runs when it is named, or when no other knows the class.
"""

from __future__ import annotations

from nukki.core.registry import Registry
from nukki.core.spec import Licence, Memory, ModelSpec, Output, Preprocess, State
from nukki.models import rtdetr
from nukki.models.classes import COCO

RVM = ModelSpec(
    name="rvm",
    summary="people in clips; remembers the frames before",
    licence=Licence(
        "GPL-3.0-only",
        commercial=False,
        note="its authors publish the code under GPL-3.0 and leave open which terms the weights "
        "come under; ask them before you build on it",
    ),
    preprocess=Preprocess(size_hw=(4096, 4096), fit="own", mean=(0.0,) * 3, std=(1.0,) * 3),
    output=Output(index=1),  # 0 is the subject's colours, which nukki finds by itself
    segments="person",
    paper="Lin et al. 2022, Robust High-Resolution Video Matting with Temporal Guidance",
    homepage="https://github.com/PeterL1n/RobustVideoMatting",
    input_name="src",
    memory=Memory(
        states=tuple(State(f"r{number}i", number + 1) for number in (1, 2, 3, 4)),
        ratio_input="downsample_ratio",
        ratio_side_px=512,
    ),
)

YOLO_SEG = ModelSpec(
    name="yolo-seg",
    summary="80 classes of things, one by one, from a YOLO with masks",
    licence=Licence(
        "AGPL-3.0-only",
        commercial=False,
        note="Ultralytics publishes its YOLO under AGPL-3.0, whose duties reach what you build "
        "with it, and sells licences without them",
    ),
    preprocess=Preprocess(
        size_hw=(640, 640), fit="pad", mean=(0.0,) * 3, std=(1.0,) * 3, padding=114 / 255
    ),
    output=Output(decode="yolo-seg", classes=COCO[1:]),
    segments="classes",
    paper="Jocher et al., Ultralytics YOLO, 2023; Bolya et al., YOLACT, 2019",
    homepage="https://github.com/ultralytics/ultralytics",
)

RT_DETR = ModelSpec(
    name="rt-detr",
    summary="80 classes of things by their boxes",
    licence=Licence(
        "Apache-2.0",
        commercial=True,
        note="RT-DETR and D-FINE are published under Apache-2.0; weights that others trained "
        "further may come under other terms",
    ),
    preprocess=rtdetr.PREPROCESS,
    output=rtdetr.OUTPUT,
    segments="classes",
    paper="Zhao et al., DETRs Beat YOLOs on Real-time Object Detection, 2023",
    homepage="https://github.com/lyuwenyu/RT-DETR",
)

BROUGHT: Registry[ModelSpec] = Registry("kind of network", (RVM, YOLO_SEG, RT_DETR))
