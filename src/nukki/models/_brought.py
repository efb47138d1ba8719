"""Networks that users bring themselves: what must be known to run them, and under which terms.

Their weights are neither shipped nor fetched, and none of them is on the shelf until
``nukki models add FILE --as NAME`` put it there.
"""

from __future__ import annotations

from nukki.core.registry import Registry
from nukki.core.spec import Licence, Memory, ModelSpec, Output, Preprocess, State

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

BROUGHT: Registry[ModelSpec] = Registry("kind of network", (RVM,))
