from __future__ import annotations

import dataclasses
import tomllib
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.responders.answer import answer
from bot.responders.lint import faults
from bot.vocabulary.books import Match, Writer
from bot.vocabulary.labels import LANGUAGES
from bot.vocabulary.mail import Original
from tests.responders.facts import BODY, POLICY, facts, invoice, reading
from tests.responders.situations import HERE, SITUATIONS, situation
from tests.responders.variants import VARIANTS, variant

ORDINARY = (HERE / "ordinary.txt").read_text(encoding="utf-8").splitlines()
REFUSED: dict[str, list[str]] = tomllib.loads((HERE / "refused.toml").read_text(encoding="utf-8"))
DESK = dataclasses.replace(POLICY, approvers=("ana@northlight.example",), staff=("ben@northlight.example",))
FACTS = facts(policy=DESK, match=Match(invoice=invoice(), foreign_numbers=("INV-2001",)))


def said(text: str) -> tuple[str, ...]:
    return faults(dataclasses.replace(answer(FACTS).mail, text=text), FACTS)


@pytest.mark.parametrize(("language", "name", "files"), list(product(LANGUAGES, VARIANTS, (False, True))))
def test_our_own_words_pass(language: str, name: str, files: bool) -> None:  # noqa: FBT001 - a table's column
    told = variant(name, language, files=files)
    assert faults(answer(told).mail, told) == ()


@pytest.mark.parametrize("name", SITUATIONS)
def test_our_own_mails_pass(name: str) -> None:
    assert faults(answer(situation(name)).mail, situation(name)) == ()


@pytest.mark.parametrize("sentence", ORDINARY)
def test_ordinary_sentences_are_not_refused(sentence: str) -> None:
    assert said(sentence) == ()


@pytest.mark.parametrize(("fault", "sentence"), [(fault, sentence) for fault, all_ in REFUSED.items() for sentence in all_])
def test_what_must_not_be_said_is_found(fault: str, sentence: str) -> None:
    assert any(found.startswith(fault) for found in said(sentence))


def test_there_are_enough_ordinary_sentences() -> None:
    assert len(set(ORDINARY)) >= 200


def test_too_long() -> None:
    assert said("word " * 131) == ("It is longer than 130 words (131).",)


def test_the_clients_own_words_in_quotes_are_theirs() -> None:
    assert said("You write: “14 hours at £85.00 come to £1,190.00, not £1,290.00”.") == ()
    theirs = facts(reading("It was your mistake, we apologise to nobody. £999.00!", ()))
    mail = dataclasses.replace(answer(theirs).mail, text="You write: “we apologise to nobody”.")
    assert faults(mail, theirs) == ()


def test_quotation_marks_do_not_hide_words_of_ours() -> None:
    assert said("As we say: “we apologise, £999.00”.") != ()


def test_an_invoice_tells_nothing_to_somebody_the_ledger_does_not_list() -> None:
    stranger = facts(writer=Writer(email="x@elsewhere.example"))
    mail = dataclasses.replace(answer(stranger).mail, text="The total of INV-1099 is £4,128.00.")
    assert len(faults(mail, stranger)) == 2


def test_another_clients_number_is_found_in_the_html_alone() -> None:
    mail = dataclasses.replace(answer(FACTS).mail, html="<p>see <b>INV-2001</b></p>")
    assert faults(mail, FACTS) == ("It names an invoice of another client.",)


def test_an_internal_remark_is_found() -> None:
    read = reading()
    original = Original(from_=None, words=read.arrived.words, remark="Typical Tom, he is right as usual, do not tell him.")
    told = facts(dataclasses.replace(read, arrived=dataclasses.replace(read.arrived, original=original)))
    mail = dataclasses.replace(answer(told).mail, text=f"{BODY} Tom, he is right as usual, thanks.")
    assert faults(mail, told) == ("It repeats an internal remark.",)


@given(st.text(max_size=300))
def test_any_text_is_judged_without_an_error(text: str) -> None:
    assert all(fault.endswith(".") for fault in said(text))
