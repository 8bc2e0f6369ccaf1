from __future__ import annotations

from bot.disputes.threads import beginning, invoice_numbers, pointers
from tests.disputes.desk import STRANGER, TOM, case, dossier, ours, reading, sent, theirs

CASES = (case("D-0001", "open", "INV-1"), case("D-0002", "open", "INV-2"), case("D-0003", "open", "INV-3"), case("D-0004", "open", "INV-4"))


def test_our_own_mails_come_first_then_tags_then_the_clients_mails() -> None:
    arrived = reading(tags=("D-0002", "D-9999"), answers=("ours@desk.example",)).arrived
    known = dossier(*CASES, thread=(theirs(case_id="D-0003"), ours(case_id="D-0001"), ours(case_id=None)), sent=(sent("D-0004"),))
    assert [pointer.case.id for pointer in pointers(arrived, known)] == ["D-0001", "D-0004", "D-0002", "D-0003"]


def test_a_row_that_is_only_reported_bounced_points_nowhere() -> None:
    assert pointers(reading().arrived, dossier(*CASES, sent=(sent("D-0004"),))) == ()


def test_numbers_of_cases_that_admit_the_writer() -> None:
    arrived = reading(tags=("D-0001", "D-0002")).arrived
    known = dossier(case("D-0001", "open", "INV-1", "INV-5"), case("D-0002", "open", "INV-2", client_key="other"))
    assert invoice_numbers(arrived, TOM, known) == ("INV-1", "INV-5")
    assert invoice_numbers(arrived, STRANGER, known) == ()


def test_a_case_is_found_by_the_question_its_thread_began_with() -> None:
    arrived = reading(answers=("question@c.example",)).arrived
    known = dossier(case("D-0001", "open", "INV-1", root_message_id="question@c.example"), case("D-0002", "open", "INV-2"))
    assert [pointer.case.id for pointer in pointers(arrived, known)] == ["D-0001"]
    assert pointers(reading(answers=("else@c.example",)).arrived, known) == ()


def test_a_thread_begins_with_the_clients_first_mail_while_it_has_no_case() -> None:
    first, second = theirs("question@c.example", None), theirs("again@c.example", None)
    assert beginning(dossier(thread=(first, second))) == "question@c.example"
    assert beginning(dossier(thread=(first, theirs("claim@c.example", "D-0001")))) == ""
    assert beginning(dossier(thread=(ours(case_id=None),))) == ""
