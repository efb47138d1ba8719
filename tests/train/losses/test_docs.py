"""The page about training lists the losses there are, as they describe themselves."""

from __future__ import annotations

from pathlib import Path

from nukki.train.losses import LOSSES

PAGE = (Path(__file__).parents[3] / "docs" / "training.md").read_text()


def test_the_page_lists_every_loss() -> None:
    shown = PAGE.partition("<!-- losses:")[2].partition("<!-- /losses -->")[0]
    rows = [line for line in shown.splitlines() if line.startswith("| `")]
    assert rows == [f"| `{loss.name}` | {loss.summary} | {loss.source} |"
                    for loss in LOSSES.values()]  # fmt: skip
