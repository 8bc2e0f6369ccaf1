"""What an approver must be told before anything else: the doubts about a draft, and the client's earlier disputes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.disputes.rules import over_limit
from bot.vocabulary.cases import CaseStatus
from bot.vocabulary.labels import Kind
from bot.vocabulary.reasons import Reason

if TYPE_CHECKING:
    from bot.disputes.belongs import Belonging
    from bot.vocabulary.books import Match, Writer
    from bot.vocabulary.dossier import Dossier
    from bot.vocabulary.policy import Policy
    from bot.vocabulary.reading import Arrived


def doubts(arrived: Arrived, writer: Writer, match: Match, belonging: Belonging) -> tuple[Reason, ...]:
    """Return the doubts about a draft, the gravest first; they mark it, they do not hold the mail."""
    found: list[Reason] = []
    if arrived.kind is Kind.STAFF_FORWARD and _forward_is_unclear(arrived):
        found.append(Reason.FWD_UNCLEAR)
    if _is_stranger(writer, match) or belonging.claimed is not None:
        found.append(Reason.PARTY_MISMATCH)
    if match.invoice is None:
        found.append(Reason.INVOICE_AMBIGUOUS if match.candidates else Reason.NO_INVOICE)
    return tuple(found)


def _forward_is_unclear(arrived: Arrived) -> bool:
    return arrived.original is None or arrived.original.from_ is None or not arrived.trust.proven


def _is_stranger(writer: Writer, match: Match) -> bool:
    """Somebody the ledger does not list for the client of the invoice, or who names another client's."""
    return bool(match.foreign_numbers) or (match.invoice is not None and not (writer.listed and writer.client is not None))


def waits_unasked(dossier: Dossier, policy: Policy) -> tuple[Reason, ...]:
    """Return RATE_GLOBAL where the sender has caused more requests today than one person should be asked."""
    return (Reason.RATE_GLOBAL,) if over_limit(dossier, policy) else ()


def history(writer: Writer, dossier: Dossier, case_id: str) -> str:
    """Return one sentence about the client's other cases; empty where there are none or the client is unknown."""
    if writer.client is None:
        return ""
    others = [case for case in dossier.cases if case.client_key == writer.client.key and case.id != case_id]
    if not others:
        return ""
    ended = Counter(case.outcome.value for case in others if case.status is CaseStatus.CLOSED and case.outcome)
    ends = ", ".join(f"{count} {name}" for name, count in sorted(ended.items()))
    still = sum(case.status is not CaseStatus.CLOSED for case in others)
    return (
        f"Earlier disputes of this client: {len(others)} ({'; '.join(part for part in (ends, f'{still} open' if still else '') if part)})."
    )
