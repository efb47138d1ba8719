"""A person composes: backgrounds, outline, turns, canvas, shops; the downloaded pixels tell."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.server.conftest import encoded, opened
from tests.studio.conftest import Studio, drawn, picture

from nukki import codecs

pytestmark = pytest.mark.browser

INSIDE, OUTSIDE = (300, 400), (300, 100)
"""Row and column in the square, and left of it."""


def cut(studio: Studio) -> None:
    studio.drop(picture())
    studio.wait_until_cut()
    studio.page.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)")


def disc() -> NDArray[np.uint8]:
    """(600, 800) opaque in the middle of the square."""
    y, x = np.mgrid[:600, :800]
    return np.asarray((np.hypot(y - 300, x - 400) < 110) * 255, np.uint8)


def slide(studio: Studio, name: str, value: float) -> None:
    studio.page.evaluate(
        """([id, value]) => {
          const slider = document.getElementById(id);
          slider.value = value;
          slider.dispatchEvent(new Event("input", { bubbles: true }));
        }""",
        [name, value],
    )


def colour(studio: Studio, name: str, value: str) -> None:
    slide(studio, name, value)  # type: ignore[arg-type]


def test_a_gradient_lies_behind_the_subject(studio: Studio) -> None:
    cut(studio)
    studio.choose("ground", "gradient")
    colour(studio, "colour", "#ff0000")
    colour(studio, "end", "#0000ff")
    result = studio.result()
    assert result[0, 5, 0] > 250
    assert result[-1, 5, 2] > 250
    np.testing.assert_array_equal(result[INSIDE][:3], drawn()[INSIDE])


def test_a_gradient_on_the_screen_is_the_one_that_is_downloaded(studio: Studio) -> None:
    cut(studio)
    studio.choose("ground", "gradient")
    studio.page.select_option("#angle", "radial")
    colour(studio, "end", "#203040")
    studio.page.wait_for_timeout(200)
    shown = screen(studio)
    x, y = (round(one) for one in studio.at(60, 60))
    result = studio.result()
    assert np.abs(shown[y, x, :3].astype(int) - result[60, 60, :3]).max() <= 4


def screen(studio: Studio) -> Any:
    return np.asarray(opened(studio.page.screenshot()))


def test_a_background_photo_is_enlarged_and_moved(studio: Studio) -> None:
    cut(studio)
    quarters = np.zeros((60, 80, 3), np.uint8)
    quarters[30:, 40:] = (0, 200, 0)
    file = {"name": "quarters.png", "mimeType": "image/png", "buffer": encoded(quarters)}
    studio.page.set_input_files("#ground-file", file)
    slide(studio, "zoom", 200)
    slide(studio, "across", 100)
    slide(studio, "down", 100)
    result = studio.result()
    assert (result[10, 10, :3] == (0, 200, 0)).all()
    studio.page.wait_for_timeout(200)
    x, y = (round(one) for one in studio.at(80, 80))
    assert np.abs(screen(studio)[y, x, :3].astype(int) - (0, 200, 0)).max() <= 4


def test_a_blurred_ground_has_no_halo_of_the_subject_on_screen_or_in_the_file(
    studio: Studio,
) -> None:
    cut(studio)
    studio.choose("ground", "blur")
    slide(studio, "blur", 6)
    result = studio.result()
    studio.page.wait_for_timeout(300)
    shown = screen(studio)
    x, y = (round(one) for one in studio.at(215, 300))  # 35 pixels left of the bright square
    assert result[300, 215, :3].max() < 60
    assert shown[y, x, :3].max() < 60


def test_an_outline_runs_round_the_subject(studio: Studio) -> None:
    cut(studio)
    colour(studio, "rim", "#00ff00")
    slide(studio, "outline", 5)
    result = studio.result()
    row = result[300]
    edge = int(np.argmax(row[:, 3] > 128))
    assert abs(edge - (250 - 15)) < 14  # the toy network sees 32 pixels across
    assert (row[edge + 2, :3] == (0, 255, 0)).all()


def test_a_turned_and_mirrored_picture_comes_out_so_and_survives_a_reload(studio: Studio) -> None:
    cut(studio)
    before = studio.result()
    studio.page.click("#turn-right")
    studio.page.click("#mirror")
    expected = np.rot90(before, -1)[:, ::-1]
    np.testing.assert_array_equal(studio.result(), expected)
    studio.page.click("#turn-left")
    np.testing.assert_array_equal(studio.result(), before[::-1])
    studio.page.wait_for_timeout(1200)
    studio.page.reload()
    studio.wait_until_cut()
    np.testing.assert_array_equal(studio.result(), before[::-1])


def test_a_turn_is_applied_to_all(studio: Studio) -> None:
    files = [
        {"name": name, "mimeType": "image/png", "buffer": picture(drawn((120, 160)))}
        for name in ("a.png", "b.png")
    ]
    studio.page.set_input_files("#file", files)
    studio.until("document.querySelectorAll('studio-strip li[data-state=done]').length === 2")
    studio.page.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)")
    studio.page.click("#turn-right")
    studio.page.click("#turn-all")
    studio.page.keyboard.press("PageDown")
    studio.wait_until_cut()
    assert studio.result().shape[:2] == (160, 120)


def test_a_canvas_has_exactly_its_size(studio: Studio) -> None:
    cut(studio)
    studio.page.select_option("#canvas", "own")
    studio.page.fill("#canvas-width", "500")
    studio.page.fill("#canvas-height", "300")
    studio.page.press("#canvas-height", "Tab")
    slide(studio, "fill", 50)
    result = studio.result()
    assert result.shape == (300, 500, 4)
    rows = np.flatnonzero((result[..., 3] > 128).any(axis=1))
    assert abs((rows[-1] - rows[0]) - 150) < 12


def test_another_size_is_the_longest_side(studio: Studio) -> None:
    cut(studio)
    studio.page.select_option("#out-size", "own")
    studio.page.fill("#own-size", "444")
    studio.page.press("#own-size", "Tab")
    assert studio.result().shape == (333, 444, 4)


def test_amazons_rules_are_met_and_that_is_checked_on_the_finished_pixels(studio: Studio) -> None:
    studio.drop(encoded(np.dstack([drawn(), disc()])))  # the toy network's own edges are soft
    studio.wait_until_cut()
    studio.page.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)")
    studio.page.select_option("#outlet", "amazon-main")
    assert "Amazon" in studio.page.inner_text("#outlet-source")
    studio.page.click("#check")
    studio.page.wait_for_selector("#findings li")
    verdicts = studio.page.eval_on_selector_all(
        "#findings li", "(all) => all.map((one) => one.dataset.passed)"
    )
    assert set(verdicts) == {"true"}
    result = studio.result()
    assert result.shape == (2000, 2000, 3)
    assert (result[:20] == 255).all()


def test_the_subject_takes_on_the_light_of_its_new_background(studio: Studio) -> None:
    cut(studio)
    assert studio.page.is_hidden("#wrap")
    studio.choose("ground", "colour")
    studio.page.fill("#colour", "#ffffff")
    plain = studio.result()
    for slider in ("#match", "#wrap"):
        studio.page.fill(slider, "100")
    lit = studio.result()
    assert lit[INSIDE].astype(int).sum() > plain[INSIDE].astype(int).sum()
    assert (lit[OUTSIDE] == plain[OUTSIDE]).all()


def test_a_passport_photo_has_its_offices_size_and_resolution(studio: Studio) -> None:
    cut(studio)
    studio.page.select_option("#outlet", "korea-passport")
    assert "Foreign Affairs" in studio.page.inner_text("#outlet-source")
    assert studio.result().shape == (531, 413, 3)
    studio.page.click("#check")
    studio.page.wait_for_selector('#findings li[data-passed="null"]')
    told = studio.page.inner_text('#findings li[data-passed="null"] >> nth=0')
    assert "Height of the head" in told
    assert "check by hand" in told


def test_after_an_office_a_canvas_of_ones_own_is_filled_as_usual(studio: Studio) -> None:
    cut(studio)
    studio.page.select_option("#outlet", "us-passport")
    studio.page.select_option("#canvas", "1080x1080")
    assert studio.page.input_value("#outlet") == ""
    assert studio.result().shape[:2] == (1080, 1080)


def test_a_background_that_is_not_white_is_found_by_the_check(studio: Studio) -> None:
    cut(studio)
    studio.page.select_option("#outlet", "amazon-main")
    studio.page.click('[data-colour="#d9dde3"]')
    studio.page.click("#check")
    studio.page.wait_for_selector('#findings li[data-passed="false"]')
    assert "Background" in studio.page.inner_text('#findings li[data-passed="false"] >> nth=0')


def test_the_proof_shows_what_a_download_will_give(studio: Studio) -> None:
    cut(studio)
    studio.page.select_option("#canvas", "1080x1920")
    studio.choose("ground", "colour")
    studio.until(
        "Math.abs(document.getElementById('proof-image').naturalHeight /"
        " document.getElementById('proof-image').naturalWidth - 16 / 9) < 0.02"
    )


def test_the_matte_alone_is_grey(studio: Studio) -> None:
    cut(studio)
    studio.page.check("#matte")
    result = studio.result()
    assert result.shape == (600, 800)
    assert result[INSIDE] == 255
    assert result[OUTSIDE] == 0


def test_a_psd_holds_the_photo_under_a_mask_and_the_background(studio: Studio) -> None:
    psd_tools = pytest.importorskip("psd_tools")
    cut(studio)
    studio.choose("ground", "colour")
    studio.page.select_option("#format", "psd")
    path = studio.download()
    document = psd_tools.PSDImage.open(path)
    assert [layer.name for layer in document] == ["Background", "Subject"]
    hidden = np.asarray(document[1].topil(apply_icc=False))[..., :3]
    np.testing.assert_array_equal(hidden[OUTSIDE], drawn()[OUTSIDE])


def test_an_svg_is_clipped_by_a_path(studio: Studio) -> None:
    cut(studio)
    studio.page.select_option("#format", "svg")
    text = studio.download().read_text()
    assert "<clipPath" in text
    assert text.count("<image") == 1


def test_the_photos_profile_is_kept(studio: Studio, tmp_path: Path) -> None:
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    stream = io.BytesIO()
    opened(picture()).save(stream, "PNG", icc_profile=profile)
    studio.drop(stream.getvalue())
    studio.wait_until_cut()
    assert codecs.read(studio.download()).info.icc_profile == profile


def test_what_is_copied_is_the_result(studio: Studio) -> None:
    studio.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    cut(studio)
    studio.page.click("#copy")
    studio.until("document.getElementById('status').textContent === 'Copied'")
    data = studio.page.evaluate(
        """async () => {
          const [item] = await navigator.clipboard.read();
          const blob = await item.getType("image/png");
          return [...new Uint8Array(await blob.arrayBuffer())];
        }"""
    )
    copied = np.asarray(opened(bytes(data)))
    assert copied.shape[:2] == (600, 800)
    assert copied[INSIDE][3] == 255
    assert copied[OUTSIDE][3] == 0


def test_without_the_server_a_gradient_is_laid_here(studio: Studio) -> None:
    cut(studio)
    studio.choose("ground", "gradient")
    colour(studio, "colour", "#ff0000")
    colour(studio, "end", "#0000ff")
    studio.page.wait_for_timeout(600)
    studio.page.context.set_offline(True)
    result = studio.result()
    studio.page.context.set_offline(False)
    studio.said.clear()  # the browser itself logs that the server is away
    assert result[0, 5, 0] > 250
    assert result[-1, 5, 2] > 250


@pytest.mark.parametrize("kind", ["drop", "contact", "cast"])
def test_a_shadow_lies_beside_the_subject_and_leaves_it_as_it_was(
    studio: Studio, kind: str
) -> None:
    cut(studio)
    plain = studio.result()
    studio.page.select_option("#shadow", kind)
    result = studio.result()
    beside = plain[..., 3] == 0
    assert (result[..., 3][beside] > 0).sum() > 500
    np.testing.assert_array_equal(result[INSIDE], plain[INSIDE])


def test_a_margin_is_kept_round_the_subject(studio: Studio) -> None:
    cut(studio)
    studio.page.check("#trim", force=True)
    close = studio.result().shape
    slide(studio, "margin", 20)
    wide = studio.result().shape
    assert wide[0] > 1.3 * close[0]
    assert wide[1] > 1.3 * close[1]


def test_a_setting_holds_for_every_picture_of_the_batch(studio: Studio) -> None:
    files = [
        {"name": name, "mimeType": "image/png", "buffer": picture()} for name in ("a.png", "b.png")
    ]
    studio.page.set_input_files("#file", files)
    studio.until("document.querySelectorAll('studio-strip li[data-state=done]').length === 2")
    studio.page.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)")
    studio.choose("ground", "colour")
    colour(studio, "colour", "#ff0000")
    with zipfile.ZipFile(studio.download("#download-all")) as archive:
        for name in archive.namelist():
            result = np.asarray(opened(archive.read(name)).convert("RGBA"))
            assert tuple(result[OUTSIDE]) == (255, 0, 0, 255)


def test_an_office_s_photo_comes_on_paper_in_its_true_size(studio: Studio) -> None:
    cut(studio)
    studio.page.wait_for_selector("#outlet-panel:not([hidden])")
    assert not studio.page.is_visible("#sheet-row")
    studio.page.select_option("#outlet", "singapore-passport")
    studio.page.select_option("#sheet", "10x15cm")
    path = studio.download()
    sheet = opened(path.read_bytes())
    inches = [side / dpi for side, dpi in zip(sheet.size, sheet.info["dpi"], strict=True)]
    assert sorted(inches) == pytest.approx([10 / 2.54, 15 / 2.54], abs=0.01)
    studio.page.click("#check")
    studio.page.wait_for_selector("#findings li")
    assert "400 × 514" in studio.page.inner_text("#findings")  # of one picture, not of the sheet


def test_a_canvas_of_one_s_own_comes_on_paper_too_and_in_the_small_picture(studio: Studio) -> None:
    cut(studio)
    studio.page.select_option("#canvas", "1080x1080")
    studio.page.select_option("#sheet", "A4")
    studio.page.select_option("#format", "pdf")
    path = studio.download()
    assert path.suffix == ".pdf"
    assert b"/MediaBox[0 0 595" in path.read_bytes()
    tall = "(image) => image.naturalHeight > image.naturalWidth"
    studio.until(f"({tall})(document.getElementById('proof-image'))")
