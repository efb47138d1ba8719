"""Runs a module's functions of pictures on what it finds in FOLDER; started by test_surface.py.

    python run_functions.py rembg | nukki.rembg FOLDER

FOLDER holds photo.png and mask.png. Results are written as <case>.<module>.npy.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import numpy as np
import PIL.Image


def main(module: str, folder: Path) -> None:
    bg = importlib.import_module(f"{module}.bg")
    matting = importlib.import_module(f"{module}.matting")
    photo = PIL.Image.open(folder / "photo.png")
    mask = PIL.Image.open(folder / "mask.png")
    results = {
        "naive_cutout": bg.naive_cutout(photo, mask),
        "get_concat_v": bg.get_concat_v(photo, photo.rotate(90, expand=True)),
        "post_process": bg.post_process(np.asarray(mask)),
        "apply_background_color": bg.apply_background_color(
            photo.convert("RGBA"), (9, 99, 199, 255)
        ),
        "fix_image_orientation": bg.fix_image_orientation(photo),
        "trimap_from_mask-0": matting.trimap_from_mask(mask, erode_size=0),
        "trimap_from_mask-1": matting.trimap_from_mask(mask, erode_size=1),
        "trimap_from_mask-10": matting.trimap_from_mask(mask),
        "trimap_from_mask-7": matting.trimap_from_mask(mask, 200, 40, 7),
        "alpha_matting_cutout": bg.alpha_matting_cutout(photo, mask, 240, 10, 4),
        "decontaminate_cutout": bg.decontaminate_cutout(photo, mask),
    }
    for case, result in results.items():
        np.save(folder / f"{case}.{module}.npy", np.asarray(result))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
