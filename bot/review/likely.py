"""Tells cheaply that words cannot be a command, so that most text which is shown never meets the parser."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from bot.review.consent import DASHES, WORD, behind_lead, is_even, is_other, may_be_polite, plain, without_call, without_lead
from bot.review.orders import first_words as ordering
from bot.review.orders import fold, letters, may_order, openings, please_begins, without_please
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
#: One or two plain words at the head of a line, and the word behind them.
_HEAD = re.compile(r"([A-Za-z]{1,20}+)(?: ([A-Za-z]{1,20}+)(?=[.,;!?]?(?: ([^\W_]+)?|\Z))|(?=[.,;!?](?: |\Z)|\Z))")
#: Two words, tied or not.
_PASSING = re.compile("([A-Za-z]{2,20})[ \u00a0]([A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]{1,20}+)(?![^\\W_]|')")


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
    return [at for at in places if (_considered(line, at, figured=True) if line[at : at + 1].isalpha() else is_suspect(line[at:]))]


def _judged(line: str, *, figured: bool) -> bool:
    return _considered(plain(without_smileys(line)).replace(_LONG_SMALL, "I"), figured=figured)


def _considered(line: str, at: int = 0, *, figured: bool) -> bool:
    """Judge a plain line from one place on. What a greeting would open it with is only read where a command may stand behind it."""
    if _may_be(line, at, figured=figured):
        return True
    behind = behind_lead(line, at)
    further = behind_lead(line, behind) if behind else 0
    if not ((behind and _may_be(line, behind, figured=figured)) or (further and _may_be(line, further, figured=figured))):
        return False
    text = line[at:]
    led = without_lead(text)
    return led is not text and _may_be(led, figured=figured)


def in_passing(line: str) -> int:
    """Return how many letters of a line are a bare no or a yes and the word behind it that takes it into a sentence ("no objection to it",
    "send us the"), or 0.

    Neither the line nor any beginning of it that holds both words is then more than `help` to the parser.
    """
    found = _PASSING.match(line)
    if found is None:
        return 0
    first, second = found[1].lower(), found[2].lower()
    no = refusal(first)
    if first not in _said_alone() or (no and (second in no_begins() or fold(second) in _prefixes())) or f"{first} {second}" in no_begins():
        return 0
    if f"{first} {fold(second)}" in _openings(figured=False)[1]:
        return 0
    text = plain(line)
    meant = without_smileys(text) is not text or not is_other(text) or (no and may_be_polite(text[len(first) :].lstrip()))
    return 0 if meant else found.end()


@cache
def _said_alone() -> frozenset[str]:
    """Bare noes and yeses of one word that nothing else begins with."""
    noes = {no for no in no_begins() if refusal(no) == (len(no), True)}
    yes = {phrase for group in LANGUAGES.values() for phrase in group.yes if refusal(phrase) is None}
    return frozenset(word for word in noes | yes if " " not in word and word not in _prefixes() | openings(figured=False)[0])


@cache
def _openings(*, figured: bool) -> tuple[frozenset[str], frozenset[str], dict[str, tuple[str, ...]]]:
    """What a command begins with in plain words: those of orders, a "please" or a call, yes or no; one of them, two, and the first and third."""
    alone, pairs, around = openings(figured=figured)
    please = {fold(phrase) for group in LANGUAGES.values() for phrase in group.please}
    yes = {phrase for group in LANGUAGES.values() for phrase in group.yes}
    single = {phrase for phrase in (*please, *yes, *INTERJECTIONS, *filter(refusal, no_begins())) if " " not in phrase}
    return alone | single, pairs | no_begins() | {" ".join(phrase.split(" ")[:2]) for phrase in please}, around


@cache
def _prefixes() -> frozenset[str]:
    """The letters of what may stand before a no or an order: a "please", a call."""
    return please_begins() | frozenset(map(letters, INTERJECTIONS))


def _may_be(line: str, at: int = 0, *, figured: bool) -> bool:
    words = _harmless_head(line, at, figured=figured)
    if words:
        return _listed().issuperset(words) and _may_approve(line, at)
    core = line[at:].lstrip(_BEFORE)
    begins = letters(core)
    if begins.isascii() and begins not in _opening():
        return _may_approve(core)
    if begins.isascii() and begins not in _prefixes():
        return refusal(core) is not None or may_order(core, figured=figured) or _may_approve(core)
    if refusal(core) or may_order(core, figured=figured) or _may_approve(core):
        return True
    asked = without_please(core)
    if asked is not core and (refusal(asked) or may_order(asked, figured=figured)):
        return True
    bare = without_please(without_call(asked))
    return bare is not asked and refusal(bare) is not None


def _harmless_head(line: str, at: int, *, figured: bool) -> tuple[str, ...]:
    """Return the one or two plain words that stand there where they rule out, as nearly always, that any command but a yes begins with them."""
    found = _HEAD.match(line, at)
    if found is None:
        return ()
    first, second, third = found.groups()
    alone, pairs, around = _openings(figured=figured)
    first = first.lower()
    if first in alone:
        return ()
    if not second:
        return (first,)
    second = second.lower()
    if f"{first} {second}" in pairs:
        return ()
    framed = third and first in around and not (third.isascii() and not third.lower().startswith(around[first]))
    return () if framed else (first, second)


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


def _may_approve(text: str, at: int = 0) -> bool:
    """A yes stands among nothing but listed words: those at the beginning of the line must hold one."""
    run: list[str] = []
    listed = _listed()
    for word in WORD.finditer(text, at):  # where the words of its small letters stand
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
