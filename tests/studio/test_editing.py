"""A person cuts a photo out, corrects it, and looks at the pixels that were downloaded."""

from __future__ import annotations

import zipfile
from base64 import b64encode
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.server.clients.rig import listening
from tests.server.conftest import encoded, opened
from tests.studio.conftest import Studio, drawn, opened_studio, picture

from nukki.core.strokes import Stroke, read_strokes
from nukki.server.app import create_app
from nukki.server.settings import ServerSettings
from nukki.stages.strokes import retouch

pytestmark = pytest.mark.browser

INSIDE, OUTSIDE = (400, 300), (100, 300)
"""Of the drawn photo: x and y in the square, and left of it."""


def cut(studio: Studio, pixels: NDArray[Any] | None = None) -> None:
    studio.drop(picture(pixels))
    studio.wait_until_cut()


def alpha_at(result: NDArray[Any], place: tuple[int, int]) -> int:
    return int(result[place[1], place[0], 3])


def test_a_dropped_photo_comes_back_cut_out_at_its_size(studio: Studio) -> None:
    cut(studio)
    result = studio.result()
    assert result.shape == (600, 800, 4)
    assert alpha_at(result, INSIDE) == 255
    assert alpha_at(result, OUTSIDE) == 0


def test_keep_makes_opaque_what_it_touched_and_nothing_else(studio: Studio) -> None:
    cut(studio)
    before = studio.result()
    studio.brush("b", (60, 300), (140, 300))
    after = studio.result()
    assert (after[295:305, 60:140, 3] == 255).all()
    np.testing.assert_array_equal(after[295:305, 60:140, :3], drawn()[295:305, 60:140])
    np.testing.assert_array_equal(after[:, 200:], before[:, 200:])
    np.testing.assert_array_equal(after[:270], before[:270])


def test_erase_makes_transparent_and_blanks_the_colours(studio: Studio) -> None:
    cut(studio)
    studio.brush("e", (400, 250), (400, 350))
    result = studio.result()
    assert (result[250:350, 395:405] == 0).all()
    assert alpha_at(result, (300, 300)) == 255


def test_undo_gives_back_the_same_file_and_redo_the_correction(studio: Studio) -> None:
    cut(studio)
    before = studio.result()
    studio.brush("e", INSIDE, (430, 330))
    corrected = studio.result()
    studio.page.keyboard.press("Control+z")
    np.testing.assert_array_equal(studio.result(), before)
    studio.page.keyboard.press("Control+Shift+z")
    np.testing.assert_array_equal(studio.result(), corrected)


def test_a_colour_lies_behind_the_subject(studio: Studio) -> None:
    cut(studio)
    studio.choose("ground", "colour")
    studio.page.click('[data-colour="#2f80ed"]')
    result = studio.result()
    assert tuple(result[OUTSIDE[1], OUTSIDE[0], :3]) == (0x2F, 0x80, 0xED)
    np.testing.assert_array_equal(result[300, 400, :3], drawn()[300, 400])


def test_a_photo_lies_behind_the_subject(studio: Studio) -> None:
    cut(studio)
    green = np.zeros((90, 120, 3), np.uint8)
    green[..., 1] = 200
    file = {"name": "green.png", "mimeType": "image/png", "buffer": encoded(green)}
    studio.page.set_input_files("#ground-file", file)
    assert tuple(studio.result()[OUTSIDE[1], OUTSIDE[0], :3]) == (0, 200, 0)


def test_a_crop_keeps_the_subject(studio: Studio) -> None:
    cut(studio)
    studio.page.click("text=Crop >> nth=0")
    studio.page.check("#trim")
    assert studio.page.is_visible(".crop-frame")
    height, width, _ = studio.result().shape
    assert abs(height - 300) <= 24  # the toy network sees 32 pixels across
    assert abs(width - 300) <= 24


@pytest.mark.parametrize(
    ("name", "suffix"), [("webp", ".webp"), ("jpeg", ".jpg"), ("avif", ".avif"), ("tiff", ".tif")]
)
def test_other_formats_keep_the_size(studio: Studio, name: str, suffix: str) -> None:
    cut(studio)
    studio.page.select_option("#format", name)
    path = studio.download()
    assert path.name == f"square{suffix}"
    assert opened(path.read_bytes()).size == (800, 600)


def test_a_stroke_asked_of_the_server_finds_the_edge(studio: Studio) -> None:
    cut(studio)
    studio.brush("e", (400, 300), (420, 300))
    studio.page.check("#smart")
    studio.brush("b", (396, 300), (424, 300))
    studio.until("!document.body.classList.contains('making')")
    assert studio.page.locator("#steps li").count() == 3
    result = studio.result()
    assert alpha_at(result, (410, 300)) == 255
    assert alpha_at(result, OUTSIDE) == 0


def saved_strokes(studio: Studio) -> tuple[Stroke, ...]:
    studio.page.evaluate("document.getElementById('steps-panel').open = true")
    return read_strokes(studio.download("#save-strokes").read_text())


def test_strokes_are_saved_as_the_library_reads_them(studio: Studio) -> None:
    cut(studio)
    studio.brush("e", (400, 160), (400, 440))
    studio.page.check("#smart")
    studio.brush("b", (396, 200), (404, 200))
    studio.until("!document.body.classList.contains('making')")
    erased, kept = saved_strokes(studio)
    assert (erased.kind, erased.hard, kept.kind, kept.hard) == ("erase", True, "keep", False)
    alpha = np.asarray(studio.result()[..., 3], np.float32) / 255
    again = retouch(drawn(), np.ones((600, 800), np.float32), [erased]).alpha
    middle = np.s_[380:430, 398:402]  # of the eraser's way, away from what was kept
    np.testing.assert_array_equal(again[middle], alpha[middle])


def test_strokes_are_still_there_after_a_reload_and_not_when_undone(studio: Studio) -> None:
    cut(studio)
    studio.brush("e", INSIDE, (430, 330))
    studio.brush("b", (60, 300), (140, 300))
    studio.page.keyboard.press("Control+z")
    studio.page.wait_for_timeout(1200)
    studio.page.reload()
    studio.wait_until_cut()
    assert [stroke.kind for stroke in saved_strokes(studio)] == ["erase"]
    studio.page.keyboard.press("Control+z")
    assert studio.page.is_disabled("#save-strokes")


def test_what_was_corrected_survives_a_reload_with_its_steps(studio: Studio) -> None:
    cut(studio)
    before = studio.result()
    studio.brush("e", INSIDE, (430, 330))
    corrected = studio.result()
    studio.page.wait_for_timeout(1200)
    studio.page.reload()
    studio.wait_until_cut()
    np.testing.assert_array_equal(studio.result(), corrected)
    studio.page.keyboard.press("Control+z")
    np.testing.assert_array_equal(studio.result(), before)


def test_several_files_become_a_zip_that_keeps_their_names(studio: Studio) -> None:
    files = [
        {"name": name, "mimeType": "image/png", "buffer": picture(drawn((120, 160)))}
        for name in ("a.png", "a.jpeg", "내 사진.png")
    ]
    studio.page.set_input_files("#file", files)
    studio.until("document.querySelectorAll('studio-strip li[data-state=done]').length === 3")
    with zipfile.ZipFile(studio.download("#download-all")) as archive:
        assert archive.namelist() == ["a.png", "a (2).png", "내 사진.png"]
        assert archive.testzip() is None
        assert opened(archive.read("내 사진.png")).size == (160, 120)


def test_a_file_that_is_no_picture_is_told_with_the_way_out(studio: Studio) -> None:
    studio.drop(b"this is no picture", "notes.txt")
    studio.page.wait_for_selector("#trouble:visible")
    assert "Choose a JPEG" in studio.page.inner_text("#trouble-text")
    studio.said.clear()  # the browser itself logs the server's 400


def test_nothing_found_says_to_paint_and_the_brush_then_works(studio: Studio) -> None:
    cut(studio, np.full((300, 400, 3), 20, np.uint8))
    assert "paint over it with Keep" in studio.page.inner_text("#trouble-text")
    studio.brush("b", (200, 150), (210, 150))
    assert alpha_at(studio.result(), (205, 150)) == 255


def test_a_photo_of_many_pixels_shows_a_preview_and_keeps_strokes_made_on_it(
    studio: Studio,
) -> None:
    studio.drop(picture(np.kron(drawn((300, 400)), np.ones((5, 5, 1), np.uint8))))
    studio.until("document.getElementById('board').scene?.matte?.data")
    studio.brush("e", (1000, 700), (1000, 800))
    studio.wait_until_cut()
    result = studio.result()
    assert result.shape == (1500, 2000, 4)
    assert alpha_at(result, (1000, 750)) == 0
    assert alpha_at(result, (800, 750)) == 255


def test_without_the_server_the_result_is_made_here(studio: Studio) -> None:
    cut(studio)
    studio.brush("e", INSIDE, (430, 330))
    studio.page.context.set_offline(True)
    result = studio.result()
    studio.page.context.set_offline(False)
    studio.said.clear()  # the browser itself logs that the server is away
    assert result.shape == (600, 800, 4)
    assert alpha_at(result, INSIDE) == 0
    assert alpha_at(result, (300, 200)) == 255


def test_a_sixteen_bit_photo_keeps_its_depth(studio: Studio) -> None:
    import cv2

    deep = drawn().astype(np.uint16) * 257
    studio.drop(cv2.imencode(".png", deep[..., ::-1])[1].tobytes())
    studio.wait_until_cut()
    data = np.frombuffer(studio.download().read_bytes(), np.uint8)
    result = cv2.imdecode(data, cv2.IMREAD_UNCHANGED)
    assert result is not None
    assert result.dtype == np.uint16
    np.testing.assert_array_equal(result[300, 400, 2::-1], deep[300, 400])


def test_a_pasted_picture_is_cut_out(studio: Studio) -> None:
    studio.page.evaluate(
        """(base64) => {
          const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
          const carried = new DataTransfer();
          carried.items.add(new File([bytes], "", { type: "image/png" }));
          document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: carried }));
        }""",
        b64encode(picture()).decode(),
    )
    studio.wait_until_cut()
    assert alpha_at(studio.result(), INSIDE) == 255


def test_the_picture_that_is_looked_at_shows_what_will_be_downloaded(studio: Studio) -> None:
    cut(studio)
    studio.page.click("#preview")
    studio.page.wait_for_selector("#preview-dialog[open]")
    assert studio.page.inner_text("#preview-facts") == "800 × 600"
    studio.page.click("#preview-dialog button")
    assert not studio.page.is_visible("#preview-dialog")


def test_a_slider_says_how_much_of_the_old_background_leaves_the_edges(
    browser: Any, tiny_model: str, tmp_path: Path
) -> None:
    database = f"sqlite:///{tmp_path}/s.sqlite"
    settings = ServerSettings(model=tiny_model, preset="balanced", no_auth=True, database=database)
    with (
        listening(create_app(settings), port=0) as port,
        opened_studio(browser, f"http://127.0.0.1:{port}/", tmp_path) as studio,
    ):
        cut(studio)
        cleaned = studio.result()
        studio.page.locator("#decontaminate").fill("0")
        kept = studio.result()
    soft = (kept[..., 3] > 40) & (kept[..., 3] < 215)
    np.testing.assert_array_equal(kept[..., 3], cleaned[..., 3])
    np.testing.assert_array_equal(kept[soft][:, :3], drawn()[soft])
    assert not np.array_equal(kept[soft], cleaned[soft])
