"""Hashed words and letter groups: a cheap, language-free view of a sentence as one row of numbers."""

from __future__ import annotations

import re
import unicodedata
import zlib
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from bot.classifier.features.entries import Entries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

#: Number of columns; a power of two. Collisions are averaged out by the signs.
WIDTH = 4096
_GRAMS = (3, 4, 5)
_TOKEN = re.compile(r"[^\W\d_]+|0+|[%£$€?!]")
_PRIME = np.uint32(16777619)
_MIX = np.uint32(0x9E3779B1)
_WORD_WEIGHT = 2
_WORDS_KEPT = 16384
#: Texts worked on at once: their sums fill a part of the processor's cache.
_BLOCK = 32


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


@lru_cache(maxsize=_WORDS_KEPT)
def _word(word: str) -> tuple[int, bytes]:
    """The code of a word, and what the code of a pair goes on with where the word is its second."""
    plain = word.encode("utf-8", "replace")
    return zlib.crc32(plain), b" " + plain


def _word_codes(text: str) -> list[int]:
    """The codes of a folded text's words and of its pairs of words."""
    words = list(map(_word, _TOKEN.findall(text)))
    if not words:
        return []
    codes, seconds = zip(*words, strict=True)
    return [*codes, *map(zlib.crc32, seconds[1:], codes)]


def _letter_codes(texts: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The codes of all groups of letters, and the text that each belongs to."""
    points = np.frombuffer("".join([f" {text} " for text in texts]).encode("utf-32-le", "replace"), dtype=np.uint32)
    lengths = np.array([len(text) + 2 for text in texts])
    owner = np.repeat(np.arange(len(texts)), lengths)
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
    words = [_word_codes(text) for text in spaced]
    letters, owners = _letter_codes(spaced)
    said = np.array(list(chain.from_iterable(words)), dtype=np.uint32)
    codes = np.concatenate([letters, said]) * _MIX
    owners = np.concatenate([owners, np.repeat(np.arange(len(words)), [len(part) for part in words])])
    weights = 1.0 - 2.0 * (codes >> np.uint32(31))
    weights[len(letters) :] *= _WORD_WEIGHT
    places = owners * WIDTH + ((codes >> np.uint32(8)) & np.uint32(WIDTH - 1))
    table = np.bincount(places, weights=weights, minlength=len(texts) * WIDTH)
    met = np.sort(places)
    new = np.ones(len(met), np.bool_)
    np.not_equal(met[1:], met[:-1], out=new[1:])
    filled = met[new]
    filled = filled[table[filled] != 0]
    sums = table[filled]
    sums = np.sign(sums) * np.sqrt(np.abs(sums))
    table[filled] = sums * sums
    norms = np.sqrt(table.reshape(len(texts), WIDTH).sum(axis=1))
    rows, columns = np.divmod(filled, WIDTH)
    return Entries(rows, columns, (sums / norms[rows]).astype(np.float32))


def entries(folded: Sequence[str]) -> Entries:
    """Return each folded text's row, L2-normalised, as what it holds; nothing for a text without letters."""
    return Entries.stacked([(start, _block(folded[start : start + _BLOCK])) for start in range(0, len(folded), _BLOCK)])
