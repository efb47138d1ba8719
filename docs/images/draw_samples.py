"""Draws the studio's sample photos: small scenes, ray-marched, so that they are nobody else's.

    python docs/images/draw_samples.py src/nukki/studio/samples

Distances to shapes as by Inigo Quilez ("Distance functions", 2008): a ray goes on by the distance
to the nearest shape until it touches one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import PIL.Image
from numpy.typing import NDArray

Points = NDArray[np.float64]
Values = NDArray[np.float64]
Scene = Callable[[Points], tuple[Values, NDArray[np.int64]]]

SIZE_HW = 420, 560
GRID = 2  # rays on each side of a pixel
LIGHT = np.array([-0.55, 0.75, -0.45]) / np.linalg.norm([-0.55, 0.75, -0.45])
FLOOR = 0


def ball(p: Points, centre: tuple[float, float, float], radius: float) -> Values:
    """Distances to a ball."""
    return np.asarray(np.linalg.norm(p - centre, axis=-1) - radius)


def egg(p: Points, centre: tuple[float, float, float], radii: tuple[float, float, float]) -> Values:
    """Distances to an ellipsoid, by its gradient."""
    scaled = (p - centre) / radii
    length = np.linalg.norm(scaled, axis=-1)
    return np.asarray(
        length * (length - 1) / np.maximum(np.linalg.norm(scaled / radii, axis=-1), 1e-9)
    )


def cylinder(p: Points, radius: float, low: float, high: float, *, round_by: float) -> Values:
    """Distances to an upright cylinder with rounded rims."""
    across = np.hypot(p[..., 0], p[..., 2]) - radius + round_by
    along = np.abs(p[..., 1] - (low + high) / 2) - (high - low) / 2 + round_by
    outside = np.hypot(np.maximum(across, 0), np.maximum(along, 0))
    return np.asarray(np.minimum(np.maximum(across, along), 0) + outside - round_by)


def ring(p: Points, centre: tuple[float, float, float], large: float, small: float) -> Values:
    """Distances to a torus that faces the camera."""
    q = p - centre
    return np.asarray(np.hypot(np.hypot(q[..., 0], q[..., 1]) - large, q[..., 2]) - small)


def melted(a: Values, b: Values, by: float) -> Values:
    """Two shapes as one, with a fillet (Quilez, "Smooth minimum")."""
    h = np.clip(0.5 + 0.5 * (b - a) / by, 0, 1)
    return np.asarray(b * (1 - h) + a * h - by * h * (1 - h))


def nearest(*shapes: tuple[Values, int]) -> tuple[Values, NDArray[np.int64]]:
    """The distances to the nearest of several shapes, and which it is."""
    distances = np.stack([distance for distance, _ in shapes])
    which = np.array([kind for _, kind in shapes])
    return distances.min(axis=0), which[distances.argmin(axis=0)]


def mug(p: Points) -> tuple[Values, NDArray[np.int64]]:
    """A mug of coffee."""
    outer = cylinder(p, 0.62, 0.0, 1.35, round_by=0.06)
    inner = cylinder(p, 0.54, 0.1, 1.6, round_by=0.04)
    wall = np.maximum(outer, -inner)
    handle = np.maximum(
        ring(p, (0.66, 0.7, 0.0), 0.36, 0.075), -(np.hypot(p[..., 0], p[..., 2]) - 0.56)
    )
    coffee = cylinder(p, 0.55, 0.05, 1.15, round_by=0.01)
    return nearest((p[..., 1], FLOOR), (melted(wall, handle, 0.06), 1), (coffee, 2))


def duck(p: Points) -> tuple[Values, NDArray[np.int64]]:
    """A toy duck."""
    body = egg(p, (0.0, 0.5, 0.0), (0.85, 0.5, 0.6))
    tail = egg(p, (0.78, 0.78, 0.0), (0.25, 0.16, 0.2))
    head = ball(p, (-0.48, 1.22, 0.0), 0.42)
    wing = egg(p, (0.15, 0.62, -0.5), (0.42, 0.26, 0.16))
    whole = melted(melted(melted(body, tail, 0.2), head, 0.14), wing, 0.05)
    bill = egg(p, (-0.95, 1.13, 0.0), (0.26, 0.09, 0.2))
    eyes = np.minimum(ball(p, (-0.74, 1.36, -0.25), 0.075), ball(p, (-0.74, 1.36, 0.25), 0.075))
    return nearest((p[..., 1], FLOOR), (whole, 3), (bill, 4), (eyes, 5))


def plant(p: Points) -> tuple[Values, NDArray[np.int64]]:
    """A plant with six leaves in a pot."""
    narrow = p / np.array([1.0, 1.0, 1.0])
    taper = 0.42 + 0.16 * np.clip(narrow[..., 1], 0, 0.8)
    pot = np.maximum(np.hypot(p[..., 0], p[..., 2]) - taper, np.abs(p[..., 1] - 0.4) - 0.4) * 0.9
    soil = cylinder(p, 0.5, 0.7, 0.82, round_by=0.02)
    leaves = np.full(p.shape[:-1], 9.0)
    for turn, height, lean in [
        (0.3, 1.5, 0.35), (1.4, 1.25, 0.6), (2.6, 1.6, 0.3), (3.7, 1.3, 0.55),
        (4.7, 1.7, 0.2), (5.6, 1.2, 0.7),
    ]:  # fmt: skip
        leaves = np.minimum(leaves, leaf(p, turn, height, lean))
    return nearest((p[..., 1], FLOOR), (pot, 6), (soil, 7), (leaves, 8))


def leaf(p: Points, turn: float, height: float, lean: float) -> Values:
    """One leaf, bent outwards."""
    c, s = np.cos(turn), np.sin(turn)
    x, z = p[..., 0] * c + p[..., 2] * s, -p[..., 0] * s + p[..., 2] * c
    y = p[..., 1] - 0.75
    share = np.clip(y / height, 0, 1)
    x = x - lean * share**2
    width = 0.2 * np.sin(np.pi * np.clip(share * 0.9 + 0.1, 0, 1)) + 0.012
    blade = np.hypot(np.maximum(np.abs(z) - width, 0), np.maximum(np.abs(x) - 0.012, 0))
    ends = np.maximum(np.abs(y - height / 2) - height / 2, 0)
    return np.asarray((np.hypot(blade, ends) - 0.012) * 0.6)


COLOURS = {
    1: (0.83, 0.22, 0.16), 2: (0.16, 0.07, 0.03), 3: (0.98, 0.78, 0.10), 4: (0.95, 0.40, 0.08),
    5: (0.03, 0.03, 0.04), 6: (0.78, 0.40, 0.25), 7: (0.14, 0.09, 0.06), 8: (0.13, 0.48, 0.17),
}  # fmt: skip
SHINY = {1: 0.5, 2: 0.3, 3: 0.35, 4: 0.3, 5: 0.9}


def march(
    scene: Scene, start: Points, way: Points, steps: int = 110
) -> tuple[Values, NDArray[np.int64]]:
    """How far each ray goes, and what it meets; -1 for nothing."""
    far, kind = np.zeros(len(way)), np.full(len(way), -1)
    going = np.arange(len(way))
    for _ in range(steps):
        distance, which = scene(start + way[going] * far[going, None])
        met = distance < 0.002 * (1 + far[going])
        kind[going[met]] = which[met]
        far[going] += np.where(met, 0, np.minimum(distance * 0.9, 1.0))
        going = going[~met & (far[going] < 20)]
        if not going.size:
            break
    return far, kind


def normal(scene: Scene, p: Points) -> Points:
    """Which way surfaces face, by differences."""
    steps = np.eye(3) * 1e-3
    slope = np.stack([scene(p + step)[0] - scene(p - step)[0] for step in steps], axis=-1)
    return np.asarray(slope / np.maximum(np.linalg.norm(slope, axis=-1, keepdims=True), 1e-9))


def lit(scene: Scene, p: Points, n: Points) -> Values:
    """How much of a large light is seen: near misses are half-shadow."""
    seen = np.ones(p.shape[:-1])
    far = np.full(p.shape[:-1], 0.03)
    for _ in range(24):
        distance, _ = scene(p + n * 0.01 + LIGHT * far[..., None])
        seen = np.minimum(seen, np.clip(7 * distance / far, 0, 1))
        far = far + np.clip(distance, 0.02, 0.25)
    return np.asarray(seen * np.maximum((n * LIGHT).sum(axis=-1), 0))


def closed_in(scene: Scene, p: Points, n: Points) -> Values:
    """How much of the sky is seen: less in corners."""
    lost = sum(
        (reach - scene(p + n * reach)[0]) / 2**at for at, reach in enumerate((0.05, 0.15, 0.3, 0.6))
    )
    return np.clip(1 - 0.9 * np.asarray(lost), 0.15, 1)


def painted(scene: Scene, floor: tuple[float, float, float], wall: tuple[float, float, float],
            rays: tuple[Points, Points]) -> NDArray[np.float64]:  # fmt: skip
    """(N, 3) linear light along each ray."""
    start, way = rays
    far, kind = march(scene, start, way)
    glow = np.clip(0.75 + 0.35 * way[:, 1] - 0.12 * way[:, 0], 0.2, 1.2)[:, None]
    backdrop = np.array(wall) * glow
    met = kind >= 0
    haze = np.clip((far[met] - 5) / 9, 0, 1)[:, None]
    near = shaded(scene, start + way[met] * far[met, None], way[met], kind[met], floor)
    backdrop[met] = near * (1 - haze) + backdrop[met] * haze
    return backdrop


def shaded(scene: Scene, p: Points, way: Points, kind: NDArray[np.int64],
           floor: tuple[float, float, float]) -> NDArray[np.float64]:  # fmt: skip
    """Linear light from surfaces."""
    n = normal(scene, p)
    base = np.array([COLOURS.get(one, floor) for one in range(9)])[kind]
    grain = 0.05 * np.sin(p[:, 0] * 9 + 2.5 * np.sin(p[:, 2] * 2.1)) * (kind == FLOOR)
    sun, shade = lit(scene, p, n), closed_in(scene, p, n)
    mirrored = way - 2 * (way * n).sum(axis=-1, keepdims=True) * n
    gloss = np.array([SHINY.get(one, 0.04) for one in range(9)])[kind]
    spark = gloss * np.maximum((mirrored * LIGHT).sum(axis=-1), 0) ** 40 * (sun > 0)
    return (base + grain[:, None]) * (sun * 0.95 + shade * 0.33)[:, None] + spark[:, None]


def camera(
    eye: tuple[float, float, float], target: tuple[float, float, float]
) -> tuple[Points, Points]:
    """Where rays begin, and the way of each."""
    height, width = (side * GRID for side in SIZE_HW)
    forward = np.subtract(target, eye) / np.linalg.norm(np.subtract(target, eye))
    right = np.cross((0.0, 1.0, 0.0), forward)
    right /= np.linalg.norm(right)
    up = np.cross(forward, right)
    y, x = np.mgrid[:height, :width].reshape(2, -1)
    across, down = (x - width / 2) / height, (height / 2 - y) / height
    way = forward * 1.5 + right * across[..., None] + up * down[..., None]
    return np.array(eye), way / np.linalg.norm(way, axis=-1, keepdims=True)


def photo(pixels: NDArray[np.float64]) -> PIL.Image.Image:
    """Averaged, with a camera's curve and a little noise."""
    height, width = SIZE_HW
    mean = pixels.reshape(height, GRID, width, GRID, 3).mean(axis=(1, 3))
    noise = np.random.default_rng(7).normal(0, 0.006, (height, width, 1))
    shown = np.clip(mean / (0.85 + 0.25 * mean) + noise, 0, 1) ** (1 / 2.2)
    return PIL.Image.fromarray(np.rint(shown * 255).astype(np.uint8))


SCENES: dict[str, tuple[Scene, tuple[float, ...], tuple[float, ...], tuple[float, ...]]] = {
    "mug": (mug, (0.50, 0.33, 0.19), (0.33, 0.40, 0.42), (0.9, 1.9, -3.6)),
    "duck": (duck, (0.20, 0.40, 0.46), (0.62, 0.66, 0.60), (-1.2, 1.7, -4.0)),
    "plant": (plant, (0.62, 0.60, 0.56), (0.62, 0.50, 0.44), (0.6, 2.0, -4.6)),
}


def main(folder: Path) -> None:
    """Draw all scenes."""
    for name, (scene, floor, wall, eye) in SCENES.items():
        target = (0.0, 1.1 if name == "plant" else 0.7, 0.0)
        pixels = painted(scene, floor, wall, camera(eye, target))  # type: ignore[arg-type]
        photo(pixels).save(folder / f"{name}.jpg", quality=88)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
