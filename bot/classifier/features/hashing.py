"""Hashed words and letter groups: a cheap, language-free view of a sentence as one row of numbers."""

from __future__ import annotations

import re
import unicodedata
import zlib
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

#: Number of columns; a power of two. Collisions are averaged out by the signs.
WIDTH = 4096
_GRAMS = (3, 4, 5)
_TOKEN = re.compile(r"[^\W\d_]+|0+|[%£$€?!]")
_PRIME = np.uint32(16777619)
_MIX = np.uint32(0x9E3779B1)
_WORD_WEIGHT = 2.0


def _plain(char: str) -> str:
    base = unicodedata.normalize("NFKD", char)[0]
    low = base.lower()
    return low if len(low) == 1 else char


_FOLD = (
    {code: _plain(chr(code)) for code in range(0xC0, 0x250)} | {ord(d): "0" for d in "123456789"} | {0x2019: "'", 0x2018: "'", 0xA0: " "}
)


def fold(text: str) -> str:
    """Return `text` in small letters without accents, every digit a 0; same length for European text."""
    return text.translate(_FOLD).lower()


@lru_cache(maxsize=65536)
def _word_code(words: str) -> int:
    return zlib.crc32(words.encode("utf-8", "replace"))


def _letter_codes(text: str) -> NDArray[np.uint32]:
    points = np.frombuffer(f" {text} ".encode("utf-32-le", "replace"), dtype=np.uint32)
    rows = []
    for size in _GRAMS:
        if len(points) < size:
            continue
        count = len(points) - size + 1
        code = np.full(count, size, dtype=np.uint32)
        for shift in range(size):
            code = code * _PRIME ^ points[shift : shift + count]
        rows.append(code)
    return np.concatenate(rows) if rows else np.zeros(0, np.uint32)


def row(text: str, width: int = WIDTH) -> NDArray[np.float32]:
    """Return one L2-normalised row of `width` float32 numbers for a text; all zeros for a text without letters."""
    folded = " ".join(fold(text).split())
    tokens = _TOKEN.findall(folded)
    words = [_word_code(t) for t in tokens] + [_word_code(f"{a} {b}") for a, b in pairwise(tokens)]
    letters = _letter_codes(folded)
    codes = np.concatenate([letters, np.array(words, dtype=np.uint32)]) * _MIX
    weights = np.ones(len(codes), np.float32)
    weights[len(letters) :] = _WORD_WEIGHT
    weights[(codes >> np.uint32(31)).astype(bool)] *= -1
    sums = np.bincount((codes >> np.uint32(8)) & np.uint32(width - 1), weights=weights, minlength=width)
    sums = np.sign(sums) * np.sqrt(np.abs(sums))
    norm = float(np.sqrt((sums * sums).sum()))
    return (sums / norm if norm else sums).astype(np.float32)


def rows(texts: Sequence[str], width: int = WIDTH) -> NDArray[np.float32]:
    """Return `row` of every text, stacked: shape (len(texts), width)."""
    return np.stack([row(text, width) for text in texts]) if texts else np.zeros((0, width), np.float32)
