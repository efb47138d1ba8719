"""A network whose answer is known, and a run that was never trained."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from tests.train.drawing import save, silhouette
from tests.train.loop.conftest import write_dataset
from torch import Tensor, nn

from nukki.core.spec import Licence, ModelSpec, Preprocess
from nukki.train.checkpoint import WEIGHTS, write_checkpoint
from nukki.train.data.dataset import Dataset
from nukki.train.data.row import Row
from nukki.train.export.graph import Matting, write_graph
from nukki.train.networks import NETWORKS, NetworkSpec
from nukki.train.run_folder import RunFolder, RunRecord
from nukki.train.settings import TrainingSettings

SIZE_HW = (48, 64)


class Dark(nn.Module):
    """Dark pixels are the subject, as in the silhouettes; with a side output as others have."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 32, 3, padding=1)
        self.last = nn.Conv2d(32, 1, 1)
        with torch.no_grad():
            self.first.weight.zero_()
            self.first.weight[:, :, 1, 1] = 1 / 3
            self.first.bias.zero_()
            self.last.weight.fill_(-40 / 32)
            self.last.bias.fill_(40 * 0.42)

    def forward(self, photo: Tensor) -> tuple[Tensor, ...]:
        """The answer, and it again at half the size."""
        answer = self.last(self.first(photo))
        return answer, answer[..., ::2, ::2]


DARK = NetworkSpec(
    name="dark",
    summary="dark pixels",
    build=lambda options: Dark(),
    mean=(0.0, 0.0, 0.0),
    std=(1.0, 1.0, 1.0),
    multiple=16,
)

MODEL = ModelSpec(
    name="dark",
    summary="dark pixels",
    licence=Licence("CC0-1.0", commercial=True),
    preprocess=Preprocess(size_hw=SIZE_HW, mean=DARK.mean, std=DARK.std),
)


@pytest.fixture(scope="session")
def dark_graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dark") / "dark.onnx"
    write_graph(Matting(Dark()), DARK, SIZE_HW, path)
    return path


@pytest.fixture(scope="session")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Twelve silhouettes to judge by, none to learn from."""
    root = tmp_path_factory.mktemp("judged")
    rows = []
    for seed in range(12):
        photo, mask = silhouette(seed)
        save(root / f"im/{seed}.png", photo)
        save(root / f"gt/{seed}.png", mask)
        rows.append(Row(f"figure{seed}", "validation", f"im/{seed}.png", f"gt/{seed}.png"))
    dataset = write_dataset(root, rows)
    facts = root / "dataset.json"
    facts.write_text('{"version": 1, "pictures": {"train": 0, "validation": 12, "test": 0}}')
    return Dataset.open(dataset.path)


@pytest.fixture
def run(tmp_path: Path, judged: Dataset) -> RunFolder:
    """A run whose best weights are those of chance."""
    parameters = {"width": 4, "depth": 1, "norm": "none"}
    settings = TrainingSettings(parameters=parameters)
    record = RunRecord(
        settings=settings, network="unet", parameters=parameters, size_hw=SIZE_HW,
        dataset=str(judged.path), dataset_digest=judged.digest, status="finished",
        epoch=3, best_epoch=2, best={"iou": 0.625, "mae": 0.25}, machine="a machine",
    )  # fmt: skip
    folder = RunFolder.create(tmp_path / "run", record)
    torch.manual_seed(0)
    network = NETWORKS["unet"].make(parameters)
    write_checkpoint(folder.best_checkpoint, {WEIGHTS: network.state_dict()})
    return folder
