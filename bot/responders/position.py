"""Leaves out what only takes a position ("We will not pay it"): repeated to the client it would sound like a quarrel."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.responders.manners import says
from bot.vocabulary.ignorecase import small

#: A clause with more words than this says more than yes or no.
_MOST_WORDS = 6
_MOST_WORDS_ABOUT_INVOICE = 8
_COMMA = re.compile(r"[,;:\u2013\u2014] | - ")
#: "And" and "but" in the desk's languages.
_AND = re.compile(r"[,;]? (?:and|but|und|aber|et|mais|y|pero|e|ma|en|maar) ")
#: For a text in small letters.
_ASKS = re.compile(
    r"\?|\b(?:please|kindly|could you|can you|let us know|bitte|merci de|veuillez|pouvez-vous|por favor|per favore|vi chied\w{1,6}|vi preg\w{1,6}|graag|alstublieft)\b"
)


def asks(text: str) -> bool:
    """Whether a text asks for something."""
    return _ASKS.search(small(text)) is not None


@lru_cache(maxsize=64)
def takes_position(text: str) -> bool:
    """Whether a text holds a refusal in one of the desk's languages."""
    return says(text, "refusals")


def only_position(clause: str) -> bool:
    """Whether a clause does nothing but refuse ("We dispute it") or call an invoice wrong, without saying why."""
    words = len(clause.split())
    if words <= _MOST_WORDS and takes_position(clause):
        return True
    position = takes_position(clause) or says(clause, "wrong")
    return words <= _MOST_WORDS_ABOUT_INVOICE and position and says(clause, "invoice")


def point_of(sentence: str) -> str:
    """Return a sentence without the bare positions at its beginning and end; "" if there is nothing else in it."""
    if not (takes_position(sentence) or says(sentence, "wrong")):
        return sentence
    if all(only_position(piece) for piece in _pieces(sentence)):
        return ""
    return _without_end(_without_beginning(sentence))


def _pieces(sentence: str) -> list[str]:
    return [piece for part in _COMMA.split(sentence) for piece in _AND.split(part) if piece]


def _without_beginning(sentence: str) -> str:
    """What follows a comma stands alone; what follows an "and" lacks its subject and keeps it."""
    first = _COMMA.search(sentence)
    if first and only_position(sentence[: first.start()]) and not _AND.match(sentence[first.start() :]):
        return sentence[first.end() :]
    return sentence


def _without_end(sentence: str) -> str:
    ends = [*_COMMA.finditer(sentence), *_AND.finditer(sentence)]
    last = max(ends, key=lambda found: found.end(), default=None)
    if last and only_position(sentence[last.end() :]):
        return sentence[: last.start()]
    return sentence
