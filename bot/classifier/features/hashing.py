"""Hashed words and letter groups: a cheap, language-free view of a sentence as one row of numbers."""

from __future__ import annotations

import re
import unicodedata
import zlib
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from bot.classifier.features.entries import Entries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

#: Number of columns. Collisions are averaged out by the signs.
_WIDTH_BITS = 12
WIDTH = 1 << _WIDTH_BITS
_GRAMS = (3, 4, 5)
_TOKEN = re.compile(r"[^\W\d_]+|0+|[%£$€?!]")
_PRIME = np.uint32(16777619)
_MIX = np.uint32(0x9E3779B1)
_WORD_WEIGHT = 2
#: Enough for a weight from -_WORD_WEIGHT to _WORD_WEIGHT.
_WEIGHT_BITS = 3
#: Texts worked on at once: their places and weights are to fit 32 bits.
_BLOCK = 256


def _plain(char: str) -> str:
    base = unicodedata.normalize("NFKD", char)[0]
    low = base.lower()
    return low if len(low) == 1 else char


_FOLD = (
    {code: _plain(chr(code)) for code in range(0xC0, 0x250)} | {ord(d): "0" for d in "123456789"} | {0x2019: "'", 0x2018: "'", 0xA0: " "}
)
#: The same as a string that is indexed by a character's number (a table without gaps is several times faster), and for plain ASCII.
_FOLDED = "".join(_FOLD.get(code, chr(code)) for code in range(0x2200))
_FOLDED_ASCII = _FOLDED[:128].lower().encode() + bytes(128)


def fold(text: str) -> str:
    """Return `text` in small letters without accents, every digit a 0; same length for European text."""
    if text.isascii():
        return text.encode().translate(_FOLDED_ASCII).decode()
    return text.translate(_FOLDED).lower()


def _word_codes(texts: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.int32]]:
    """The codes of the words of folded texts and of their pairs of words, and the text that each belongs to. No word has a line end."""
    found = list(map(_TOKEN.findall, texts))
    words = list(chain.from_iterable(found))
    if not words:
        return np.zeros(0, np.uint32), np.zeros(0, np.int32)
    codes = list(map(zlib.crc32, _encoded("\n".join(words))))
    seconds = _encoded("\n ".join(words))[1:]
    pairs = np.array(list(map(zlib.crc32, seconds, codes)), np.uint32)
    owners = np.repeat(np.arange(len(texts), dtype=np.int32), list(map(len, found)))
    within = owners[1:] == owners[:-1]
    return np.concatenate([np.array(codes, np.uint32), pairs[within]]), np.concatenate([owners, owners[1:][within]])


def _encoded(lines: str) -> list[bytes]:
    return lines.encode("utf-8", "replace").split(b"\n")


def _letter_codes(texts: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.int32]]:
    """The codes of all groups of letters, and the text that each belongs to."""
    points = np.frombuffer("".join([f" {text} " for text in texts]).encode("utf-32-le", "replace"), dtype=np.uint32)
    owner = np.repeat(np.arange(len(texts), dtype=np.int32), [len(text) + 2 for text in texts])
    codes, owners = [], []
    for size in _GRAMS:
        count = max(0, len(points) - size + 1)
        code = np.full(count, size, dtype=np.uint32)
        for shift in range(size):
            code *= _PRIME
            code ^= points[shift : shift + count]
        inside = owner[:count] == owner[size - 1 : size - 1 + count]
        codes.append(code[inside])
        owners.append(owner[:count][inside])
    return np.concatenate(codes), np.concatenate(owners)


def _block(texts: Sequence[str]) -> Entries:
    spaced = [" ".join(text.split()) for text in texts]
    letters, letters_of = _letter_codes(spaced)
    words, words_of = _word_codes(spaced)
    codes = np.concatenate([letters, words]) * _MIX
    weights = 1 - 2 * (codes >> np.uint32(31)).astype(np.int32)
    weights[len(letters) :] *= _WORD_WEIGHT
    columns = (codes >> np.uint32(8)) & np.uint32(WIDTH - 1)
    places = np.concatenate([letters_of, words_of]) * np.int32(WIDTH) + columns.view(np.int32)
    # Place and weight in one number: in order, what meets at one place stands together.
    met = (places << _WEIGHT_BITS) + (weights + _WORD_WEIGHT)
    met.sort()
    places = met >> _WEIGHT_BITS
    lasts = np.ones(len(met), np.bool_)
    np.not_equal(places[1:], places[:-1], out=lasts[:-1])
    so_far = ((met & ((1 << _WEIGHT_BITS) - 1)) - _WORD_WEIGHT).cumsum(dtype=np.int32)[lasts]
    sums = so_far.copy()
    sums[1:] -= so_far[:-1]
    filled = sums != 0
    places, sums = places[lasts][filled].astype(np.int64), sums[filled].astype(np.float64)
    rows, sizes = places >> _WIDTH_BITS, np.abs(sums)
    norms = np.sqrt(np.bincount(rows, weights=sizes))
    return Entries(rows, places & (WIDTH - 1), (np.copysign(np.sqrt(sizes), sums) / norms[rows]).astype(np.float32))


def entries(folded: Sequence[str]) -> Entries:
    """Return each folded text's row, L2-normalised, as what it holds; nothing for a text without letters."""
    return Entries.stacked([(start, _block(folded[start : start + _BLOCK])) for start in range(0, len(folded), _BLOCK)])
