"""A network whose answer is known, asked about silhouettes that it has never seen."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from click.testing import CliRunner, Result
from PIL import Image as PillowImage
from tests.train.drawing import cut_out, save, silhouette
from tests.train.export.conftest import Dark
from tests.train.loop.conftest import write_dataset

from nukki.cli.main import app
from nukki.core.errors import InputError, WeightsError
from nukki.evaluate.measuring import Silent
from nukki.train import checkpoint
from nukki.train.checkpoint import WEIGHTS, write_checkpoint
from nukki.train.data.dataset import Dataset
from nukki.train.data.row import Kind, Row, Split
from nukki.train.examination import examine, measure_models, open_test_split, shelf
from nukki.train.networks import NETWORKS
from nukki.train.report.examined import Examination
from nukki.train.report.files import read_test
from nukki.train.run_folder import RunFolder, RunRecord
from nukki.train.settings import TrainingSettings

SIZE_HW = (96, 80)
"""The silhouettes' own: nothing is lost in scaling."""

Nukki = Callable[..., Result]


class DarkNetwork(Dark):
    """`Dark` with normalised photos: as networks of the registry take them."""

    def forward(self, photo: torch.Tensor) -> tuple[torch.Tensor, ...]:
        mean, std = (torch.tensor(v).view(1, 3, 1, 1) for v in (UNET.mean, UNET.std))
        return super().forward(photo * std + mean)


UNET = NETWORKS["unet"]


def draw(root: Path, seed: int, split: Split, kind: Kind = "binary") -> Row:
    place, truth = f"im/figure{seed}.png", f"gt/figure{seed}.png"
    photo, mask = silhouette(seed)
    save(root / place, cut_out(seed) if kind == "cutout" else photo)
    save(root / truth, mask)
    share = float(np.mean(mask > 0))
    return Row(f"figure{seed}", split, place, "" if kind == "cutout" else truth, kind, height=96,
               width=80, subject_share=share, brightness=0.5, subjects=1)  # fmt: skip


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    """Six silhouettes and a cut-out to test on."""
    root = tmp_path / "data"
    rows = [draw(root, seed, "test") for seed in range(6)]
    rows += [draw(root, 6, "test", "cutout"), draw(root, 7, "train"), draw(root, 8, "validation")]
    return write_dataset(root, rows)


def make_run(path: Path, dataset: Dataset) -> RunFolder:
    record = RunRecord(
        settings=TrainingSettings(device="cpu"), network="unet", parameters={}, size_hw=SIZE_HW,
        dataset=str(dataset.path), dataset_digest=dataset.digest, status="finished", epoch=1,
    )  # fmt: skip
    folder = RunFolder.create(path, record)
    write_checkpoint(folder.best_checkpoint, {WEIGHTS: DarkNetwork().state_dict()})
    return folder


@pytest.fixture
def run(tmp_path: Path, dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> RunFolder:
    """A run whose network takes dark pixels for the subject."""
    monkeypatch.setattr(checkpoint, "untrained_network", lambda run: DarkNetwork().eval())
    return make_run(tmp_path / "run", dataset)


@pytest.fixture
def nukki(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Nukki:
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(app, words, prog_name="nukki")


def take(run: RunFolder, dataset: Dataset) -> Examination:
    return examine(run, dataset, device="cpu", threads=1, listener=Silent())


def test_every_test_picture_is_measured_and_no_other(run: RunFolder, dataset: Dataset) -> None:
    test = take(run, dataset)
    assert [picture.name for picture in test.pictures] == [f"figure{n}" for n in range(7)]
    assert test.overall["iou"].mean > 0.9
    assert test.exported_seconds


def test_only_pictures_with_a_true_matte_are_measured_as_matting(
    run: RunFolder, dataset: Dataset
) -> None:
    test = take(run, dataset)
    assert [p.name for p in test.pictures if "band_mae" in p.scores] == ["figure6"]


def test_the_run_records_when_it_was_tested_and_with_which_weights(
    run: RunFolder, dataset: Dataset
) -> None:
    test = take(run, dataset)
    (held,) = RunFolder.open(run.path).record.tests
    assert held["weights"] == test.occasion.weights
    assert held["when"].endswith("+00:00")
    assert held["iou"] == pytest.approx(test.overall["iou"].mean)
    assert read_test(run.path) == test


def test_mattes_of_the_photos_size_lie_in_the_run(run: RunFolder, dataset: Dataset) -> None:
    test = take(run, dataset)
    with PillowImage.open(run.path / test.pictures[0].matte) as matte:
        assert (matte.mode, matte.size) == ("L", (80, 96))


def test_a_picture_that_is_gone_is_left_out_by_name(run: RunFolder, dataset: Dataset) -> None:
    (dataset.path / "im/figure3.png").unlink()
    test = take(run, dataset)
    assert list(test.left_out) == ["figure3"]
    assert len(test.pictures) == 6


def test_a_test_that_is_interrupted_leaves_no_record(run: RunFolder, dataset: Dataset) -> None:
    class Impatient(Silent):
        def finished(self, name: str, problem: str = "") -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        examine(run, dataset, device="cpu", threads=1, listener=Impatient())
    assert not RunFolder.open(run.path).record.tests
    assert read_test(run.path) is None


def test_another_data_set_is_refused(run: RunFolder, tmp_path: Path) -> None:
    other = write_dataset(tmp_path / "other", [draw(tmp_path / "other", 40, "test")])
    with pytest.raises(InputError, match="may hold pictures that the network knows"):
        open_test_split(run, other.path)


def test_a_data_set_without_test_pictures_says_how_to_give_it_some(tmp_path: Path) -> None:
    dataset = write_dataset(tmp_path / "none", [draw(tmp_path / "none", 1, "train")])
    with pytest.raises(InputError, match="--split 70,15,15"):
        open_test_split(make_run(tmp_path / "run", dataset))


def test_a_model_of_the_shelf_is_measured_on_the_same_pictures(
    run: RunFolder, dataset: Dataset, tiny_model: str
) -> None:
    test = measure_models(
        run, take(run, dataset), dataset, [tiny_model], device="cpu", threads=1, listener=Silent()
    )
    (bright,) = test.others  # takes bright pixels for the subject: the silhouettes are dark
    assert set(bright.scores) == {picture.name for picture in test.pictures}
    assert max(scores["iou"] for scores in bright.scores.values()) < 0.5
    assert bright.seconds > 0
    assert read_test(run.path) == test


def test_a_model_that_cannot_be_had_is_named_and_left_out(
    run: RunFolder, dataset: Dataset, tiny_model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*options: object, **given: object) -> None:
        raise WeightsError("no weights today")

    monkeypatch.setattr(shelf, "build", refuse)
    test = measure_models(
        run, take(run, dataset), dataset, [tiny_model], device="cpu", threads=1, listener=Silent()
    )
    assert test.skipped == {tiny_model: "no weights today"}


def test_the_command_shows_measures_and_where_they_lie(run: RunFolder, nukki: Nukki) -> None:
    done = nukki("test", "run", "--threads", "1")
    assert done.exit_code == 0, done.output
    assert "7 test pictures" in done.stdout
    assert "IoU" in done.stdout
    assert "run/test.json" in done.stderr


def test_the_command_asks_once_and_then_shows_what_was_recorded(
    run: RunFolder, nukki: Nukki, dataset: Dataset
) -> None:
    first = nukki("test", "run", "--threads", "1")
    before = (run.path / "test.json").read_bytes()
    (dataset.path / "manifest.csv").unlink()  # not even the data set is needed
    second = nukki("test", "run")
    assert second.exit_code == 0, second.output
    assert second.stdout == first.stdout
    assert "numbers recorded then" in second.stderr
    assert (run.path / "test.json").read_bytes() == before


def test_again_is_recorded_as_a_repeat(run: RunFolder, nukki: Nukki) -> None:
    nukki("test", "run", "--threads", "1")
    done = nukki("test", "run", "--threads", "1", "--again")
    assert "read once before: it is no longer unseen" in done.stdout
    assert len(json.loads((run.path / "test.json").read_text())["earlier"]) == 1
    assert len(RunFolder.open(run.path).record.tests) == 2


def test_losing_the_file_does_not_make_the_split_unseen(run: RunFolder, nukki: Nukki) -> None:
    nukki("test", "run", "--threads", "1")
    (run.path / "test.json").unlink()
    done = nukki("test", "run")
    assert done.exit_code == 2
    assert "--again" in done.stderr


def test_models_can_be_added_later_without_asking_the_network_again(
    run: RunFolder, nukki: Nukki, tiny_model: str
) -> None:
    nukki("test", "run", "--threads", "1")
    done = nukki("test", "run", "--against", tiny_model)
    assert done.exit_code == 0, done.output
    assert "IoU, ours minus theirs" in done.stdout
    assert len(RunFolder.open(run.path).record.tests) == 1


def test_a_repeat_keeps_the_models_that_were_measured(
    run: RunFolder, nukki: Nukki, tiny_model: str
) -> None:
    nukki("test", "run", "--threads", "1", "--against", tiny_model)
    assert tiny_model in nukki("test", "run", "--threads", "1", "--again").stdout


def test_an_unknown_model_is_refused_before_the_split_is_read(run: RunFolder, nukki: Nukki) -> None:
    done = nukki("test", "run", "--against", "u2netq")
    assert done.exit_code == 2
    assert "u2netp" in done.stderr
    assert not RunFolder.open(run.path).record.tests


def test_a_run_whose_weights_changed_says_so(run: RunFolder, nukki: Nukki) -> None:
    nukki("test", "run", "--threads", "1")
    write_checkpoint(run.best_checkpoint, {WEIGHTS: {"other": torch.zeros(1)}})
    assert "the weights have changed since" in nukki("test", "run").stderr


def test_the_report_of_a_tested_run_shows_its_pictures(run: RunFolder, nukki: Nukki) -> None:
    nukki("test", "run", "--threads", "1")
    done = nukki("report", "run")
    assert done.exit_code == 0, done.output
    assert "that it had never seen" in done.stdout
    assert "figure0" in (run.path / "report.html").read_text()


def test_the_report_works_before_the_test(run: RunFolder, nukki: Nukki) -> None:
    done = nukki("report", "run", "-o", "page.html")
    assert "It was not tested" in done.stdout
    assert "nukki test run" in (run.path.parent / "page.html").read_text()
