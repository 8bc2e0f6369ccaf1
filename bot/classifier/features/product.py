"""DOOR, ONNX Runtime: rows times a fixed matrix in whole numbers of eight bits, two to four times as fast as in floats."""

from __future__ import annotations

from base64 import b64decode
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import onnxruntime

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

#: y = round(x) @ w * c with inputs x (n, k) float, w (k, m) int8 and c (m) float, as an ONNX graph of four nodes and no
#: weights: QuantizeLinear, MatMulInteger, Cast, Mul. `tools/product_graph.py` prints it and a test compares it with numpy.
_GRAPH = (
    "CAkSDGRpc3B1dGUtZGVzazroAQocCgF4CgFzCgFtEgFxIg5RdWFudGl6ZUxpbmVhcgoeCgFxCgF3CgFtCgFvEgFpIg1NYXRNdWxJbnRlZ2VyChcKAWkSAWYiBENhc3Qq"
    "CQoCdG8YAaABAgoOCgFmCgFjEgF5IgNNdWwSB3Byb2R1Y3QqCxABQgFzSgQAAIA/KggQAkIBbUoBgCoIEANCAW9KAQBaFQoBeBIQCg4IARIKCgMSAW4KAxIBa1oVCgF3"
    "EhAKDggDEgoKAxIBawoDEgFtWhAKAWMSCwoJCAESBQoDEgFtYhUKAXkSEAoOCAESCgoDEgFuCgMSAW1CBAoAEBE="
)
_STEPS = 127


@cache
def _session() -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # a worker is one thread; a pool would not survive a fork
    return onnxruntime.InferenceSession(b64decode(_GRAPH), options, providers=["CPUExecutionProvider"])


class Product:
    """`x @ weights` with both sides rounded to eight bits: weights per column, x by a fixed step per column (`reach` / 127; larger
    numbers are cut), so that a row gives the same numbers whatever stands beside it.
    """

    def __init__(self, weights: Array, reach: Array) -> None:
        step = np.maximum(reach, np.float32(1e-9)) / _STEPS
        scaled = weights * step[:, None]
        scale = np.maximum(np.abs(scaled).max(axis=0), np.float32(1e-12)) / _STEPS
        self._inverse = np.asarray(1 / step, np.float32)
        self._given = {"w": np.round(scaled / scale).astype(np.int8), "c": np.asarray(scale, np.float32)}

    def __call__(self, x: Array) -> Array:
        """Return the product, shape (rows, columns of the weights)."""
        (found,) = _session().run(None, {"x": x * self._inverse, **self._given})
        return np.asarray(found)
