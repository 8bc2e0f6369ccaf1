"""Echoes the point: the client's own deciding words for each cause, so that they feel read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.responders.cleaning import visible
from bot.responders.quote import quotation
from bot.vocabulary.labels import Cause, Kind
from bot.vocabulary.numbers import normalise_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.responders.contract import AnswerFacts
    from bot.vocabulary.claim import Span

#: An amount that may be repeated as written: currency sign or word, digits with separators; 24 characters at most.
_AMOUNT = re.compile(r"(?:[A-Z]{1,3}|[€£$¥₹]|[A-Z]{1,2}\$)? ?\d[\d.,' \u00a0\u202f]{0,15}(?: ?(?:[A-Za-z]{1,5}|[€£$¥₹]))?")
#: No reading has more evidence for one cause than a person would underline.
_MAX_SPANS = 20
_PREFIX = re.compile(
    r"(?:\s{0,3}(?:re|fwd?|aw|wg|tr|rv|rif|i|r|sv|vs|antw|doorst)\s?:\s{0,3}|\s{0,3}\[[^\]]{0,40}\]\s{0,3}){1,8}", re.IGNORECASE
)


def echo(facts: AnswerFacts, cause: Cause, limit: int) -> str:
    """Return the client's words for a cause, at most `limit` characters, "" where nothing can be repeated safely."""
    forbidden = [normalise_number(number) for number in facts.match.foreign_numbers]
    return quotation(_evidence(facts, cause), facts.reading.verdict.language, limit, forbidden) if limit else ""


def amount(facts: AnswerFacts) -> str:
    """Return the disputed amount exactly as the client wrote it, "" unless it is plainly an amount."""
    found = facts.reading.claim.disputed_amount
    if found is None or found.value is None or not _AMOUNT.fullmatch(found.text.strip()):
        return ""
    return " ".join(found.text.split()) if found.text in _field(facts, found.span.field) else ""


def causes(facts: AnswerFacts) -> tuple[Cause, ...]:
    """Return the causes to answer, primary first, each once; `other` where none was read."""
    return tuple(dict.fromkeys(verdict.cause for verdict in facts.reading.verdict.causes)) or (Cause.OTHER,)


def client_text(facts: AnswerFacts) -> str:
    """Return the client's own subject and new words as a reader sees them, on one line, cut at 20,000 characters."""
    return visible(f"{_field(facts, 'subject')[:1000]}\n{_field(facts, 'body')}"[:20_000])


def _evidence(facts: AnswerFacts, cause: Cause) -> Iterator[str]:
    """The cause's evidence, the strongest first; a sentence right behind it that is evidence too is kept with it."""
    spans = [span for verdict in facts.reading.verdict.causes if verdict.cause is cause for span in verdict.evidence[:_MAX_SPANS]]
    body = _field(facts, "body")
    for span in sorted(spans, key=lambda item: item.field == "subject"):
        if not _is_clients(facts, span):
            continue
        if span.field == "subject":
            yield _PREFIX.sub("", span.text[:400], count=1)
        else:
            behind = next((other for other in spans if _follows(span, other, body)), None)
            yield f"{span.text} {behind.text}" if behind else span.text


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
