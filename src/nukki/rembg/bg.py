"""``remove``, and what else code imports from ``rembg.bg``."""

from __future__ import annotations

from typing import Any, Protocol

from PIL.Image import Image as PILImage

from nukki.core.options import DEFAULT_MODEL
from nukki.core.values import Image, Matte
from nukki.rembg.base import BaseSession
from nukki.rembg.cutouts import alpha_matting_cutout, decontaminate_cutout
from nukki.rembg.directory import sessions, sessions_names, sessions_names_downloadable
from nukki.rembg.exchange import (
    Data,
    ReturnType,
    give_back,
    image_as_pillow,
    return_type,
    to_image,
    to_pillow,
)
from nukki.rembg.legacy import legacy_result
from nukki.rembg.masks import post_process
from nukki.rembg.matting import vitmatte_alpha
from nukki.rembg.pictures import (
    apply_background_color,
    fix_image_orientation,
    get_concat_v,
    get_concat_v_multi,
    naive_cutout,
    putalpha_cutout,
)
from nukki.rembg.request import Request
from nukki.rembg.session import Session
from nukki.rembg.session_factory import download_models, new_session
from nukki.rembg.straight import as_picture, as_png, straight_cutouts
from nukki.rembg.trimap import TrimapRule, matte_of

__all__ = [
    "BaseSession",
    "ReturnType",
    "alpha_matting_cutout",
    "apply_background_color",
    "decontaminate_cutout",
    "download_models",
    "fix_image_orientation",
    "get_concat_v",
    "get_concat_v_multi",
    "naive_cutout",
    "new_session",
    "post_process",
    "putalpha_cutout",
    "remove",
    "sessions",
    "sessions_names",
    "sessions_names_downloadable",
    "vitmatte_alpha",
]


class Predictor(Protocol):
    """Any session: nukki's, rembg's own, or one that you wrote."""

    def predict(self, img: PILImage, *args: Any, **kwargs: Any) -> list[PILImage]:
        """L masks of the size of ``img``."""


def remove(
    data: Data,
    alpha_matting: bool = False,
    alpha_matting_foreground_threshold: int = 240,
    alpha_matting_background_threshold: int = 10,
    alpha_matting_erode_size: int = 10,
    session: Predictor | None = None,
    only_mask: bool = False,
    post_process_mask: bool = False,
    decontaminate: bool = False,
    vitmatte: bool = False,
    vitmatte_model: str | None = None,
    bgcolor: tuple[int, int, int, int] | None = None,
    force_return_bytes: bool = False,
    *args: Any,
    legacy_edges: bool = False,
    **kwargs: Any,
) -> Data:
    """The subject of a picture, in the type that came: a drop-in for rembg 2.0.86.

    It differs on purpose in two points. Edges are refined and colours straight, where rembg
    stores colour x alpha; ``legacy_edges`` brings that back, with rembg's own mask. And without a
    session it is nukki's default model that runs, not rembg's ``bria-rmbg``, whose licence
    forbids commercial use.

    Of several techniques the first of these is used: ``only_mask``, ``vitmatte``,
    ``alpha_matting``, ``putalpha``, ``decontaminate`` (which is how edges are anyway).

    Args:
        data: A file's bytes, a Pillow picture, or an (H, W[, 1 | 3 | 4]) RGB array.
        alpha_matting: Closed-form matting in the soft band, which is found from the picture unless
            one of the next three is set.
        alpha_matting_foreground_threshold: Levels of the mask above it, of 255, are subject.
        alpha_matting_background_threshold: Levels below it are background.
        alpha_matting_erode_size: How many pixels are then taken off both; the rest is solved for.
        session: From `new_session`, or anything with its ``predict``.
        only_mask: Give the mask alone, as grey.
        post_process_mask: Remove specks, smooth the outline, and make it hard.
        decontaminate: Straight colours; the default here.
        vitmatte: Find the edge by ViTMatte, between what the same three numbers say is sure.
        vitmatte_model: A key of ``nukki.rembg.matting.VARIANTS``; None is the small default.
        bgcolor: Red, green, blue and alpha, 0 to 255, to lay the subject over.
        force_return_bytes: Give a PNG file whatever came.
        *args: Passed to the session, as in rembg.
        legacy_edges: rembg's result to the pixel, dark rims included.
        **kwargs: ``putalpha`` keeps the colours of what is removed; the rest goes to
            `new_session` and the session.

    Returns:
        A PNG file's bytes, an RGBA or L picture, or a read-only (H, W, 4) or (H, W) uint8 array.
        A model with several masks gives them from top to bottom.

    Raises:
        InputError: The picture cannot be used; for a type that is not taken, also a ``ValueError``.
        OptionError: ``legacy_edges`` with a technique that never had them, or no such checkpoint
            of ViTMatte.
        WeightsError: The model's file, or ViTMatte's, cannot be had.
    """
    kind = return_type(data, force_bytes=force_return_bytes)
    request = Request(
        only_mask=only_mask,
        vitmatte=vitmatte,
        vitmatte_model=vitmatte_model,
        alpha_matting=alpha_matting,
        putalpha=bool(kwargs.pop("putalpha", False)),
        decontaminate=decontaminate,
        post_process_mask=post_process_mask,
        bgcolor=bgcolor,
        legacy_edges=legacy_edges,
        trimap_rule=TrimapRule(
            alpha_matting_foreground_threshold,
            alpha_matting_background_threshold,
            alpha_matting_erode_size,
        ),
    )
    chosen = new_session(DEFAULT_MODEL, *args, **kwargs) if session is None else session
    if legacy_edges:
        picture = to_pillow(data)
        masks = chosen.predict(picture, *args, **kwargs)
        return give_back(legacy_result(picture, masks, request), kind)
    image = to_image(data)
    cutouts = straight_cutouts(image, _mattes(chosen, image, args, kwargs), request)
    if kind is ReturnType.BYTES and len(cutouts) == 1 and not request.keeps_colours:
        return as_png(cutouts[0], request)
    return give_back(as_picture(cutouts, request), kind)


def _mattes(
    session: Predictor, image: Image, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> list[Matte]:
    if isinstance(session, Session) and session.is_plain:
        return session.mattes(image, *args, **kwargs)
    masks = session.predict(image_as_pillow(image), *args, **kwargs)
    return [Matte(matte_of(mask)) for mask in masks]
