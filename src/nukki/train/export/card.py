"""The model card: what a network is, what it learnt from, how good it is, what not to expect.

After Mitchell et al., Model Cards for Model Reporting, 2019. Every number comes from the run's own
records; what nobody measured is said to be unmeasured.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nukki.core.spec import ModelSpec
from nukki.train.export.gate import Verdict
from nukki.train.networks import NetworkSpec
from nukki.train.report.files import read_test, weights_digest
from nukki.train.run_folder import RunFolder

UNSTATED = "unstated"
"""The name of a licence that nobody has said."""

LIMITS = """\
- It finds what its training pictures call the subject; of other kinds of pictures it knows nothing.
- It sees every photo stretched to its own size: what is thinner than a pixel there is not found.
- Measures are means; single photos can fail. Look at the worst cases in the run's report."""


@dataclass(frozen=True, kw_only=True)
class Made:
    """How an export came out.

    Attributes:
        precision: fp32, fp16 or int8.
        size: Bytes of the graph.
        parity: Its largest difference from PyTorch, in alpha, on the reference tensors.
        verdict: How good a smaller graph is; None for fp32.
    """

    precision: str
    size: int
    parity: float
    verdict: Verdict | None = None


def write_card(
    model: ModelSpec,
    network: NetworkSpec,
    run: RunFolder,
    made: Made,
    facts: Mapping[str, Any] | None,
    command: str,
) -> str:
    """The card in Markdown.

    Args:
        model: What is installed.
        network: What was trained.
        run: How.
        made: How the export came out.
        facts: The data set's own, when it is still there.
        command: The line that made the export.

    Raises:
        InputError: The record of the run's test cannot be read.
    """
    parts = [
        f"# {model.name}\n\n{model.summary}",
        _section("Use", [f"    nukki remove photo.jpg -m {model.name}"]),
        _section("Data", _data(run, facts)),
        _section("Licence", _licence(model, network, run)),
        _section("Measures", _measures(run, made)),
        _section("Limits", [LIMITS, _size_limit(run)]),
        _section("How it was made", _making(run, network, made, command)),
    ]
    return "\n\n".join(parts) + "\n"


def _section(title: str, lines: Sequence[str]) -> str:
    return f"## {title}\n\n" + "\n".join(lines)


def _data(run: RunFolder, facts: Mapping[str, Any] | None) -> list[str]:
    record = run.record
    lines = [f"- Data set `{record.dataset}`, digest `{record.dataset_digest[:16]}`."]
    if facts is None:
        return [*lines, "- The data set was not there at export: its pictures were not counted."]
    counted = ", ".join(f"{count} {split}" for split, count in facts["pictures"].items())
    lines.append(f"- Pictures: {counted}.")
    kinds = ", ".join(f"{count} {kind}" for kind, count in facts.get("kinds", {}).items())
    lines.append(f"- Kinds of truth: {kinds}.")
    for category, split in list(facts.get("categories", {}).items())[:30]:
        lines.append(f"- Category {category}: {split.get('train', 0)} to learn from.")
    if run.settings.teacher:
        lines.append(f"- Unlabelled photos took their mattes from `{run.settings.teacher}`.")
    return lines


def _licence(model: ModelSpec, network: NetworkSpec, run: RunFolder) -> list[str]:
    terms = "" if model.licence.commercial else "; commercial use is not allowed"
    stated = "no terms were stated" if model.licence.name == UNSTATED else model.licence.name
    lines = [f"- Weights: {stated}{terms}."]
    if model.licence.note:
        lines.append(f"- {model.licence.note}")
    if run.record.first_weights:
        told = f", under {network.licence.name}" if network.licence else ""
        lines.append(f"- It began with the weights `{run.record.first_weights}`{told}.")
    if run.settings.teacher:
        lines.append(f"- Its teacher `{run.settings.teacher}` has terms of its own.")
    lines.append("- The terms of the training pictures are those of their publishers.")
    return lines


def _measures(run: RunFolder, made: Made) -> list[str]:
    lines = ["| pictures | " + " | ".join(run.record.best) + " |"] if run.record.best else []
    if run.record.best:
        lines.append("|---|" + "---|" * len(run.record.best))
        values = " | ".join(f"{value:.4f}" for value in run.record.best.values())
        at = run.record.best_epoch
        kept = f"best epoch ({at})" if at else "the weights it began with, which were kept"
        lines.append(f"| validation, {kept} | {values} |")
    lines += ["", _tested(run)]
    if made.verdict is not None:
        lines.append(f"This {made.precision} graph: {made.verdict}.")
    return lines


def _tested(run: RunFolder) -> str:
    test = read_test(run.path)
    if test is None:
        return "The test split was not read: nothing is known about unseen pictures yet."
    if test.occasion.weights != weights_digest(run):
        return "The test split was read with other weights: nothing is known of how these do on it."
    told = ", ".join(f"{name} {found.mean:.4f}" for name, found in test.overall.items())
    times = f"read {len(test.earlier) + 1} times" if test.earlier else "read once"
    return f"On the test split, {times}: {told}."


def _size_limit(run: RunFolder) -> str:
    height, width = run.record.size_hw
    return f"- It was trained at {width} x {height} pixels; other sizes were not measured."


def _making(run: RunFolder, network: NetworkSpec, made: Made, command: str) -> list[str]:
    record = run.record
    options = ", ".join(f"{key} {value}" for key, value in record.parameters.items())
    versions = ", ".join(f"{name} {version}" for name, version in record.versions.items())
    length = f"{record.epoch} epochs, {record.minutes:.1f} minutes"
    size = f"{made.precision}, {made.size / 1e6:.2f} MB"
    return [
        f"- Network: {network.name}{f' ({options})' if options else ''}.",
        *([f"- Paper: {network.paper}."] if network.paper else []),
        f"- Loss: {record.settings.loss}; {length}; seed {record.settings.seed}.",
        f"- Machine: {record.machine or 'not recorded'}. {versions}",
        f"- Graph: {size}, at most {made.parity:.1e} in alpha from PyTorch (reference tensors).",
        f"- Command: `{command}`",
    ]
