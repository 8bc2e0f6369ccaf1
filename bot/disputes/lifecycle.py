"""The states of a case and the legal moves between them, as one table; cases are opened and continued here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.disputes.belongs import Relation, claimed_causes, names_the_invoice
from bot.disputes.deadlines import end_of, promise
from bot.errors import UsageError
from bot.vocabulary.cases import Case, CaseStatus
from bot.vocabulary.effects import OpenCase, UpdateCase
from bot.vocabulary.labels import Intent, Kind
from bot.vocabulary.numbers import normalise_number

if TYPE_CHECKING:
    from datetime import datetime

    from bot.disputes.belongs import Belonging
    from bot.vocabulary.books import Match, Stake, Writer
    from bot.vocabulary.policy import Policy
    from bot.vocabulary.reading import Arrived, Reading

#: from -> to. A closed case stays closed: a new claim opens a case of its own.
MOVES: dict[CaseStatus, frozenset[CaseStatus]] = {
    CaseStatus.OPEN: frozenset({CaseStatus.WAITING_US, CaseStatus.WAITING_CLIENT, CaseStatus.OVERDUE, CaseStatus.CLOSED}),
    CaseStatus.WAITING_US: frozenset({CaseStatus.WAITING_CLIENT, CaseStatus.OVERDUE, CaseStatus.CLOSED}),
    CaseStatus.WAITING_CLIENT: frozenset({CaseStatus.WAITING_US, CaseStatus.OVERDUE, CaseStatus.CLOSED}),
    CaseStatus.OVERDUE: frozenset({CaseStatus.WAITING_US, CaseStatus.WAITING_CLIENT, CaseStatus.CLOSED}),
    CaseStatus.CLOSED: frozenset(),
}
#: A case lists this many invoices at most.
_MOST_INVOICES = 20


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a client's mail when it enters its case; `stake` is what it truly puts in dispute, `began` the mail whose thread it
    continues, a question perhaps, if no case holds that.
    """

    reading: Reading
    writer: Writer
    match: Match
    stake: Stake | None = None
    began: str = ""


def moved(case: Case, to: CaseStatus) -> Case:
    """Return the case in its new state; the same state is no move. Raises UsageError for a move that is not in the table."""
    if to is case.status:
        return case
    if to not in MOVES[case.status]:
        raise UsageError(f"Case {case.id} is {case.status} and cannot become {to}.")
    return replace(case, status=to)


def opened(seen: Seen, policy: Policy, case_id: str, now: datetime) -> OpenCase:
    """Return the effect that opens a case for a new dispute; `now` is aware, the answer is due at the end of the promised day.

    The client is the ledger's only where it lists the writer; else the case is the claimed address's own.
    """
    reading, writer, match, arrived = seen.reading, seen.writer, seen.match, seen.reading.arrived
    case = Case(
        id=case_id,
        status=CaseStatus.OPEN,
        client_key=writer.client.key if writer.client and writer.listed else "",
        client_name=writer.client.name if writer.client and writer.listed else (writer.name or writer.email),
        client_email=writer.email,
        invoice_numbers=_numbers(match),
        causes=tuple(found.cause for found in reading.verdict.causes),
        opened_at=now,
        due_at=end_of(policy, promise(policy, now)),
        amount=seen.stake.value if seen.stake else None,
        currency=seen.stake.currency if seen.stake else (match.invoice.currency if match.invoice else ""),
        subject=arrived.client_subject,
        root_message_id=seen.began or _root(arrived),
    )
    return OpenCase(case)


def _root(arrived: Arrived) -> str:
    """The Message-ID of the client's mail: of the one inside only where a colleague forwards it."""
    inside = arrived.original if arrived.kind is Kind.STAFF_FORWARD else None
    return (inside or arrived.message).message_id or ""


def joined(belonging: Belonging, seen: Seen, policy: Policy, now: datetime) -> UpdateCase | None:
    """Return the effect that a mail has on the case it joins, or None if it changes nothing.

    New invoices, causes and a first amount are added, by a clarification the invoice only where none was known; a case that waited
    for the client waits for us again, with a new deadline, unless the client only says thanks. Closed cases stay as they are.
    """
    case = belonging.case
    if case is None or case.status is CaseStatus.CLOSED:
        return None
    newer = _with_claim(case, seen) if belonging.relation is Relation.NEW_CLAIM else case
    clarifies = belonging.relation is Relation.CLARIFIES or (belonging.relation is Relation.CHATS and _is_the_number(case, seen))
    newer = _clarified(case, seen) if clarifies else newer
    if case.status is CaseStatus.WAITING_CLIENT and seen.reading.verdict.intent is not Intent.ACKNOWLEDGEMENT:
        newer = replace(moved(newer, CaseStatus.WAITING_US), due_at=end_of(policy, promise(policy, now)))
    return UpdateCase(newer, _why(belonging.relation)) if newer != case else None


def _with_claim(case: Case, seen: Seen) -> Case:
    return replace(
        _with_amount(case, seen.stake),
        invoice_numbers=tuple(dict.fromkeys((*case.invoice_numbers, *_numbers(seen.match))))[:_MOST_INVOICES],
        causes=tuple(dict.fromkeys((*case.causes, *claimed_causes(seen.reading)))),
    )


def _is_the_number(case: Case, seen: Seen) -> bool:
    """Whether a mail that sounds like talk is the answer to "which invoice do you mean?": brief, the number in it, nothing of paying."""
    invoice, reading = seen.match.invoice, seen.reading
    if invoice is None or reading.verdict.intent in {Intent.PAYMENT_NOTICE, Intent.PROMISE_TO_PAY, Intent.HARDSHIP}:
        return False
    return names_the_invoice(reading, case) and normalise_number(invoice.number) in normalise_number(reading.arrived.client_words)


def _clarified(case: Case, seen: Seen) -> Case:
    """The case with what it lacked: the amount in dispute, and the invoice where it was not known which one is meant."""
    numbers = case.invoice_numbers or _numbers(seen.match)
    return replace(_with_amount(case, seen.stake), invoice_numbers=numbers)


def _with_amount(case: Case, stake: Stake | None) -> Case:
    """The case with the amount in dispute, where it had none."""
    if case.amount is not None or stake is None:
        return case
    return replace(case, amount=stake.value, currency=stake.currency or case.currency)


def _numbers(match: Match) -> tuple[str, ...]:
    invoices = (match.invoice, *match.others) if match.invoice else ()
    return tuple(dict.fromkeys(invoice.number for invoice in invoices))[:_MOST_INVOICES]


def _why(relation: Relation) -> str:
    return {
        Relation.NEW_CLAIM: "the client claims something more",
        Relation.CLARIFIES: "the client clarifies",
    }.get(relation, "the client wrote again")
