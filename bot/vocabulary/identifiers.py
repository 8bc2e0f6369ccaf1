"""Identifier-like words in text and file names: what might be a number of ours, for looking up, never for believing."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.vocabulary.mail import Attachment

#: How much of a text is searched; longer mails name their invoice near the top or where the extractor finds it.
_SEARCHED_CHARS = 20_000
#: Letters and digits joined by single separators; bounded, so linear on any input.
_WORD = re.compile(r"[^\W_](?:[^\W_]|[-/.\u2010\u2011\u2013](?=[^\W_])){1,39}")
#: The same behind a short capital prefix and a space: `SI 20931`, `INV 1041`.
#: The look back stands behind the first letter, so that the search skips from capital to capital.
_SPACED = re.compile(r"[A-Z](?<![^\W_][A-Z])[A-Z]{0,4}[ _]\d[\d/-]{1,20}")
#: Made one: all capitals, all digits and whatever beyond ASCII may be one, space and underscore; so that `A 0` stands wherever _SPACED finds something.
_ALIKE = bytes.maketrans(b"BCDEFGHIJKLMNOPQRSTUVWXYZ123456789?_", b"A" * 25 + b"0" * 10 + b" ")
_no_digit = frozenset("0123456789").isdisjoint


@lru_cache(maxsize=16)
def number_words(text: str) -> tuple[str, ...]:
    """Return the words of a text that may be identifiers: two characters or more, at least one digit, once each."""
    searched = text[:_SEARCHED_CHARS]
    # No identifier crosses a space, and most of what stands between spaces are plain words: passed over cheaply.
    chunks = [chunk for chunk in searched.split() if not (chunk.isalpha() or (_no_digit(chunk) and chunk.isascii()))]
    if not chunks:  # whatever is found below holds a digit
        return ()
    spaced = _SPACED.findall(searched) if b"A 0" in searched.encode("ascii", "replace").translate(_ALIKE) else []
    words = [*spaced, *_WORD.findall(" ".join(chunks))]
    return tuple(dict.fromkeys([word for word in words if not _no_digit(word) or any(map(str.isdigit, word))]))


def file_name_numbers(attachments: Iterable[Attachment]) -> tuple[str, ...]:
    """Return identifier-like words of file names, `Invoice_INV-1041.pdf` giving `INV-1041`; endings are left out."""
    stems = (attachment.filename.rpartition(".")[0] or attachment.filename for attachment in attachments)
    return tuple(dict.fromkeys(word for stem in stems for word in number_words(stem)))
