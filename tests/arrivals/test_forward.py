from __future__ import annotations

import pytest

from bot.arrivals.forward import House, find, nobody, unwrap

CLIENT = "From: Marie <marie@duval.example>\nSent: 30 September 2026\nTo: Sam\nSubject: 88\n\nNot ours.\n"


def _ours(email: str) -> bool:
    return email.endswith("@northlight.example")


def test_a_header_block_is_a_forward_only_when_the_subject_says_so() -> None:
    assert find(CLIENT.split("\n"), eager=False) is None
    assert find(CLIENT.split("\n"), eager=True) is not None


def test_a_marker_under_a_quoted_reply_is_old() -> None:
    text = "no\n\nOn 1 Oct 2026 at 10:00, A <a@b.example> wrote:\n> x\n> ---------- Forwarded message ---------\n> From: a <a@b.example>\n"
    assert find(text.split("\n"), eager=False) is None


def test_the_innermost_client_is_found_through_our_own_people() -> None:
    text = f"---------- Forwarded message ---------\nFrom: Lena <lena@northlight.example>\nDate: x\nSubject: Fwd: 88\n\nyours?\n\n{CLIENT}"
    found = unwrap(text, frozenset(), House(_ours), eager=True)
    assert found is not None
    assert found[0].from_ is not None
    assert (found[0].from_.email, found[0].words.new_text, found[1]) == ("marie@duval.example", "Not ours.", 0)


def test_a_forward_of_our_own_mail_holds_no_client() -> None:
    text = "---------- Forwarded message ---------\nFrom: Billing <billing@northlight.example>\nDate: x\nSubject: 88\n\nDear Marie\n"
    assert unwrap(text, frozenset(), House(_ours), eager=True) is None


def test_a_forward_written_like_an_answer() -> None:
    text = "for you\n\nOn 1 Oct 2026 at 10:00, Marie <marie@duval.example> wrote:\n\n> Not ours.\n> Marie\n"
    assert unwrap(text, frozenset(), House(_ours), eager=True) is None
    found = unwrap(text, frozenset(), House(_ours), eager=True, titled=True)
    assert found is not None
    assert found[0].from_ is not None
    assert (found[0].from_.email, found[0].words.new_text, found[1]) == ("marie@duval.example", "Not ours.", 2)


def test_our_answer_on_top_of_the_clients_mail() -> None:
    text = "---------- Forwarded message ---------\nFrom: Sam <sam@northlight.example>\nDate: x\nSubject: Re: 88\n\nI check.\n\n"
    text += "On 1 Oct 2026 at 10:00, Marie <marie@duval.example> wrote:\n\n> Not ours.\n"
    found = unwrap(text, frozenset(), House(_ours), eager=True, titled=True)
    assert found is not None
    assert found[0].words.new_text == "Not ours."


def test_a_body_quoted_under_a_plain_block() -> None:
    head, _, body = CLIENT.partition("\n\n")
    found = unwrap(f"{head}\n\n> {body}", frozenset(), House(_ours), eager=True)
    assert found is not None
    assert found[0].words.new_text == "Not ours."


def test_a_writer_without_address_stays_nameless() -> None:
    text = CLIENT.replace("Marie <marie@duval.example>", "Duval, Marie")
    found = unwrap(text, frozenset(), House(_ours), eager=True)
    assert found is not None
    assert found[0].from_ is not None
    assert (found[0].from_.email, found[0].from_.name) == ("", "Duval, Marie")


def test_own_words_of_a_client_are_not_looked_through() -> None:
    inner = "---------- Forwarded message ---------\nFrom: Paul <paul@supplier.example>\nDate: x\nSubject: offer\n\n40 EUR.\n"
    text = f"---------- Forwarded message ---------\nFrom: Marie <marie@duval.example>\nDate: x\nSubject: 88\n\nToo dear.\n\n{inner}"
    found = unwrap(text, frozenset(), House(_ours), eager=True)
    assert found is not None
    assert found[0].from_ is not None
    assert (found[0].from_.email, found[0].words.new_text) == ("marie@duval.example", "Too dear.")
    passed_on = unwrap(text.replace("Too dear.\n\n", ""), frozenset(), House(_ours), eager=True)
    assert passed_on is not None
    assert passed_on[0].from_ is not None
    assert passed_on[0].from_.email == "paul@supplier.example"


def test_a_colleague_of_the_forwarder_is_looked_through_where_nobody_told_who_is_ours() -> None:
    text = f"---------- Forwarded message ---------\nFrom: Lena <lena@northlight.example>\nDate: x\nSubject: Fwd: 88\n\nyours?\n\n{CLIENT}"
    found = unwrap(text, frozenset(), House(nobody, _ours), eager=True)
    assert found is not None
    assert found[0].from_ is not None
    assert found[0].from_.email == "marie@duval.example"


def test_a_journey_is_no_header_block() -> None:
    text = "Date: 1 Oct 2026\nFrom: Berlin\nTo: Hamburg\nSubject: transport\nAmount: 500\n"
    assert unwrap(text, frozenset(), House(_ours), eager=True) is None


@pytest.mark.parametrize(
    ("intro", "name", "date"),
    [
        ('On 28/10/2026, 12:46, "Marie Duval" <marie@duval.example> wrote:', "Marie Duval", "28/10/2026, 12:46"),
        ("Marie Duval <marie@duval.example> kirjoitti 28.10.2026 12.46:", "Marie Duval", "28.10.2026 12.46"),
        ("Op 28-10-2026 12:46 heeft Marie Duval <marie@duval.example> geschreven:", "Marie Duval", "28-10-2026 12:46"),
        ("28.10.2026, 12:46 пользователь <marie@duval.example> написал:", "", "28.10.2026, 12:46"),
    ],
)
def test_who_and_when_in_a_wrote_line(intro: str, name: str, date: str) -> None:
    found = unwrap(f"for you\n\n{intro}\n\n    Not ours.\n", frozenset(), House(_ours), eager=True, titled=True)
    assert found is not None
    assert found[0].from_ is not None
    assert (found[0].from_.email, found[0].from_.name, found[0].date) == ("marie@duval.example", name, date)


@pytest.mark.parametrize(
    "written",
    ["Marie <marie@duval.example<mailto:marie@duval.example>>", "Marie [mailto:marie@duval.example]", "*Marie* <marie@duval.example>"],
)
def test_addresses_as_programs_write_them(written: str) -> None:
    found = unwrap(CLIENT.replace("Marie <marie@duval.example>", written), frozenset(), House(_ours), eager=True)
    assert found is not None
    assert found[0].from_ is not None
    assert (found[0].from_.email, found[0].from_.name) == ("marie@duval.example", "Marie")
