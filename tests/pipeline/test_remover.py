"""A picture in, a cut-out or a file out."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from nukki import codecs
from nukki.core.errors import (
    CorruptImageError,
    ImageTooLargeError,
    InputNotFoundError,
    OptionError,
)
from nukki.core.options import Options
from nukki.core.presets import Edges
from nukki.core.values import Cutout, Image, ImageInfo
from nukki.pipeline import Remover, build

Draw = Callable[..., NDArray[np.uint8]]
Encode = Callable[..., bytes]
Make = Callable[..., Remover]

EDGES: tuple[Edges, ...] = ("plain", "clean", "fine")
ANIMATED = [name for name, entry in codecs.FORMATS.items() if entry.can_animate]
STILL = [
    name for name, entry in codecs.FORMATS.items() if entry.can_write and not entry.can_animate
]


@pytest.fixture
def make(tiny_model: str) -> Make:
    """A remover whose network takes what is bright for the subject."""
    return lambda **options: build(Options(model=tiny_model, **options))


@pytest.mark.parametrize("edges", EDGES)
def test_the_bright_square_is_cut_out(edges: Edges, make: Make, draw: Draw) -> None:
    cutout = make(edges=edges)(Image(draw()))
    assert cutout.size_hw == (48, 64)
    assert cutout.alpha[24, 28] == 1
    assert cutout.alpha[2, 2] == 0
    # The network sees 32 pixels of 64: its edge may be off by one of its own.
    assert cutout.mask.mean() == pytest.approx(24 * 24 / (48 * 64), rel=0.15)


@pytest.mark.parametrize("edges", EDGES)
@pytest.mark.parametrize("level", [0, 20, 110])
def test_a_page_without_a_subject_gives_an_empty_matte(
    edges: Edges, level: int, make: Make
) -> None:
    cutout = make(edges=edges)(Image(np.full((30, 40, 3), level, np.uint8)))
    assert not cutout.alpha.any()
    assert cutout.box is None
    assert cutout.confidence == 0


def test_16_bits_stay_16_bits_to_the_file(make: Make, draw: Draw) -> None:
    deep = draw().astype(np.uint16) * 256 + 7
    cutout = make()(Image(deep))
    assert cutout.foreground.dtype == np.uint16
    read = codecs.read(codecs.write(cutout, "png", quality=90))
    assert read.pixels[24, 28].tolist() == deep[24, 28].tolist()


def test_eight_threads_get_what_one_gets(make: Make, draw: Draw, loads: list[str]) -> None:
    remover = make()
    images = [Image(draw(shift=shift)) for shift in range(8)]
    with ThreadPoolExecutor(8) as pool:
        together = [cutout.alpha for cutout in pool.map(remover, images)]
    np.testing.assert_array_equal(together, [remover(image).alpha for image in images])
    assert loads == ["tiny.onnx"]


def test_what_a_file_hides_is_not_shown_to_the_network(make: Make) -> None:
    hidden = np.full((32, 32, 3), 255, np.uint8)  # bright, but wholly transparent
    assert not make().matte(Image(hidden, np.zeros((32, 32), np.uint8))).alpha.any()


@pytest.mark.parametrize("edges", EDGES)
def test_a_transparent_part_never_comes_back(edges: Edges, make: Make, draw: Draw) -> None:
    own = np.full((48, 64), 255, np.uint8)
    own[:, 38:] = 0
    cutout = make(edges=edges)(Image(draw(), own))
    assert cutout.alpha[24, 26] == 1
    assert not cutout.alpha[:, 38:].any()
    assert not cutout.foreground[:, 38:].any()


def test_a_trimmed_cutout_is_the_subject_with_its_margin(make: Make, draw: Draw) -> None:
    bare, wide = (make(trim=True, margin=margin)(Image(draw())) for margin in ("0", "30"))
    assert bare.box == (0, 0, bare.size_hw[1], bare.size_hw[0])
    assert wide.size_hw == (bare.size_hw[0] + 60, bare.size_hw[1] + 60)
    assert not wide.alpha[:15].any()  # past the picture's rim


def test_without_a_subject_nothing_is_trimmed(make: Make) -> None:
    assert make(trim=True)(Image(np.zeros((20, 30, 3), np.uint8))).size_hw == (20, 30)


def test_a_trimmed_picture_over_a_colour_has_no_holes_in_its_margin(make: Make, draw: Draw) -> None:
    cutout = make(trim=True, margin="40", background="lime", size="50")(Image(draw()))
    assert max(cutout.size_hw) == 50
    assert (cutout.alpha == 1).all()
    assert cutout.foreground[0, 0].tolist() == [0, 255, 0]


def test_a_trimmed_picture_over_its_own_blur_stays_inside_the_photo(make: Make, draw: Draw) -> None:
    cutout = make(trim=True, margin="40", background="blur")(Image(draw()))
    assert cutout.size_hw == (48, 64)
    assert (cutout.alpha == 1).all()


@pytest.mark.parametrize("background", [None, "white", "blur"])
def test_a_size_is_a_limit_with_every_background(
    background: str | None, make: Make, draw: Draw
) -> None:
    assert make(size="32x12", background=background)(Image(draw())).size_hw == (12, 16)


def test_files_are_png_unless_asked_otherwise(make: Make, draw: Draw, encode: Encode) -> None:
    encoded = make().convert(encode(draw()))
    assert encoded.format == "png"
    assert (encoded.size_hw, encoded.frames, encoded.notes) == ((48, 64), 1, ())
    assert codecs.read(encoded.data).info.format == "png"


@pytest.mark.parametrize(
    ("option", "name", "expected"),
    [
        (None, "webp", "webp"),
        ("tiff", "webp", "tiff"),
        ("jpg", None, "jpeg"),
        (None, "tif", "tiff"),
    ],
)
def test_the_option_goes_before_the_output_name(
    option: str | None, name: str | None, expected: str, make: Make, draw: Draw, encode: Encode
) -> None:
    encoded = make(format=option, background="white").convert(encode(draw()), format_name=name)
    assert encoded.format == expected
    assert codecs.sniff(encoded.data[:64]).name == expected


def test_a_matte_may_be_all_that_is_wanted(make: Make, draw: Draw, encode: Encode) -> None:
    read = codecs.read(make(matte_only=True).convert(encode(draw())).data)
    assert read.alpha is None
    assert read.pixels[24, 28].tolist() == [255] * 3
    assert read.pixels[2, 2].tolist() == [0] * 3


@pytest.mark.parametrize("name", ANIMATED)
def test_every_frame_of_an_animation_is_cut_out(name: str, animated_gif: bytes, make: Make) -> None:
    encoded = make().convert(animated_gif, format_name=name)
    frames = list(codecs.read_frames(encoded.data))
    assert encoded.frames == len(frames) == 3
    milliseconds = [round(frame.duration * 1000) for frame in frames]
    assert milliseconds == [60, 80, 100]
    alphas = [frame.image.unit_alpha() for frame in frames]
    shares = [0.0 if alpha is None else float(alpha.mean()) for alpha in alphas]
    assert shares == pytest.approx([0.188] * 3, abs=0.05)


def test_an_animation_plays_as_often_as_before(animated_gif: bytes, make: Make) -> None:
    encoded = make().convert(animated_gif, format_name="png")
    before, after = codecs.probe(animated_gif)[1], codecs.probe(encoded.data)[1]
    assert after.loop == before.loop


def test_frames_keep_one_size_and_the_report_says_so(animated_gif: bytes, make: Make) -> None:
    encoded = make(trim=True, size="32").convert(animated_gif, format_name="gif")
    assert encoded.size_hw == (24, 32)
    assert encoded.notes == ("animations are not trimmed",)


@pytest.mark.parametrize("name", STILL)
def test_a_format_of_stills_takes_the_first_frame_and_says_so(
    name: str, animated_gif: bytes, make: Make
) -> None:
    encoded = make(background="white").convert(animated_gif, format_name=name)
    assert encoded.frames == 1
    assert encoded.notes[0] == f"{name} holds one frame: the first of 3 was taken"


def test_the_lowest_confidence_of_all_frames_is_reported(encode: Encode, make: Make) -> None:
    import PIL.Image

    bright, dark = np.full((32, 32, 3), 250, np.uint8), np.zeros((32, 32, 3), np.uint8)
    frames = [PIL.Image.fromarray(dark)]
    data = encode(bright, "PNG", save_all=True, append_images=frames, duration=50)
    assert make().convert(data).confidence == 0


@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize("frames", [1, 2])
def test_exif_is_kept_when_asked_and_dropped_otherwise(
    keep: bool, frames: int, make: Make, draw: Draw, encode: Encode
) -> None:
    import PIL.Image

    exif = PIL.Image.Exif()
    exif[0x010F] = "a camera"
    more: dict[str, Any] = {"save_all": True, "duration": 50} if frames > 1 else {}
    more["append_images"] = [PIL.Image.fromarray(draw(shift=3))][: frames - 1]
    data = encode(draw(), "PNG", exif=exif, **more)
    info = codecs.probe(make(keep_metadata=keep).convert(data).data)[1]
    assert (info.frames, info.exif is not None) == (frames, keep)


@pytest.mark.parametrize("plugin", ["PNG", "JPEG"])
def test_a_blur_is_measured_in_pixels_of_the_photo_whatever_its_format(
    plugin: str, make: Make, encode: Encode
) -> None:
    """A JPEG that will be shrunk may be decoded smaller, where a pixel means more."""
    stripes = np.zeros((512, 512, 3), np.uint8)
    stripes[:, (np.arange(512) // 64) % 2 == 1] = 110
    remover = make(background="blur:8", size="64", format="png")
    shown = codecs.read(remover.convert(encode(stripes, plugin)).data).pixels
    assert np.ptp(shown[32, :, 0].astype(int)) > 100  # 8 of 64 pixels: the stripes stay apart


@pytest.mark.parametrize("form", ["bytes", "path", "file"])
def test_a_file_comes_as_bytes_a_path_or_a_stream(
    form: str, make: Make, draw: Draw, encode: Encode, tmp_path: Any
) -> None:
    data = encode(draw())
    path = tmp_path / "photo.png"
    path.write_bytes(data)
    with path.open("rb") as stream:
        source: Any = {"bytes": data, "path": path, "file": stream}[form]
        assert make().convert(source).data == make().convert(data).data


def test_a_picture_over_the_limit_is_refused_before_it_is_decoded(
    make: Make, encode: Encode
) -> None:
    large = encode(np.zeros((1100, 1000, 3), np.uint8))
    with pytest.raises(ImageTooLargeError):
        make(max_megapixels=1).convert(large)


def test_half_a_file_is_reported_as_such(make: Make, draw: Draw, encode: Encode) -> None:
    data = encode(draw())
    with pytest.raises(CorruptImageError):
        make().convert(data[: len(data) // 2])


def test_a_file_that_is_not_there_is_reported_as_such(make: Make, tmp_path: Any) -> None:
    with pytest.raises(InputNotFoundError):
        make().convert(tmp_path / "gone.jpg")


def test_nothing_is_found_outside_a_region(make: Make, draw: Draw) -> None:
    cutout = make(region="0 0 28px 100%", edges="plain")(Image(draw()))
    assert cutout.size_hw == (48, 64)
    assert cutout.alpha[24, 20] == 1
    assert not cutout.alpha[:, 28:].any()
    assert not cutout.foreground[:, 28:].any()


def test_a_region_is_in_pixels_of_the_file_though_it_is_shrunk(
    make: Make, draw: Draw, encode: Encode
) -> None:
    large = np.repeat(np.repeat(draw(), 16, axis=0), 16, axis=1)
    encoded = make(region="0 0 448px 768px", megapixels=0.05, edges="plain").convert(encode(large))
    height, width = encoded.size_hw
    assert height * width <= 50_000
    alpha = codecs.read(encoded.data).unit_alpha()
    assert alpha is not None
    assert alpha[height // 2, round(width * 0.3)] == 1
    assert not alpha[:, round(width * 0.45) :].any()


def test_eight_bits_are_given_where_asked_for(make: Make, draw: Draw) -> None:
    cutout = make(eight_bits=True)(Image(draw().astype(np.uint16) * 257))
    assert cutout.foreground.dtype == np.uint8
    assert cutout.foreground[24, 28].tolist() == draw()[24, 28].tolist()


@pytest.mark.parametrize("background", [None, "white", "blur"])
def test_a_trimmed_subject_keeps_its_shadow(background: str | None, make: Make, draw: Draw) -> None:
    bare = make(trim=True, edges="plain")(Image(draw()))
    shaded = make(trim=True, edges="plain", shadow="drop", background=background)(Image(draw()))
    assert shaded.size_hw > bare.size_hw
    if background is None:
        assert 0.1 < shaded.alpha[-2, 14] < 0.6


def test_a_scaled_subject_lies_over_its_background_with_its_shadow(make: Make, draw: Draw) -> None:
    cutout = make(scale="50%", shadow="drop", background="white")(Image(draw()))
    assert cutout.size_hw == (48, 64)
    assert (cutout.alpha == 1).all()
    assert cutout.foreground[24, 32].tolist() == [230] * 3
    assert cutout.foreground[36, 33].max() < 250


@pytest.mark.parametrize(
    "options",
    [
        {"scale": "80%", "background": "blur"},
        {"position": "center", "background": "blur:3"},
        {"shadow_opacity": 20.0},
        {"shadow": "drop", "matte_only": True},
        {"scale": "5%"},
        {"position": "left"},
        {"region": "1 2 3"},
        {"margin": "1 2 3", "trim": True},
        {"megapixels": 0.0},
        {"megapixels": float("nan")},
    ],
)
def test_what_cannot_be_is_said_before_any_picture(options: dict[str, Any], make: Make) -> None:
    with pytest.raises(OptionError):
        make(**options)


def test_bits_that_a_codec_lost_are_in_the_result_s_notes(make: Make) -> None:
    info = ImageInfo(bit_depth=10, notes=("its 10 bits a channel were read as 8",))
    cutout = make()(Image(np.zeros((8, 8, 3), np.uint8), info=info))
    assert cutout.notes == info.notes


@pytest.mark.parametrize("layered", [False, True])
def test_a_matte_with_an_outline_is_of_both_as_a_sticker_is_cut(
    tiny_model: str, layered: bool
) -> None:
    pixels = np.full((40, 40, 3), 200, np.uint8)
    alpha = np.zeros((40, 40), np.float32)
    alpha[15:25, 15:25] = 1
    remover = build(Options(model=tiny_model, matte_only=True, outline="20% white"))
    both = remover.compose(Cutout(pixels, alpha, Image(pixels)), layered=layered)
    assert both.alpha[20, 13] > 0.99
    assert both.alpha[20, 10] == 0
    assert both.layers == ()
