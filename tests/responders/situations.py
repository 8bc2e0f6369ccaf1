"""Turns the situations of situations.toml into facts."""

from __future__ import annotations

import dataclasses
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.vocabulary.books import Match, Writer
from bot.vocabulary.claim import Amount, Mentions
from bot.vocabulary.labels import Cause
from tests.responders.facts import CLIENT, POLICY, WRITER, attachment, facts, invoice, reading, span

if TYPE_CHECKING:
    from bot.responders.contract import AnswerFacts

HERE = Path(__file__).parent
SITUATIONS: dict[str, dict[str, Any]] = tomllib.loads((HERE / "situations.toml").read_text(encoding="utf-8"))


def situation(name: str) -> AnswerFacts:
    told = SITUATIONS[name]
    body = told["body"]
    mentions = Mentions(
        invoice_numbers=tuple(span(body, text) for text in told.get("numbers", [])),
        po_numbers=tuple(span(body, text) for text in told.get("pos", [])),
        amounts=tuple(Amount(text, None, None, span(body, text)) for text in told.get("amounts", [])),
        dates=tuple(span(body, text) for text in told.get("dates", [])),
    )
    read = reading(
        body,
        tuple((Cause(cause), text) for cause, text in told["points"]),
        subject="your bill",
        language=told.get("language", "en"),
        signature=told.get("signature", ""),
        disputed=told.get("disputed", ""),
        mentions=mentions,
        message={"attachments": (attachment(),)} if told.get("files") else None,
    )
    return facts(
        read,
        writer=_writer(told),
        match=_match(told),
        follow_up=told.get("follow_up", False),
        policy=dataclasses.replace(POLICY, reminders_pause=told.get("reminders", False)),
    )


def _writer(told: dict[str, Any]) -> Writer:
    name = told.get("name", WRITER.name)
    if not told.get("listed", True):
        return Writer(email="rex@elsewhere.example", name=name)
    return dataclasses.replace(WRITER, name=name)


def _match(told: dict[str, Any]) -> Match:
    number = told.get("invoice", "INV-1041")
    return Match(
        invoice=invoice(number, CLIENT.key) if number else None,
        confidence=0.99,
        others=tuple(invoice(other) for other in told.get("others", [])),
        candidates=tuple(invoice(other) for other in told.get("candidates", [])),
        foreign_numbers=tuple(told.get("foreign", [])),
    )
