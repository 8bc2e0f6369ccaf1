"""Tells cheaply that words cannot be a command, so that most text which is shown never meets the parser."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from bot.review.consent import DASHES, WORD, plain, without_call, without_lead
from bot.review.orders import first_words as ordering
from bot.review.orders import letters, may_order, without_please
from bot.review.refusals import first_words as refusing
from bot.review.refusals import refusal
from bot.review.words import ADDRESSEES, INTERJECTIONS, LANGUAGES
from bot.vocabulary.smileys import without_smileys

#: The one letter whose small form is two: behind it the places in a line and in its small letters would differ.
_LONG_SMALL = "\u0130"
_BEFORE = "*_ \t" + DASHES
#: Characters around a word that hide no command.
EDGES = " .,;:!-*_\u2013\u2014\u2026"


@lru_cache(maxsize=8192)
def may_be_command(line: str) -> bool:
    """Tell whether one line, or any beginning of it cut behind a word, might be more than `help` to the parser.

    False is certain, True only a suspicion: the parser decides. Linear in the line.
    """
    text = plain(without_smileys(line)).replace(_LONG_SMALL, "I")
    led = without_lead(text)
    return _may_be(text) or (led != text and _may_be(led))


def _may_be(text: str) -> bool:
    core = text.lstrip(_BEFORE)
    begins = letters(core)
    if begins.isascii() and begins not in _opening():
        return _may_approve(text)
    if refusal(core) or may_order(core) or _may_approve(text):
        return True
    asked = without_please(core)
    if asked is not core and (refusal(asked) or may_order(asked)):
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
    for word in WORD.finditer(text.lower()):
        if word.group() not in listed:
            break
        run.append(word.group())
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
