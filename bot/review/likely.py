"""Tells cheaply that words cannot be a command, so that most text which is shown never meets the parser."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from bot.review.consent import DASHES, WORD, is_even, plain, without_call, without_lead
from bot.review.orders import first_words as ordering
from bot.review.orders import letters, may_order, order_begins, please_begins, without_please
from bot.review.refusals import first_words as refusing
from bot.review.refusals import no_begins, refusal
from bot.review.words import ADDRESSEES, INTERJECTIONS, LANGUAGES
from bot.vocabulary.smileys import without_smileys

if TYPE_CHECKING:
    from collections.abc import Iterable

#: The one letter whose small form is two: behind it the places in a line and in its small letters would differ.
_LONG_SMALL = "\u0130"
_BEFORE = "*_ \t" + DASHES
#: Characters around a word that hide no command.
EDGES = " .,;:!-*_\u2013\u2014\u2026"
#: Two plain words with such words behind them that nothing sets apart from the next, so that none of them are a greeting before it.
_RUNNING_ON = re.compile(r"([A-Za-z]{1,20}) ([A-Za-z]{1,20})(?:(?: [^\W_]+){2} [^\W_]|(?: [^\W_]+){0,2}\Z)")


@lru_cache(maxsize=1024)
def may_be_command(line: str) -> bool:
    """Tell whether one line, or any beginning of it cut behind a word, might be more than `help` to the parser.

    False is certain, True only a suspicion: the parser decides. Linear in the line.
    """
    return _judged(line, figured=False)


@lru_cache(maxsize=8192)
def is_suspect(line: str) -> bool:
    """Tell the same more narrowly: "invoice" counts only before a word with a figure, since the parser takes no other for a number."""
    return _judged(line, figured=True)


def suspects(line: str, places: Iterable[int]) -> list[int]:
    """Return the places from which a line is suspect, of some that each stand behind a blank; what is the same for all is asked once."""
    if without_smileys(line) is not line or not is_even(line) or _LONG_SMALL in line:
        return [at for at in places if is_suspect(line[at:])]
    return [at for at in places if not _begins_nothing(line, at) and _considered(line[at:].strip(), figured=True)]


def _judged(line: str, *, figured: bool) -> bool:
    return not _begins_nothing(line) and _considered(plain(without_smileys(line)).replace(_LONG_SMALL, "I"), figured=figured)


def _considered(text: str, *, figured: bool) -> bool:
    """Judge a plain line."""
    if _may_be(text, figured=figured):
        return True
    led = without_lead(text)
    return led != text and _may_be(led, figured=figured)


def _begins_nothing(line: str, at: int = 0) -> bool:
    """Tell whether plain words that nothing sets apart begin no command, as nearly always: their first two rule it out. True is certain."""
    found = _RUNNING_ON.match(line, at)
    if found is None:
        return False
    first, second = found.group(1).lower(), found.group(2).lower()
    if first in _alone() or f"{first} {second}" in no_begins():
        return False
    return not (first in _listed() and second in _listed())


@cache
def _alone() -> frozenset[str]:
    """Words that may begin a command whatever follows: those of orders, a "please" or a call, a yes or no of one word."""
    single = {phrase for phrase in no_begins() if refusal(phrase) is not None and " " not in phrase}
    yes = {phrase for group in LANGUAGES.values() for phrase in group.yes if " " not in phrase}
    return frozenset({*order_begins(), *_prefixes(), *single, *yes})


@cache
def _prefixes() -> frozenset[str]:
    """The letters of what may stand before a no or an order: a "please", a call."""
    return please_begins() | frozenset(map(letters, INTERJECTIONS))


def _may_be(text: str, *, figured: bool) -> bool:
    core = text.lstrip(_BEFORE)
    begins = letters(core)
    if begins.isascii() and begins not in _opening():
        return _may_approve(text)
    if begins.isascii() and begins not in _prefixes():
        return refusal(core) is not None or may_order(core, figured=figured) or _may_approve(text)
    if refusal(core) or may_order(core, figured=figured) or _may_approve(text):
        return True
    asked = without_please(core)
    if asked is not core and (refusal(asked) or may_order(asked, figured=figured)):
        return True
    bare = without_please(without_call(asked))
    return bare is not asked and refusal(bare) is not None


@cache
def _opening() -> frozenset[str]:
    """The letters that every command but a yes begins with, a "please" or a call before it."""
    please = [phrase for group in LANGUAGES.values() for phrase in group.please]
    return frozenset(map(letters, (*INTERJECTIONS, *ordering(), *refusing(), *please)))


@cache
def first_words() -> frozenset[str]:
    """Return every word a command can begin with, politeness included, in lower case."""
    words = set(INTERJECTIONS | ordering() | refusing())
    for group in LANGUAGES.values():
        for phrases in (group.yes, group.please, group.thanks, group.greeting, group.farewell):
            words |= {phrase.split(" ")[0] for phrase in phrases}
    for prefixed in tuple(words):
        words |= {f"{prefixed}:"}
    return frozenset(words)


def _may_approve(text: str) -> bool:
    """A yes stands among nothing but listed words: those at the beginning of the line must hold one."""
    run: list[str] = []
    listed = _listed()
    for word in WORD.finditer(text):  # where the words of its small letters stand
        said = word.group().lower()
        if said not in listed:
            break
        run.append(said)
    return not _yes_begins().isdisjoint(run) and _yes().search(f" {' '.join(run)} ") is not None


@cache
def _listed() -> frozenset[str]:
    """Every word of a phrase that may stand beside a yes, or be one."""
    groups = [
        phrases
        for group in LANGUAGES.values()
        for phrases in (group.yes, group.please, group.thanks, group.greeting, group.farewell, group.joiner)
    ]
    return ADDRESSEES | frozenset(word for phrases in groups for phrase in phrases for word in phrase.split(" "))


@cache
def _yes_begins() -> frozenset[str]:
    return frozenset(phrase.split(" ")[0] for group in LANGUAGES.values() for phrase in group.yes)


@cache
def _yes() -> re.Pattern[str]:
    phrases = {phrase for group in LANGUAGES.values() for phrase in group.yes}
    return re.compile(" (?:" + "|".join(sorted(map(re.escape, phrases), key=len, reverse=True)) + ") ")
