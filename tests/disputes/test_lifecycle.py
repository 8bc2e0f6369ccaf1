from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from bot.disputes.belongs import Belonging, Relation
from bot.disputes.lifecycle import MOVES, Seen, joined, moved, opened
from bot.errors import UsageError
from bot.vocabulary.books import Match, Stake
from bot.vocabulary.cases import Case, CaseStatus
from bot.vocabulary.labels import Cause, Kind
from tests.disputes.desk import NOBODY, NOW, POLICY, STRANGER, TOM, WRITER, case, forwarded, matched, reading


@pytest.mark.parametrize(("start", "to"), list(product(CaseStatus, CaseStatus)))
def test_every_move_is_in_the_table_or_refused(start: CaseStatus, to: CaseStatus) -> None:
    if start is to or to in MOVES[start]:
        assert moved(case("D-0001", start), to).status is to
    else:
        with pytest.raises(UsageError, match=f"Case D-0001 is {start} and cannot become {to}"):
            moved(case("D-0001", start), to)


def test_closed_is_for_good() -> None:
    assert MOVES[CaseStatus.CLOSED] == frozenset()
    assert all(CaseStatus.CLOSED in moves for start, moves in MOVES.items() if start is not CaseStatus.CLOSED)


def test_a_new_case_holds_what_was_claimed() -> None:
    made = opened(
        Seen(reading(causes=("price", "tax")), WRITER, matched("INV-1", "INV-2"), Stake(Decimal(75), "GBP")), POLICY, "D-0007", NOW
    ).case
    assert (made.id, made.status, made.client_key, made.client_email) == ("D-0007", CaseStatus.OPEN, "harbour", TOM)
    assert made.invoice_numbers == ("INV-1", "INV-2")
    assert made.causes == (Cause.PRICE, Cause.TAX)
    assert (made.amount, made.currency) == (Decimal(75), "GBP")
    assert made.due_at == datetime(2026, 10, 9, 22, 59, 59, tzinfo=UTC)
    assert made.root_message_id == "m9@c.example"


def test_a_strangers_case_is_the_strangers_own() -> None:
    made = opened(Seen(reading(sender=STRANGER), NOBODY, Match()), POLICY, "D-0007", NOW).case
    assert (made.client_key, made.client_name, made.client_email, made.invoice_numbers) == ("", "X", STRANGER, ())


def test_a_forward_opens_the_clients_thread() -> None:
    made = opened(Seen(reading(kind=Kind.STAFF_FORWARD, original=forwarded()), WRITER, Match()), POLICY, "D-0007", NOW).case
    assert (made.subject, made.root_message_id) == ("your bill", "m1@c.example")


def into(known: Case, relation: Relation, *numbers: str, at_stake: str = "", **more: Any) -> Case | None:
    seen = Seen(reading(**more), WRITER, matched(*numbers), Stake(Decimal(at_stake), "GBP") if at_stake else None)
    update = joined(Belonging(known, None, relation, draft_due=False), seen, POLICY, NOW)
    return update.case if update else None


def test_a_new_claim_adds_to_the_case() -> None:
    newer = into(case(), Relation.NEW_CLAIM, "INV-2", causes=("tax",), at_stake="50")
    assert newer is not None
    assert newer.invoice_numbers == ("INV-1", "INV-2")
    assert newer.causes == (Cause.PRICE, Cause.TAX)
    assert newer.amount == Decimal(50)


def test_nothing_new_changes_nothing() -> None:
    assert into(case(), Relation.CLARIFIES) is None
    assert into(case("D-0001", "closed"), Relation.CHATS) is None
    assert joined(Belonging(None, None, Relation.UNRELATED, draft_due=False), Seen(reading(), WRITER, Match()), POLICY, NOW) is None


def test_a_client_who_answers_gives_us_the_next_move() -> None:
    newer = into(replace(case("D-0001", "waiting_client"), due_at=None), Relation.CLARIFIES)
    assert newer is not None
    assert (newer.status, newer.due_at) == (CaseStatus.WAITING_US, datetime(2026, 10, 9, 22, 59, 59, tzinfo=UTC))
    assert into(case("D-0001", "waiting_client"), Relation.CHATS, intent="acknowledgement") is None


def test_the_number_we_asked_for_enters_the_case_however_it_is_said() -> None:
    unknown = replace(case(), invoice_numbers=())
    for relation, intent in ((Relation.CLARIFIES, "dispute"), (Relation.CHATS, "acknowledgement")):
        newer = into(unknown, relation, "INV-2", intent=intent, body="Sorry, I meant INV-2.")
        assert newer is not None
        assert newer.invoice_numbers == ("INV-2",)
    assert into(unknown, Relation.CHATS, "INV-2", intent="promise_to_pay", body="INV-2 goes out on Friday.") is None
    assert into(unknown, Relation.CHATS, "INV-2", intent="acknowledgement", body="Thanks, all fine.") is None
