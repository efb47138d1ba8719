"""Makes the pictures of docs/how-it-works.md: python docs/images/make_theory.py."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from make_classical import EXAMPLES, beside, hair, product, save
from numpy.typing import NDArray

import nukki
from nukki.core.arrays import FloatMap
from nukki.core.values import Image
from nukki.ops.band import unknown_band
from nukki.ops.foreground import estimate_foreground
from nukki.ops.resize import resize_alpha
from nukki.ops.techniques.clusters import border_likeness, kmeans_labels
from nukki.ops.techniques.colour import oklab, unit
from nukki.ops.techniques.contour import canny_edges, largest_contour
from nukki.ops.techniques.regions import mean_shift_regions
from nukki.ops.techniques.threshold import otsu_sides
from nukki.ops.techniques.working import channel, oklab_levels
from nukki.pipeline import build
from nukki.stages.edges import fine_alpha, plain_alpha

HEIGHT = 240
CLUSTERS = 6
NETWORK_SIDE = 40
"""The drawn head is seen this small, as a network sees a photo of several megapixels."""
LEAF, SAND = (92, 120, 60), (214, 190, 150)

Picture = NDArray[Any]


def shown(values: Picture) -> Picture:
    """A map or picture of any range as (HEIGHT, W, 3) uint8."""
    levels = values if values.dtype == np.uint8 else np.rint(np.clip(values, 0, 1) * 255)
    levels = levels.astype(np.uint8)
    colour = levels if levels.ndim == 3 else np.repeat(levels[:, :, None], 3, axis=2)
    width = round(colour.shape[1] * HEIGHT / colour.shape[0])
    larger = colour.shape[0] < HEIGHT
    how = cv2.INTER_NEAREST if larger else cv2.INTER_AREA
    return np.asarray(cv2.resize(colour, (width, HEIGHT), interpolation=how))


def row(*parts: Picture) -> Picture:
    """Maps and pictures side by side."""
    return beside(*(shown(part) for part in parts))


def thresholds(scene: Picture, plain: Picture) -> Picture:
    """Lightness and the two sides of Otsu's threshold, of a scene and of a plain ground."""
    greys = [channel(photo, "lightness") for photo in (scene, plain)]
    return row(*(part for grey in greys for part in (grey, otsu_sides(grey) * 255)))


def clusters(photo: Picture) -> Picture:
    """The photo, its colours in clusters, in flat areas, and how common each is at the border."""
    labels = kmeans_labels(oklab(unit(photo)), CLUSTERS)
    means = np.stack([photo[labels == one].mean(axis=0) for one in range(CLUSTERS)])
    _, flat = mean_shift_regions(photo, space_px=8, colour=12)
    likeness = border_likeness(oklab_levels(photo), bins=16, blur_px=6)
    return row(photo, means.astype(np.uint8)[labels], flat, likeness)


def edges(photo: Picture) -> Picture:
    """Canny's edges of a scene, and what the largest outline among them holds."""
    found = canny_edges(channel(photo, "lightness"), low=40, high=120, blur_px=1.4)
    return row(photo, found, largest_contour(found, 9).astype(np.float32))


def network(photo: Picture) -> Picture:
    """A photo as the network sees it, its matte, and the matte at the photo's size."""
    seen = cv2.resize(photo, (320, 320), interpolation=cv2.INTER_AREA)
    matte = build(nukki.Options(model="u2netp")).matte(Image(photo)).alpha
    return row(photo, seen, cv2.resize(matte, (320, 320)), plain_alpha(photo, matte))


def mixed(alpha: FloatMap) -> tuple[Picture, Picture]:
    """A head of a known colour before sky and leaves: the photo, and the colour alone."""
    side = alpha.shape[0]
    y, x = np.mgrid[:side, :side] / side
    waves = ((np.sin(y * 40 + x * 13) * np.cos(x * 31) + 1) / 2)[:, :, None]
    head = (1 - waves) * np.array((60, 40, 30)) + waves * np.array((150, 105, 70))
    behind = (1 - x)[:, :, None] * np.array((235, 240, 250)) + x[:, :, None] * np.array(LEAF)
    both = alpha[:, :, None] * head + (1 - alpha[:, :, None]) * behind
    noise = np.random.default_rng(0).normal(0, 1.5, both.shape)
    return np.clip(np.rint(both + noise), 0, 255).astype(np.uint8), head.astype(np.uint8)


def mattes(photo: Picture, truth: FloatMap) -> tuple[Picture, FloatMap]:
    """What a network would give, the band that is doubted, the solved matte, the truth."""
    coarse = resize_alpha(truth, (NETWORK_SIDE, NETWORK_SIDE))
    enlarged = plain_alpha(photo, coarse)
    band = unknown_band(enlarged, soft=0.04, near_px=48, reach_px=8)
    trimap = np.where(band, 0.5, enlarged >= 0.5).astype(np.float32)
    solved = fine_alpha(photo, coarse)
    return row(photo, enlarged, trimap, solved, truth), solved


def laid(colours: Picture, alpha: FloatMap) -> Picture:
    """Colours over sand, by I = aF + (1-a)B."""
    share = alpha[:, :, None]
    return np.rint(share * colours + (1 - share) * np.array(SAND)).astype(np.uint8)


def main() -> None:
    """Write every picture."""
    coffee = nukki.load(EXAMPLES / "coffee.jpg").pixels
    save(thresholds(coffee, product()), "theory-threshold.jpg")
    save(clusters(coffee), "theory-clusters.jpg")
    save(edges(coffee), "theory-edges.jpg")
    save(network(nukki.load(EXAMPLES / "chelsea.jpg").pixels), "theory-network.jpg")
    truth = hair()
    photo, head = mixed(truth)
    figure, alpha = mattes(photo, truth)
    save(figure, "theory-mattes.jpg")
    cleaned = estimate_foreground(photo, alpha)
    parts = [laid(colours, alpha) for colours in (photo, cleaned, head)]
    save(beside(*parts), "theory-colours.jpg")


if __name__ == "__main__":
    main()
