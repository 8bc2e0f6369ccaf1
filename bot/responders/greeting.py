"""How the client is greeted: by name where a display name or signature looks like a person's, else neutrally."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.responders.cleaning import visible
from bot.responders.manners import listed, rude
from bot.vocabulary.numbers import normalise_number

if TYPE_CHECKING:
    from bot.responders.contract import AnswerFacts
    from bot.responders.words import Words

_MAX_NAME = 40
_MAX_WORDS = 4
_MIN_FULL = 2
_MIN_TELLING = 3
#: "JP" may be initials; a longer word in capitals is a department.
_MAX_INITIALS = 2
#: A word of a name: letters with inner apostrophes or hyphens, an initial's dot at the end.
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+){0,3}\.?")


def greeting(facts: AnswerFacts, words: Words) -> str:
    """Return the greeting line; the name in it is at most 40 letters, spaces, dots, apostrophes and hyphens."""
    name = person(facts)
    if not name:
        return words.say("mail.greeting")
    given = words.say("mail.given_name_only") == "yes"
    return words.say("mail.greeting_named", name=_short(name) if given else name)


def person(facts: AnswerFacts) -> str:
    """Return the writer's name if the display name or the signature's first lines look like a person's, else ""."""
    arrived, language = facts.reading.arrived, facts.reading.verdict.language
    own = arrived.original.words if arrived.original else arrived.words
    lines = [line for line in own.signature[:400].splitlines() if line.strip(" -_")][:3]
    candidates = (_name(text, language) for text in (facts.writer.name, *lines))
    return next((name for name in candidates if name and not _is_company(name, facts)), "")


def _is_company(name: str, facts: AnswerFacts) -> bool:
    """The client's own name or domain is no person, unless the address before the @ says it is."""
    local, _, domain = facts.writer.email.partition("@")
    words = {word.casefold() for word in name.split()}
    if any(normalise_number(word) in normalise_number(local) for word in words if len(word) >= _MIN_TELLING):
        return False
    company = facts.writer.client.name.casefold().split() if facts.writer.client else ()
    return words <= set(company) or normalise_number(name) in normalise_number(domain)


def _name(text: str, language: str) -> str:
    text = " ".join(re.split(r"[(|/@\[<]", visible(text[:80]).replace("\u2019", "'"), maxsplit=1)[0].strip(" ,.-'\"").split())
    last, comma, first = text.partition(", ")
    if comma:
        text = f"{first} {last}"
    parts = text.split(" ")
    if text.isupper() and len(parts) > 1:
        text, parts = text.title(), text.title().split(" ")
    shaped = 0 < len(text) <= _MAX_NAME and len(parts) <= _MAX_WORDS and all(_is_name_word(part) for part in parts)
    return text if shaped and parts[0][0].isupper() and not rude(text, language) else ""


def _is_name_word(part: str) -> bool:
    plain = part.casefold().rstrip(".")
    if not _WORD.fullmatch(part) or plain in listed("roles"):
        return False
    return plain in listed("particles") or (part[0].isupper() and not (part.isupper() and len(part.rstrip(".")) > _MAX_INITIALS))


def _short(name: str) -> str:
    """`Tom Ashdown` -> `Tom`, `Dr Helen Tsakiris` -> `Dr Tsakiris`; a leading initial keeps the whole name."""
    parts = name.split(" ")
    if parts[0].casefold().rstrip(".") in listed("titles"):
        return f"{parts[0]} {parts[-1]}" if len(parts) > 1 else name
    initial = len(parts[0].rstrip(".")) == 1
    return name if initial or len(parts) < _MIN_FULL else parts[0]
