"""A loaded model with the attributes and methods of rembg's sessions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from PIL.Image import Image as PILImage

from nukki import weights
from nukki.core.arrays import FloatMap
from nukki.core.options import Options
from nukki.core.values import Image, Matte
from nukki.pipeline import Remover, build, find_model
from nukki.rembg import masks
from nukki.rembg.base import BaseSession
from nukki.rembg.classes import Group, class_mattes, groups_of
from nukki.rembg.inner_session import InnerSession
from nukki.rembg.network import network_of
from nukki.rembg.providers import device_for
from nukki.rembg.threads import threads_for


class Session(BaseSession):
    """A model of nukki's; may be used from many threads at once.

    Args:
        model_name: The name it was asked for by.
        remover: The pipeline that is kept warm. Its network is loaded now.

    Attributes:
        inner_session: The network, for code that asks it for its inputs, its providers, or a run.

    Raises:
        WeightsError: The weights cannot be had.
        EngineError: The runtime refused them, or the model has no network.
    """

    def __init__(self, model_name: str, remover: Remover) -> None:
        self.model_name = model_name
        self.remover = remover
        self._network = network_of(remover)
        self._own_session = self.inner_session = InnerSession(self._network)

    def normalize(
        self,
        img: PILImage,
        mean: Sequence[float],
        std: Sequence[float],
        size: tuple[int, int],
        *_: Any,
        **__: Any,
    ) -> dict[str, FloatMap]:
        """The network's input by name, made as rembg makes it; see `masks.normalized`."""
        tensor = masks.normalized(img, mean, std, size)
        return {self._network.input_name: self._network.as_fed(tensor)}

    def predict(self, img: PILImage, *_: Any, **kwargs: Any) -> list[PILImage]:
        """The masks that rembg gives: L pictures of the size of ``img``, stretched to 0 ... 255.

        A model of clothes gives one per category, or the one that ``cc`` or ``cloth_category``
        names: "upper", "lower", "full", or "attire" for all in one.
        """
        how = self._network.preprocess
        height, width = how.size_hw
        feed = self.normalize(img, how.mean, how.std, (width, height))
        answer = self._network.as_planes(self.inner_session.run(None, feed)[0])
        if groups := self._groups(kwargs):
            return masks.class_masks(answer, groups, img.size)
        return [masks.enlarged(masks.stretched(answer, self._network.output), img.size)]

    def mattes(self, image: Image, *_: Any, **kwargs: Any) -> list[Matte]:
        """A matte at the network's resolution for each mask of `predict`, unstretched."""
        if groups := self._groups(kwargs):
            return class_mattes(self.remover, self._network, image, groups)
        return [self.remover.matte(image)]

    @property
    def is_plain(self) -> bool:
        """Whether its masks are nukki's own: no subclass and no user has put another part in."""
        parts = ((self.predict, Session.predict), (self.normalize, Session.normalize))
        own = all(getattr(bound, "__func__", None) is method for bound, method in parts)
        return own and self.inner_session is self._own_session

    def _groups(self, kwargs: dict[str, Any]) -> list[Group]:
        """Empty when the network tells no classes apart."""
        category = kwargs.get("cc") or kwargs.get("cloth_category")
        return groups_of(self._network.output, category) if self._network.output.classes else []


class ModelSession(Session):
    """A session whose class knows its model, as each of rembg's does.

    Args:
        model_name: What it is called; "" is the class's own name.
        sess_opts: An ``onnxruntime.SessionOptions``, of which the number of intra-op threads is
            taken; without one, ``OMP_NUM_THREADS`` counts.
        *args: Passed to ``download_models``.
        **kwargs: Likewise, except ``providers``: onnxruntime provider names.

    Attributes:
        model: nukki's model, of which input and output are described as this one's.
    """

    model: ClassVar[str] = ""

    def __init__(
        self, model_name: str = "", sess_opts: Any = None, *args: Any, **kwargs: Any
    ) -> None:
        device = device_for(kwargs.pop("providers", None))
        path = str(self.download_models(*args, **kwargs))
        options = Options(model=self.model, weights=path, device=device)
        super().__init__(model_name or self.name(), build(options, threads=threads_for(sess_opts)))

    @classmethod
    def name(cls, *_: Any, **__: Any) -> str:
        """Nukki's and rembg's name of the model."""
        return cls.model

    @classmethod
    def download_models(cls, *_: Any, **kwargs: Any) -> str:
        """The path of the network's file: ``model_path``, else the model's own, fetched if need be.

        Raises:
            WeightsError: It cannot be had.
        """
        if kwargs.get("model_path") is not None:
            return str(Path(kwargs["model_path"]).expanduser())
        graph, *_others = [weights.locate(file) for file in find_model(cls.model).weights]
        return str(graph)
