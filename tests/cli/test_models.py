"""``nukki models``, ``nukki compare`` and ``nukki doctor``."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import Result
from PIL import Image as PillowImage
from tests.class_network import LARGE, LEAF, SMALL, salad, save_colours

from nukki.core.spec import WeightFile

Lay = Callable[..., Path]
Nukki = Callable[..., Result]

FEED = ("--size", "32", "--mean", "0", "--std", "1")


@pytest.fixture
def own_home(tmp_path: Path, nukki: Nukki, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ``NUKKI_HOME`` of the test's own."""
    home = tmp_path / "own-home"
    monkeypatch.setenv("NUKKI_HOME", str(home))
    return home


def test_a_graph_without_a_word_on_its_input_is_refused(nukki: Nukki, tiny_graph: Path) -> None:
    result = nukki("models", "add", str(tiny_graph), "--size", "32")
    assert result.exit_code == 2
    assert "--mean and --std: expected how the input is made" in result.output


def test_a_known_network_needs_nothing_said(nukki: Nukki, recurrent_graph: Path) -> None:
    result = nukki("models", "add", str(recurrent_graph), "--as", "rvm", "--mean", "0")
    assert result.exit_code == 2
    assert "--as rvm says how it is fed; drop --mean" in result.output


def test_what_is_not_the_known_network_is_refused(nukki: Nukki, tiny_graph: Path) -> None:
    result = nukki("models", "add", str(tiny_graph), "--as", "rvm")
    assert "its graph has no input named 'src'" in result.output


def test_a_network_that_tells_classes_says_its_terms_and_how_it_is_used(
    own_home: Path, nukki: Nukki, tmp_path: Path
) -> None:
    import onnx

    photo = onnx.parser.parse_graph(
        "g (float[1, 3, h, w] x) => (float[1, 3, h, w] y) {y = Identity(x)}"
    )
    model = onnx.helper.make_model(
        photo, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=8
    )
    onnx.save(model, tmp_path / "yolo11s-seg.onnx")
    result = nukki("models", "add", str(tmp_path / "yolo11s-seg.onnx"), "--as", "yolo-seg")
    assert result.exit_code == 0, result.output
    assert "AGPL-3.0" in result.stderr
    assert "nukki remove IN --keep person --classes yolo-seg" in result.stdout
    listed = nukki("classes").stdout
    assert "AGPL-3.0-only, not for commercial use" in listed


@pytest.mark.parametrize("words", [("--mirror",), ("--looks", "2"), ("--levels",)])
def test_a_network_with_a_memory_sees_a_frame_once(
    own_home: Path, nukki: Nukki, lay: Lay, recurrent_graph: Path, words: tuple[str, ...]
) -> None:
    lay("a.png")
    nukki("models", "add", str(recurrent_graph), "--as", "rvm")
    assert nukki("remove", "a.png", "-m", "rvm").exit_code == 0
    result = nukki("remove", "a.png", "-m", "rvm", *words)
    assert result.exit_code == 2
    assert "remembers the frames before and sees each once, as it is" in result.output


def test_the_list_tells_every_model_and_its_terms(nukki: Nukki) -> None:
    lines = nukki("models", "list").output.splitlines()
    (tiny,) = (line.split() for line in lines if line.startswith("tiny "))
    assert tiny[:4] == ["tiny", "anything", "CC0-1.0", "yes"]
    (bria,) = (line for line in lines if line.startswith("bria-rmbg "))
    assert " no " in bria


@pytest.mark.parametrize(
    ("kind", "name"), [("edges", "vitmatte-small-distinctions-646"), ("heads", "face")]
)
def test_the_list_tells_networks_that_help_and_their_terms(
    kind: str, name: str, nukki: Nukki
) -> None:
    lines = nukki("models", "list").output.splitlines()
    assert [kind, name, "Apache-2.0", "yes", "no"] in [line.split() for line in lines]


def test_the_list_as_json_tells_the_same(nukki: Nukki) -> None:
    facts = {model["name"]: model for model in json.loads(nukki("models", "list", "--json").output)}
    assert (facts["tiny"]["here"], facts["u2netp"]["default"]) == (True, True)
    assert not facts["bria-rmbg"]["commercial"]


def test_an_added_model_cuts_out_and_can_be_removed(
    own_home: Path, nukki: Nukki, lay: Lay, tiny_graph: Path
) -> None:
    lay("a.png")
    assert nukki("models", "add", str(tiny_graph), "--name", "mine", *FEED).exit_code == 0
    assert nukki("remove", "a.png", "-m", "mine").exit_code == 0
    assert nukki("models", "remove", "mine").exit_code == 0
    assert nukki("remove", "a.png", "-m", "mine").exit_code == 2


def test_an_added_network_of_classes_keeps_what_is_named(
    own_home: Path, nukki: Nukki, tmp_path: Path
) -> None:
    save_colours(tmp_path / "colours.onnx", channels_last=True)
    (tmp_path / "names.txt").write_text("background\nTomato\nLeaf\n")
    feed = ("--size", "64", "--mean", "0", "--std", "1", "--layout", "nhwc")
    added = nukki("models", "add", "colours.onnx", *feed, "--classes", "names.txt")
    assert "nukki remove IN --keep tomato --classes colours" in added.stdout
    PillowImage.fromarray(salad()).save(tmp_path / "a.png")
    asked = ("--keep", "tomato", "--classes", "colours", "-m", "kmeans", "--edges", "plain")
    assert nukki("remove", "a.png", "-o", "b.png", *asked).exit_code == 0
    alpha = np.asarray(PillowImage.open(tmp_path / "b.png"))[..., 3]
    assert [bool(alpha[place] > 127) for place in (SMALL, LEAF, LARGE)] == [True, False, True]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("--classes", "cat"), "--classes: expected voc, coco, names with commas"),
        (("--classes", "cat,dog,cat"), "each once and two at least"),
        (("--size", "64"), "has height 32, got 64"),
        (("--mean", "127.5"), "divide by 255"),
        (("--layout", "nhwc"), "with --layout nhwc it is to be (1, H, W, 3)"),
        (("--std", "1,2"), "three with commas"),
        (("--std", "0"), "positive std"),
        (("--name", "u2netp"), "comes with nukki"),
        (("--name", "No Good"), "expected lower-case"),
    ],
)
def test_a_description_that_cannot_be_is_refused(
    own_home: Path, nukki: Nukki, tiny_graph: Path, change: tuple[str, str], said: str
) -> None:
    result = nukki("models", "add", str(tiny_graph), *FEED, *change)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_file_that_is_no_graph_is_refused(own_home: Path, nukki: Nukki, lay: Lay) -> None:
    lay("a.png")
    assert nukki("models", "add", "a.png", *FEED).exit_code == 69
    assert nukki("models", "add", "missing.onnx", *FEED).exit_code == 66


def test_a_model_that_is_not_for_sale_is_marked_so(
    own_home: Path, nukki: Nukki, lay: Lay, tiny_graph: Path
) -> None:
    lay("a.png")
    nukki("models", "add", str(tiny_graph), *FEED, "--non-commercial")
    assert nukki("remove", "a.png", "-m", "tiny", "--commercial-only").exit_code == 77


def test_pulling_what_is_here_prints_where(nukki: Nukki, tiny_home: Path) -> None:
    result = nukki("models", "pull", "tiny")
    assert result.stdout == f"tiny: {tiny_home}/models/tiny/tiny.onnx\n"


def test_what_needs_no_weights_says_so(nukki: Nukki) -> None:
    assert nukki("models", "pull", "otsu").stdout == "otsu: needs no weights\n"
    assert nukki("models", "verify", "otsu").stdout == "otsu: needs no weights\n"
    assert "needs no weights" in nukki("models", "path", "otsu").stderr


def test_pulling_a_mean_tells_of_every_part(nukki: Nukki, tiny_home: Path) -> None:
    lines = nukki("models", "pull", "tiny+otsu").stdout.splitlines()
    assert sorted(line.partition(":")[0] for line in lines) == ["otsu", "tiny"]


def test_a_promptable_network_is_pulled_by_its_two_files(
    nukki: Nukki, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetched(file: WeightFile, **_: object) -> Path:
        return tmp_path / file.name

    monkeypatch.setattr("nukki.weights.locate", fetched)
    lines = nukki("models", "pull", "sam_vit_b_quant").stdout.splitlines()
    assert lines == [
        f"sam_vit_b_quant: {tmp_path}/sam_vit_b_01ec64.encoder.quant.onnx",
        f"sam_vit_b_quant: {tmp_path}/sam_vit_b_01ec64.decoder.quant.onnx",
    ]


def test_the_path_is_told(nukki: Nukki, tiny_home: Path) -> None:
    assert nukki("models", "path").stdout == f"{tiny_home}\n"
    assert nukki("models", "path", "tiny").stdout == f"{tiny_home}/models/tiny/tiny.onnx\n"


def test_the_path_of_what_is_not_here_is_an_error(nukki: Nukki) -> None:
    result = nukki("models", "path", "birefnet-cod")
    assert result.exit_code == 69
    assert "nukki models pull birefnet-cod" in result.stderr


def test_sound_weights_are_verified(nukki: Nukki) -> None:
    result = nukki("models", "verify", "tiny")
    assert result.exit_code == 0
    assert result.stdout.startswith("tiny: ok, ")


@pytest.mark.parametrize("names", [(), ("tiny",)])
def test_spoilt_weights_are_told(
    own_home: Path, nukki: Nukki, tiny_home: Path, names: tuple[str, ...]
) -> None:
    shutil.copytree(tiny_home, own_home)
    (own_home / "models" / "tiny" / "tiny.onnx").write_bytes(b"spoilt")
    result = nukki("models", "verify", *names)
    assert result.exit_code == 69
    assert "nukki: error: tiny: " in result.stderr


def test_a_file_of_other_bytes_is_not_imported(own_home: Path, nukki: Nukki, lay: Lay) -> None:
    lay("a.png")
    result = nukki("models", "import", "u2netp", "a.png")
    assert result.exit_code == 69
    assert not (own_home / "weights" / "u2netp.onnx").exists()


def test_a_comparison_shows_three_panels(nukki: Nukki, lay: Lay) -> None:
    root = lay("a.png")
    assert nukki("compare", "a.png", "-m", "tiny").exit_code == 0
    with PillowImage.open(root / "a.compare.png") as figure:
        width, height = figure.size
    assert width >= 3 * height


def test_a_comparison_goes_to_the_file_that_is_named(nukki: Nukki, lay: Lay) -> None:
    root = lay("a.png")
    nukki("compare", "a.png", "-m", "tiny", "-o", "b.jpg")
    assert (root / "b.jpg").read_bytes().startswith(b"\xff\xd8\xff")


def test_a_comparison_never_replaces_its_photo(nukki: Nukki, lay: Lay) -> None:
    lay("a.png")
    assert nukki("compare", "a.png", "-m", "tiny", "-o", "a.png").exit_code == 2


def test_a_comparison_of_nothing_names_it(nukki: Nukki) -> None:
    result = nukki("compare", "missing.png", "-m", "tiny")
    assert result.exit_code == 66
    assert result.stderr.startswith("nukki: error: missing.png: ")


def test_the_doctor_tells_what_works(nukki: Nukki) -> None:
    result = nukki("doctor")
    assert result.exit_code == 0
    assert "onnxruntime: cpu" in result.stdout
    assert "nukki models pull u2netp" in result.stdout


def test_the_doctor_tells_it_as_json(nukki: Nukki, tiny_home: Path) -> None:
    facts = json.loads(nukki("doctor", "--json").stdout)
    assert facts["weights"] == ["nukki-lite", "tiny"]  # the first comes with the package
    assert {"use": "cache", "path": str(tiny_home), "exists": True, "writable": True} in facts[
        "folders"
    ]
    assert "png" in facts["formats"]["read"]


def test_the_doctor_times_the_default_model_when_it_is_here(
    nukki: Nukki, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nukki.cli.checkup.DEFAULT_MODEL", "tiny")
    (probe, *_) = json.loads(nukki("doctor", "--json").stdout)["probe"]
    assert (probe["device"], probe["engine"]) == ("cpu", "onnxruntime")
    assert probe["run_ms"] >= 0


def test_the_doctor_fails_where_nothing_can_run(
    nukki: Nukki, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nukki.engines.onnx_runtime.OnnxRuntime.missing", lambda _: "no wheel")
    monkeypatch.setattr("nukki.engines.open_vino.OpenVino.missing", lambda _: "not installed")
    monkeypatch.setattr("nukki.engines.open_vino.OpenVino.devices", lambda _: ())
    result = nukki("doctor")
    assert result.exit_code == 69
    assert "onnxruntime: not usable: no wheel" in result.stdout
