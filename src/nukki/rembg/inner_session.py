"""A loaded network under the few names of onnxruntime that rembg's users call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from numpy.typing import NDArray

from nukki.core.arrays import FloatMap
from nukki.rembg.network import Network
from nukki.rembg.providers import PROVIDER_OF


class InputInfo(NamedTuple):
    """A graph input's name and shape; free sizes are None or a symbol."""

    name: str
    shape: tuple[int | str | None, ...]


class InnerSession:
    """What ``session.inner_session`` is."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def get_inputs(self) -> list[InputInfo]:
        """The graph's inputs."""
        return [InputInfo(name, shape) for name, shape in self._network.session.inputs.items()]

    def get_providers(self) -> list[str]:
        """The one provider that it runs on."""
        return [PROVIDER_OF[self._network.session.device]]

    def run(
        self, output_names: Sequence[str] | None, input_feed: Mapping[str, NDArray[Any]]
    ) -> list[FloatMap]:
        """The output that holds the mask, alone in a list, whatever ``output_names`` say."""
        return self._network.session.run(input_feed, outputs=[self._network.output.index])
