"""Echoes the point: the client's own deciding words for each cause, so that they feel read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.responders.cleaning import visible
from bot.responders.point import point
from bot.responders.position import asks, takes_position
from bot.responders.quote import SHORT_RUN, quotation
from bot.vocabulary.claim import GUESSED
from bot.vocabulary.labels import Cause, Kind
from bot.vocabulary.numbers import normalise_number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from bot.responders.contract import AnswerFacts
    from bot.vocabulary.claim import Span

#: An amount that may be repeated as written: currency sign or word, digits with separators; 24 characters at most.
_AMOUNT = re.compile(r"(?:[A-Z]{1,3}|[€£$¥₹]|[A-Z]{1,2}\$)? ?\d[\d.,' \u00a0\u202f]{0,15}(?: ?(?:[A-Za-z]{1,5}|[€£$¥₹]))?")
#: How far behind the evidence its next sentence is looked for.
_NEXT_CHARS = 200
_NEXT_SENTENCE = re.compile(r"[^\S\n]{0,3}\n?[^\S\n]{0,3}(?=\S)(?:[^.?!\n]|\n(?!\s)|[.?!](?!\s|$)){3,200}[.?!]?")
#: No reading has more evidence for one cause than a person would underline.
_MAX_SPANS = 20
_PREFIX = re.compile(
    r"(?:\s{0,3}(?:re|fwd?|aw|wg|tr|rv|rif|i|r|sv|vs|antw|doorst)\s?:\s{0,3}|\s{0,3}\[[^\]]{0,40}\]\s{0,3}){1,8}", re.IGNORECASE
)


def echo(facts: AnswerFacts, cause: Cause, limit: int) -> str:
    """Return the client's words for a cause, at most `limit` characters, "" where nothing can be repeated safely."""
    forbidden = tuple(normalise_number(number) for number in facts.match.foreign_numbers)
    return quotation(_evidence(facts, cause, min(limit, SHORT_RUN)), facts.reading.verdict.language, limit, forbidden) if limit else ""


def amount(facts: AnswerFacts) -> str:
    """Return the disputed amount exactly as the client wrote it, "" unless it is plainly an amount."""
    found = facts.reading.claim.disputed_amount
    if found is None or found.value is None or not _AMOUNT.fullmatch(found.text.strip()):
        return ""
    return " ".join(found.text.split()) if found.text in _field(facts, found.span.field) else ""


def causes(facts: AnswerFacts) -> tuple[Cause, ...]:
    """Return the causes to answer, primary first, each once; `other` only where nothing nearer was read."""
    found = tuple(dict.fromkeys(verdict.cause for verdict in facts.reading.verdict.causes))
    return tuple(cause for cause in found if cause is not Cause.OTHER) or (Cause.OTHER,)


def spoken(facts: AnswerFacts) -> tuple[Cause, ...]:
    """Return the causes an answer may speak of: in an unsure reading, one that was hardly read is not put into the client's mouth, nor a
    further one that was read from nothing but the same words.
    """
    found = causes(facts)
    if not facts.reading.verdict.unsure:
        return found
    chances = {verdict.cause: verdict.probability for verdict in facts.reading.verdict.causes}
    faint = facts.reading.verdict.faint
    likely = tuple(cause for cause in found if chances.get(cause, 1.0) >= GUESSED and cause not in faint)
    heard: set[tuple[str, int]] = set()
    told: list[Cause] = []
    for cause in likely:
        words = _places(facts, cause)
        if not told or words - heard:
            told.append(cause)
        heard |= words
    return tuple(told) or (Cause.OTHER,)


def _places(facts: AnswerFacts, cause: Cause) -> set[tuple[str, int]]:
    """Where the words stand from which a cause was read."""
    spans = (span for verdict in facts.reading.verdict.causes if verdict.cause is cause for span in verdict.evidence[:_MAX_SPANS])
    return {(span.field, span.start) for span in spans}


def client_text(facts: AnswerFacts) -> str:
    """Return the client's own subject and new words as a reader sees them, on one line, cut at 20,000 characters."""
    return visible(f"{_field(facts, 'subject')[:1000]}\n{_field(facts, 'body')}"[:20_000])


def _evidence(facts: AnswerFacts, cause: Cause, room: int) -> Iterator[str]:
    """The cause's evidence, the strongest first; a sentence right behind it that is evidence too is kept with it."""
    read = facts.reading.verdict.causes
    named = [verdict for verdict in read if verdict.cause is cause] or (list(read) if cause is Cause.OTHER else [])
    spans = [span for verdict in named for span in verdict.evidence[:_MAX_SPANS]]
    others = [" ".join(span.text.split()) for verdict in read if verdict not in named for span in verdict.evidence[:_MAX_SPANS]]
    body = _field(facts, "body")
    if len(causes(facts)) == 1 and (better := point(body, tuple(span.text for span in spans if span.field == "body"))):
        yield better
    for span in sorted(spans, key=lambda item: item.field == "subject"):
        if not _is_clients(facts, span):
            continue
        if span.field == "subject":
            yield _PREFIX.sub("", span.text[:400], count=1)
        else:
            behind = next((other.text for other in spans if _follows(span, other, body)), "")
            yield f"{span.text} {behind or _finished(_next_sentence(span, body, others), room - len(span.text))}".rstrip()
    for span in spans:
        if _is_clients(facts, span) and span.field == "body":
            yield _next_sentence(span, body, others)


def _next_sentence(span: Span, body: str, others: Collection[str]) -> str:
    """The sentence behind the evidence in the same paragraph, unless it makes another point: "That is £1,190.00"."""
    if body[span.start : span.end] != span.text or not span.text.rstrip().endswith((".", "?", "!")):
        return ""
    found = _NEXT_SENTENCE.match(body[span.end : span.end + _NEXT_CHARS])
    sentence = " ".join(found.group().split()) if found else ""
    return "" if asks(sentence) or any(sentence in other for other in others) else sentence


def _finished(sentence: str, room: int) -> str:
    """A sentence that finishes the point names a figure, is short and refuses nothing."""
    fits = len(sentence) < room and any(letter.isdigit() for letter in sentence)
    return sentence if fits and not takes_position(sentence) else ""


def _follows(span: Span, other: Span, body: str) -> bool:
    """Whether `other` is the next sentence of the same text."""
    near = other.field == span.field and 0 <= other.start - span.end <= len("\n\n")
    return near and not body[span.end : other.start].strip() and body[other.start : other.end] == other.text


def _is_clients(facts: AnswerFacts, span: Span) -> bool:
    return bool(span.text) and span.text in _field(facts, span.field)


def _field(facts: AnswerFacts, field: str) -> str:
    """The client's own text; nothing where a colleague's remark could stand in its place."""
    arrived = facts.reading.arrived
    if arrived.original is None:
        inside = arrived.kind is Kind.STAFF_FORWARD
        return "" if inside else arrived.message.subject if field == "subject" else arrived.words.new_text
    return arrived.original.subject if field == "subject" else arrived.original.words.new_text
