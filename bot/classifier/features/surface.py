"""What a text looks like on the surface: letters, words and ideas in one row, without the encoder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bot.classifier.features import concepts, hashing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_PAIR_WEIGHT = np.float32(0.7)


def width() -> int:
    """Return the number of columns."""
    return hashing.WIDTH + concepts.width()


def rows(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return one float32 row per text, shape (len(texts), width())."""
    ideas = concepts.rows(texts)
    ideas[:, -concepts.PAIR_WIDTH :] *= _PAIR_WEIGHT
    return np.hstack([hashing.rows(texts), ideas])
