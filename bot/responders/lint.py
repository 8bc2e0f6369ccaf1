"""The last look at a draft's words: what must not be said to a client, each fault as one sentence."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING

from bot.responders.answer import MAX_WORDS, signature
from bot.responders.cleaning import GAP, IBAN, IBAN_BEGINS
from bot.responders.echo import client_text
from bot.responders.figures import figures
from bot.responders.known import known
from bot.responders.manners import pattern, says, small_pattern
from bot.vocabulary.ignorecase import small
from bot.vocabulary.numbers import normalise_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.responders.contract import AnswerFacts
    from bot.vocabulary.outgoing import Outgoing

_QUOTED = re.compile(r"[“„«]([^“”„«»]{1,400})[”“»]")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_TOKEN_LETTERS = 26
_TOKEN = re.compile(r"(?<![0-9a-z])(?=[a-z]{0,25}\d)[0-9a-hjkmnp-tv-z]{26}(?![0-9a-z])", re.IGNORECASE)
_LONG_DIGITS = re.compile(r"\d(?:[ -]?\d){5,30}")
_WORDS_OF_A_REMARK = 5

#: list in templates/_lists -> how the fault is told.
_PHRASES = {
    "admission": "It admits a fault",
    "discount": "It promises money or a correction",
    "promise": "It promises more than the date",
    "threat": "It threatens",
    "legal": "It uses legal words",
}


def faults(mail: Outgoing, facts: AnswerFacts) -> tuple[str, ...]:
    """Return what is wrong with a mail to a client, as sentences; nothing when it may be shown to an approver as it is.

    The client's own words in quotation marks are theirs: they are not judged, figures in them count as given.
    """
    return tuple(dict.fromkeys(fault for look in _LOOKS for fault in look(mail, facts)))


def _phrases(mail: Outgoing, facts: AnswerFacts) -> Iterator[str]:
    text = _ours(mail, facts).replace("\u2019", "'")
    suspect = small_pattern(*_PHRASES).search(small(text)) is not None  # most drafts hold none of all these phrases
    for name, fault in _PHRASES.items() if suspect else ():
        yield from (f"{fault}: “{found.group()}”." for found in pattern(name).finditer(text))
    if not facts.policy.reminders_pause and says(text, "no_reminders"):
        yield from (f"It promises a pause of reminders: “{found.group()}”." for found in pattern("no_reminders").finditer(text))


def _figures(mail: Outgoing, facts: AnswerFacts) -> Iterator[str]:
    text = _ours(mail, facts)
    for expected in (facts.case_id, signature(facts), *facts.promised_texts.values()):
        text = text.replace(expected, " ; ")
    given, named = known(facts), figures(text)
    yield from (f"It names an amount nobody gave: {written}." for written, value in named.amounts if value not in given.amounts)
    yield from (f"It names a date nobody gave: {written}." for written, pairs in named.dates if not given.has_date(written, pairs))
    yield from (f"It names a number nobody gave: {number}." for number in named.numbers if normalise_number(number) not in given.numbers)


def _foreign(mail: Outgoing, facts: AnswerFacts) -> Iterator[str]:
    foreign = facts.match.foreign_numbers
    words = {normalise_number(word) for word in re.split(r"[\s,;:()“”„«»]+", _whole(mail)[:100_000])} if foreign else set()
    for number in foreign:
        if normalise_number(number) in words:
            yield "It names an invoice of another client."


def _bank(mail: Outgoing, _: AnswerFacts) -> Iterator[str]:
    whole = _whole(mail)
    iban = IBAN_BEGINS.search(whole) and IBAN.search(whole)
    near = _LONG_DIGITS.search(whole) and any(
        _LONG_DIGITS.search(whole, said.end(), said.end() + 60) for said in pattern("bank").finditer(whole)
    )
    if iban or near:
        yield "It names bank details."


def _internal(mail: Outgoing, facts: AnswerFacts) -> Iterator[str]:
    whole = _whole(mail).casefold()
    local = facts.policy.desk_address.partition("@")[0]
    long = max(map(len, whole.split()), default=0) >= _TOKEN_LETTERS
    if "x-dispute-desk" in whole or f"{local}+" in whole or (long and _TOKEN.search(whole)):
        yield "It holds something internal: a token or a header of ours."
    private = facts.policy.insiders - {facts.policy.desk_address, facts.writer.may_receive or ""}
    if any(address in whole for address in private):
        yield "It names a colleague's address."
    if _remark(whole, facts):
        yield "It repeats an internal remark."


def _remark(whole: str, facts: AnswerFacts) -> bool:
    original = facts.reading.arrived.original
    words = original.remark[:5000].casefold().split() if original else []
    if len(words) < _WORDS_OF_A_REMARK:
        return False
    runs = (" ".join(words[i : i + _WORDS_OF_A_REMARK]) for i in range(len(words) - _WORDS_OF_A_REMARK + 1))
    said, theirs = " ".join(whole.split()), " ".join(client_text(facts).casefold().split())
    return any(run in said and run not in theirs for run in runs)


def _manner(mail: Outgoing, _: AnswerFacts) -> Iterator[str]:
    if "!" in mail.text or "!" in mail.subject:
        yield "It has an exclamation mark."
    count = len(mail.text.split())
    if count > MAX_WORDS:
        yield f"It is longer than {MAX_WORDS} words ({count})."


def _ours(mail: Outgoing, facts: AnswerFacts) -> str:
    """Subject and text without what is truly the client's own in quotation marks."""
    return _without_theirs(f"{mail.subject}\n{mail.text}", client_text(facts))


@lru_cache(maxsize=2)
def _without_theirs(text: str, client: str) -> str:
    """Two looks at one mail ask for it."""
    theirs = normalise_number(client)

    def judge(quoted: re.Match[str]) -> str:
        pieces = [normalise_number(piece) for piece in quoted[1].split(GAP)]
        return " ; " if all(piece in theirs for piece in pieces) else quoted.group()

    return _QUOTED.sub(judge, text)


def _whole(mail: Outgoing) -> str:
    return "\n".join((mail.subject, mail.text, _shown(mail.html)))


@lru_cache(maxsize=4)
def _shown(html: str) -> str:
    return unescape(_TAG.sub(" ", html))


_LOOKS: tuple[Callable[[Outgoing, AnswerFacts], Iterator[str]], ...] = (_phrases, _figures, _foreign, _bank, _internal, _manner)
