from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.disputes.rules import WAITING_NOTE, doubts, history, over_limit, summary_due
from bot.vocabulary.books import Match
from bot.vocabulary.cases import Outcome
from bot.vocabulary.labels import Kind
from bot.vocabulary.reasons import Reason
from tests.disputes.desk import ANA, NOBODY, POLICY, STRANGER, WRITER, case, dossier, draft, forwarded, invoice, matched, reading

if TYPE_CHECKING:
    from bot.vocabulary.books import Writer
    from bot.vocabulary.dossier import Dossier
    from bot.vocabulary.reading import Reading

FORWARD = reading(kind=Kind.STAFF_FORWARD, sender=ANA, original=forwarded())
TWO = Match(candidates=(invoice("INV-1"), invoice("INV-2")))
FULL = dossier(requests_today=20)
CASES: dict[str, tuple[Reading, Writer, Match, Dossier, tuple[Reason, ...]]] = {
    "nothing in doubt": (reading(), WRITER, matched("INV-1"), dossier(), ()),
    "no invoice": (reading(), WRITER, Match(), dossier(), (Reason.NO_INVOICE,)),
    "several invoices": (reading(), WRITER, TWO, dossier(), (Reason.INVOICE_AMBIGUOUS,)),
    "a stranger and an invoice": (reading(sender=STRANGER), NOBODY, matched("INV-1"), dossier(), (Reason.PARTY_MISMATCH,)),
    "a stranger and no invoice": (reading(sender=STRANGER), NOBODY, Match(), dossier(), (Reason.NO_INVOICE,)),
    "another client's number": (
        reading(), WRITER, Match(foreign_numbers=("INV-9",)), dossier(), (Reason.PARTY_MISMATCH, Reason.NO_INVOICE),
    ),
    "an invoice of another client": (reading(), WRITER, Match(invoice("INV-1", "other")), dossier(), (Reason.PARTY_MISMATCH,)),
    "a proven forward of a listed writer": (FORWARD, WRITER, matched("INV-1"), dossier(), ()),
    "a forward of a writer who may receive nothing": (
        FORWARD, replace(WRITER, may_receive=None), matched("INV-1"), dossier(), (Reason.FWD_UNCLEAR,),
    ),
    "a forward of a stranger": (FORWARD, NOBODY, matched("INV-1"), dossier(), (Reason.FWD_UNCLEAR, Reason.PARTY_MISMATCH)),
    "a forward of spoofed staff": (
        reading(kind=Kind.STAFF_FORWARD, sender=ANA, original=forwarded(), proven=False), WRITER, matched("INV-1"), dossier(),
        (Reason.FWD_UNCLEAR,),
    ),
    "over the limit": (reading(), WRITER, Match(), FULL, (Reason.RATE_GLOBAL, Reason.NO_INVOICE)),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_doubts(name: str) -> None:
    read, writer, match, known, expected = CASES[name]
    assert doubts(read, writer, match, known, POLICY) == expected


@pytest.mark.parametrize(("requests", "over"), [(0, False), (19, False), (20, True), (500, True)])
def test_the_limit(requests: int, *, over: bool) -> None:
    assert over_limit(dossier(requests_today=requests), POLICY) is over


def test_one_summary_for_all_drafts_that_wait() -> None:
    assert not summary_due(dossier(), POLICY)
    assert summary_due(FULL, POLICY)
    assert summary_due(dossier(requests_today=20, pending=(draft(),)), POLICY)
    assert not summary_due(dossier(requests_today=20, pending=(draft(note=WAITING_NOTE),)), POLICY)


def test_the_clients_history_in_one_sentence() -> None:
    closed = case("D-0002", "closed", outcome=Outcome.CREDIT)
    known = dossier(case("D-0003"), closed, case("D-0004", "closed", client_key="other"))
    assert history(WRITER, known, "D-0009") == "2 earlier cases of this client: 1 open, 1 closed (credit)."
    assert history(WRITER, dossier(closed), "D-0009") == "1 earlier case of this client: 1 closed (credit)."
    assert history(WRITER, dossier(case()), "D-0001") == ""
    assert history(NOBODY, known, "D-0009") == ""
