"""A click says which of two shapes is meant: trained, exported, and used by its name."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from tests.train.drawing import save
from tests.train.loop.conftest import Recorder
from tests.train.prompts.conftest import LEFT, RIGHT, disc, drawn

import nukki
from nukki.cli.main import app
from nukki.core.arrays import FloatMap, Mask
from nukki.core.errors import InputError, OptionError
from nukki.core.spec import ModelSpec
from nukki.pipeline import remover
from nukki.pipeline.objects import object_finder
from nukki.stages.clicked import Clicked
from nukki.stages.objects import Finder
from nukki.train.data.dataset import Dataset
from nukki.train.export import ExportSettings, export_run
from nukki.train.loop import train
from nukki.train.opening import open_run
from nukki.train.run_folder import RunFolder
from nukki.train.settings import TrainingSettings

SETTINGS = TrainingSettings(
    parameters={"width": 8, "depth": 3}, size="48", prompts="clicks", epochs=4, batch=8,
    learning_rate=4e-3, augment="none", ema=0.9, device="cpu", threads=1,
)  # fmt: skip


@pytest.fixture(scope="session")
def clicked(discs: Dataset, tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """A run in which a click learnt to choose one of two discs."""
    run = open_run(tmp_path_factory.mktemp("clicked") / "run", discs, SETTINGS)
    return train(run, discs, Recorder())


@pytest.fixture
def model(clicked: RunFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Its name, as nukki knows it."""
    monkeypatch.setenv("NUKKI_HOME", str(tmp_path / "home"))
    done = CliRunner().invoke(app, ["export", str(clicked.path), "--name", "discs"])
    assert done.exit_code == 0, done.output
    return "discs"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return save(tmp_path / "photo.png", drawn(7, disc(LEFT), disc(RIGHT)))


def overlap(alpha: FloatMap, where: Mask) -> float:
    found = alpha >= 0.5
    return float((found & where).sum() / (found | where).sum())


@pytest.mark.parametrize(("meant", "other"), [(LEFT, RIGHT), (RIGHT, LEFT)])
def test_a_click_says_which_of_two_shapes_is_meant(
    model: str, photo: Path, meant: tuple[float, float], other: tuple[float, float]
) -> None:
    found = nukki.cut(photo, model=model, click=meant, edges="plain")
    assert overlap(found.alpha, disc(meant)) > 0.7
    assert overlap(found.alpha, disc(other)) < 0.1
    assert found.notes[-1] == "the object was found by discs"


def test_the_finder_of_a_door_that_knows_no_model_is_the_one_that_was_added(model: str) -> None:
    finder = object_finder()
    assert isinstance(finder, Clicked)
    assert finder.name == model


def test_a_size_that_is_asked_for_is_that_of_clicks_too(
    model: str, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[ModelSpec] = []

    def find(spec: ModelSpec) -> Finder:
        asked.append(spec)
        return object_finder(spec)

    monkeypatch.setattr(remover, "object_finder", find)
    nukki.cut(photo, model=model, click=LEFT, input_size=96)
    assert asked[0].preprocess is not None
    assert asked[0].preprocess.size_hw == (96, 96)


def test_validation_is_better_than_at_first(clicked: RunFolder) -> None:
    first, *_, last = clicked.rows()
    assert clicked.record.best["iou"] > 0.7
    assert last["loss"] < first["loss"]


def test_a_further_run_begins_with_all_that_was_learnt(
    clicked: RunFolder, discs: Dataset, tmp_path: Path
) -> None:
    settings = dataclasses.replace(SETTINGS, init=str(clicked.path), epochs=1, learning_rate=1e-9)
    listener = Recorder()
    train(open_run(tmp_path / "further", discs, settings), discs, listener)
    assert listener.rows[0]["iou"] == pytest.approx(clicked.record.best["iou"], abs=1e-4)


def test_its_weights_are_no_network_of_photos_alone(
    clicked: RunFolder, discs: Dataset, tmp_path: Path
) -> None:
    settings = dataclasses.replace(SETTINGS, init=str(clicked.path), prompts="none")
    with pytest.raises(InputError, match="weights of another network"):
        train(open_run(tmp_path / "other", discs, settings), discs, Recorder())


def test_an_export_in_8_bits_is_refused(clicked: RunFolder, tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="--to int8: a network that takes clicks"):
        export_run(clicked, ExportSettings(name="small", precision="int8"), tmp_path)


def test_what_an_export_says_of_clicks_comes_back(clicked: RunFolder, tmp_path: Path) -> None:
    export_run(clicked, ExportSettings(name="discs"), tmp_path)
    assert '"clicks": {}' in (tmp_path / "spec.json").read_text()
    assert set(np.load(tmp_path / "reference.npz")) == {"photo", "hints", "matte"}
