from __future__ import annotations

import dataclasses

import pytest

from bot.responders.echo import amount, causes, client_text, echo
from bot.vocabulary.books import Match
from bot.vocabulary.claim import CauseVerdict, Span
from bot.vocabulary.labels import Cause, Kind
from bot.vocabulary.mail import Original, Words
from tests.responders.facts import facts, reading

PRICE = "We agreed £80 an hour and you billed £95."


def test_the_clients_own_words() -> None:
    assert echo(facts(reading(f"Hello. {PRICE} Bye.", ((Cause.PRICE, PRICE),))), Cause.PRICE, 180) == PRICE[:-1]


def test_nothing_for_another_cause_or_no_room() -> None:
    told = facts(reading(PRICE, ((Cause.PRICE, PRICE),)))
    assert echo(told, Cause.TAX, 180) == ""
    assert echo(told, Cause.PRICE, 0) == ""


def _evidence(text: str, field: str = "body") -> tuple[CauseVerdict, ...]:
    return (CauseVerdict(Cause.PRICE, 0.9, (Span(field, text, 0, len(text)),)),)


def test_words_that_are_not_in_the_mail_are_not_the_clients() -> None:
    read = reading(PRICE, ())
    read = dataclasses.replace(read, verdict=dataclasses.replace(read.verdict, causes=_evidence("Something we made up about £95.")))
    assert echo(facts(read), Cause.PRICE, 180) == ""


@pytest.mark.parametrize("subject", ["Re: AW: [D-0042] our price is £80 an hour", "our price is £80 an hour"])
def test_a_subject_is_echoed_without_its_prefixes(subject: str) -> None:
    read = reading("see above", (), subject=subject)
    read = dataclasses.replace(read, verdict=dataclasses.replace(read.verdict, causes=_evidence(subject, "subject")))
    assert echo(facts(read), Cause.PRICE, 180) == "our price is £80 an hour"


def test_a_colleagues_words_are_never_echoed() -> None:
    read = reading(PRICE, ((Cause.PRICE, PRICE),), subject="FW: he is a difficult one")
    noted = dataclasses.replace(read, arrived=dataclasses.replace(read.arrived, kind=Kind.STAFF_FORWARD))
    assert echo(facts(noted), Cause.PRICE, 180) == ""
    assert client_text(facts(noted)).strip() == ""
    original = Original(from_=None, words=Words(new_text="I have a question."), remark=PRICE)
    unwrapped = dataclasses.replace(read, arrived=dataclasses.replace(read.arrived, kind=Kind.STAFF_FORWARD, original=original))
    assert echo(facts(unwrapped), Cause.PRICE, 180) == ""
    assert "difficult" not in client_text(facts(unwrapped))


def test_another_clients_number_is_not_echoed() -> None:
    body = "INV-2001 and ours are billed at £95 an hour."
    assert echo(facts(reading(body, ((Cause.PRICE, body),)), match=Match(foreign_numbers=("INV-2001",))), Cause.PRICE, 180) == ""


@pytest.mark.parametrize(
    ("text", "expected"), [("£1,290.00", "£1,290.00"), ("CHF 1'250.00", "CHF 1'250.00"), ("1 234,50 EUR", "1 234,50 EUR")]
)
def test_an_amount_is_repeated_as_written(text: str, expected: str) -> None:
    assert amount(facts(reading(f"it is {text} too much", (), disputed=text))) == expected


@pytest.mark.parametrize("text", ["all of it", "£1 to evil@x.example", "{{ 7*7 }}", "100 <b>"])
def test_what_is_no_amount_is_not_repeated(text: str) -> None:
    assert amount(facts(reading(f"it is {text} too much", (), disputed=text))) == ""


def test_causes_are_told_once_and_never_none() -> None:
    assert causes(facts(reading(PRICE, ((Cause.PRICE, PRICE), (Cause.PRICE, ""), (Cause.TAX, ""))))) == (Cause.PRICE, Cause.TAX)
    assert causes(facts(reading(PRICE, ()))) == (Cause.OTHER,)


def test_two_evidence_sentences_in_a_row_are_kept_together() -> None:
    body = "Net is £1,450. You have put £320. Bye."
    read = reading(body, ())
    spans = (Span("body", "Net is £1,450.", 0, 14), Span("body", "You have put £320.", 15, 33))
    read = dataclasses.replace(read, verdict=dataclasses.replace(read.verdict, causes=(CauseVerdict(Cause.PRICE, 0.9, spans),)))
    assert echo(facts(read), Cause.PRICE, 180) == "Net is £1,450. You have put £320"
