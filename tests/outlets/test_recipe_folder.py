"""Recipes by name, and those that strangers send."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nukki.core.errors import InputError, InputNotFoundError, OptionError, UnknownNameError
from nukki.core.options import Options
from nukki.outlets import held_of, make_recipe, read_recipes


def test_each_recipe_is_called_as_its_file_is(tmp_path: Path) -> None:
    (tmp_path / "web.json").write_text('{"size": "800"}')
    (tmp_path / "print.json").write_text('{"format": "tiff"}')
    (tmp_path / "notes.txt").write_text("no recipe")
    found = read_recipes(tmp_path)
    assert list(found) == ["print", "web"]
    assert found["web"].recipe.products[0].options.size == "800"


def test_a_name_that_is_not_there_is_told_with_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "shop.json").write_text("{}")
    with pytest.raises(UnknownNameError, match="no recipe named 'shpo'; did you mean shop"):
        read_recipes(tmp_path)["shpo"]


def test_a_bad_file_is_one_line_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "shop.json").write_text('{"backgruond": "white"}')
    with pytest.raises(UnknownNameError, match=r"shop\.json: no option named 'backgruond'"):
        read_recipes(tmp_path)


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    pytest.importorskip("yaml", reason="needs: pip install 'nukki[bulk]'")
    (tmp_path / "shop.json").write_text("{}")
    (tmp_path / "shop.yaml").write_text("{}")
    with pytest.raises(OptionError, match="another recipe 'shop'"):
        read_recipes(tmp_path)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputNotFoundError, match="expected a folder"):
        read_recipes(tmp_path / "none")


def test_what_a_recipe_does_not_say_is_as_the_base_has_it() -> None:
    base = Options(preset="best", quality=70)
    main, web = make_recipe(
        {"outputs": {"main": {"outlet": "ebay"}, "web": None}}, base=base
    ).products
    assert (main.options.preset, main.options.quality) == ("best", 92)
    assert (web.options.preset, web.options.quality) == ("best", 70)


def test_a_text_may_be_json_or_yaml() -> None:
    pytest.importorskip("yaml", reason="needs: pip install 'nukki[bulk]'")
    held = {"outputs": {"a": {"size": "80"}}}
    assert held_of(json.dumps(held)) == held
    assert held_of("outputs:\n  a: {size: '80'}\n") == held


def test_a_sent_yaml_cannot_multiply_itself() -> None:
    pytest.importorskip("yaml", reason="needs: pip install 'nukki[bulk]'")
    with pytest.raises(InputError, match=r"shop\.yaml: expected YAML without aliases"):
        held_of("a: &a [1, 1]\nb: [*a, *a]\n", called="shop.yaml")


def test_a_text_that_is_nested_too_deep_is_no_recipe() -> None:
    with pytest.raises(InputError, match="expected JSON"):
        held_of('{"a":' * 100_000)
