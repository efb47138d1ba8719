from __future__ import annotations

import numpy as np
import pytest
import torch
from tests.train.drawing import silhouette

from nukki.train.appearance import apply_looks, colour_matrix
from nukki.train.augment import UNIT, Look, Recipe, chance_of, draw_recipe
from nukki.train.batches import stack
from nukki.train.compositing import lay
from nukki.train.pictures import Picture, premultiplied
from nukki.train.render import Batch, render
from nukki.train.settings import Strength

SIZE_HW = (64, 64)
STRENGTHS: tuple[Strength, ...] = ("none", "light", "normal", "strong")


def picture(colour: np.ndarray, truth: np.ndarray, kind: str = "binary") -> Picture:
    return Picture(colour, truth, None, 1.0, kind, 1.0)


def rendered(made: Picture, recipe: Recipe, ground: np.ndarray | None = None) -> Batch:
    return render(stack([lay(made, recipe, ground)]), SIZE_HW)


def test_a_recipe_follows_from_its_place_alone() -> None:
    first, again = (
        draw_recipe(chance_of(1, 2, 3), "strong", aspect=1.5, kind="photo", side_px=64)
        for _ in range(2)
    )
    assert np.array_equal(first.corners, again.corners)
    assert vars(first.look) == vars(again.look)


def test_other_epochs_draw_other_recipes() -> None:
    first, second = (
        draw_recipe(chance_of(1, epoch, 3), "strong", aspect=1.5, kind="photo", side_px=64)
        for epoch in (0, 1)
    )
    assert not np.allclose(first.corners, second.corners)


def test_no_augmentation_shows_the_photo_as_it_is() -> None:
    photo, mask = silhouette(1, SIZE_HW)
    recipe = draw_recipe(chance_of(0), "none", aspect=1.0, kind="swapped", side_px=64)
    seen = rendered(picture(photo, mask), recipe)
    shown = (seen.photo[0].permute(1, 2, 0) * 255).numpy()
    assert np.abs(shown - photo).max() < 0.01  # float's rounding
    assert np.array_equal(seen.target[0, 0].numpy() * 255, mask)


@pytest.mark.parametrize("strength", STRENGTHS)
@pytest.mark.parametrize("seed", range(5))
def test_photo_and_mask_move_together(strength: Strength, seed: int) -> None:
    _, mask = silhouette(seed, SIZE_HW)
    recipe = draw_recipe(chance_of(seed), strength, aspect=1.0, kind="photo", side_px=64)
    moved = Recipe(recipe.kind, recipe.corners, recipe.zoom)
    seen = rendered(picture(np.dstack([mask] * 3), mask), moved)
    assert torch.allclose(seen.photo, seen.target.expand(-1, 3, -1, -1), atol=1e-6)


def test_a_cutout_lies_on_its_ground_with_exact_alpha() -> None:
    alpha = np.tile(np.linspace(0, 255, 64).round().astype(np.uint8), (64, 1))
    colour = premultiplied(np.full((64, 64, 3), 200, np.uint8), alpha)
    ground = np.full((64, 64, 3), 40, np.uint8)
    seen = rendered(
        picture(colour, alpha, "cutout"), Recipe("cutout", UNIT, 1.0, ground=0.0), ground
    )
    a = alpha / 255
    assert np.abs(seen.photo[0, 0].numpy() * 255 - (a * 200 + (1 - a) * 40)).max() <= 0.51
    assert np.allclose(seen.target[0, 0].numpy(), a, atol=1e-6)


def test_a_transparent_pixels_hidden_colour_never_shows() -> None:
    alpha = np.zeros((64, 64), np.uint8)
    alpha[16:48, 16:48] = 255
    colour = np.full((64, 64, 3), 255, np.uint8)
    colour[alpha > 0] = 0
    made = picture(premultiplied(colour, alpha), alpha, "cutout")
    ground = np.zeros((64, 64, 3), np.uint8)
    half = Recipe("cutout", UNIT * 2, 0.5, ground=0.0)
    assert rendered(made, half, ground).photo.max() == 0


def test_an_empty_scene_has_an_empty_matte() -> None:
    photo, mask = silhouette(1, SIZE_HW)
    ground = np.full((64, 64, 3), 90, np.uint8)
    seen = rendered(picture(photo, mask), Recipe("empty", UNIT, ground=0.0), ground)
    assert seen.target.max() == 0
    assert torch.allclose(seen.photo, torch.tensor(90 / 255))


def test_distrusted_pixels_keep_their_weight() -> None:
    photo, mask = silhouette(1, SIZE_HW)
    trust = np.full(SIZE_HW, 51, np.uint8)
    made = Picture(photo, mask, trust, 1.0, "unlabelled", 2.0)
    assert torch.allclose(rendered(made, Recipe("photo", UNIT)).weight, torch.tensor(0.4))


def test_a_neutral_look_changes_nothing() -> None:
    photos = torch.rand(2, 3, 16, 16)
    assert torch.allclose(apply_looks(photos, [Look(), Look()]), photos, atol=1e-6)


def test_white_stays_white_whatever_hue_and_saturation() -> None:
    matrix = colour_matrix(Look(hue=40.0, saturation=0.3))
    assert torch.allclose(matrix @ torch.ones(3), torch.ones(3), atol=1e-6)


def test_no_saturation_is_grey() -> None:
    seen = apply_looks(torch.rand(1, 3, 8, 8), [Look(saturation=0.0)])
    assert torch.allclose(seen[:, 0], seen[:, 2], atol=1e-6)


@pytest.mark.parametrize(
    "look",
    [
        Look(gain=3.0),
        Look(gamma=0.4),
        Look(contrast=1.8, tint=(1.2, 1.0, 0.8)),
        Look(blur_px=3.0),
        Look(sharpen=1.3),
        Look(noise=0.1, seed=3),
        Look(quality=20.0),
    ],
    ids=str,
)
def test_a_look_changes_its_photo_alone_and_stays_in_range(look: Look) -> None:
    photos = torch.rand(2, 3, 32, 32)
    seen = apply_looks(photos, [Look(), look])
    assert torch.allclose(seen[0], photos[0], atol=1e-6)
    assert not torch.allclose(seen[1], photos[1], atol=1e-2)
    assert 0 <= seen.min() <= seen.max() <= 1
