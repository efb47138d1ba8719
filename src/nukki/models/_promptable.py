"""Networks that find what is pointed at: an encoder sees the photo once, a decoder each prompt.

They cut nothing out on their own, so that they are no entries of the shelf:
`nukki.pipeline.objects` takes the first whose two files are here.

Digests: of rembg's files, the md5 that rembg itself checks; of EfficientSAM and SAM 2, the sha256
that osam, their publisher, checks; of MobileSAM's two, the sha256 that several programs which ship
them agree on, since its publisher states none.
"""

from __future__ import annotations

from dataclasses import dataclass

from nukki.core.spec import Licence, PromptGraphs, UrlSource, WeightFile
from nukki.models._rembg_release import release_file


@dataclass(frozen=True)
class PromptableSpec:
    """What the runtime needs to know about one such network.

    Attributes:
        name: What people are told.
        licence: Terms of the weights.
        encoder: Takes the photo.
        decoder: Takes the encoder's answer and a prompt.
        canvas_hw: Height and width in pixels of what the encoder was exported for.
        paper: Citation of the method.
        homepage: Where it comes from.
        graphs: How the two are fed.
    """

    name: str
    licence: Licence
    encoder: WeightFile
    decoder: WeightFile
    canvas_hw: tuple[int, int]
    paper: str
    homepage: str
    graphs: PromptGraphs = "sam"

    @property
    def weights(self) -> tuple[WeightFile, ...]:
        """Both files."""
        return self.encoder, self.decoder


_APACHE = Licence("Apache-2.0", commercial=True)
_SAM_CANVAS_HW = (684, 1024)


def _sam(name: str, export: str, *, encoder_md5: str, decoder_md5: str) -> PromptableSpec:
    """A Segment Anything network as rembg publishes it."""
    return PromptableSpec(
        name=name,
        licence=_APACHE,
        encoder=release_file(export.format("encoder"), size=0, sha256="", md5=encoder_md5),
        decoder=release_file(export.format("decoder"), size=0, sha256="", md5=decoder_md5),
        canvas_hw=_SAM_CANVAS_HW,
        paper="Kirillov et al., Segment Anything, 2023",
        homepage="https://github.com/facebookresearch/segment-anything",
    )


def _sam2(size: str, *, encoder_sha256: str, decoder_sha256: str) -> PromptableSpec:
    """A Segment Anything 2.1 network as osam publishes it."""
    page = "https://github.com/wkentaro/osam/releases/download/sam2.1/"
    encoder, decoder = f"sam2.1_{size}_preprocess.onnx", f"sam2.1_{size}.onnx"
    return PromptableSpec(
        name=f"sam2.1_{size}",
        licence=_APACHE,
        encoder=_file(encoder, page + encoder, sha256=encoder_sha256),
        decoder=_file(decoder, page + decoder, sha256=decoder_sha256),
        canvas_hw=(1024, 1024),
        paper="Ravi et al., SAM 2: Segment Anything in Images and Videos, 2024",
        homepage="https://github.com/facebookresearch/sam2",
        graphs="sam2",
    )


def _efficient_sam(
    name: str, export: str, *, encoder_sha256: str, decoder_sha256: str
) -> PromptableSpec:
    """An EfficientSAM network as labelme's author exported it."""
    page = "https://github.com/labelmeai/efficient-sam/releases/download/onnx-models-20231225/"
    encoder, decoder = f"{export}_encoder.onnx", f"{export}_decoder.onnx"
    return PromptableSpec(
        name=name,
        licence=_APACHE,
        encoder=_file(encoder, page + encoder, sha256=encoder_sha256),
        decoder=_file(decoder, page + decoder, sha256=decoder_sha256),
        canvas_hw=(1024, 1024),
        paper="Xiong et al., EfficientSAM: Leveraged Masked Image Pretraining, 2023",
        homepage="https://github.com/yformer/EfficientSAM",
        graphs="efficient-sam",
    )


def _file(name: str, url: str, *, sha256: str, size: int = 0, member: str = "") -> WeightFile:
    return WeightFile(name, sha256=sha256, size=size, sources=(UrlSource(url, member=member),))


_MOBILE_SAM = (
    "https://huggingface.co/vietanhdev/segment-anything-onnx-models/resolve/main/"
    "mobile_sam_20230629.zip"
)

PROMPTABLE = (
    _sam2(
        "small",
        encoder_sha256="06016c6dfb146ce10e4dadfdf49e88a05c8d1f97a6b7c57e150e60d2d46a72e7",
        decoder_sha256="153aaef5047a3b95285d90cbb39dad6c7b5821bfd944dbf56483f3f735936941",
    ),
    _sam2(
        "tiny",
        encoder_sha256="5557482c56565f6a6c8206874b1a11c392cef8a1766477bf035b919092f2b619",
        decoder_sha256="11a2c86fabbea9d0268213a9205c99a7f7e379caa0493bd13f5cca8ffaae6777",
    ),
    _sam(
        "sam_vit_h_quant",
        "sam_vit_h_4b8939.{}.quant",
        encoder_md5="391503beb5e5d7d1ae6f55d0cecabd50",
        decoder_md5="4c86ebeecbe2e6325203b641b8702a5b",
    ),
    _sam(
        "sam_vit_l",
        "sam_vit_l_0b3195.{}",
        encoder_md5="6e7c5e3e97b50a9e833e55062ae35182",
        decoder_md5="dc760a2912862c05ec3ac2658162a1b5",
    ),
    _sam(
        "sam_vit_l_quant",
        "sam_vit_l_0b3195.{}.quant",
        encoder_md5="83f7fe08c2f8b94b6d08c3e44cf1de0e",
        decoder_md5="e78ca201f5ae92288945623f48088b7c",
    ),
    _sam(
        "sam_vit_b",
        "sam_vit_b_01ec64.{}",
        encoder_md5="a780f8ba09bceceaa1435724ed354848",
        decoder_md5="c4218b16ec1cb09889fcd6eb7a42a7c9",
    ),
    _sam(
        "sam_vit_b_quant",
        "sam_vit_b_01ec64.{}.quant",
        encoder_md5="26fc0e01d2fa34ed2d3f91259118482d",
        decoder_md5="45391530307d1aee79b2a1507769e6c7",
    ),
    PromptableSpec(
        name="mobile_sam",
        licence=_APACHE,
        encoder=_file(
            "mobile_sam.encoder.onnx",
            _MOBILE_SAM,
            sha256="20deef402855b31222b528f52b04807e41ebe47216ac0e39a0729f43491a0209",
            size=28_157_093,
            member="mobile_sam.encoder.onnx",
        ),
        decoder=_file(
            "mobile_sam.decoder.onnx",
            _MOBILE_SAM,
            sha256="22cf85e35d14182f4b4712364264c06b22edbef63f065189586f080ef4e2f325",
            size=16_500_272,
            member="sam_vit_h_4b8939.decoder.onnx",
        ),
        canvas_hw=_SAM_CANVAS_HW,
        paper="Zhang et al., Faster Segment Anything, 2023",
        homepage="https://github.com/ChaoningZhang/MobileSAM",
    ),
    _efficient_sam(
        "efficient_sam_small",
        "efficient_sam_vits",
        encoder_sha256="4cacbb23c6903b1acf87f1d77ed806b840800c5fcd4ac8f650cbffed474b8896",
        decoder_sha256="4727baf23dacfb51d4c16795b2ac382c403505556d0284e84c6ff3d4e8e36f22",
    ),
    _efficient_sam(
        "efficient_sam_tiny",
        "efficient_sam_vitt",
        encoder_sha256="7a73ee65aa2c37237c89b4b18e73082f757ffb173899609c5d97a2bbd4ebb02d",
        decoder_sha256="e1afe46232c3bfa3470a6a81c7d3181836a94ea89528aff4e0f2d2c611989efd",
    ),
)
"""In order of preference. SAM's ViT-H in full precision is not among them: its weights lie beside
the graph in a file that is published in three parts."""
