"""What the test split says: a rule for each finding."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from nukki.train.report.contrasts import contrasts
from nukki.train.report.evidence import Evidence
from nukki.train.report.examined import Examination, Examined, count_groups
from nukki.train.report.finding import FAILED_IOU, GOOD_IOU, Finding, Found
from nukki.train.report.slices import Slice, slices
from nukki.train.report.words import repeat_text

Rule = Callable[[Evidence, Examination], Found]

FELT = 0.05
"""A difference of IoU that shows in cut-outs."""

SURE_HALF_WIDTH = 0.02
"""An interval of IoU this far up and down is narrow enough."""

FEW_IN_PART = 5
"""Of parts with fewer pictures nothing is said."""

ROUGH_OUTLINE = 0.75
"""Under this boundary F an outline looks rough."""

LOPSIDED = 0.04
"""Precision and recall this far apart are worth a word."""

BETTER_THRESHOLD = 0.01
"""A gain of IoU for which another threshold is worth a word."""

QUICKER = 1.3
"""Times are worth a word from this ratio on."""

NAMED = 4
"""Pictures that a sentence names."""


def in_short(evidence: Evidence, test: Examination) -> Found:
    """How good it is."""
    iou, n = test.overall["iou"], len(test.pictures)
    good = sum(picture.iou >= GOOD_IOU for picture in test.pictures)
    failed = sum(picture.iou < FAILED_IOU for picture in test.pictures)
    yield Finding(
        "good" if iou.mean >= GOOD_IOU else "note",
        f"IoU {iou.mean:.3f} on {_pictures(n)} that it had never seen (95 % interval {iou.low:.3f} "
        f"to {iou.high:.3f}): {good / n:.0%} are good (over {GOOD_IOU:g}), {failed / n:.0%} failed "
        f"(under {FAILED_IOU:g}).",
    )


def not_unseen(evidence: Evidence, test: Examination) -> Found:
    """The split was read before, or the weights are others by now."""
    if test.earlier:
        yield Finding(
            "weak", f"{_capital(repeat_text(test))}.",
            "If settings were chosen after looking, measure on new pictures before believing this.",
        )  # fmt: skip
    if evidence.weights and evidence.weights != test.occasion.weights:
        yield Finding(
            "note", "The weights have changed since the test; its numbers are of older ones.",
            f"nukki test {evidence.run} --again, which will be recorded as a repeat.",
        )  # fmt: skip


def wide_intervals(evidence: Evidence, test: Examination) -> Found:
    """Too few test pictures to know."""
    iou = test.overall["iou"]
    half = (iou.high - iou.low) / 2
    if half > SURE_HALF_WIDTH:
        enough = math.ceil(test.groups * (half / SURE_HALF_WIDTH) ** 2)
        about = f"About {float(f'{enough:.2g}'):.0f} independent test pictures"
        yield Finding(
            "weak", f"{_pictures(len(test.pictures))}{_of_groups(test.pictures)} are too few to "
            f"know IoU better than to ±{half:.2f}.",
            f"{about} would tell it to ±{SURE_HALF_WIDTH:g}.",
        )  # fmt: skip
    elif half == 0 and len(test.pictures) < FEW_IN_PART:
        yield Finding("weak", f"{_pictures(len(test.pictures))} tell next to nothing.")


def easier_validation(evidence: Evidence, test: Examination) -> Found:
    """Validation promised more than the test gave."""
    promised = evidence.record.best.get("iou")
    if promised is not None and promised > max(test.overall["iou"].high, 0) + BETTER_THRESHOLD:
        yield Finding(
            "weak", f"Validation promised more: IoU {promised:.3f} there, "
            f"{test.overall['iou'].mean:.3f} in the test.",
            "The validation pictures are too few (--validate 0 takes all) or too like the training "
            "pictures: see that people, clips and copies are grouped (nukki data prepare "
            "--group-by).",
        )  # fmt: skip


def failures(evidence: Evidence, test: Examination) -> Found:
    """Pictures whose subject was not found."""
    failed = [picture for picture in test.by_iou if picture.iou < FAILED_IOU]
    if failed:
        named = ", ".join(picture.name for picture in failed[:NAMED])
        more = f" and {len(failed) - NAMED} more" if len(failed) > NAMED else ""
        share = f"{_pictures(len(failed))} of {len(test.pictures)}{_of_groups(failed)}"
        yield Finding(
            "weak", f"{share} failed: {named}{more}.",
            "Look at them under the worst cases: correct wrong masks, and add training pictures of "
            "the kinds that are missing.",
        )  # fmt: skip


PART_ADVICE: Mapping[tuple[str, str], str] = {
    ("size", "small"): "add wide shots, train at a larger --size, use --augment normal or strong "
    "(it shrinks subjects), and use it with --preset best, which looks again closer",
    ("size", "large"): "add close-ups and cropped subjects",
    ("size", "medium"): "add such pictures",
    ("brightness", "dark"): "add dark pictures, or --augment strong, which darkens far",
    ("brightness", "bright"): "add bright, overexposed pictures, or --augment strong",
    ("sharpness", "soft"): "add blurred and compressed pictures, or --augment strong",
    ("sharpness", "sharp"): "add pictures with busy, detailed backgrounds",
    ("resolution", "low"): "add small, compressed pictures, or --augment strong",
    ("resolution", "high"): "train at a larger --size: details are lost at the present one",
    ("subjects", "many"): "add pictures of several subjects, or of a subject in parts",
    ("subjects", "one"): "see whether masks leave out part of the subject",
    ("kind", "alpha"): "add soft mattes to learn from, and l1+0.1*laplacian to --loss",
    ("kind", "cutout"): "add more cut-outs and backgrounds",
}
"""What to try where a part is weak."""

PART_WORDS: Mapping[str, str] = {
    "size": "{} subjects", "brightness": "{} pictures", "sharpness": "pictures of {} sharpness",
    "resolution": "pictures of {} resolution", "subjects": "pictures with {}",
    "category": "category {}", "kind": "pictures with {} truth", "group": "group {}",
}  # fmt: skip


def weak_parts(evidence: Evidence, test: Examination) -> Found:
    """Kinds of pictures on which it is clearly worse than on others."""
    parted = slices(test.pictures)
    found = [pair for by, parts in parted.items() if by != "group" and (pair := _apart(parts))]
    for weak, strong in sorted(found, key=lambda pair: pair[0].iou.mean - pair[1].iou.mean):
        advice = PART_ADVICE.get((weak.by, weak.name), "add training pictures of that kind")
        yield Finding(
            "weak",
            f"{_capital(_words(weak))}: IoU {weak.iou.mean:.2f} against {strong.iou.mean:.2f} for "
            f"{_words(strong)} ({weak.n} and {_pictures(strong.n)}).",
            f"For {_words(weak)}: {advice}.",
        )
    if parted and not found and len(test.pictures) >= 6 * FEW_IN_PART:
        yield Finding("good", "It is about equally good on all kinds of pictures that were told "
                      f"apart ({', '.join(by for by in parted if by != 'group')}).")  # fmt: skip


def _apart(parts: Sequence[Slice]) -> tuple[Slice, Slice] | None:
    """The weakest and the strongest part, if their intervals do not meet."""
    known = [part for part in parts if part.groups >= FEW_IN_PART]
    if len(known) < 2:
        return None
    weak, strong = (choose(known, key=lambda part: part.iou.mean) for choose in (min, max))
    sure = weak.iou.high < strong.iou.low and strong.iou.mean - weak.iou.mean >= FELT
    return (weak, strong) if sure else None


def _words(part: Slice) -> str:
    label = part.label if part.by in ("subjects", "category", "kind", "group") else part.name
    return PART_WORDS[part.by].format(label)


def rough_outlines(evidence: Evidence, test: Examination) -> Found:
    """Subjects are found, outlines are not met."""
    iou, edge = test.overall["iou"].mean, test.overall["boundary_f"].mean
    if iou >= ROUGH_OUTLINE > edge:
        height, width = evidence.record.size_hw
        yield Finding(
            "weak",
            f"It finds subjects better than their outlines: boundary F {edge:.2f} at IoU "
            f"{iou:.2f}.",
            f"Train at a larger --size than {width}x{height}, and add 0.5*ssim or structure to "
            "--loss; --preset balanced and best refine outlines when it is used.",
        )


def lopsided(evidence: Evidence, test: Examination) -> Found:
    """It leaves out more than it takes along, or the other way about."""
    n = len(test.pictures)
    precision = sum(picture.precision for picture in test.pictures) / n
    recall = sum(picture.recall for picture in test.pictures) / n
    told = f"of what it takes {precision:.0%} is subject, and of the subject it takes {recall:.0%}"
    if recall < precision - LOPSIDED:
        yield Finding("weak", f"It leaves out rather than takes too much: {told}.",
                      "Add iou or dice to --loss, and see whether masks miss what people hold or "
                      "wear.")  # fmt: skip
    elif precision < recall - LOPSIDED:
        yield Finding("weak", f"It takes ground along rather than leaves out: {told}.",
                      "Add pictures with busy grounds and things beside the subject; "
                      "--backgrounds in 'nukki data prepare' adds any ground.")  # fmt: skip


def other_threshold(evidence: Evidence, test: Examination) -> Found:
    """Mattes are too timid or too bold."""
    sweep = test.sweep
    if sweep.gain > BETTER_THRESHOLD:
        at = sweep.thresholds[sweep.best]
        word = "timid" if at < 0.5 else "bold"
        yield Finding(
            "note",
            f"Its mattes are too {word}: cut at {at:.2f} instead of 0.5, IoU would be "
            f"{sweep.gain:.3f} higher.",
            "Choose a threshold by validation pictures, not by these; or train longer, with bce in "
            "--loss.",
        )


def against_others(evidence: Evidence, test: Examination) -> Found:
    """Models of the shelf on the same pictures."""
    if not test.others and not test.skipped:
        yield Finding(
            "note", "It was not compared with models of the shelf.",
            f"nukki test {evidence.run} --against u2netp measures one on the same pictures; this "
            "network is not asked again.",
        )  # fmt: skip
    for other in test.others:
        found = contrasts(test, other).get("iou")
        if found is None:
            continue
        away = found.difference
        told = (
            f"IoU {found.ours:.3f} against {found.theirs:.3f} of {other.name} (difference "
            f"{away.mean:+.3f}, 95 % interval {away.low:+.3f} to {away.high:+.3f})"
        )
        time = _times(test, other.seconds)
        if found.verdict == "better":
            yield Finding("good", f"Better than {other.name}: {told}{time}.")
        elif found.verdict == "worse":
            yield Finding(
                "weak", f"Worse than {other.name}: {told}{time}.",
                f"Learn from it: --teacher {other.name} on unlabelled photos; or begin with "
                "published weights.",
            )  # fmt: skip
        else:
            yield Finding("note", f"Not told apart from {other.name}: {told}{time}.")


def _times(test: Examination, theirs_s: float) -> str:
    ours = test.exported_seconds
    if not ours or not theirs_s:
        return ""
    ratio = theirs_s / ours
    times = f"({ours:.3f} s, {theirs_s:.3f} s a picture)"
    if ratio >= QUICKER:
        return f", and {ratio:.1f} times as fast {times}"
    if ratio <= 1 / QUICKER:
        return f", and {1 / ratio:.1f} times as slow {times}"
    return f", in about the same time {times}"


def _of_groups(pictures: Sequence[Examined]) -> str:
    """How many groups they are of, where that is not one each."""
    groups = count_groups(pictures)
    if groups == len(pictures):
        return ""
    return f" ({groups} group{'' if groups == 1 else 's'})"


def _pictures(count: int) -> str:
    return "1 picture" if count == 1 else f"{count} pictures"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


SPLIT_RULES: Sequence[Rule] = (
    in_short,
    not_unseen,
    against_others,
    weak_parts,
    failures,
    rough_outlines,
    lopsided,
    other_threshold,
    easier_validation,
    wide_intervals,
)
"""The most telling first."""
