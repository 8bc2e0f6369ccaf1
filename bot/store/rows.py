"""Turns rows of SQLite into the vocabulary's values; the order of columns is that of queries.sql."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.store.codec import loads, moment, optional_moment
from bot.vocabulary.accounts import HeldMail
from bot.vocabulary.books import Contact, Contract, Invoice, Line, Payment
from bot.vocabulary.cases import ApprovalToken, Case, Draft, DraftState, OutboxRow, OutboxState
from bot.vocabulary.dossier import MailRef, TokenRecord
from bot.vocabulary.labels import Kind
from bot.vocabulary.outgoing import Audience, StaffMail
from bot.vocabulary.reasons import Reason

if TYPE_CHECKING:
    from datetime import datetime

    from bot.store.link import Row

#: A draft's value up to this length, which is one without files, is kept read.
_SMALL_CHARS = 20_000


def outbox_row(row: Row) -> OutboxRow:
    """Read `outbox_*` statements: bytes that were replaced by their hash come back empty."""
    return OutboxRow(
        id=row[0],
        audience=Audience(row[1]),
        staff_mail=None if row[2] is None else StaffMail(row[2]),
        case_id=row[3],
        draft_id=row[4],
        recipients=tuple(json.loads(row[5])),
        message_id=row[6],
        raw_sha256=row[7],
        approved_hash=row[8],
        state=OutboxState(row[9]),
        queued_at=moment(row[10]),
        next_at=moment(row[11]),
        tries=row[12],
        last_answer=row[13],
        sent_at=optional_moment(row[14]),
        allowed_numbers=tuple(json.loads(row[15])),
        promised_on=_day(row[16]),
        raw=row[17] or b"",
    )


def mail_ref(row: Row) -> MailRef:
    """Read `mails_by_*` statements."""
    return MailRef(row[0], Kind(row[1]), row[2], moment(row[3]), row[4], row[5], row[6], row[7], bool(row[8]))


def held_mail(row: Row) -> HeldMail:
    """Read `held_mails`."""
    return HeldMail(row[0], Reason(row[1]), moment(row[2]), row[3], row[4], row[5])


@lru_cache(maxsize=512)
def case(text: str) -> Case:
    """Read the kept value of a case; all mails of a busy client ask for the same ones."""
    return loads(Case, text)


def draft(text: str, state: str) -> Draft:
    """Read the kept value of a draft with its present state."""
    kept = _small_draft(text) if len(text) <= _SMALL_CHARS else loads(Draft, text)
    return kept if kept.state == state else replace(kept, state=DraftState(state))


@lru_cache(maxsize=256)
def _small_draft(text: str) -> Draft:
    """The drafts that wait for one client come with each of its mails."""
    return loads(Draft, text)


def token(row: Row) -> ApprovalToken:
    """Read the nine token columns."""
    return ApprovalToken(row[0], row[1], row[2], row[3], row[4], moment(row[5]), moment(row[6]), optional_moment(row[7]), row[8])


def case_mail(row: Row) -> tuple[int, str, datetime, str, str]:
    """Read `case_mails`: for our own mails the recipients are one text."""
    who = ", ".join(json.loads(row[3])) if row[1] == "out" else row[3]
    return (row[0], row[1], moment(row[2]), who, row[4])


def token_record(row: Row) -> TokenRecord:
    """Read `records_*` statements: nine token columns, draft, its state, case, whose tokens are unspent, how often this one was asked."""
    return TokenRecord(token(row[:9]), draft(row[9], row[10]), case(row[11]), tuple(sorted(json.loads(row[12]))), row[13])


@lru_cache(maxsize=8192)
def invoice(row: Row) -> Invoice:
    """Read `invoices_*` statements; the same row gives the same frozen value, which a busy client's mails ask for often."""
    return Invoice(
        number=row[0],
        client_key=row[1],
        client_name=row[2],
        client_email=row[3],
        issue_date=_day(row[4]),
        due_date=_day(row[5]),
        currency=row[6],
        total=Decimal(row[7]),
        tax=_money(row[8]),
        subtotal=_money(row[9]),
        po_number=row[10],
        status=row[11],
        paid_amount=Decimal(row[12]),
        description=row[13],
        lines=lines(row[14]),
    )


def lines(text: str) -> tuple[Line, ...]:
    """Read the lines of an invoice from `lines_text`."""
    if text == "[]":
        return ()
    return tuple(
        Line(nth, words, Decimal(quantity), unit, Decimal(price), Decimal(amount), Decimal(discount), _money(tax))
        for nth, words, quantity, unit, price, amount, discount, tax in json.loads(text)
    )


def lines_text(kept: tuple[Line, ...]) -> str:
    """Write invoice lines as rows of one JSON array: they are read far more often than anything else in the ledger."""
    return json.dumps([_line_row(line) for line in kept], separators=(",", ":")) if kept else "[]"


def _line_row(line: Line) -> list[object]:
    money = (line.quantity, line.unit_price, line.amount, line.discount_pct)
    quantity, price, amount, discount = map(str, money)
    tax = None if line.tax_rate_pct is None else str(line.tax_rate_pct)
    return [line.line, line.description, quantity, line.unit, price, amount, discount, tax]


@lru_cache(maxsize=8192)
def payment(row: Row) -> Payment:
    """Read `payments_*` statements."""
    return Payment(date.fromisoformat(row[0]), row[1], Decimal(row[2]), row[3], row[4])


def contract(row: Row) -> Contract:
    """Read `contracts_*` statements."""
    return Contract(row[0], _money(row[1]), _money(row[2]), row[3], row[4])


def contact(row: Row) -> Contact:
    """Read `contacts_*` statements."""
    return Contact(row[0], row[1], row[2])


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _money(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
