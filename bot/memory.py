"""How the desk's memory lies before its loops begin: what is there from the start is not looked through again, and is in large pages."""

from __future__ import annotations

import ctypes
import gc
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Linux 6.1 and later: gather these pages into large ones now (madvise(2), MADV_COLLAPSE). Older kernels refuse it, and nothing happens.
_COLLAPSE = 25
_LARGE_BYTES = 2 * 1024 * 1024
_MAPS = Path("/proc/self/maps")


def settle() -> int:
    """Leave what exists now to no garbage collection, and gather it in large pages, so that the processor finds it with fewer looks into its tables: a
    twentieth of the desk's own time. Return how many pages of 2 MB were gathered; 0 where the system knows no such thing.
    """
    gc.collect()
    gc.freeze()
    try:
        advise = ctypes.CDLL(None).madvise
        return sum(advise(ctypes.c_void_p(start), ctypes.c_size_t(_LARGE_BYTES), _COLLAPSE) == 0 for start in _own_pages())
    except (OSError, AttributeError):
        return 0


def _own_pages() -> Iterator[int]:
    """Yield where 2 MB begin that are this process's own and may be written to, and of no file."""
    for line in _MAPS.read_text("ascii", "replace").splitlines():
        span, rights, _, _, inode, *name = line.split()
        if rights == "rw-p" and inode == "0" and name in ([], ["[heap]"]):
            start, end = (int(place, 16) for place in span.split("-"))
            yield from range(-(-start // _LARGE_BYTES) * _LARGE_BYTES, end - _LARGE_BYTES + 1, _LARGE_BYTES)
