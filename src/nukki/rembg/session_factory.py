"""Makes sessions, and fetches what they need beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nukki.core.options import DEFAULT_MODEL
from nukki.engines import onnx_runtime
from nukki.pipeline import shelf
from nukki.rembg.base import BaseSession
from nukki.rembg.directory import (
    REFUSED,
    class_for,
    sessions_class,
    sessions_names,
    sessions_names_downloadable,
)
from nukki.rembg.errors import UnknownModelError
from nukki.rembg.session import Session
from nukki.rembg.threads import threads_for

__all__ = ["BaseSession", "download_models", "new_session", "sessions_class", "threads_for"]


def new_session(
    model_name: str = DEFAULT_MODEL, *args: Any, sess_opts: Any = None, **kwargs: Any
) -> BaseSession:
    """A warm session for `nukki.rembg.remove`; what else rembg lets pass is let pass and unused.

    The default is nukki's own default model, not rembg's ``bria-rmbg``, whose licence forbids
    commercial use.

    Args:
        model_name: A name of ``nukki.rembg.sessions.sessions_names``, a model you added, or the
            name of a class you appended to ``sessions_class``.
        *args: Passed to the class.
        sess_opts: An ``onnxruntime.SessionOptions``; without one, ``OMP_NUM_THREADS`` counts.
        **kwargs: Passed to the class. ``providers``: onnxruntime provider names, of which the
            first that is there is used. ``model_path``: the ONNX file to run instead of the
            model's own, anywhere on the disk; a custom model needs one.

    Raises:
        UnknownModelError: No such model; also a ``ValueError``, as in rembg.
        RefusedModelError: A model of rembg's that is not run here; also a ``ValueError``.
        MissingModelPathError: A custom model without ``model_path``; also a ``ValueError``.
        DeviceError: None of the providers is there.
        WeightsError: The weights cannot be had.
    """
    kind = class_of(model_name)
    if sess_opts is None and not issubclass(kind, Session):
        # a class of the user's own may hand it on to onnxruntime
        sess_opts = onnx_runtime.ENGINE.native_options(threads_for(None))
    return kind(model_name, sess_opts, *args, **kwargs)


def class_of(model_name: str) -> type[BaseSession]:
    """The session class of that name, the user's own included.

    Raises:
        UnknownModelError: There is none.
    """
    for kind in (*sessions_class, *REFUSED.values()):
        if kind.name() == model_name:
            return kind
    if model_name in shelf() and shelf()[model_name].weights:
        return class_for(model_name)
    raise UnknownModelError(model_name, sessions_names)


def download_models(models: Sequence[str] = ()) -> None:
    """Fetch the weights of these models; of every model that has any when none is named.

    Raises:
        UnknownModelError: No such model.
        WeightsError: Weights cannot be had.
    """
    kinds = [class_of(name) for name in models or sessions_names_downloadable]
    for kind in kinds:
        kind.download_models()
