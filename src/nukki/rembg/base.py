"""The class that rembg's sessions derive from, and those that people write themselves."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL.Image import Image as PILImage

from nukki.core.arrays import FloatMap
from nukki.core.errors import DeviceError
from nukki.engines import onnx_runtime
from nukki.rembg import masks
from nukki.rembg.errors import MissingModelPathError
from nukki.rembg.providers import device_for


class BaseSession:
    """Derive from it to run a network of your own through `nukki.rembg.remove`.

    A subclass has a ``name``, says in ``download_models`` where its ONNX file lies, and makes masks
    in ``predict``. What else rembg passes through is let pass.

    Args:
        model_name: What it is called.
        sess_opts: An ``onnxruntime.SessionOptions``; None takes nukki's.
        *args: Passed to ``download_models``.
        **kwargs: Likewise, except ``providers``: onnxruntime provider names.

    Attributes:
        inner_session: The ``onnxruntime.InferenceSession``.

    Raises:
        DeviceError: None of the providers is there.
        EngineError: onnxruntime refused the file.
    """

    inner_session: Any

    def __init__(self, model_name: str, sess_opts: Any = None, *args: Any, **kwargs: Any) -> None:
        device = device_for(kwargs.pop("providers", None))
        if device not in ("auto", *onnx_runtime.PROVIDERS):
            raise DeviceError(
                f"providers: a session class of your own runs on onnxruntime, not on {device}; "
                "name another provider"
            )
        path = Path(self.download_models(*args, **kwargs))
        engine = onnx_runtime.ENGINE
        settings = engine.native_options() if sess_opts is None else sess_opts
        self.model_name = model_name
        self.inner_session = engine.open_native(path, settings, device=device)

    def normalize(
        self,
        img: PILImage,
        mean: Sequence[float],
        std: Sequence[float],
        size: tuple[int, int],
        *_: Any,
        **__: Any,
    ) -> dict[str, FloatMap]:
        """The network's first input by name, made as rembg makes it; see `masks.normalized`."""
        first = self.inner_session.get_inputs()[0].name
        return {first: np.asarray(masks.normalized(img, mean, std, size))}

    def predict(self, img: PILImage, *args: Any, **kwargs: Any) -> list[PILImage]:
        """L masks of the size of ``img``."""
        raise NotImplementedError(f"{type(self).__name__} defines no predict")

    @classmethod
    def name(cls, *args: Any, **kwargs: Any) -> str:
        """What `new_session` is asked for."""
        raise NotImplementedError(f"{cls.__name__} defines no name")

    @classmethod
    def download_models(cls, *args: Any, **kwargs: Any) -> str:
        """The path of its ONNX file, fetched if need be."""
        raise NotImplementedError(f"{cls.__name__} defines no download_models")

    @classmethod
    def is_local(cls, *_: Any, **__: Any) -> bool:
        """Whether it runs on this machine."""
        return True

    @classmethod
    def requires_credentials(cls, *_: Any, **__: Any) -> bool:
        """Whether it cannot be made without a key."""
        return False

    @classmethod
    def has_usage_cost(cls, *_: Any, **__: Any) -> bool:
        """Whether each picture is billed."""
        return False

    @classmethod
    def checksum_disabled(cls, *_: Any, **__: Any) -> bool:
        """Whether rembg was told not to verify files. nukki verifies its own all the same."""
        return "MODEL_CHECKSUM_DISABLED" in os.environ

    @classmethod
    def legacy_home(cls, *_: Any, **__: Any) -> str:
        """Rembg's older folder, in which all files lay side by side."""
        beside = os.environ.get("XDG_DATA_HOME", "~")
        return str(Path(os.environ.get("U2NET_HOME", f"{beside}/.u2net")).expanduser())

    @classmethod
    def rembg_home(cls, *args: Any, **kwargs: Any) -> str:
        """Rembg's folder: ``$U2NET_HOME``, ``$REMBG_HOME``, ``$XDG_DATA_HOME/rembg``, ``~/.rembg``.

        nukki reads there and writes into its own.
        """
        if os.environ.get("U2NET_HOME"):
            return cls.legacy_home(*args, **kwargs)
        data = os.environ.get("XDG_DATA_HOME")
        home = os.environ.get("REMBG_HOME", f"{data}/rembg" if data else "~/.rembg")
        return str(Path(home).expanduser())

    @classmethod
    def u2net_home(cls, *args: Any, **kwargs: Any) -> str:
        """The older name of `rembg_home`."""
        return cls.rembg_home(*args, **kwargs)

    @classmethod
    def model_dir(cls, *args: Any, **kwargs: Any) -> str:
        """Where rembg keeps this model's files."""
        return str(Path(cls.rembg_home(*args, **kwargs), "models", cls.name(*args, **kwargs)))

    @classmethod
    def resolve_existing(cls, fname: str, *args: Any, **kwargs: Any) -> str | None:
        """The path of a file that rembg fetched before, or None."""
        homes = (cls.model_dir(*args, **kwargs), cls.legacy_home(*args, **kwargs))
        return next((str(path) for home in homes if (path := Path(home, fname)).exists()), None)

    @classmethod
    def validate_model_path(cls, *_: Any, **kwargs: Any) -> str:
        """The absolute path of ``model_path``, which may lie anywhere; in rembg, in its folders.

        Raises:
            MissingModelPathError: There is none; also a ``ValueError``.
        """
        if kwargs.get("model_path") is None:
            raise MissingModelPathError(
                "model_path is required: a custom model runs your own file; "
                'new_session("u2net_custom", model_path="my.onnx")'
            )
        return str(Path(kwargs["model_path"]).expanduser().absolute())
