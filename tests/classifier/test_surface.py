"""The surface of many texts at once is what a plain reading of each text alone gives, to the last bit."""

from __future__ import annotations

import re
import unicodedata
import zlib
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.classifier.features import concepts, hashing, surface
from bot.resources import folder

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ALPHABET = "abeNORUzé ẞσΣßıİſ'\u2019-_.,:/%£€$?!=0149٣½\n\t\u00a0\u0301\ud800字😀"
_MORE = ("invoice", "Rechnung", "facture", "EUR", "kr ", "Rs. 7", "1.200,50 €", "twice", "never ordered", "number", "€ 5", "12 %", "x" * 31)
TEXTS = st.lists(st.lists(st.sampled_from([*_ALPHABET, *_MORE, " ", " "]), max_size=20).map("".join), max_size=5)
_FIGURES = re.compile(
    r"(?P<money>[£€$₹] ?0[0.,' ]{0,12}|0[0.,' ]{0,12}(?:€|£|\$|eur\b|euros?\b|chf\b|usd\b|gbp\b)|(?:eur|chf|usd|gbp|aud|cad|kr|rs\.?) 0[0.,' ]{0,12})"
    r"|(?P<percent>0[0.,]{0,5} ?%)|(?P<number>0[0.,/:-]{0,12})|(?P<word>[^\W\d_][^\W\d_'-]{0,30})|(?P<mark>[?=!])"
)
_LINES = [line for line in (folder("data") / "lexicons" / "concepts.txt").read_text("utf-8").splitlines() if line and line[0] != "#"]
_NAMES = ["money", "percent", "number", "?", "=", "!", *(line.partition(":")[0] for line in _LINES)]


def _folded(text: str) -> str:
    plain = []
    for char in text:
        base = unicodedata.normalize("NFKD", char)[0].lower() if 0xC0 <= ord(char) < 0x250 else char
        base = base if len(base) == 1 else char
        plain.append({"\u2019": "'", "\u2018": "'", "\u00a0": " "}.get(base, "0" if base in "123456789" else base))
    return "".join(plain).lower()


def _hashed(text: str) -> NDArray[np.float32]:
    text = " ".join(_folded(text).split())
    tokens = re.findall(r"[^\W\d_]+|0+|[%£$€?!]", text)
    codes = [(zlib.crc32(words.encode("utf-8", "replace")), 2) for words in tokens + [f"{a} {b}" for a, b in pairwise(tokens)]]
    points = np.frombuffer(f" {text} ".encode("utf-32-le", "replace"), np.uint32).tolist()
    for size in (3, 4, 5):
        for start in range(len(points) - size + 1):
            code = size
            for point in points[start : start + size]:
                code = (code * 16777619 & 0xFFFFFFFF) ^ point
            codes.append((code, 1))
    sums = np.zeros(4096)
    for code, weight in codes:
        mixed = code * 0x9E3779B1 & 0xFFFFFFFF
        sums[mixed >> 8 & 4095] += -weight if mixed >> 31 else weight
    sums = np.sign(sums) * np.sqrt(np.abs(sums))
    norm = float(np.sqrt((sums * sums).sum()))
    return np.asarray(sums / norm if norm else sums, np.float32)


def _ideas(text: str) -> list[list[int]]:
    found = []
    for match in _FIGURES.finditer(_folded(text)):
        word, kind = match.group(), str(match.lastgroup)
        if kind == "word":
            stems = [[entry for entry in line.partition(":")[2].split() if _fits(entry, word)] for line in _LINES]
            found.append([number for number, entries in enumerate(stems, 6) if entries])
        else:
            found.append([_NAMES.index(word if kind == "mark" else kind)])
    return [ideas for ideas in found if ideas]


def _fits(entry: str, word: str) -> bool:
    return word.startswith(entry[:-1]) if entry.endswith("*") else word == entry


def _meant(text: str) -> NDArray[np.float32]:
    count = len(_NAMES)
    row = np.zeros(count + concepts.PAIR_WIDTH, np.float32)
    words = _ideas(text)
    for first, second in combinations(range(len(words)), 2):
        for pair in ((one, other, int(second - first > 2)) for one in words[first] for other in words[second]):
            if second - first < 6:
                row[count + zlib.crc32(bytes(pair)) % concepts.PAIR_WIDTH] = 1
    row[[idea for ideas in words for idea in ideas]] = 1
    for part, weight in ((slice(0, count), 1.0), (slice(count, None), 0.7)):
        row[part] *= np.float32(weight) / np.float32(max(1.0, np.sqrt(row[part].sum())))
    return row


@given(TEXTS)
def test_many_texts_at_once_are_each_text_alone(texts: list[str]) -> None:
    rows = surface.rows(texts * 20)
    assert np.array_equal(rows, np.tile(rows[: len(texts)], (20, 1)))
    for text, row in zip(texts, rows, strict=False):
        assert row[: hashing.WIDTH].tobytes() == _hashed(text).tobytes()
        assert np.allclose(row[hashing.WIDTH :], _meant(text), atol=1e-7)


@given(TEXTS)
def test_used_columns_are_all_that_is_not_zero(texts: list[str]) -> None:
    columns, values, ends = surface.used(texts)
    parts = (np.split(part, ends)[:-1] for part in (columns, values))
    for row, own, numbers in zip(surface.rows(texts), *parts, strict=True):
        assert sorted(own.tolist()) == np.flatnonzero(row).tolist()
        assert np.array_equal(row[own], numbers)


@given(st.lists(st.sampled_from([*_ALPHABET, *_MORE]), max_size=25).map("".join))
def test_a_text_speaks_of_its_ideas(text: str) -> None:
    assert concepts.named(text) == {_NAMES[idea] for ideas in _ideas(text) for idea in ideas}


@given(
    st.lists(
        st.lists(st.sampled_from([*_ALPHABET, *_MORE, "eur", "Kr", "%", "0", "", " rs.", " late.", " errs"]), max_size=4).map("".join),
        max_size=5,
    )
)
def test_texts_that_stand_alone_hold_the_same_ideas_together(texts: list[str]) -> None:
    if concepts.stand_alone(texts):
        assert concepts.named(" ".join(texts)) == set().union(*map(concepts.named, texts))


@given(TEXTS.filter(bool), st.integers(1, 4))
def test_texts_that_stand_together_hold_the_ideas_of_all_of_them(texts: list[str], first: int) -> None:
    parts = [part for part in (texts[:first], texts[first:]) if part]
    found = surface.ideas(surface.used(texts), np.array([len(part) for part in parts]))
    assert found == [set().union(*map(concepts.named, part)) for part in parts]


def test_sparse_rows_are_the_same_rows() -> None:
    texts = ["We never ordered this.", "", "Die Rechnung ist doppelt."]
    chosen = surface.sparse(texts).dense([2, 0])
    assert np.array_equal(chosen, surface.rows(texts)[[2, 0]].astype(np.float16))
