"""``--for NAME``: what a shop or an office demands, set before and checked after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nukki.cli.options import given_options
from nukki.core.options import Options

if TYPE_CHECKING:
    from nukki.batch import Outcome
    from nukki.outlets import Finding

outlet_option = click.option(
    "--for",
    "outlet",
    metavar="NAME",
    help="Make what this shop or office demands (see nukki check --list), and check the result; "
    "options beside it go before its own.",
)


def demanded(options: Options, outlet: str, output: str | None) -> Options:
    """The options with those of an outlet where the user gave none.

    The name of the output goes before the outlet's format, too.

    Raises:
        UnknownNameError: There is no such outlet.
        OptionError: Both contradict each other.
    """
    from nukki.outlets import OUTLETS

    given = given_options(click.get_current_context(), options)
    brought = {key: value for key, value in OUTLETS[outlet].options.items() if key not in given}
    if output and Path(output).suffix:
        brought.pop("format", None)
    if given.keys() & {"scale", "position"}:
        brought.pop("head", None)
    return replace(options, **brought)


def check_demands(outcomes: Iterable[Outcome], outlet: str, *, offline: bool) -> bool:
    """Check the files that were written, and say what is wrong or left to a person.

    Returns:
        Whether none is wrong.
    """
    from nukki.outlets import OUTLETS, check

    well = True
    for outcome in outcomes:
        if outcome.status == "ok" and outcome.target and Path(outcome.target).is_file():
            report = check(outcome.target, OUTLETS[outlet], offline=offline)
            well = well and report.passed
            for one in report.findings:
                if one.passed is not True:
                    click.echo(_said(outcome.target, report.outlet.title, one), err=True)
    return well


def _said(target: str, title: str, finding: Finding) -> str:
    word = "wrong" if finding.passed is False else "look"
    rule = finding.rule.replace("_", " ")
    return (
        f"nukki: {word}: {target}: {title}: {rule}: expected {finding.expected}, "
        f"found {finding.found}"
    )
