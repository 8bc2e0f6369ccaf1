"""Tells a newsletter by how it ends: it says how to leave it, and why one is on its list; nobody in it speaks for himself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.arrivals import subjects
from bot.arrivals.automatic import PAPERS, claims
from bot.arrivals.machines import BULK_WORDS, LEAVING_LISTS
from bot.arrivals.phrases import fold
from bot.vocabulary.ignorecase import AnyOf

if TYPE_CHECKING:
    from bot.vocabulary.mail import Message

#: Letters at the end in which the way out stands; legal notices may stand below it.
_END = 1_500
#: Letters of a short letter.
_FEW = 600
#: Letters beyond that end which are taken for blanks that fold into one.
_SPARE = 400
#: Each way to leave a list has one of these in it; they are fewer.
LEAVING_STEMS = AnyOf(
    ["subscri", "opt out of", "opt-out", "receiv", "remove yourself", "preferences", "bestell", "meld", "newsletter", "sich hier", "austragen", "keine weiteren",
     "nicht mehr erhalten", "inscri", "abon", "recevoir", "gérer", "de baja", "suscri", "recibir", "cancella", "iscri", "ricevere", "preferenz", "schri", "hier af",
     "ontvangen", "nieuwsbrief", "voorkeur", "receber", "descadastr", "remover o", "avregistr", "prenum", "peru", "halua", "vill du", "ønsker du", "wypis",
     "subskrypcj", "odhl", "leiratkoz", "писат"]
)  # fmt: skip
_LEAVING, _BULK = AnyOf(LEAVING_LISTS), AnyOf(BULK_WORDS)
#: Whoever says one of these speaks for himself; capital I alone, since Italian has the article.
_SPEAKING = "ich|mein|meine|je|mon|yo|estoy|io|mio|mia|ik|mijn|jag|jeg|minun"
_SPEAKER = re.compile(
    rf"\bI(?:'(?:m|ve|ll|d))?\b|(?i:\b(?:{_SPEAKING}|j'ai|he recibido|"
    r"take (?:me|us) off|remove (?:me|us)|unsubscribe (?:me|us)|unsubscribed|melden sie (?:mich|uns)|nehmen sie (?:mich|uns)|désinscrivez-(?:moi|nous)|"
    r"please (?:stop|remove|unsubscribe))\b)"
)


#: Words by themselves in which a speaker is found at sight, and letters at the beginning in which they are looked for: most speak at once.
_AT_SIGHT = frozenset(["I", "I'm", "I've", *_SPEAKING.split("|"), *map(str.capitalize, _SPEAKING.split("|"))])
_BEGINNINGS = (250, 1_000)


def ends_like_one(message: Message, text: str) -> bool:
    """Whether a mail that answers nothing ends as newsletters do; papers, claims and a speaker make it a letter."""
    if message.in_reply_to or subjects.kind(message.subject):
        return False
    if any(_speaks(text[:letters]) for letters in _BEGINNINGS) or " I " in text or "invoice" in text:
        return False  # a speaker or a paper, before anything that takes longer
    tail = fold(" ".join(text[-_END - _SPARE :].split()))
    folded = tail if len(tail) > _END else fold(" ".join(text.split()))
    end = folded[-_END:]
    if not (LEAVING_STEMS.within(end) and _LEAVING.within(end)):
        return False
    folded = fold(" ".join(text.split()))
    told = f"{fold(message.subject)} {folded[:200]} {end}"
    return _BULK.within(told) and not (PAPERS.search(folded) or claims(folded) or _SPEAKER.search(text))


def _speaks(beginning: str) -> bool:
    return not _AT_SIGHT.isdisjoint(beginning.replace(",", " ").split()[:-1])


def is_a_letter(message: Message, text: str) -> bool:
    """Whether somebody speaks of a paper of ours for himself, or asks about one in a few plain words, though his program adds a way to leave a
    list as it does to all its mails.
    """
    folded = fold(f"{message.subject} {' '.join(text.split())}")
    asks = "?" in text and len(text) < _FEW and "http" not in text
    return (PAPERS.search(folded) is not None and (asks or _SPEAKER.search(text) is not None)) or claims(folded)
