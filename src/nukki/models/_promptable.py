"""Networks that find what is pointed at: an encoder sees the photo once, a decoder each prompt.

They cut nothing out on their own, so that they are no entries of the shelf:
`nukki.pipeline.objects` takes the first whose two files are here.
"""

from __future__ import annotations

from dataclasses import dataclass

from nukki.core.spec import Licence, WeightFile
from nukki.models._rembg_release import release_file


@dataclass(frozen=True)
class PromptableSpec:
    """What the runtime needs to know about one such network.

    Attributes:
        name: What people are told.
        licence: Terms of the weights.
        encoder: Takes the photo.
        decoder: Takes the encoder's answer and a prompt.
        canvas_hw: Height and width in pixels of what the encoder was exported for; the photo lies
            in its upper left corner.
        paper: Citation of the method.
        homepage: Where it comes from.
    """

    name: str
    licence: Licence
    encoder: WeightFile
    decoder: WeightFile
    canvas_hw: tuple[int, int]
    paper: str
    homepage: str

    @property
    def weights(self) -> tuple[WeightFile, ...]:
        """Both files."""
        return self.encoder, self.decoder


def _sam(name: str, export: str, *, encoder_md5: str, decoder_md5: str) -> PromptableSpec:
    """A Segment Anything network as rembg publishes it."""
    return PromptableSpec(
        name=name,
        licence=Licence("Apache-2.0", commercial=True),
        encoder=_file(export.format("encoder"), encoder_md5),
        decoder=_file(export.format("decoder"), decoder_md5),
        canvas_hw=(684, 1024),
        paper="Kirillov et al., Segment Anything, 2023",
        homepage="https://github.com/facebookresearch/segment-anything",
    )


def _file(name: str, md5: str) -> WeightFile:
    return release_file(name, size=0, sha256="", md5=md5)


PROMPTABLE = (
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
)
"""In order of preference."""
