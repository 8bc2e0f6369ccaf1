from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import cycle
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from bot.review.reissue import PHRASES
from bot.summary.sections import MOST_ROWS, Row, Section, sections
from bot.vocabulary.cases import CaseStatus, OutboxState, Outcome
from bot.vocabulary.labels import Kind
from bot.vocabulary.reasons import SENTENCES, Reason
from tests.summary.desk import NOW, POLICY, busy, case, draft, facts, held, line, row, waiting

if TYPE_CHECKING:
    from bot.vocabulary.accounts import DigestFacts


def the(title: str, told: DigestFacts) -> Section:
    return next(section for section in sections(told, POLICY, NOW) if section.title.startswith(title))


def test_lists_stand_in_the_order_a_person_needs_them() -> None:
    assert [section.title.rpartition(" (")[0] for section in sections(busy(), POLICY, NOW)] == [
        "Waiting for your yes",
        "Overdue",
        "Mails that need a look",
        "Messages in trouble",
        "New disputes",
        "Mails from clients",
        "Sent to clients",
        "Closed",
        "Taken for spam",
        "Out of the ordinary",
    ]
    assert sections(facts(), POLICY, NOW) == ()


def test_only_lists_that_ask_for_a_person_are_urgent() -> None:
    assert [section.urgent for section in sections(busy(), POLICY, NOW)] == [True] * 4 + [False] * 6


def test_the_answer_that_waits_longest_comes_first() -> None:
    rows = the("Waiting", busy()).rows
    assert [row.headline.partition("]")[0] for row in rows] == ["[D-0042", "[D-0043", "[D-0044"]
    assert rows[0].lines == ("to tom.ashdown@harbourandpine.example", "asked ana@northlight.example 2 days ago")
    assert rows[2].lines[1] == "not asked yet (limit reached), waits 1 hour"


def test_the_button_writes_words_that_ask_for_the_request_again_and_no_token() -> None:
    link = urlsplit(the("Waiting", busy()).rows[0].href)
    asked = parse_qs(link.query)
    assert (link.scheme, unquote(link.path)) == ("mailto", "disputes@northlight.example")
    assert asked["subject"] == ["[D-0042] Send the request again"]
    assert tuple(asked["body"][0].lower().split()) in PHRASES


def test_a_draft_for_nobody_says_so() -> None:
    of = case(50, client_name="", client_email="", invoice_numbers=(), amount=None)
    nobody = replace(waiting(50), case=of, draft=draft(of))
    row = the("Waiting", facts(waiting=(nobody,))).rows[0]
    assert row.headline == "[D-0050] unknown client: invoice not known yet"
    assert row.lines[0].startswith("to nobody yet")


def test_overdue_cases_tell_since_when() -> None:
    later, earlier = case(1, due_at=NOW - timedelta(hours=1)), case(2, due_at=NOW - timedelta(days=3))
    rows = the("Overdue", facts(overdue=(later, earlier))).rows
    assert [row.headline[:8] for row in rows] == ["[D-0002]", "[D-0001]"]
    assert rows[0].lines == ("miscalculation; due Mon 5 Oct 08:00, 3 days ago",)


def test_every_reason_of_held_mails_is_told_with_count_age_and_cure() -> None:
    reasons = (
        Reason.FROM_MULTI,
        Reason.TOO_BIG,
        Reason.PARSE_CRASH,
        Reason.ENCRYPTED,
        Reason.HDR_BROKEN,
        Reason.TNEF,
        Reason.TOO_DEEP,
        Reason.CHARSET_FORBIDDEN,
        Reason.PARSE_TIME,
    )
    mails = tuple(held(number, reason, hours=number) for number, reason in zip(range(1, 38), cycle(reasons), strict=False))
    section = the("Mails that need a look (37)", facts(held_mails=mails))
    assert len(section.rows) == 9
    for reason in reasons:
        found = next(row for row in section.rows if f", {reason.value}, " in row.headline)
        group = [mail for mail in mails if mail.reason is reason]
        oldest = max((NOW - mail.held_at) // timedelta(hours=1) for mail in group)
        assert found.headline == f"{len(group)} mails, {reason.value}, the oldest {oldest} hours old"
        assert found.lines[0] == " ".join(SENTENCES[reason])
        assert found.lines[-1] == f"and {len(group) - 3} more: `dispute-desk held`"
    assert sum(int(row.headline.split()[0]) for row in section.rows) == 37


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (OutboxState.UNCERTAIN, " ".join(SENTENCES[Reason.SEND_UNCERTAIN])),
        (OutboxState.REJECTED, " ".join(SENTENCES[Reason.SEND_REJECTED])),
        (OutboxState.BLOCKED, " ".join(SENTENCES[Reason.EGRESS_BLOCK])),
        (OutboxState.DEFERRED, "It has not left yet and is tried again by itself."),
    ],
)
def test_trouble_is_told_with_the_cure_and_the_servers_words(state: OutboxState, sentence: str) -> None:
    found = the("Messages", facts(troubled=(row(state, last_answer="550 no\r\nsuch user"),))).rows[0]
    assert found.headline == f"{state.value}: message out-1 to tom.ashdown@harbourandpine.example (D-0042)"
    assert found.lines == (sentence, "The server said: 550 no such user")


def test_what_came_left_and_closed() -> None:
    closed = case(38, status=CaseStatus.CLOSED, outcome=Outcome.UPHELD)
    told = facts(client_mails=(line(case_id="D-0001"), line(10, "")), sent=(row(),), closed_cases=(closed,))
    assert [found.lines for found in the("Mails from", told).rows] == [
        ("promise to pay; case D-0001; Thu 8 Oct 02:00",),
        ("client mail; Thu 8 Oct 02:00",),
    ]
    assert the("Sent", told).rows[0] == Row("case D-0042", ("to tom.ashdown@harbourandpine.example; Thu 8 Oct 06:00",))
    known = the("Sent", facts(sent=(row(),), open_cases=(case(42),))).rows[0]
    assert known.headline.startswith("[D-0042] ")
    assert known.lines == ("to tom.ashdown@harbourandpine.example; Thu 8 Oct 06:00",)
    assert the("Closed", told).rows[0].lines == ("miscalculation; outcome upheld",)


def test_the_mail_that_opened_a_new_dispute_is_told_once() -> None:
    opener = line(1, "dispute", case_id="D-0042", subject="first", received_at=NOW - timedelta(hours=9))
    told = facts(
        new_cases=(case(42),),
        client_mails=(line(2, case_id="D-0042", subject="second"), opener, line(3, case_id="D-0007", subject="third")),
    )
    assert [found.headline.rpartition(": ")[2] for found in the("Mails from clients (2)", told).rows] == ["second", "third"]


def test_what_staff_forwarded_is_told_as_such() -> None:
    told = facts(client_mails=(line(kind=Kind.STAFF_FORWARD, sender="ben@northlight.example"),))
    assert the("Mails from", told).rows[0].headline == "forwarded by ben@northlight.example: Payment of INV-1048"


def test_spam_is_named_since_it_may_be_none_and_other_ignored_mail_is_counted() -> None:
    spam, letter = line(1, kind=Kind.SPAM, sender="win@far.example", subject="Won"), line(2, kind=Kind.LIST, sender="news@far.example")
    told = facts(ignored_mails=(spam, letter), by_reason=(("LIST_MAIL", 1), ("NEW_CODE", 4)))
    assert [found.headline for found in the("Taken for spam", told).rows] == ["win@far.example: Won"]
    assert [(found.headline, found.lines) for found in the("Out of", told).rows] == [
        ("4 NEW_CODE", ()),
        ("1 LIST_MAIL", ("It came from a mailing list or newsletter.",)),
    ]


def test_long_lists_are_cut_and_say_by_how_much() -> None:
    section = the("New disputes (224)", facts(new_cases=tuple(case(number) for number in range(224))))
    assert (len(section.rows), section.more) == (MOST_ROWS, "and 212 more")


def test_where_room_is_short_every_reason_stays_and_names_fewer_mails() -> None:
    told = facts(held_mails=(held(1), held(2), held(3, Reason.TOO_BIG)), new_cases=(case(1), case(2)))
    mails, new = sections(told, POLICY, NOW, most=1)
    assert [row.lines[1] for row in mails.rows] == ["2 more: `dispute-desk held`", "1 more: `dispute-desk held`"]
    assert (len(new.rows), new.more) == (1, "and 1 more")


def test_no_reason_code_is_cut() -> None:
    told = facts(by_reason=tuple((reason.value, 1) for reason in Reason))
    assert len(the("Out of", told).rows) == len(Reason)


def test_outside_text_is_one_line_without_direction_marks() -> None:
    evil = "\u202eevil\r\nBcc: x\u200b" + "y" * 500
    told = facts(
        held_mails=(held(sender=evil, subject=evil),),
        client_mails=(line(sender=evil, subject=evil),),
        new_cases=(case(client_name=evil, invoice_numbers=(evil,)),),
        sent=(row(recipients=(evil,)),),
        troubled=(row(OutboxState.REJECTED, last_answer=evil),),
    )
    for section in sections(told, POLICY, NOW):
        for found in section.rows:
            for text in (found.headline, *found.lines):
                assert "\u202e" not in text
                assert "\n" not in text
                assert "y" * 141 not in text


def test_a_draft_that_rests_or_lacks_a_second_voice_says_so() -> None:
    one = waiting()
    resting = replace(one, draft=replace(one.draft, agreed=("ana@northlight.example",), held_until=NOW + timedelta(days=3)))
    lines = sections(facts(waiting=(resting,)), POLICY, NOW, 10)[0].rows[0].lines
    assert lines[2] == "ana@northlight.example said yes, a second person must"
    assert lines[3].startswith("rests until ")
