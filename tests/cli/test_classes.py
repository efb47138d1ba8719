"""``nukki classes``, and what ``nukki remove`` does with them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
from click.testing import Result

Nukki = Callable[..., Result]

TINY = ("-m", "tiny", "--edges", "plain")


def two_squares(path: Path) -> None:
    pixels = np.full((64, 96, 3), 20, np.uint8)
    pixels[10:30, 10:30] = pixels[10:54, 50:90] = 230
    PIL.Image.fromarray(pixels).save(path)


def test_the_networks_that_know_classes_are_listed(nukki: Nukki) -> None:
    result = nukki("classes")
    assert result.exit_code == 0
    assert "mask-rcnn" in result.stdout
    assert "ppocr-text" in result.stdout
    assert "u2netp" not in result.stdout


def test_the_terms_of_each_are_shown(nukki: Nukki) -> None:
    lines = nukki("classes").stdout.splitlines()
    (deeplab,) = (line for line in lines if line.startswith("deeplabv3-resnet101 "))
    (cloth,) = (line for line in lines if line.startswith("u2net_cloth_seg "))
    assert deeplab.endswith("BSD-3-Clause")
    assert cloth.endswith("MIT, not for commercial use")


def test_words_without_a_network_say_how_to_get_one(nukki: Nukki, tmp_path: Path) -> None:
    pytest.importorskip("tokenizers")
    two_squares(tmp_path / "a.png")
    result = nukki("remove", "a.png", *TINY, "--text", "the red mug")
    assert result.exit_code == 69
    assert "nukki models pull owlvit (158 MB, Apache-2.0)" in result.stderr


def test_one_network_s_classes_are_listed_line_by_line(nukki: Nukki) -> None:
    lines = nukki("classes", "mask-rcnn").stdout.splitlines()
    assert (len(lines), lines[0], lines[1]) == (80, "person", "bicycle")


def test_a_network_without_classes_is_refused_in_one_line(nukki: Nukki) -> None:
    result = nukki("classes", "mask-rcn")
    assert result.exit_code == 2
    assert "did you mean mask-rcnn" in result.stderr


def test_an_unknown_class_names_the_nearest(nukki: Nukki, tmp_path: Path) -> None:
    two_squares(tmp_path / "a.png")
    result = nukki("remove", "a.png", *TINY, "--keep", "bicicle")
    assert result.exit_code == 2
    assert "no class named 'bicicle'; did you mean bicycle" in result.stderr


def test_each_thing_gets_a_file_of_its_own(nukki: Nukki, tmp_path: Path) -> None:
    two_squares(tmp_path / "a.png")
    result = nukki("remove", "a.png", *TINY, "--instance", "all-separate", "-o", "out/a.webp")
    assert result.exit_code == 0, result.stderr
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a-1.webp", "a-2.webp"]
    assert "a.png -> out/a-1.webp" in result.stderr.replace("\\", "/")


def test_several_results_do_not_go_to_standard_output(nukki: Nukki, tmp_path: Path) -> None:
    two_squares(tmp_path / "a.png")
    result = nukki("remove", "a.png", *TINY, "--instance", "all-separate", "-o", "-")
    assert result.exit_code == 2
    assert "makes several files" in result.stderr
