"""Whether a cut-out is one: python .ci/look.py PHOTO CUTOUT."""

from __future__ import annotations

import sys

import numpy as np
import PIL.Image


def main(photo_path: str, cutout_path: str) -> None:
    """Exit with what is wrong, if anything is."""
    with PIL.Image.open(photo_path) as photo, PIL.Image.open(cutout_path) as cutout:
        wrong = [] if cutout.format == "PNG" else [f"not a PNG but {cutout.format}"]
        wrong += [] if cutout.size == photo.size else [f"{cutout.size}, not {photo.size}"]
        rgba = np.asarray(cutout)
    colour, alpha = rgba[..., :3], rgba[..., 3]
    covered = float((alpha >= 128).mean())
    height, width = alpha.shape
    wrong += [] if 0.2 < covered < 0.8 else [f"the subject covers {covered:.0%}"]
    wrong += [] if alpha[height // 2, width // 2 - 50] == 255 else ["the suit is not solid"]
    wrong += [] if not alpha[: height // 3, width * 5 // 6 :].any() else ["the right is not empty"]
    wrong += [] if not colour[alpha == 0].any() else ["colour is left where alpha is 0"]
    sys.exit("; ".join(wrong) or None)


if __name__ == "__main__":
    main(*sys.argv[1:])
