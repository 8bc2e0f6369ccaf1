"""What stands before and after a sentence in its mail: two layers that look at three sentences in a row, with their gradients."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from bot.classifier.dropout import Dropout

    Array = NDArray[np.float32]
    Params = dict[str, Array]

#: Numbers that a sentence gets from its neighbours.
WIDTH = 96
#: Columns that tell where a sentence stands: how near the beginning, and its place in the mail from 0 to 1.
_PLACES = 2
_FADING = np.float32(2)


def shapes(width: int) -> dict[str, tuple[int, int]]:
    """Return the shapes of the weights for sentences of so many numbers: per layer for the one before, the sentence, the one after."""
    return {"near": (width + _PLACES, 3 * WIDTH), "far": (WIDTH, 3 * WIDTH)}


def forward(
    params: Params, sentences: Array, counts: NDArray[np.int64], dropout: Dropout | None
) -> tuple[Array, Callable[[Array], tuple[Params, Array]]]:
    """Return `WIDTH` numbers per sentence of some mails (`counts[i]` sentences each, in order), and what turns slopes into gradients
    and slopes at the sentences.
    """
    starts = np.cumsum(counts) - counts
    place = (np.arange(len(sentences)) - np.repeat(starts, counts)).astype(np.float32)
    rest = np.repeat(counts, counts).astype(np.float32)
    inner = (place > 0)[:, None].astype(np.float32)
    x = np.hstack([sentences, np.exp(-place / _FADING)[:, None], (place / rest)[:, None]])
    first, first_back = _layer(params, "near", x, inner)
    masks = [dropout.mask(first.shape, dropout.joined) for _ in range(2)] if dropout else [np.ones(1, np.float32)] * 2
    first *= masks[0]
    second, second_back = _layer(params, "far", first, inner)

    def back(slope: Array) -> tuple[Params, Array]:
        slope = slope * masks[1]
        grads, down = second_back(slope)
        more, down = first_back((down + slope) * masks[0])
        return grads | more, down[:, :-_PLACES]

    return (first + second) * masks[1], back


def _layer(params: Params, name: str, x: Array, inner: Array) -> tuple[Array, Callable[[Array], tuple[Params, Array]]]:
    """Relu of a sentence and its two neighbours; `inner` is 1 where a sentence has one before it in its mail."""
    before, own, after = np.split(x @ params[name], 3, axis=1)
    raw = own + params[f"{name}_b"]
    raw[1:] += before[:-1] * inner[1:]
    raw[:-1] += after[1:] * inner[1:]
    out = np.maximum(raw, 0)

    def back(slope: Array) -> tuple[Params, Array]:
        slope = slope * (raw > 0)
        to_before, to_after = np.zeros_like(slope), np.zeros_like(slope)
        to_before[:-1] = slope[1:] * inner[1:]
        to_after[1:] = slope[:-1] * inner[1:]
        wide = np.hstack([to_before, slope, to_after])
        return {name: x.T @ wide, f"{name}_b": slope.sum(axis=0)}, wide @ params[name].T

    return out, back
