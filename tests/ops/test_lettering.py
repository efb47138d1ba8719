"""Lines of small print."""

from __future__ import annotations

import numpy as np

from nukki.ops.lettering import LINE_PX, line_of, shortened


def test_a_line_has_the_size_that_was_asked_for_and_letters_on_it() -> None:
    line = line_of("person0001", 160)
    assert line.shape == (LINE_PX, 160, 3)
    assert (line < 128).any()


def test_other_names_give_other_lines() -> None:
    assert not np.array_equal(line_of("person0001", 160), line_of("person0002", 160))


def test_a_long_name_keeps_its_ends() -> None:
    name = "a-very-long-name-of-a-clip-that-goes-on-and-on_00042"
    kept = shortened(name, 120)
    assert kept.startswith("a-very")
    assert kept.endswith("00042")
    assert ".." in kept


def test_letters_that_the_font_lacks_do_not_break_it() -> None:
    assert (line_of("Zoë 人", 160) < 128).any()


def test_no_room_gives_an_empty_line() -> None:
    assert shortened("name", 1) == ""
