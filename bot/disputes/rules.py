"""Named doubts that stand on top of an approval mail, and how much is too much for one sender."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.vocabulary.cases import CaseStatus
from bot.vocabulary.labels import Kind
from bot.vocabulary.reasons import HOLDS, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.vocabulary.books import Match, Writer
    from bot.vocabulary.dossier import Dossier
    from bot.vocabulary.policy import Policy
    from bot.vocabulary.reading import Reading

#: What `Draft.note` holds while a draft waits without a request because of the limit.
WAITING_NOTE = Reason.RATE_GLOBAL.value


def doubts(reading: Reading, writer: Writer, match: Match, dossier: Dossier, policy: Policy) -> tuple[Reason, ...]:
    """Return the codes that mark a draft, the gravest first: over the limit, what held it before it was released, who wrote, whose invoice, which invoice."""
    return tuple(_doubts(reading, writer, match, dossier, policy))


def _doubts(reading: Reading, writer: Writer, match: Match, dossier: Dossier, policy: Policy) -> Iterable[Reason]:
    if over_limit(dossier, policy):
        yield Reason.RATE_GLOBAL
    if reading.arrived.reason in HOLDS:  # a person released it
        yield reading.arrived.reason
    if reading.arrived.kind is Kind.STAFF_FORWARD and is_unclear_forward(reading, writer, policy):
        yield Reason.FWD_UNCLEAR
    named = match.invoice is not None or bool(match.candidates)
    if match.foreign_numbers or (named and not _is_listed_for(writer, match)):
        yield Reason.PARTY_MISMATCH
    if match.candidates and match.invoice is None:
        yield Reason.INVOICE_AMBIGUOUS
    if not named:
        yield Reason.NO_INVOICE


def is_unclear_forward(reading: Reading, writer: Writer, policy: Policy) -> bool:
    """Return whether a forward leaves open who wrote: the forwarder is not proven staff, or the ledger lists no such writer."""
    sender = reading.arrived.message.from_
    proven = reading.arrived.trust.proven and sender is not None and sender.email in policy.insiders
    return not proven or writer.may_receive is None


def over_limit(dossier: Dossier, policy: Policy) -> bool:
    """Return whether a new draft must wait without an approval mail: RATE_GLOBAL (TRUST R10).

    The draft is kept as pending, without a token and with WAITING_NOTE as its note; the digest lists it, and a person asks
    for its request from there.
    """
    return dossier.requests_today >= policy.limits.approval_requests_per_sender_day


def summary_due(dossier: Dossier, policy: Policy) -> bool:
    """Return whether the one summary about waiting drafts is due: this is the first draft of the sender that waits."""
    return over_limit(dossier, policy) and not any(draft.note == WAITING_NOTE for draft in dossier.pending)


def history(writer: Writer, dossier: Dossier, case_id: str) -> str:
    """Return one sentence about the client's earlier cases, empty where there are none."""
    if writer.client is None:
        return ""
    earlier = [case for case in dossier.cases if case.client_key == writer.client.key and case.id != case_id]
    if not earlier:
        return ""
    closed = Counter(case.outcome.value if case.outcome else "closed" for case in earlier if case.status is CaseStatus.CLOSED)
    waiting = sum(case.status is not CaseStatus.CLOSED for case in earlier)
    parts = [*([f"{waiting} open"] if waiting else []), *(f"{count} closed ({outcome})" for outcome, count in closed.most_common())]
    return f"{len(earlier)} earlier {'case' if len(earlier) == 1 else 'cases'} of this client: {', '.join(parts)}."


def _is_listed_for(writer: Writer, match: Match) -> bool:
    """Whether the ledger lists the writer, for the very client of the invoice where one is asserted."""
    if not writer.listed or writer.client is None:
        return False
    return match.invoice is None or match.invoice.client_key == writer.client.key
