"""What a foreground is said to be."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from tests.server.conftest import Server

from nukki.core.errors import WeightsError
from nukki.core.options import Options
from nukki.core.spec import Subject
from nukki.core.values import Cutout, Image, Matte
from nukki.server.removebg import kinds
from nukki.server.removebg.kinds import ShelfKinds


def left_half() -> Cutout:
    """The left half of a picture, cut out."""
    alpha = np.zeros((40, 60), np.float32)
    alpha[:, :30] = 1
    pixels = np.full((40, 60, 3), 90, np.uint8)
    return Cutout(pixels, alpha, Image(pixels))


@pytest.fixture
def people(monkeypatch: pytest.MonkeyPatch) -> Callable[[slice], None]:
    """Makes a network that sees a person in some columns, whatever the picture."""

    def see(columns: slice) -> None:
        class Seer:
            def matte(self, image: Image) -> Matte:
                alpha = np.zeros((16, 60), np.float32)
                alpha[:, columns] = 1
                return Matte(alpha)

        monkeypatch.setattr(kinds, "build", lambda _: Seer())
        monkeypatch.setattr(kinds, "subject_type", lambda _, device: "other")

    return see


@pytest.mark.parametrize(
    ("columns", "kind"),
    [(slice(0, 30), "person"), (slice(0, 24), "person"), (slice(15, 60), "other"),
     (slice(30, 60), "other")],
)  # fmt: skip
def test_a_person_is_told_where_most_of_it_is_one(
    columns: slice, kind: str, people: Callable[[slice], None]
) -> None:
    people(columns)
    assert ShelfKinds()(left_half(), segments="anything") == kind


@pytest.mark.parametrize(
    ("segments", "kind"), [("person", "person"), ("portrait", "person"), ("clothes", "product")]
)
def test_a_model_that_looks_for_one_thing_has_found_it(segments: Subject, kind: str) -> None:
    assert ShelfKinds()(left_half(), segments=segments) == kind


def test_where_nobody_can_tell_it_is_other_and_asked_only_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    def absent(_: object) -> None:
        asked.append(1)
        raise WeightsError("not here")

    monkeypatch.setattr(kinds, "build", absent)
    monkeypatch.setattr(kinds, "subject_type", lambda _, device: absent(0))
    judge = ShelfKinds()
    assert [judge(left_half(), segments="anything") for _ in range(3)] == ["other"] * 3
    assert asked == [1, 1]


def test_what_is_no_person_is_what_the_classifier_says(
    people: Callable[[slice], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    people(slice(30, 60))
    monkeypatch.setattr(kinds, "subject_type", lambda _, device: "animal")
    assert ShelfKinds()(left_half(), segments="anything") == "animal"


def test_who_is_a_person_is_not_classified(
    people: Callable[[slice], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    people(slice(0, 30))
    monkeypatch.setattr(kinds, "subject_type", lambda _, device: "animal")
    assert ShelfKinds()(left_half(), segments="anything") == "person"


def loadable(*names: str) -> Callable[[Options], object]:
    """A pipeline that can load these models alone."""

    class Loading:
        def __init__(self, options: Options) -> None:
            self.name = options.model

        def load(self) -> None:
            if self.name not in names:
                raise WeightsError(f"no weights of {self.name}")

    return Loading


@pytest.mark.parametrize(
    ("here", "model"),
    [(("u2net_human_seg", "selfie"), "u2net_human_seg"), (("selfie",), "selfie")],
)
def test_type_person_takes_the_best_model_of_people_that_is_here(
    here: tuple[str, ...], model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kinds, "build", loadable(*here))
    options, notes = kinds.restricted(Options(model="u2net"), "person")
    assert (options.model, notes) == (model, ())


@pytest.mark.parametrize("kind", ["person", "car", "product"])
def test_a_type_that_restricts_nothing_is_said(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "build", loadable())
    options, (note,) = kinds.restricted(Options(model="u2net"), kind)
    assert options.model == "u2net"
    assert note.startswith(f"type={kind} did not restrict what was found")


def test_the_note_is_in_the_answer(server: Server, photo: bytes) -> None:
    assert "type=car did not restrict" in server.cut(photo, type="car").headers["x-notes"]
    assert "x-notes" not in server.cut(photo).headers
