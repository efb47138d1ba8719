"""The interface that code written against rembg 2.0.86 relies on."""

from __future__ import annotations

import importlib
import inspect

import pytest

import nukki
from nukki.rembg import new_session, remove

# inspect.signature(rembg.remove) of rembg 2.0.86: names and defaults, in order
REMBG_REMOVE = (
    ("data", inspect.Parameter.empty),
    ("alpha_matting", False),
    ("alpha_matting_foreground_threshold", 240),
    ("alpha_matting_background_threshold", 10),
    ("alpha_matting_erode_size", 10),
    ("session", None),
    ("only_mask", False),
    ("post_process_mask", False),
    ("decontaminate", False),
    ("vitmatte", False),
    ("vitmatte_model", None),
    ("bgcolor", None),
    ("force_return_bytes", False),
)


def test_remove_takes_what_rembg_takes_in_the_same_order() -> None:
    positional = [
        (item.name, item.default)
        for item in inspect.signature(remove).parameters.values()
        if item.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
    ]
    assert tuple(positional) == REMBG_REMOVE


def test_remove_tolerates_more_arguments_as_rembg_does() -> None:
    kinds = {item.kind for item in inspect.signature(remove).parameters.values()}
    assert {inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD} <= kinds


def test_legacy_edges_are_off_and_only_a_keyword() -> None:
    legacy = inspect.signature(remove).parameters["legacy_edges"]
    assert legacy.default is False
    assert legacy.kind is inspect.Parameter.KEYWORD_ONLY


def test_new_session_takes_a_name_first_and_sess_opts_by_keyword() -> None:
    parameters = inspect.signature(new_session).parameters
    assert next(iter(parameters)) == "model_name"
    assert parameters["sess_opts"].kind is inspect.Parameter.KEYWORD_ONLY


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("nukki.rembg", "__version__"),
        ("nukki.rembg.bg", "remove"),
        ("nukki.rembg.bg", "ReturnType"),
        ("nukki.rembg.bg", "naive_cutout"),
        ("nukki.rembg.bg", "putalpha_cutout"),
        ("nukki.rembg.bg", "post_process"),
        ("nukki.rembg.bg", "apply_background_color"),
        ("nukki.rembg.bg", "fix_image_orientation"),
        ("nukki.rembg.bg", "get_concat_v_multi"),
        ("nukki.rembg.bg", "get_concat_v"),
        ("nukki.rembg.bg", "download_models"),
        ("nukki.rembg.sessions", "sessions_names"),
        ("nukki.rembg.session_factory", "new_session"),
    ],
)
def test_a_name_that_people_import_is_where_rembg_has_it(module: str, name: str) -> None:
    assert hasattr(importlib.import_module(module), name)


@pytest.mark.parametrize("name", nukki.__all__)
def test_every_public_name_of_nukki_loads(name: str) -> None:
    assert getattr(nukki, name) is not None
    assert name in dir(nukki)


def test_the_functions_are_not_hidden_by_the_modules_beside_them() -> None:
    importlib.import_module("nukki.rembg.bg")
    assert callable(nukki.remove)
    assert nukki.remove is remove


def test_an_unknown_name_of_nukki_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'remvoe'"):
        nukki.remvoe  # noqa: B018
