"""Networks that find what is told in words: a graph sees the photo and the words' numbers.

They give boxes and cut nothing out on their own, so that they are no entries of the shelf:
`nukki.pipeline.words` takes the first whose two files are here. Nothing is fetched unasked.

Digests: those that several programs which fetch these files check; the publisher states none beside
the file itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from nukki.core.spec import Licence, Preprocess, UrlSource, WeightFile, WordGraphs


@dataclass(frozen=True)
class WordsSpec:
    """What the runtime needs to know about one such network.

    Attributes:
        name: What people are told.
        summary: What it is, in a few words.
        licence: Terms of the weights.
        graph: Takes the photo and the words, as ``reads`` says.
        tokenizer: Makes numbers of words; a file of Hugging Face's ``tokenizers``.
        preprocess: How the photo becomes its input.
        reads: How words are laid out, and what the answer is.
        likely: Score from which on a box is believed.
        paper: Citation of the method.
        homepage: Where it comes from.
    """

    name: str
    summary: str
    licence: Licence
    graph: WeightFile
    tokenizer: WeightFile
    preprocess: Preprocess
    reads: WordGraphs
    likely: float
    paper: str
    homepage: str

    @property
    def weights(self) -> tuple[WeightFile, ...]:
        """Both files."""
        return self.graph, self.tokenizer

    @property
    def size(self) -> int:
        """Of both, in bytes."""
        return sum(file.size for file in self.weights)


_APACHE = Licence("Apache-2.0", commercial=True)


def _files(
    name: str, page: str, *, graph: str, size: int, sha256: str, words_size: int, words_sha256: str
) -> tuple[WeightFile, WeightFile]:
    """A graph and its tokenizer, of one revision of a page of Hugging Face."""
    address = f"https://huggingface.co/{page}/"
    own, words = f"{name}.onnx", f"{name}.tokenizer.json"
    return (
        WeightFile(
            own,
            sha256=sha256,
            size=size,
            sources=(UrlSource(f"{address}{graph}"),),
            by_hand=f"call it {own}, then: nukki models import {name} {own}",
        ),
        WeightFile(
            words,
            sha256=words_sha256,
            size=words_size,
            sources=(UrlSource(f"{address}tokenizer.json"),),
            by_hand=f"call it {words}, then: nukki models import {name} {words}",
        ),
    )


_OWL_VIT = _files(
    "owlvit",
    "Xenova/owlvit-base-patch32/resolve/b75f4e52949639c3bb0b96546ea4149482f6e7ef",
    graph="onnx/model_quantized.onnx",
    size=155_431_700,
    sha256="06af49bd5db977936bcddad2b45d0031072673517579d15b8cb42bf015a94156",
    words_size=2_224_253,
    words_sha256="50b24e94079fb11cb1503f65fef0ed08044186a1cd118c79683991554d9a5b23",
)

_GROUNDING_DINO = _files(
    "grounding-dino",
    "onnx-community/grounding-dino-tiny-ONNX/resolve/ff690b0a8050566c290287545bd059350f3e9096",
    graph="onnx/model_quantized.onnx",
    size=203_824_675,
    sha256="70bf2d3310d1ae73769c96a71e00cbf2861eb33a1f4d97d84a108a7bf02c03c9",
    words_size=711_396,
    words_sha256="d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66",
)

WORDS = (
    WordsSpec(
        name="grounding-dino",
        summary="things by their description; understands phrases best",
        licence=_APACHE,
        graph=_GROUNDING_DINO[0],
        tokenizer=_GROUNDING_DINO[1],
        preprocess=Preprocess(size_hw=(800, 800)),  # fixed in this export
        reads="grounding-dino",
        likely=0.3,
        paper="Liu et al., Grounding DINO: Marrying DINO with Grounded Pre-Training, 2023",
        homepage="https://github.com/IDEA-Research/GroundingDINO",
    ),
    WordsSpec(
        name="owlvit",
        summary="things by their name, smaller and quicker",
        licence=_APACHE,
        graph=_OWL_VIT[0],
        tokenizer=_OWL_VIT[1],
        preprocess=Preprocess(
            size_hw=(768, 768),
            mean=(0.48145466, 0.4578275, 0.40821073),
            std=(0.26862954, 0.26130258, 0.27577711),
            interpolation="bicubic",
        ),
        reads="owl-vit",
        likely=0.1,
        paper="Minderer et al., Simple Open-Vocabulary Object Detection, 2022",
        homepage="https://huggingface.co/google/owlvit-base-patch32",
    ),
)
"""In order of preference."""
