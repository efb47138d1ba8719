"""Recipes: what a catalogue wants of each photo."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest
from click.testing import CliRunner

from nukki import codecs
from nukki.cli.main import app
from nukki.core.errors import InputError, InputNotFoundError, OptionError, UnknownNameError
from nukki.core.values import Cutout, Matte
from nukki.outlets import Maker, Recipe, make_recipe, read_recipe
from nukki.pipeline import Remover, build

SHOP = {
    "edges": "plain",
    "name": "{folder}/{stem}-{output}",
    "outputs": {
        "main": {"outlet": "amazon-main"},
        "small": {"size": "12", "background": "white", "format": "jpeg"},
        "clear": None,
    },
}


def shop(tiny_model: str) -> Recipe:
    return make_recipe({**SHOP, "model": tiny_model})


def test_an_outlet_brings_its_own_options(tiny_model: str) -> None:
    main, small, clear = shop(tiny_model).products
    assert (main.options.canvas, main.suffix) == ("2000x2000", ".jpg")
    assert (small.options.size, clear.suffix) == ("12", ".png")


def test_an_output_overrides_its_outlet() -> None:
    (one,) = make_recipe({"outputs": {"a": {"outlet": "ebay", "quality": 50}}}).products
    assert one.options.quality == 50


def test_an_outlet_overrides_what_stands_above_it() -> None:
    (one,) = make_recipe({"quality": 50, "outputs": {"a": {"outlet": "ebay"}}}).products
    assert one.options.quality == 92


def test_a_recipe_without_outputs_makes_one() -> None:
    recipe = make_recipe({"background": "white"})
    assert [one.name for one in recipe.products] == ["cutout"]
    assert recipe.named("a/b.jpg", recipe.products[0]) == "a/b.png"


def test_a_percentage_is_a_number_or_has_its_sign() -> None:
    for told in (30, "30", "30%"):
        (one,) = make_recipe({"background": "white", "light_wrap": told}).products
        assert one.options.light_wrap == 30
    with pytest.raises(OptionError, match="light_wrap: expected percent, like 30 or 30%, got 'no'"):
        make_recipe({"light_wrap": "no"})


def test_the_network_looks_once_at_a_photo(
    tiny_model: str, photo_bytes: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[object] = []
    look = Remover.look

    def counted(self: Remover, *given: Any, **named: Any) -> Any:
        looks.append(self)
        return look(self, *given, **named)

    monkeypatch.setattr(Remover, "look", counted)
    made = Maker(shop(tiny_model))(photo_bytes)
    assert len(looks) == 1
    assert [PIL.Image.open(io.BytesIO(one.encoded.data)).size for one in made] == [
        (2000, 2000),
        (12, 12),
        (24, 24),
    ]


def test_an_output_is_what_its_options_alone_would_make(
    tiny_model: str, photo_bytes: bytes
) -> None:
    recipe = shop(tiny_model)
    alone = build(recipe.products[1].options).convert(photo_bytes)
    assert Maker(recipe)(photo_bytes)[1].encoded.data == alone.data


def test_a_corrected_matte_is_composed_in_every_way_and_no_network_runs(
    tiny_model: str, photo_bytes: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Remover, "look", None)
    photo = codecs.read(photo_bytes, max_megapixels=1)
    alpha = np.zeros(photo.size_hw, np.float32)
    alpha[:12] = 1
    made = Maker(shop(tiny_model)).corrected(photo, Matte(alpha))
    clear = np.asarray(PIL.Image.open(io.BytesIO(made[2].encoded.data)))
    assert (clear[:11, :, 3] == 255).all()
    assert (clear[13:, :, 3] == 0).all()


def test_every_product_is_stamped(tiny_model: str, photo_bytes: bytes) -> None:
    seen: list[Cutout] = []

    def stamp(cutout: Cutout) -> Cutout:
        seen.append(cutout)
        return replace(cutout, foreground=np.full_like(cutout.foreground, 7))

    made = Maker(shop(tiny_model), stamp=stamp)(photo_bytes)
    assert len(seen) == 3
    clear = np.asarray(PIL.Image.open(io.BytesIO(made[2].encoded.data)))
    assert (clear[10:14, 10:14, :3] == 7).all()


def test_broken_rules_of_an_outlet_are_noted(tiny_model: str, photo_bytes: bytes) -> None:
    recipe = make_recipe({"model": tiny_model, "outlet": "amazon-main", "scale": "30%"})
    (made,) = Maker(recipe)(photo_bytes)
    assert [one.rule for one in made.wrong] == ["fill_min"]
    assert "Amazon, main image: fill min" in made.notes[-1]


@pytest.mark.parametrize(
    ("held", "error", "said"),
    [
        ({"backgrund": "white"}, UnknownNameError, "did you mean background"),
        ({"outlet": "amazone"}, UnknownNameError, "no outlet named"),
        ({"outputs": {"a": {"preset": "best"}}}, OptionError, "top of the recipe"),
        ({"outputs": {"a": {"quality": 0}}}, OptionError, "a: quality"),
        ({"outputs": []}, OptionError, "at least one"),
        ({"outputs": {"a": "x"}}, OptionError, "a: expected options"),
        ({"instance": "all-separate"}, OptionError, "names of their own"),
        ({"name": "all"}, OptionError, "would share one"),
        ({"name": "{stem"}, OptionError, "braces"),
        ({"name": "{sku}"}, UnknownNameError, "place in a name"),
        ({"name": "../{stem}"}, OptionError, "below the target"),
        ({"name": "{stem}", "outputs": {"a": {}, "b": {}}}, OptionError, "several outputs"),
        ({"size": [800]}, OptionError, r"size: expected text, got \[800\]"),
        ({"background": False}, OptionError, "background: expected text, got False"),
        ({"canvas": {"width": 1}}, OptionError, "canvas: expected text"),
        ({"quality": "high"}, OptionError, "quality"),
        ({"name": "{stem:>999999999}"}, OptionError, "places alone"),
        ({"outputs": {"../a": {}}}, OptionError, "output's name"),
        ([1], OptionError, "options by name"),
    ],
)
def test_what_cannot_be_used_is_told(held: Any, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        make_recipe(held)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ({"size": 800}, {"size": "800"}),
        ({"trim": True, "margin": 5}, {"trim": True, "margin": "5"}),
        ({"instance": 2}, {"instance": "2"}),
        ({"keep": ["person", "bicycle"]}, {"keep": "person,bicycle"}),
        ({"background": [255, 0, 0]}, {"background": (255, 0, 0)}),
        ({"size": None}, {}),
    ],
)
def test_values_are_taken_as_people_write_them(
    written: dict[str, Any], meant: dict[str, Any]
) -> None:
    (one,) = make_recipe(written).products
    (other,) = make_recipe(meant).products
    assert one.options.selection == other.options.selection
    assert (one.options.size, one.options.margin) == (other.options.size, other.options.margin)
    assert one.options.background == other.options.background


def test_recipes_that_make_the_same_files_have_one_digest() -> None:
    first, again = make_recipe({"background": "white"}), make_recipe({"background": "white"})
    elsewhere = make_recipe({"background": "white", "offline": True})
    assert first.digest == again.digest == elsewhere.digest
    assert first.digest != make_recipe({"background": "black"}).digest


def test_a_file_of_json_needs_no_package(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(SHOP))
    assert len(read_recipe(tmp_path / "a.json").products) == 3


def test_a_file_of_yaml_is_read(tmp_path: Path) -> None:
    pytest.importorskip("yaml", reason="needs: pip install 'nukki[bulk]'")
    (tmp_path / "a.yaml").write_text("outputs:\n  main: {outlet: ebay}\n  clear:\n")
    assert [one.name for one in read_recipe(tmp_path / "a.yaml").products] == ["main", "clear"]


def test_a_file_that_is_no_recipe_is_told_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"backgrund": 1}')
    with pytest.raises(UnknownNameError, match=r"a\.json: no option named"):
        read_recipe(tmp_path / "a.json")
    (tmp_path / "a.json").write_text("{")
    with pytest.raises(InputError, match="expected JSON"):
        read_recipe(tmp_path / "a.json")
    with pytest.raises(InputNotFoundError, match="cannot be read"):
        read_recipe(tmp_path / "b.json")


def test_the_command_shows_names_and_what_a_shop_would_refuse(
    tmp_path: Path, tiny_model: str, photo_bytes: bytes
) -> None:
    recipe, photo = tmp_path / "a.json", tmp_path / "shoe.png"
    photo.write_bytes(photo_bytes)
    recipe.write_text(json.dumps({"model": tiny_model, "outlet": "ebay", "canvas": "100x100"}))
    shown = CliRunner().invoke(app, ["recipe", "check", str(recipe)])
    assert (shown.exit_code, "photos/shoe.jpg" in shown.output) == (0, True)
    checked = CliRunner().invoke(app, ["recipe", "check", str(recipe), str(photo)])
    assert checked.exit_code == 1
    assert "eBay: longest min" in checked.stderr


def test_a_sheet_of_an_outlets_photo_is_not_checked_as_one(
    tiny_model: str, photo_bytes: bytes
) -> None:
    held = {
        "model": tiny_model,
        "edges": "plain",
        "outlet": "singapore-passport",
        "offline": True,
        "outputs": {"photo": {}, "print": {"sheet": "10x15cm"}},
    }
    photo, printed = Maker(make_recipe(held))(photo_bytes)
    assert not photo.wrong
    assert printed.encoded.size_hw > photo.encoded.size_hw
    assert not printed.wrong
