"""What runs with known numbers say."""

from __future__ import annotations

from tests.train.report.made import (
    all_said,
    epochs,
    evidence,
    examination,
    flat_sweep,
    found,
    other,
    picture,
    pictures,
    record,
)

from nukki.train.report.evidence import Evidence
from nukki.train.report.examined import Occasion
from nukki.train.settings import TrainingSettings


def test_small_subjects_that_are_found_worse_are_told_with_what_to_add() -> None:
    small = pictures(20, 0.61, subject_share=0.05)
    test = examination([*small, *pictures(20, 0.9, first=50, subject_share=0.5)])
    finding = found(evidence(test), "Small subjects: IoU 0.61 against 0.90 for large subjects")
    assert finding.kind == "weak"
    assert "20 and 20 pictures" in finding.says
    assert "wide shots" in finding.advice
    assert "larger --size" in finding.advice


def test_parts_that_differ_less_than_chance_are_not_told() -> None:
    mixed = [picture(f"s{n}", 0.4 + 0.5 * (n % 2), subject_share=0.05) for n in range(6)]
    others = [picture(f"l{n}", 0.5 + 0.45 * (n % 2), subject_share=0.5) for n in range(6)]
    assert "mall subjects" not in all_said(evidence(examination([*mixed, *others])))


def test_parts_of_fewer_than_five_pictures_are_not_told() -> None:
    few = pictures(4, 0.3, subject_share=0.05)
    test = examination([*few, *pictures(30, 0.95, first=50, subject_share=0.5)])
    assert "mall subjects" not in all_said(evidence(test))


def test_frames_of_one_clip_count_as_one_picture_of_a_part() -> None:
    clip = pictures(20, 0.3, subject_share=0.05, group="clip")
    test = examination([*clip, *pictures(30, 0.95, first=50, subject_share=0.5)])
    assert "mall subjects" not in all_said(evidence(test))


def test_the_weakest_category_is_named() -> None:
    test = examination(
        [*pictures(9, 0.7, category="dogs"), *pictures(9, 0.9, first=50, category="people")]
    )
    finding = found(evidence(test), "Category dogs")
    assert "category people" in finding.says


def test_evenly_good_pictures_are_praised() -> None:
    test = examination(
        [*pictures(20, 0.9, subject_share=0.05), *pictures(20, 0.9, first=50, subject_share=0.5)]
    )
    assert found(evidence(test), "equally good").kind == "good"


def test_failed_pictures_are_named_the_worst_first() -> None:
    test = examination([picture("bad", 0.4), picture("worst", 0.1), *pictures(10, 0.9)])
    assert found(evidence(test), "failed: worst, bad").kind == "weak"


def test_failures_of_one_clip_are_told_as_one_group() -> None:
    test = examination([*pictures(5, 0.2, group="clip"), *pictures(9, 0.9, first=9)])
    assert "5 pictures of 14 (1 group) failed" in all_said(evidence(test))


def test_rough_outlines_lead_to_a_larger_size() -> None:
    test = examination([picture(f"p{n}", 0.9, boundary_f=0.6) for n in range(9)])
    finding = found(evidence(test), "boundary F 0.60 at IoU 0.90")
    assert "larger --size than 96x64" in finding.advice


def test_masks_that_leave_out_and_masks_that_take_too_much_are_told_apart() -> None:
    less = examination([picture(f"p{n}", precision=0.99, recall=0.8) for n in range(9)])
    more = examination([picture(f"p{n}", precision=0.8, recall=0.99) for n in range(9)])
    assert "leaves out rather than takes too much" in all_said(evidence(less))
    assert "takes ground along rather than leaves out" in all_said(evidence(more))


def test_a_better_threshold_is_told_with_a_warning_not_to_choose_it_here() -> None:
    test = examination(pictures(9), sweep=flat_sweep(0.95, 0.9, 0.7))
    finding = found(evidence(test), "too timid: cut at 0.25")
    assert "not by these" in finding.advice


def test_few_test_pictures_are_told_with_how_many_would_do() -> None:
    test = examination([picture(f"p{n}", 0.5 + 0.1 * (n % 5)) for n in range(10)])
    finding = found(evidence(test), "too few to know IoU better than to")
    assert "independent test pictures" in finding.advice


def test_many_alike_test_pictures_are_enough() -> None:
    assert "too few" not in all_said(evidence(examination(pictures(60))))


def test_a_validation_that_promised_more_is_told() -> None:
    promised = record(best={"iou": 0.99})
    known = evidence(examination(pictures(20, 0.8)), record=promised)
    assert "Validation promised more: IoU 0.990 there, 0.80" in all_said(known)


def test_a_better_and_a_worse_model_of_the_shelf_are_told_with_their_times() -> None:
    ours = pictures(20, 0.8)
    test = examination(ours, others=(other("u2net", ours, 0.1, 0.2), other("otsu", ours, -0.3, 0)))
    worse = found(evidence(test), "Worse than u2net: IoU 0.80")
    assert "10.0 times as fast" in worse.says
    assert "--teacher u2net" in worse.advice
    assert found(evidence(test), "Better than otsu").kind == "good"


def test_a_model_that_differs_by_chance_is_not_told_apart() -> None:
    ours = pictures(20, 0.8)
    scores = {p.name: {"iou": p.iou + (0.1 if n % 2 else -0.1)} for n, p in enumerate(ours)}
    even = other("even", ours, 0, 0.02)
    test = examination(ours, others=(type(even)("even", scores, 0.02),))
    assert "Not told apart from even" in all_said(evidence(test))
    assert "about the same time" in all_said(evidence(test))


def test_a_split_that_was_read_before_is_told() -> None:
    before = Occasion("2026-01-01T00:00:00+00:00", "a" * 64, "b" * 64, 0.8, 9)
    test = examination(pictures(9), earlier=(before,))
    assert "The test split was read once before" in all_said(evidence(test))


def test_weights_that_changed_since_the_test_are_told() -> None:
    known = evidence(examination(pictures(9)), weights="c" * 64)
    assert "--again" in found(known, "weights have changed").advice


def test_before_the_test_the_report_says_what_is_missing() -> None:
    finding = found(evidence(), "was not tested")
    assert "nukki test run" in finding.advice


def test_a_test_whose_file_is_lost_is_not_called_untested() -> None:
    tested = record(tests=[{"when": "2026-01-01", "iou": 0.8}])
    assert "was tested on 2026-01-01" in all_said(evidence(record=tested))


def test_a_run_that_still_improves_should_be_longer() -> None:
    rising = epochs([0.1 * n for n in range(10)])
    finding = found(evidence(epochs=rising), "still improving")
    assert "--epochs 80" in finding.advice


def test_a_run_by_time_should_be_longer_by_time() -> None:
    by_time = record(settings=TrainingSettings(minutes=20))
    rising = epochs([0.1 * n for n in range(10)])
    known = evidence(record=by_time, epochs=rising)
    assert "--minutes 40" in found(known, "still improving").advice


def test_a_run_that_came_to_rest_is_not_told_to_go_on() -> None:
    assert "still improving" not in all_said(evidence(epochs=epochs([0.5, 0.8] + [0.9] * 20)))


def test_training_loss_that_falls_while_validation_rises_is_overfitting() -> None:
    falling = [1.0 - 0.09 * n for n in range(10)]
    turning = [0.9, 0.7, 0.5, 0.5, 0.55, 0.6, 0.7, 0.8, 0.9, 1.0]
    finding = found(evidence(epochs=epochs([0.8] * 10, falling, turning)), "overfits")
    assert "after epoch 3" in finding.says
    assert "More training pictures" in finding.advice


def test_losses_that_fall_together_are_no_overfitting() -> None:
    falling = [1.0 - 0.09 * n for n in range(10)]
    assert "overfits" not in all_said(evidence(epochs=epochs([0.8] * 10, falling, falling)))


def test_jumps_late_in_training_are_unsteady() -> None:
    jumping = epochs([0.5 + 0.1 * (n % 2) for n in range(12)])
    assert "--learning-rate" in found(evidence(epochs=jumping), "unsteady").advice


def test_few_pictures_to_learn_from_are_told() -> None:
    known = evidence(counts={"train": 42})
    assert "published weights" in found(known, "learnt from 42 pictures").advice


def test_a_network_that_learnt_nothing_leads_to_its_data() -> None:
    known = evidence(record=record(best={"iou": 0.1}))
    assert "contact.jpg" in found(known, "hardly learnt").advice


def test_a_stopped_run_can_go_on() -> None:
    known = evidence(record=record(status="interrupted", epoch=7))
    assert "--resume" in found(known, "stopped after epoch 7 of 40").advice


def begun_at(iou: float, *, best_epoch: int) -> Evidence:
    begun = record(best_epoch=best_epoch, first_weights="u2netp.onnx")
    start = {"epoch": 0.0, "iou": iou}
    return evidence(record=begun, epochs=epochs([0.8, 0.85]), start=start)


def test_training_that_gained_on_the_weights_it_began_with_is_praised() -> None:
    finding = found(begun_at(0.7, best_epoch=2), "gained on u2netp.onnx: iou 0.850")
    assert finding.kind == "good"
    assert "0.700 before" in finding.says


def test_training_that_gained_nothing_is_told_with_what_was_kept() -> None:
    finding = found(begun_at(0.9, best_epoch=0), "gained nothing: iou 0.850 at best")
    assert finding.kind == "weak"
    assert "0.900 with u2netp.onnx, whose weights were kept" in finding.says


def test_a_run_that_began_with_chance_is_not_compared_with_its_beginning() -> None:
    assert "gained" not in all_said(evidence(epochs=epochs([0.8, 0.85])))
