"""BlazeFace, run by OpenCV: such files are none of onnxruntime's, and LiteRT is an extra."""

from __future__ import annotations

import threading

import cv2
import numpy as np

from nukki.core.arrays import FloatMap
from nukki.core.errors import EngineError

OUTPUTS = ("regressors", "classificators")


class FaceNet:
    """The network; safe to call from many threads.

    Args:
        graph: The bytes of its TensorFlow Lite file.

    Raises:
        EngineError: They are none.
    """

    def __init__(self, graph: bytes) -> None:
        try:
            self._net = cv2.dnn.readNetFromTFLite(np.frombuffer(graph, np.uint8))
        except cv2.error as error:
            raise EngineError("opencv cannot read the network that finds faces") from error
        self._lock = threading.Lock()  # OpenCV keeps what it works on in the network

    def __call__(self, square: FloatMap) -> tuple[FloatMap, FloatMap]:
        """Codes (896, 16) and logits (896,) of a square; see `nukki.ops.blaze_face`.

        One output after the other: OpenCV 5.0 names the first of the two alone.
        """
        with self._lock:
            self._net.setInput(np.ascontiguousarray(square.transpose(0, 3, 1, 2)))
            codes, logits = (self._net.forward(name) for name in OUTPUTS)
        return np.asarray(codes.reshape(-1, 16)), np.asarray(logits.reshape(-1))
