"""From a run to a model that every command knows by name."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.train.drawing import save, silhouette
from tests.train.report.made import OCCASION, examination, pictures

import nukki
from nukki import weights
from nukki.cli.main import app
from nukki.core.errors import InputError, OptionError
from nukki.core.spec import Licence
from nukki.train.export import ExportSettings, export_run
from nukki.train.report.files import weights_digest, write_test
from nukki.train.run_folder import RunFolder


def change_settings(run: RunFolder, **settings: Any) -> None:
    run.update(settings=dataclasses.replace(run.settings, **settings))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NUKKI_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_an_exported_run_cuts_pictures_out_by_its_name(
    run: RunFolder, home: Path, tmp_path: Path
) -> None:
    done = CliRunner().invoke(app, ["export", str(run.path), "--name", "mine"])
    assert done.exit_code == 0, done.output
    assert "mine: added; use it with: nukki remove IN -m mine" in done.output
    photo = save(tmp_path / "photo.png", silhouette(1)[0])
    assert nukki.cut(photo, model="mine").alpha.shape == (96, 80)


def test_everything_lies_in_the_folder(run: RunFolder, tmp_path: Path) -> None:
    export_run(run, ExportSettings(name="mine"), tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "README.md", "mine.onnx", "reference-other-size.npz", "reference.npz", "spec.json",
    ]  # fmt: skip


def test_the_description_is_what_training_did(run: RunFolder, tmp_path: Path) -> None:
    export_run(run, ExportSettings(name="mine"), tmp_path)
    spec = weights.from_json(json.loads((tmp_path / "spec.json").read_text()))
    assert spec.preprocess is not None
    assert spec.preprocess.size_hw == run.record.size_hw
    assert spec.preprocess.fit == "stretch"
    assert spec.summary == "unet trained on this machine, IoU 0.625 in validation"


def test_the_card_says_what_was_measured_and_what_was_not(run: RunFolder, tmp_path: Path) -> None:
    export_run(run, ExportSettings(name="mine", command="nukki export run"), tmp_path)
    card = (tmp_path / "README.md").read_text()
    assert "| validation, best epoch (2) | 0.6250 | 0.2500 |" in card
    assert "12 validation" in card
    assert "The test split was not read" in card
    assert "no terms were stated" in card
    assert "`nukki export run`" in card


def test_the_card_says_how_often_the_test_split_was_read(run: RunFolder, tmp_path: Path) -> None:
    occasion = dataclasses.replace(OCCASION, weights=weights_digest(run))
    write_test(run.path, examination(pictures(3), occasion=occasion, earlier=(OCCASION,)))
    export_run(run, ExportSettings(name="mine"), tmp_path / "out")
    card = (tmp_path / "out" / "README.md").read_text()
    assert "On the test split, read 2 times: mae 0.1000, iou 0.9000" in card


def test_the_card_tells_no_test_of_other_weights(run: RunFolder, tmp_path: Path) -> None:
    write_test(run.path, examination(pictures(3)))
    export_run(run, ExportSettings(name="mine"), tmp_path / "out")
    assert "read with other weights" in (tmp_path / "out" / "README.md").read_text()


def test_the_card_says_that_the_data_set_is_gone(run: RunFolder, tmp_path: Path) -> None:
    run.update(dataset=str(tmp_path / "gone"))
    export_run(run, ExportSettings(name="mine"), tmp_path / "out")
    assert "its pictures were not counted" in (tmp_path / "out" / "README.md").read_text()


def test_half_precision_is_judged_and_told(run: RunFolder, tmp_path: Path) -> None:
    done = export_run(run, ExportSettings(name="mine", precision="fp16"), tmp_path)
    assert done.made.verdict is not None
    assert str(done.made.verdict) in (tmp_path / "README.md").read_text()


def test_a_smaller_graph_needs_the_pictures_that_judge_it(run: RunFolder, tmp_path: Path) -> None:
    run.update(dataset=str(tmp_path / "gone"))
    with pytest.raises(InputError, match="say with --data where"):
        export_run(run, ExportSettings(name="mine", precision="int8"), tmp_path)


def test_a_data_set_that_was_moved_can_be_named(run: RunFolder, tmp_path: Path) -> None:
    moved = shutil.copytree(run.record.dataset, tmp_path / "moved")
    run.update(dataset=str(tmp_path / "gone"))
    settings = ExportSettings(name="mine", precision="fp16", dataset=moved)
    assert export_run(run, settings, tmp_path / "out").graph.is_file()


def test_another_data_set_is_refused(run: RunFolder, tmp_path: Path) -> None:
    run.update(dataset_digest="0" * 64)
    with pytest.raises(InputError, match="not the data set of this run"):
        export_run(run, ExportSettings(name="mine", precision="fp16"), tmp_path)


@pytest.mark.parametrize("name", ["u2net", "Mine", "../mine", ""])
def test_a_name_that_cannot_be_used_is_refused_at_once(
    run: RunFolder, tmp_path: Path, name: str
) -> None:
    with pytest.raises(OptionError, match="model"):
        export_run(run, ExportSettings(name=name), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_name_is_taken_again_only_when_asked(run: RunFolder, home: Path) -> None:
    words = ["export", str(run.path), "--name", "mine"]
    assert CliRunner().invoke(app, words).exit_code == 0
    again = CliRunner().invoke(app, words)
    assert again.exit_code == 2
    assert "add --replace" in again.output
    assert CliRunner().invoke(app, [*words, "--replace"]).exit_code == 0


def test_files_only_adds_no_model(run: RunFolder, home: Path) -> None:
    done = CliRunner().invoke(app, ["export", str(run.path), "--name", "mine", "--files-only"])
    assert done.exit_code == 0, done.output
    assert not weights.user_specs()


def test_a_run_without_a_measured_epoch_says_so(run: RunFolder, home: Path) -> None:
    run.best_checkpoint.unlink()
    done = CliRunner().invoke(app, ["export", str(run.path), "--name", "mine"])
    assert done.exit_code == 66
    assert "no epoch was measured yet" in done.output


def test_a_pupil_is_no_freer_than_its_teacher(run: RunFolder, tmp_path: Path) -> None:
    change_settings(run, teacher="u2netp+bria-rmbg-1.4")
    settings = ExportSettings(name="mine", licence=Licence("MIT", commercial=True))
    done = export_run(run, settings, tmp_path)
    assert not done.spec.licence.commercial
    assert "bria-rmbg-1.4" in done.spec.licence.note
