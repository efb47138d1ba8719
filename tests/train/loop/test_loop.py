from __future__ import annotations

import dataclasses
import signal
import time
from pathlib import Path

import pytest
import torch
from tests.train.loop.conftest import Recorder, draw_row, start_nukki, write_dataset

from nukki.core.errors import InputError, OptionError, OutputError
from nukki.train import conductor as conducting
from nukki.train.checkpoint import read_checkpoint, trained_network
from nukki.train.data.dataset import Dataset
from nukki.train.loop import train
from nukki.train.module import Training
from nukki.train.networks import find_network
from nukki.train.opening import open_run
from nukki.train.optimizer import parameter_groups
from nukki.train.run_folder import RunFolder
from nukki.train.schedule import Clock, Extent
from nukki.train.settings import TrainingSettings
from nukki.train.validation import MEASURED, Examiner

PATIENCE_S = 400.0


def run_in(path: Path, data: Dataset, settings: TrainingSettings) -> RunFolder:
    return train(open_run(path, data, settings), data, Recorder())


class GivesUp(Recorder):
    """After the first epoch."""

    def epoch_done(self, row: dict[str, float], best: bool) -> bool:
        """Yes."""
        return True


def weights_of(path: Path) -> dict[str, torch.Tensor]:
    content = read_checkpoint(RunFolder.open(path).last_checkpoint)
    return {f"{part}.{k}": v for part in ("network", "mean") for k, v in content[part].items()}


def wait_for(path: Path, than: float = 0.0) -> None:
    ends = time.monotonic() + PATIENCE_S
    while not (path.is_file() and path.stat().st_mtime > than):
        assert time.monotonic() < ends, f"{path} never came"
        time.sleep(0.02)


def test_a_small_unet_learns_silhouettes(tmp_path: Path, dataset: Dataset) -> None:
    settings = TrainingSettings(
        parameters={"width": 8}, size="96", epochs=16, augment="light", ema=0.98,
        learning_rate=3e-3, device="cpu", threads=1,
    )  # fmt: skip
    run = run_in(tmp_path / "run", dataset, settings)
    assert sum(p.numel() for p in trained_network(run).parameters()) <= 500_000
    assert run.record.best["iou"] >= 0.9
    assert run.record.minutes < 2


def test_a_run_that_is_killed_amid_an_epoch_ends_with_the_same_weights(
    tmp_path: Path, few: Dataset
) -> None:
    words = ("train", few.path, "--set", "width=4", "--size", "48", "--epochs", "3", "--threads",
             "1", "--device", "cpu", "--augment", "strong", "--batch", "4",
             "--save-minutes", "0.0001")  # fmt: skip
    whole = start_nukki(*words, "-o", tmp_path / "whole")
    whole.communicate(timeout=PATIENCE_S)
    last = tmp_path / "killed/checkpoints/last.ckpt"
    killed = start_nukki(*words, "-o", tmp_path / "killed")
    wait_for(last)
    killed.kill()
    killed.communicate()
    place = read_checkpoint(last)["place"]
    resumed = start_nukki("train", tmp_path / "killed", "--resume")
    _, said = resumed.communicate(timeout=PATIENCE_S)
    first, second = weights_of(tmp_path / "whole"), weights_of(tmp_path / "killed")
    assert whole.returncode == resumed.returncode == 0
    assert place["epoch"] < 3
    assert all(torch.equal(first[name], second[name]) for name in first)
    assert "Warning" not in said


def test_an_interrupted_run_says_so_and_keeps_its_weights(tmp_path: Path, few: Dataset) -> None:
    words = ("--set", "width=4", "--size", "48", "--epochs", "500", "--threads", "1")
    process = start_nukki("train", few.path, *words, "-o", tmp_path / "run")
    wait_for(tmp_path / "run/checkpoints/best.ckpt")
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=PATIENCE_S)
    run = RunFolder.open(tmp_path / "run")
    assert process.returncode == 130
    assert run.record.status == "interrupted"
    assert run.rows()
    assert trained_network(run)
    assert "Traceback" not in said


def test_two_processes_share_the_work_and_go_on_after_a_kill_to_the_same_weights(
    tmp_path: Path, few: Dataset
) -> None:
    words = ("train", few.path, "--set", "width=4", "--size", "48", "--epochs", "2", "--threads",
             "1", "--device", "cpu", "--devices", "2", "--batch", "4",
             "--save-minutes", "0.0001")  # fmt: skip
    whole = start_nukki(*words, "-o", tmp_path / "whole")
    told, said = whole.communicate(timeout=PATIENCE_S)
    killed = start_nukki(*words, "-o", tmp_path / "killed")
    wait_for(tmp_path / "killed/checkpoints/last.ckpt")
    killed.kill()
    killed.communicate(timeout=PATIENCE_S)  # ends when the other process has, too
    assert RunFolder.open(tmp_path / "killed").record.status == "running"
    resumed = start_nukki("train", tmp_path / "killed", "--resume")
    resumed.communicate(timeout=PATIENCE_S)
    first, second = weights_of(tmp_path / "whole"), weights_of(tmp_path / "killed")
    assert whole.returncode == resumed.returncode == 0, said
    assert told.count("finished") == 1
    assert len(RunFolder.open(tmp_path / "whole").rows()) == 2
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_time_ends_a_run(tmp_path: Path, few: Dataset, quick: TrainingSettings) -> None:
    settings = dataclasses.replace(quick, epochs=None, minutes=0.05)
    record = run_in(tmp_path / "run", few, settings).record
    assert record.reason == "the time is over"
    assert record.minutes < 0.5  # a second epoch's measuring, on a busy machine
    assert record.best_epoch >= 1


def test_patience_ends_a_run(tmp_path: Path, few: Dataset, quick: TrainingSettings) -> None:
    settings = dataclasses.replace(quick, epochs=50, patience=1, learning_rate=1e-9)
    record = run_in(tmp_path / "run", few, settings).record
    assert record.reason.startswith("no epoch was better")
    assert record.epoch < 50


def test_a_full_disk_leaves_a_run_that_can_be_read(
    tmp_path: Path, few: Dataset, quick: TrainingSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OutputError("cannot write last.ckpt: No space left on device")

    run = run_in(tmp_path / "run", few, dataclasses.replace(quick, epochs=1))
    monkeypatch.setattr(conducting, "save_state", fail)
    with pytest.raises(OutputError, match="No space left"):
        run_in(tmp_path / "other", few, quick)
    assert trained_network(RunFolder.open(tmp_path / "other"))
    assert RunFolder.open(run.path).record.status == "finished"


def test_a_run_goes_on_with_its_own_settings_only(
    tmp_path: Path, few: Dataset, quick: TrainingSettings
) -> None:
    run_in(tmp_path / "run", few, quick)
    with pytest.raises(OptionError, match="another loss"):
        open_run(tmp_path / "run", few, dataclasses.replace(quick, loss="bce"))


def test_photos_without_masks_need_a_teacher(tmp_path: Path, quick: TrainingSettings) -> None:
    data = write_dataset(tmp_path, [draw_row(tmp_path, 1, "train", "unlabelled")])
    with pytest.raises(InputError, match="--teacher"):
        open_run(tmp_path / "run", data, quick)
    assert not (tmp_path / "run").exists()


def test_a_run_can_begin_with_anothers_weights(
    tmp_path: Path, few: Dataset, quick: TrainingSettings
) -> None:
    first = run_in(tmp_path / "first", few, quick)
    later = dataclasses.replace(quick, init=str(first.path), learning_rate=1e-9, epochs=1)
    second = run_in(tmp_path / "second", few, later)
    assert second.record.best["iou"] == pytest.approx(first.record.best["iou"], abs=0.05)


def test_weights_that_training_made_worse_are_not_taken(
    tmp_path: Path, few: Dataset, quick: TrainingSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run_in(tmp_path / "first", few, dataclasses.replace(quick, epochs=1))
    measured = iter((0.8, 0.7, 0.75))
    scores = dict.fromkeys((*MEASURED, "loss", "count"), 1.0)
    monkeypatch.setattr(Examiner, "__call__", lambda *_: scores | {"iou": next(measured)})
    run = run_in(tmp_path / "run", few, dataclasses.replace(quick, init=str(first.path)))
    assert [(row["epoch"], row["iou"]) for row in run.rows()] == [(0, 0.8), (1, 0.7), (2, 0.75)]
    assert (run.record.best_epoch, run.record.best["iou"]) == (0, 0.8)
    kept, were = trained_network(run).state_dict(), trained_network(first).state_dict()
    assert all(torch.equal(kept[name], were[name]) for name in were)


def test_of_equally_good_epochs_that_of_the_least_loss_is_the_best(
    tmp_path: Path, few: Dataset, quick: TrainingSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    losses = iter((1.5, 1.3, 1.4))
    scores = dict.fromkeys((*MEASURED, "count"), 1.0)
    monkeypatch.setattr(Examiner, "__call__", lambda *_: scores | {"loss": next(losses)})
    run = run_in(tmp_path / "run", few, dataclasses.replace(quick, epochs=3))
    assert run.record.best_epoch == 2


def test_a_run_that_goes_on_keeps_the_measures_of_where_it_began(
    tmp_path: Path, few: Dataset, quick: TrainingSettings
) -> None:
    first = run_in(tmp_path / "first", few, quick)
    settings = dataclasses.replace(quick, init=str(first.path))
    run = open_run(tmp_path / "run", few, settings)
    train(run, few, GivesUp())
    again = Recorder()
    train(RunFolder.open(run.path), few, again)
    assert [row["epoch"] for row in RunFolder.open(run.path).rows()] == [0, 1, 2]
    assert [row["epoch"] for row in again.rows] == [2]


def test_curves_and_rows_are_written_every_epoch(
    tmp_path: Path, few: Dataset, quick: TrainingSettings
) -> None:
    run = run_in(tmp_path / "run", few, quick)
    assert [row["epoch"] for row in run.rows()] == [1, 2]
    assert (run.path / "curves.svg").read_text().startswith("<svg")
    assert list((run.path / "tb").iterdir())
    assert (run.path / "preview.jpg").read_bytes()[:2] == b"\xff\xd8"


def test_what_is_frozen_neither_learns_nor_counts(quick: TrainingSettings) -> None:
    spec = dataclasses.replace(find_network("unet"), encoder=("down",))
    frozen = dataclasses.replace(quick, freeze="encoder")
    training = Training(
        spec.make(quick.parameters), spec, frozen,
        size_hw=(48, 48), extent=Extent(1, None), clock=Clock(),
    ).train()  # fmt: skip
    assert not any(p.requires_grad for p in training.network.down.parameters())
    assert not training.network.down[0].training
    assert training.network.head.training


def test_a_pretrained_encoder_learns_more_slowly(quick: TrainingSettings) -> None:
    spec = dataclasses.replace(find_network("unet"), encoder=("down",))
    groups = parameter_groups(spec.make(quick.parameters), spec, quick)
    assert {round(group["peak"] / spec.learning_rate, 6) for group in groups} == {0.1, 1.0}
