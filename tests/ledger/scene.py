"""Readings from plain data, and dossiers that the real store gives for the sample ledger."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.disputes.ask import question
from bot.ledger.imports import read_books
from bot.store.sqlite import open_store
from bot.vocabulary.claim import Amount, CauseVerdict, Claim, Mentions, Quantity, Span, Verdict
from bot.vocabulary.labels import Cause, Intent, Kind
from bot.vocabulary.mail import Address, Attachment, Message, Original, Proof, Trust, Words
from bot.vocabulary.reading import Arrived, Reading

if TYPE_CHECKING:
    from bot.store.contract import Store
    from bot.vocabulary.dossier import Dossier

CASES = Path(__file__).parent / "cases"
SAMPLE = Path(__file__).parents[2] / "data" / "sample" / "ledger"
FILES = {name: SAMPLE / f"{name}.csv" for name in ("invoices", "lines", "payments", "contracts", "contacts")}
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Mail:
    """A mail as the cases tell it; figures are found in subject and body and get their spans."""

    told: dict[str, Any]

    @property
    def reading(self) -> Reading:
        return Reading(self._arrived(), self._verdict(), self._mentions(), self._claim())

    def _arrived(self) -> Arrived:
        told = self.told
        words = Words(told.get("body", ""), told.get("quoted", ""))
        sender = Address(told.get("from", "tom.ashdown@harbourandpine.example"), told.get("name", ""))
        forwarded = "forwarded_by" in told
        files = tuple(Attachment(name, "application/pdf", 1000, "0" * 64) for name in told.get("files", []))
        message = Message(
            from_=Address(told["forwarded_by"]) if forwarded else sender,
            reply_to=tuple(Address(email) for email in told.get("reply_to", [])),
            subject=told.get("subject", ""),
            attachments=files,
        )
        return Arrived(
            sha256="a" * 64,
            size_bytes=1000,
            kind=Kind(told.get("kind", "staff_forward" if forwarded else "client_mail")),
            message=message,
            words=Words() if forwarded else words,
            original=Original(from_=sender, subject=told.get("subject", ""), words=words) if forwarded else None,
            trust=Trust(Proof.PROVEN if told.get("proven", True) else Proof.NONE),
        )

    def _verdict(self) -> Verdict:
        causes = tuple(
            CauseVerdict(Cause(cause), 0.9, (self._span(text),) if text else ()) for cause, text in self.told.get("causes", [["other", ""]])
        )
        return Verdict(Intent.DISPUTE, 0.9, 0.9, unsure=False, causes=causes)

    def _mentions(self) -> Mentions:
        told = self.told
        return Mentions(
            invoice_numbers=tuple(self._span(text) for text in told.get("numbers", [])),
            po_numbers=tuple(self._span(text) for text in told.get("pos", [])),
            amounts=tuple(Amount(text, Decimal(value), currency, self._span(text)) for text, value, currency in told.get("amounts", [])),
            dates=tuple(self._span(text) for text in told.get("dates", [])),
            quantities=tuple(Quantity(text, Decimal(value), unit, self._span(text)) for text, value, unit in told.get("quantities", [])),
        )

    def _claim(self) -> Claim:
        amounts = self._mentions().amounts
        disputed = next((each for each in amounts if each.text == self.told.get("disputes")), None)
        return Claim(disputed_amount=disputed or (amounts[0] if self.told.get("disputes_first_amount") else None))

    def _span(self, text: str) -> Span:
        for field in ("body", "subject"):
            start = self.told.get(field, "").find(text)
            if start >= 0:
                return Span(field, text, start, start + len(text))
        message = f"{text!r} stands neither in the body nor in the subject"
        raise AssertionError(message)


def cases(name: str) -> dict[str, dict[str, Any]]:
    """Return the cases of a file by name; every case has a name of its own."""
    told: dict[str, dict[str, Any]] = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    return told


def sample_store(folder: Path) -> Store:
    """Return a store that holds the sample ledger."""
    store = open_store(folder / "desk.db", check=False)
    store.import_books(read_books(FILES).books, NOW)
    return store


def dossier(store: Store, reading: Reading) -> Dossier:
    """Return what the store answers to the mail's question."""
    return store.answer(question(reading), 0, NOW, NOW.replace(hour=0))
