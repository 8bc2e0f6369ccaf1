from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import __version__
from bot.summary.digest import digest, window
from bot.vocabulary.labels import Cause, Kind
from bot.vocabulary.outgoing import Audience, StaffMail
from bot.vocabulary.reasons import Reason
from tests.summary.desk import HEAD, NOW, POLICY, busy, case, facts, held, line, row, waiting
from tests.summary.page import Page

if TYPE_CHECKING:
    from bot.vocabulary.accounts import DigestFacts
    from bot.vocabulary.outgoing import Outgoing

#: Gmail clips a mail of more than about 102 KB.
GMAIL_CLIPS_BYTES = 102 * 1024
_NUMBER = re.compile(r"\d[\d,.]*")


def made(told: DigestFacts) -> Outgoing:
    return digest(told, POLICY, NOW, "digest-1@northlight.example")


def crowd() -> DigestFacts:
    """500 open cases, and as much of everything else."""
    causes = tuple(Cause)
    cases = tuple(
        case(
            number,
            client_name="A very long name of a client, Sons & Daughters of the Founder Ltd",
            invoice_numbers=tuple(f"INV-{number}{suffix}" for suffix in range(40)),
            causes=causes[number % 13 : number % 13 + 3],
            opened_at=NOW - timedelta(days=number % 50),
            amount=Decimal(number) + Decimal("0.37"),
            currency=("GBP", "EUR", "USD", "CHF", "AUD", "NOK")[number % 6],
        )
        for number in range(500)
    )
    mails = tuple(held(number, tuple(Reason)[number % len(Reason)], number, sender="s" * 300, subject="&" * 300) for number in range(500))
    lines = tuple(line(number, sender="s" * 300, subject="<" * 300, kind=Kind.SPAM) for number in range(500))
    return busy(
        waiting=tuple(waiting(each, each) for each in range(500)),
        overdue=cases,
        open_cases=cases,
        held_mails=mails,
        new_cases=cases,
        closed_cases=cases,
        client_mails=lines,
        ignored_mails=lines,
        sent=(row(),) * 500,
        troubled=(row(last_answer='"' * 500),) * 500,
        by_reason=tuple((reason.value, 1234) for reason in Reason),
    )


def test_it_goes_to_everybody_on_the_digest_list_and_carries_no_answer_address() -> None:
    mail = made(busy())
    assert (mail.audience, mail.staff_mail) == (Audience.STAFF, StaffMail.DIGEST)
    assert mail.recipients == ("ana@northlight.example", "ben@northlight.example")
    assert (mail.sender_name, mail.sender_email, mail.reply_to) == ("Northlight Studio", "disputes@northlight.example", "")
    assert mail.message_id == "digest-1@northlight.example"


def test_the_same_facts_give_the_same_mail() -> None:
    assert made(busy()) == made(busy())


def test_the_first_line_of_both_parts_says_what_to_do() -> None:
    mail = made(busy())
    first = "3 answers wait for you, 1 dispute is late, 2 mails need a look, 1 message is in trouble; nothing was lost."
    assert " ".join(mail.text.split("\n\n")[0].split()) == first
    assert Page(mail.html).text.startswith(first)


def test_a_quiet_day_is_one_line_and_the_count() -> None:
    text = made(facts(open_cases=(case(),))).text
    assert text == (
        "A quiet day: nothing came and nothing waits for you; 1 dispute is open.\n"
        "\n"
        "THE COUNT\n"
        "0 fetched = 0 handled + 0 held + 0 ignored\n"
        "Mails of ours that bounced: 0\n"
        "Told: Wed 7 Oct 08:00 to Thu 8 Oct 08:00, Europe/London\n"
        "Journal: 175 entries, head 9c6d13ff6059\n"
        f"{HEAD}\n"
        f"Dispute Desk {__version__}\n"
    )


@pytest.mark.parametrize(
    "words",
    [
        "WAITING FOR YOUR YES (3)",
        "23 fetched = 16 handled + 2 held + 5 ignored",
        "Mails of ours that bounced: 1",
        "  already paid              1",
        "  over 30 days              1",
        "              2,183.40 EUR  in 2 cases",
        "HOURS TO ACKNOWLEDGE: 3.2",
        "Median of 3 answers: from receiving a client's mail to our answer leaving.",
        "CLOSED AS RIGHT: 1 of 1",
        "Journal: 175 entries, head 9c6d13ff6059",
        HEAD,
    ],
)
def test_the_text_tells_the_figures(words: str) -> None:
    assert f"\n{words}\n" in made(busy()).text or f"  {words}\n" in made(busy()).text


@pytest.mark.parametrize("told", [facts(), busy(), crowd()], ids=["quiet", "busy", "crowd"])
def test_both_parts_tell_the_same_numbers(told: DigestFacts) -> None:
    mail = made(told)
    # The text breaks very long words to keep its width; joined again they must be the same.
    plain = "".join(mail.text.split())
    missing = [number for number in _NUMBER.findall(Page(mail.html).text) if number.rstrip(",.") not in plain]
    assert missing == []


@pytest.mark.parametrize("told", [facts(), busy(), crowd()], ids=["quiet", "busy", "crowd"])
def test_the_text_is_at_most_78_columns_wide(told: DigestFacts) -> None:
    assert max(map(len, made(told).text.splitlines())) <= 78


def test_five_hundred_cases_are_not_clipped_and_still_counted() -> None:
    mail = made(replace(crowd(), held_mails=crowd().held_mails[:12]))
    assert len(mail.html.encode()) < GMAIL_CLIPS_BYTES
    assert "Waiting for your yes (500)" in mail.html
    assert "OPEN DISPUTES BY AGE (500)" in mail.text
    for part in (mail.html, mail.text):
        assert re.search(r"and 49\d more", part)


def test_five_hundred_of_everything_in_the_longest_words_still_fits() -> None:
    mail = made(crowd())
    assert len(mail.html.encode()) < GMAIL_CLIPS_BYTES
    assert all(f" {reason.value}, the oldest" in mail.html for reason in Reason)


def test_an_ordinary_busy_day_shows_twelve_of_each() -> None:
    mail = made(busy(new_cases=tuple(case(number) for number in range(500)), open_cases=tuple(case(number) for number in range(500))))
    assert "and 488 more" in mail.html
    assert "and 488 more" in mail.text


def test_the_page_loads_nothing_and_links_only_to_mail() -> None:
    page = Page(made(busy()).html)
    assert page.tags <= {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "table",
        "tr",
        "td",
        "h1",
        "h2",
        "p",
        "strong",
        "br",
        "span",
        "a",
    }
    assert page.links
    assert all(link.startswith("mailto:disputes@northlight.example?") for link in page.links)
    assert not page.attributes & {"src", "background", "onclick", "action", "srcset"}
    assert "url(" not in made(busy()).html


def test_colours_come_in_pairs_so_that_dark_mode_keeps_them_readable() -> None:
    for style in Page(made(busy()).html).styles:
        assert ("background-color:" in style) == bool(re.search(r"(?<!-)color:", style)), style


EVIL = '<script>alert(1)</script> {{ 7 * 7 }} {% raw %} =HYPERLINK("http://x") \u202egpj.exe & "quoted"'


def test_outside_text_stays_text() -> None:
    told = busy(
        held_mails=(held(sender=EVIL, subject=EVIL),),
        new_cases=(case(client_name=EVIL, invoice_numbers=(EVIL,)),),
        client_mails=(line(sender=EVIL, subject=EVIL),),
        troubled=(row(recipients=(EVIL,), last_answer=EVIL),),
        notices=(EVIL,),
    )
    mail = made(told)
    assert "<script" not in mail.html
    assert "49" not in mail.text
    assert "\u202e" not in mail.text + mail.html
    assert Page(mail.html).tags.isdisjoint({"script"})


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=200))
def test_whatever_a_subject_says_the_page_stays_whole(words: str) -> None:
    mail = made(busy(client_mails=(line(subject=words, sender=words),), held_mails=(held(subject=words, sender=words),)))
    assert Page(mail.html).text.startswith("3 answers wait for you")
    assert max(map(len, mail.text.splitlines())) <= 78
    assert len(mail.subject.splitlines()) == 1


def test_a_digest_names_no_approver_token() -> None:
    draft = busy().waiting[0].draft
    mail = made(busy(waiting=(replace(busy().waiting[0], draft=replace(draft, note="ref: 0123456789abcdef0123456789abcdef")),)))
    assert "0123456789abcdef0123456789abcdef" not in mail.text + mail.html
    assert "disputes+" not in mail.text + mail.html


@pytest.mark.parametrize(
    ("last_on", "today", "missing"),
    [
        (None, date(2026, 10, 8), ()),
        (date(2026, 10, 7), date(2026, 10, 8), ()),
        (date(2026, 10, 5), date(2026, 10, 8), (date(2026, 10, 6), date(2026, 10, 7))),
        (date(2026, 10, 9), date(2026, 10, 8), ()),
    ],
)
def test_local_dates_without_a_digest_are_named(last_on: date | None, today: date, missing: tuple[date, ...]) -> None:
    assert window(facts(), last_on, today).skipped_dates == missing


@pytest.mark.parametrize(
    ("zone", "at", "told"),
    [
        ("Europe/Berlin", datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "Sun 29 Mar"),
        ("America/New_York", datetime(2026, 11, 1, 3, 30, tzinfo=UTC), "Sat 31 Oct"),
        ("Australia/Lord_Howe", datetime(2026, 4, 4, 14, 0, tzinfo=UTC), "Sun 5 Apr"),
    ],
)
def test_the_day_is_the_desks(zone: str, at: datetime, told: str) -> None:
    mail = digest(facts(), replace(POLICY, timezone=zone), at, "digest-1@northlight.example")
    assert mail.subject.endswith(f"disputes of {told}")


def test_a_first_digest_has_no_head_yet() -> None:
    assert "Journal: 0 entries, head none yet\n" in made(facts(chain_head="", chain_length=0)).text


def test_a_count_that_does_not_add_up_is_shown_where_it_stands() -> None:
    text = " ".join(made(facts(fetched=3, handled=1)).text.split())
    assert "3 fetched = 1 handled + 0 held + 0 ignored: THIS DOES NOT ADD UP, please run `dispute-desk verify`" in text
