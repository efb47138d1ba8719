"""Makes sessions, and fetches what they need beforehand."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nukki import weights
from nukki.core.options import DEFAULT_MODEL, Options
from nukki.pipeline import build, find_model, shelf
from nukki.rembg.errors import MissingModelPathError, UnknownModelError
from nukki.rembg.providers import Provider, device_for
from nukki.rembg.session import Session
from nukki.rembg.sessions import TWINS, sessions_names


def new_session(
    model_name: str = DEFAULT_MODEL,
    *_: Any,
    sess_opts: Any = None,
    providers: Sequence[Provider] | None = None,
    model_path: str | os.PathLike[str] | None = None,
    **__: Any,
) -> Session:
    """A warm session for `nukki.rembg.remove`; what else rembg lets pass is let pass and unused.

    The default is nukki's own default model, not rembg's ``bria-rmbg``, whose licence forbids
    commercial use.

    Args:
        model_name: A name of ``nukki.rembg.sessions.sessions_names``, or a model you added.
        sess_opts: An ``onnxruntime.SessionOptions``, of which the number of intra-op threads is
            taken; without one, ``OMP_NUM_THREADS`` counts.
        providers: onnxruntime provider names; the first that is there is used.
        model_path: The ONNX file to run instead of the model's own, anywhere on the disk; a custom
            model needs one.

    Raises:
        UnknownModelError: No such model; also a ``ValueError``, as in rembg.
        MissingModelPathError: A custom model without ``model_path``; also a ``ValueError``.
        DeviceError: None of the providers is there.
        WeightsError: The weights cannot be had.
    """
    custom = model_name in TWINS
    if not custom and model_name not in shelf():
        raise UnknownModelError(model_name, sessions_names)
    if custom and model_path is None:
        raise MissingModelPathError(
            f"model_path is required: {model_name} runs your own file; "
            f'new_session("{model_name}", model_path="my.onnx")'
        )
    options = Options(
        model=TWINS.get(model_name, model_name),
        weights=None if model_path is None else str(Path(model_path).expanduser()),
        device=device_for(providers),
    )
    return Session(model_name, build(options, threads=threads_for(sess_opts)))


def download_models(models: Sequence[str] = ()) -> None:
    """Fetch the weights of these models; of every model that has any when none is named.

    Raises:
        UnknownModelError: No such model.
        WeightsError: Weights cannot be had.
    """
    for name in models or shelf():
        if name not in shelf():
            raise UnknownModelError(name, shelf())
        for file in find_model(name).weights:
            weights.locate(file)


def threads_for(sess_opts: Any) -> int:
    """Threads inside one run, from ``sess_opts`` or ``OMP_NUM_THREADS``; 0 takes every core."""
    asked: int = getattr(sess_opts, "intra_op_num_threads", 0)
    from_environment = os.environ.get("OMP_NUM_THREADS", "")
    return asked or (int(from_environment) if from_environment.isdecimal() else 0)
