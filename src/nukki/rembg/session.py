"""A loaded model with the attributes and methods of rembg's sessions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PIL.Image import Image as PILImage

from nukki.core.arrays import FloatMap
from nukki.core.values import Image, Matte
from nukki.pipeline import Remover
from nukki.rembg import masks
from nukki.rembg.classes import Group, class_mattes, groups_of
from nukki.rembg.inner_session import InnerSession
from nukki.rembg.network import network_of


class Session:
    """What `new_session` gives; may be used from many threads at once.

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
        self.inner_session = InnerSession(self._network)

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
        return {self._network.input_name: masks.normalized(img, mean, std, size)}

    def predict(self, img: PILImage, *_: Any, **kwargs: Any) -> list[PILImage]:
        """The masks that rembg gives: L pictures of the size of ``img``, stretched to 0 ... 255.

        A model of clothes gives one per category, or the one that ``cc`` or ``cloth_category``
        names: "upper", "lower", "full", or "attire" for all in one.
        """
        how = self._network.preprocess
        height, width = how.size_hw
        answer = self._network.run(masks.normalized(img, how.mean, how.std, (width, height)))
        if groups := self._groups(kwargs):
            return masks.class_masks(answer, groups, img.size)
        return [masks.enlarged(masks.stretched(answer, self._network.output), img.size)]

    def mattes(self, image: Image, *_: Any, **kwargs: Any) -> list[Matte]:
        """A matte at the network's resolution for each mask of `predict`, unstretched."""
        if groups := self._groups(kwargs):
            return class_mattes(self.remover, self._network, image, groups)
        return [self.remover.matte(image)]

    def _groups(self, kwargs: dict[str, Any]) -> list[Group]:
        """Empty when the network tells no classes apart."""
        category = kwargs.get("cc") or kwargs.get("cloth_category")
        return groups_of(self._network.output, category) if self._network.output.classes else []
