from __future__ import annotations

from bot.arrivals.forward import find, unwrap

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
    found = unwrap(text, frozenset(), eager=True, ours=_ours)
    assert found is not None
    assert found[0].from_ is not None
    assert (found[0].from_.email, found[0].words.new_text, found[1]) == ("marie@duval.example", "Not ours.", 0)


def test_a_forward_of_our_own_mail_holds_no_client() -> None:
    text = "---------- Forwarded message ---------\nFrom: Billing <billing@northlight.example>\nDate: x\nSubject: 88\n\nDear Marie\n"
    assert unwrap(text, frozenset(), eager=True, ours=_ours) is None


def test_a_forward_written_like_an_answer() -> None:
    text = "for you\n\nOn 1 Oct 2026 at 10:00, Marie <marie@duval.example> wrote:\n\n> Not ours.\n> Marie\n"
    assert unwrap(text, frozenset(), eager=True, ours=_ours) is None
    found = unwrap(text, frozenset(), eager=True, ours=_ours, titled=True)
    assert found is not None
    assert found[0].from_ is not None
    assert (found[0].from_.email, found[0].words.new_text, found[1]) == ("marie@duval.example", "Not ours.", 2)


def test_our_answer_on_top_of_the_clients_mail() -> None:
    text = "---------- Forwarded message ---------\nFrom: Sam <sam@northlight.example>\nDate: x\nSubject: Re: 88\n\nI check.\n\n"
    text += "On 1 Oct 2026 at 10:00, Marie <marie@duval.example> wrote:\n\n> Not ours.\n"
    found = unwrap(text, frozenset(), eager=True, ours=_ours, titled=True)
    assert found is not None
    assert found[0].words.new_text == "Not ours."


def test_a_body_quoted_under_a_plain_block() -> None:
    head, _, body = CLIENT.partition("\n\n")
    found = unwrap(f"{head}\n\n> {body}", frozenset(), eager=True, ours=_ours)
    assert found is not None
    assert found[0].words.new_text == "Not ours."


def test_a_writer_without_address_stays_nameless() -> None:
    text = CLIENT.replace("Marie <marie@duval.example>", "Duval, Marie")
    found = unwrap(text, frozenset(), eager=True, ours=_ours)
    assert found is not None
    assert found[0].from_ is not None
    assert (found[0].from_.email, found[0].from_.name) == ("", "Duval, Marie")
