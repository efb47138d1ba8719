"""Matte to matte: the subject's parts, without crumbs and holes."""

from __future__ import annotations

from dataclasses import replace

from nukki.core.values import Matte
from nukki.ops.components import drop_crumbs, fill_holes, make_solid


def tidy(matte: Matte, *, crumbs: float, holes: float, solid: bool = False) -> Matte:
    """The matte without small separate parts and small enclosed holes.

    Args:
        matte: Before refinement, at any size.
        crumbs: Parts below this percentage [0, 100] of the largest part's area are dropped.
        holes: Holes below this percentage [0, 100] of the subject's area are filled.
        solid: What shines through inside the subject becomes opaque.
    """
    alpha = drop_crumbs(matte.alpha, crumbs / 100)
    alpha = fill_holes(alpha, holes / 100) if holes else alpha
    return replace(matte, alpha=make_solid(alpha) if solid else alpha)
