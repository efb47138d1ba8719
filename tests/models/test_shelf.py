"""What every model on the shelf promises."""

from __future__ import annotations

import re
from importlib.metadata import EntryPoint

import pytest

from nukki import models
from nukki.core.errors import OptionError, UnknownNameError
from nukki.core.options import Options
from nukki.core.spec import ModelSpec, UrlSource, WeightFile
from nukki.stages.things import ANSWERS

SHELF = models.builtin()
every_model = pytest.mark.parametrize("spec", SHELF.values(), ids=lambda spec: spec.name)
every_network = pytest.mark.parametrize(
    "spec", [spec for spec in SHELF.values() if spec.weights], ids=lambda spec: spec.name
)
every_file = pytest.mark.parametrize(
    "file", [file for spec in SHELF.values() for file in spec.weights], ids=lambda file: file.name
)


@every_model
def test_a_name_can_be_typed_and_be_a_file_name(spec: ModelSpec) -> None:
    assert re.fullmatch(r"[a-z0-9][a-z0-9_.-]*", spec.name)


@every_model
def test_a_summary_is_one_short_line(spec: ModelSpec) -> None:
    assert 3 <= len(spec.summary) <= 80
    assert "\n" not in spec.summary


@every_model
def test_a_licence_is_named_and_what_it_forbids_is_explained(spec: ModelSpec) -> None:
    assert spec.licence.name
    assert spec.licence.commercial or spec.licence.note


@every_model
def test_where_a_model_comes_from_is_said(spec: ModelSpec) -> None:
    assert spec.homepage.startswith("https://")
    assert spec.paper


@every_network
def test_a_network_can_be_fed(spec: ModelSpec) -> None:
    assert spec.preprocess is not None
    assert all(side % spec.preprocess.multiple == 0 for side in spec.preprocess.size_hw)
    assert min(spec.preprocess.size_hw) >= 32
    assert all(0.0 <= mean <= 1.0 for mean in spec.preprocess.mean)
    # Of 1 / 255 are networks that were trained on bytes.
    assert all(0.1 <= std <= 2.0 or std == 1 / 255 for std in spec.preprocess.std)


@every_model
def test_classes_are_named_when_and_only_when_the_output_has_classes(spec: ModelSpec) -> None:
    assert bool(spec.output.classes) == (spec.segments in ("classes", "clothes"))
    assert bool(spec.output.classes) >= (spec.output.decode in ("argmax", *ANSWERS))


@every_network
def test_the_graph_is_named_after_its_model_so_that_errors_can_name_the_model(
    spec: ModelSpec,
) -> None:
    assert spec.weights[0].name in {f"{spec.name}.{suffix}" for suffix in ("onnx", "tflite", "pth")}


@every_file
def test_a_file_is_pinned_by_size_and_digest(file: WeightFile) -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", file.sha256)
    assert re.fullmatch(r"[0-9a-f]{32}|", file.md5)
    assert file.size > 100_000


@every_file
def test_a_file_has_a_source_and_addresses_are_https(file: WeightFile) -> None:
    assert file.sources
    urls = [source.url for source in file.sources if isinstance(source, UrlSource)]
    assert all(url.startswith("https://") for url in urls)


def test_no_two_files_share_a_name_or_a_digest() -> None:
    files = [file for spec in SHELF.values() for file in spec.weights]
    assert len({file.name for file in files}) == len(files)
    assert len({file.sha256 for file in files}) == len(files)


def test_the_default_model_is_there_small_and_free_for_commercial_use() -> None:
    default = SHELF[Options().model]
    assert default.licence.commercial
    assert default.weights[0].size < 10_000_000


@pytest.mark.parametrize("name", ["bria-rmbg", "bria-rmbg-1.4", "u2net_cloth_seg"])
def test_models_that_are_not_free_for_commercial_use_are_marked(name: str) -> None:
    assert not SHELF[name].licence.commercial


@pytest.mark.parametrize("name", ["isnet-imgly", "isnet-imgly-small"])
def test_imgly_files_say_that_they_come_under_the_agpl(name: str) -> None:
    assert SHELF[name].licence.name == "AGPL-3.0"
    assert "AGPL-3.0" in SHELF[name].licence.note


@pytest.mark.parametrize("name", [name for name in SHELF if name.startswith("birefnet")])
def test_birefnet_graphs_end_in_logits(name: str) -> None:
    assert SHELF[name].output.decode == "sigmoid"


def test_a_misspelt_model_gets_the_nearest_name() -> None:
    with pytest.raises(UnknownNameError, match="did you mean u2netp"):
        SHELF["u2net-p"]


def test_a_plugin_may_bring_one_spec_or_several() -> None:
    one = EntryPoint("one", "nukki.models.modnet:SPECS", "nukki.models")
    assert models.plugins([one]) == (SHELF["modnet"],)


def test_a_plugin_that_cannot_be_imported_is_named() -> None:
    gone = EntryPoint("gone", "no_such_package:SPECS", "nukki.models")
    with pytest.raises(OptionError, match=r"'gone' .* cannot be imported"):
        models.plugins([gone])


def test_a_plugin_that_is_no_spec_is_named() -> None:
    wrong = EntryPoint("wrong", "nukki.models.modnet:__name__", "nukki.models")
    with pytest.raises(OptionError, match=r"'wrong' .* expected a ModelSpec"):
        models.plugins([wrong])


def test_without_plugins_there_are_none() -> None:
    assert models.plugins([]) == ()
