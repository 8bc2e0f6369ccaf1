"""Products in whole numbers of eight bits: the same sums on every machine, and fast where the processor knows such products."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from math import prod
from timeit import repeat
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float32]
    Numbers = NDArray[np.int8]

#: The largest number in a row or a column.
TOP = 127
#: Whole numbers below this are exact as float32, and so are their sums whatever the order.
_EXACT = 1 << 24
#: Rows of weights that are spread out to floats at once: they stay in the processor's cache, which is quicker than floats from memory.
_ROWS = 256
#: Columns of a strip of weights where numpy does the products: few enough to stay in a core's first cache; and where numkong does: which of the two
#: is quicker is a matter of the processor, by up to a quarter.
_STRIP, _STRIPS = 32, (64, 256)
#: Bytes of a line of a processor's cache.
_LINE = 64
#: Added to the largest number of a row, so that nothing is divided by zero.
TINY = np.float32(1e-12)

_Number = TypeVar("_Number", bound=np.generic)


class Whole:
    """Weights (depth, width) as int8 with a scale per column; `x @ whole` rounds the rows of x to 8 bits as well and adds up exactly."""

    __array_ufunc__ = None  # so that numpy leaves `x @ whole` to this class

    def __init__(self, numbers: Numbers, scale: Array, *, plain: bool = False, spread: bool = False, few: bool = False) -> None:
        """Prepare the product for the quickest way there is, or for numpy's alone if `plain`; if `spread`, numpy's way keeps the weights as
        floats too, which is four times the memory and quicker, and if `few` it keeps them in `Strips`, for an x that mostly has few rows.
        """
        self.numbers, self.scale = numbers, scale
        library = None if plain else _library()
        self._library: Any = library
        self._spread = numbers.astype(np.float32) if spread and not library else None
        self._strips = Strips(numbers) if few and not library else None
        self._packed = list(_packed(library, numbers)) if library else []
        bound = int(np.abs(numbers.astype(np.int32)).sum(axis=0).max()) * (TOP + 1)
        self._sum = np.float32 if bound < _EXACT else np.float64

    @property
    def quick(self) -> bool:
        """Whether the processor's own products in whole numbers are used."""
        return self._library is not None

    @classmethod
    def of(cls, weights: Array, *, plain: bool = False, spread: bool = False, few: bool = False) -> Whole:
        """Round weights to eight bits, with the scales that are stored with them (half precision)."""
        scale = (np.abs(weights).max(axis=0) / TOP + 1e-6).astype(np.float16).astype(np.float32)
        return cls(np.rint(weights / scale).clip(-TOP, TOP).astype(np.int8), scale, plain=plain, spread=spread, few=few)

    def floats(self) -> Array:
        """Return the weights as floats."""
        return np.asarray(self.numbers * self.scale, np.float32)

    def __rmatmul__(self, x: Array) -> Array:
        numbers, scale = rounded(x)
        out = self.product(numbers)
        out *= scale
        return out

    def product(self, x: Numbers) -> Array:
        """Return exact sums times the scales of their columns, for x of shape (rows, depth) whose rows are contiguous."""
        out = np.empty((len(x), len(self.scale)), np.float32)
        self.sum_into(out, x)
        out *= self.scale
        return out

    def sum_into(self, out: Array, x: Numbers) -> None:
        """Write exact sums to `out` (rows, width), which rounds them as floats are, for x of shape (rows, depth) whose rows are contiguous."""
        if not len(x):
            return
        if not self._packed:
            out[:] = self._added(x)
        for columns, packed in self._packed:
            out[:, columns] = _sums.of(self._library, x, packed, columns.stop - columns.start)

    def _added(self, x: Numbers) -> NDArray[np.floating[Any]]:
        """Exact sums by numpy's floats; those of `_ROWS` rows of weights are always exact."""
        floats = x.astype(np.float32)
        if self._strips is not None and self._sum is np.float32:
            return self._strips.product(floats)
        if self._spread is not None and self._sum is np.float32:
            return np.asarray(floats @ self._spread)
        weights = self.numbers if self._spread is None else self._spread
        if len(weights) <= _ROWS:
            return np.asarray(floats @ weights.astype(np.float32))
        out = np.zeros((len(x), weights.shape[1]), self._sum)
        for part in (slice(first, first + _ROWS) for first in range(0, len(weights), _ROWS)):
            out += floats[:, part] @ weights[part].astype(np.float32, copy=False)
        return out


def _packed(library: Any, numbers: Numbers) -> Iterator[tuple[slice, Any]]:
    """Yield strips of weights as the library wants them."""
    width, strip = numbers.shape[1], _strip(library)
    for first in range(0, width, strip):
        columns = slice(first, min(first + strip, width))
        yield columns, library.dots_pack(np.ascontiguousarray(numbers[:, columns].T), dtype="int8")


class _Sums:
    """Where numkong writes its sums: always to the same memory, which takes a fifth less of its time than memory it asks for each time."""

    def __init__(self) -> None:
        self._room = np.empty(0, np.int32)

    def of(self, library: Any, x: Numbers, packed: Any, width: int) -> NDArray[np.int32]:
        """Return the sums of a product, (rows of x, width), which are there until the next are asked for."""
        size = len(x) * width
        if size > len(self._room):
            self._room = aligned((size,), np.int32)
            self._address = self._room.ctypes.data
        library.dots_packed(x, packed, out=library.from_pointer(self._address, (len(x), width), "int32"))
        return self._room[:size].reshape(len(x), width)


_sums = _Sums()


def aligned(shape: tuple[int, ...], kind: type[_Number]) -> NDArray[_Number]:
    """Return room that begins where a line of the processor's cache does: numkong's products take up to twice as long with rows that do not."""
    size = prod(shape) * np.dtype(kind).itemsize
    room = np.empty(size + _LINE, np.uint8)
    start = -room.ctypes.data % _LINE
    return room[start : start + size].view(kind).reshape(shape)


class Strips:
    """Weights as floats in narrow strips. A product with few rows is two to three times as quick as with all columns at once, for which numpy's
    library lays the weights out anew each time; with many rows it takes up to half as long again.
    """

    def __init__(self, weights: NDArray[Any]) -> None:
        """Take weights of shape (depth, width)."""
        depth, self._width = weights.shape
        padded = np.zeros((depth, -(-self._width // _STRIP) * _STRIP), np.float32)
        padded[:, : self._width] = weights
        self._strips = np.ascontiguousarray(padded.reshape(depth, -1, _STRIP).transpose(1, 0, 2))

    def product(self, x: Array) -> Array:
        """Return x @ weights."""
        product: Array = np.matmul(x, self._strips)
        return product.transpose(1, 0, 2).reshape(len(x), len(self._strips) * _STRIP)[:, : self._width]


class Beside:
    """Weights of layers that all read the same few of their many rows, side by side, so that these are picked once."""

    def __init__(self, layers: Sequence[Whole]) -> None:
        self._numbers = np.hstack([layer.numbers for layer in layers])
        self._scale = np.concatenate([layer.scale for layer in layers])
        self._ends = list(accumulate(len(layer.scale) for layer in layers))
        self._room = np.empty((0, len(self._scale)), np.float32)

    def products(self, columns: NDArray[np.int64], values: Array, ends: Sequence[int]) -> Array:
        """Return the products of some rows, of which the first has `values[: ends[0]]` at `columns[: ends[0]]`, the next goes on from there, and so
        on; `parts` tells the layers apart. Nothing is rounded, and every row is worked out on its own: two share few columns.
        """
        out = np.empty((len(ends), len(self._scale)), np.float32)
        longest = max((end - start for start, end in zip([0, *ends], ends, strict=False)), default=0)
        if longest > len(self._room):  # the same memory for every row, which stays near the processor
            self._room = np.empty((longest, len(self._scale)), np.float32)
        for row, start, end in zip(out, [0, *ends], ends, strict=False):
            picked = self._room[: end - start]
            picked[:] = self._numbers.take(columns[start:end], axis=0, mode="clip")
            np.dot(values[start:end], picked, out=row)
        out *= self._scale
        return out

    def parts(self, product: Array) -> list[Array]:
        """Return each layer's part of a product."""
        return [product[:, start:end] for start, end in zip([0, *self._ends], self._ends, strict=False)]


class Joined:
    """Layers that read the same numbers, side by side: these are rounded and multiplied once for all of them."""

    def __init__(self, layers: Sequence[Whole]) -> None:
        numbers, scale = np.hstack([layer.numbers for layer in layers]), np.concatenate([layer.scale for layer in layers])
        self._weights = Whole(numbers, scale, few=True)
        self._ends = list(accumulate(len(layer.scale) for layer in layers))
        self._kept: tuple[Array, Array] | None = None

    def parts(self) -> list[Part]:
        """Return what stands for each of the layers in a product."""
        return [Part(self, slice(start, end)) for start, end in zip([0, *self._ends], self._ends, strict=False)]

    def product(self, x: Array) -> Array:
        """Return `x` times all of the layers; known where the same array was the last to be asked for."""
        kept = self._kept
        if kept is None or kept[0] is not x:
            kept = self._kept = (x, x @ self._weights)
        return kept[1]


@dataclass(frozen=True, slots=True)
class Part:
    """One of several layers that are joined; `x @ part` is what the layer alone would give."""

    __array_ufunc__ = None
    joined: Joined
    columns: slice

    def __rmatmul__(self, x: Array) -> Array:
        return self.joined.product(x)[:, self.columns]


def whole(weights: Array | Whole) -> Whole:
    """Return weights in whole numbers, rounded if they are not."""
    return weights if isinstance(weights, Whole) else Whole.of(weights)


def rounded(x: Array) -> tuple[Numbers, Array]:
    """Return every row in whole numbers, and its scale (rows, 1)."""
    top = largest(x) + TINY
    out = x * (np.float32(TOP) / top)[:, None]
    numbers = aligned(x.shape, np.int8)
    numbers[:] = np.rint(out, out=out)
    return numbers, (top * np.float32(1 / TOP))[:, None]


def largest(x: Array) -> Array:
    """Return the largest magnitude along the last axis, 0 where that is empty. Without their signs the bits of floats are ordered as whole numbers
    are, and numpy compares these more than twice as quickly, because none of them can be no number.
    """
    return np.asarray(np.maximum.reduce(np.abs(x).view(np.int32), axis=-1, initial=0)).view(np.float32)


@cache
def _library() -> Any:
    """Return numkong where it is installed and quicker than numpy on this processor; both give the same numbers."""
    try:
        library = importlib.import_module("numkong")
    except ImportError:
        return None
    x, weights = _dice((64, 256)), _dice((512, 256))
    packed, spread, floats = library.dots_pack(weights, dtype="int8"), weights.T.astype(np.float32), x.astype(np.float32)
    times = [_time(way) for way in (lambda: library.dots_packed(x, packed), lambda: floats @ spread)]
    return library if times[0] < times[1] else None


@cache
def _strip(library: Any) -> int:
    """Return how many columns of weights numkong takes at once most quickly on this processor."""
    x, weights = _dice((192, 768)), _dice((256, 768))

    def way(strip: int) -> Callable[[], object]:
        packed = [library.dots_pack(weights[first : first + strip], dtype="int8") for first in range(0, len(weights), strip)]
        return lambda: [_sums.of(library, x, one, strip) for one in packed]

    return min(_STRIPS, key=lambda strip: _time(way(strip)))


def _dice(shape: tuple[int, int]) -> Numbers:
    thrown = aligned(shape, np.int8)
    thrown[:] = np.random.default_rng(1).integers(-TOP, TOP + 1, shape, np.int8)
    return thrown


def _time(way: Callable[[], object]) -> float:
    return min(repeat(way, number=2, repeat=5))
