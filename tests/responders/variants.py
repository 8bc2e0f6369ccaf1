"""One set of facts for every kind of answer, in any language, and the words a reader of the HTML sees."""

from __future__ import annotations

import dataclasses
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from bot.vocabulary.books import Match, Writer
from bot.vocabulary.labels import Cause
from tests.responders.facts import BODY, POLICY, attachment, facts, invoice, reading

if TYPE_CHECKING:
    from bot.responders.contract import AnswerFacts

_TWO = ((Cause.PRICE, "14 hours at £85.00 come to £1,190.00, not £1,290.00."), (Cause.TERMS, "Please look again."))
_CAUSES: dict[str, dict[str, Any]] = {cause.value: {"points": ((cause, _TWO[0][1]),)} for cause in Cause}
VARIANTS: dict[str, dict[str, Any]] = _CAUSES | {
    "several_causes": {"points": _TWO},
    "several_invoices": {"match": Match(invoice=invoice(), others=(invoice("INV-1042"), invoice("INV-1043")))},
    "follow_up": {"follow_up": True},
    "ask_invoice": {"match": Match(candidates=(invoice("INV-1042"), invoice("INV-1043")))},
    "unlisted_sender": {"writer": Writer(email="x@elsewhere.example", name="Lee Roe")},
}


def variant(name: str, language: str, *, files: bool = False) -> AnswerFacts:
    changes = dict(VARIANTS[name])
    points = changes.pop("points", _TWO[:1])
    read = reading(BODY, points, language=language, message={"attachments": (attachment(),)} if files else None)
    return facts(read, policy=dataclasses.replace(POLICY, reminders_pause=True), **changes)


def said_in_html(html: str) -> list[str]:
    reader = _Reader()
    reader.feed(html)
    return "".join(reader.said).split()


class _Reader(HTMLParser):
    """Collects visible text; every element ends a word."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._hidden = tag in {"title", "style", "script"}
        self.said.append(" ")

    def handle_endtag(self, tag: str) -> None:
        del tag
        self._hidden = False
        self.said.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.said.append(data)
