"""What is left out at random while learning, so that nothing is leaned on alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Dropout:
    """Shares of numbers left out at random while learning, per place; `dice` makes it repeatable."""

    dice: np.random.Generator
    vector: float = 0.2
    wide: float = 0.3
    joined: float = 0.2
    words: float = 0.05

    def mask(self, shape: tuple[int, ...], share: float) -> Array:
        """Return zeros and 1 / (1 - share) at random."""
        kept = self.dice.random(shape, dtype=np.float32) >= share
        return np.asarray(kept * np.float32(1 / (1 - share)), dtype=np.float32)
