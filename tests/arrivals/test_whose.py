from __future__ import annotations

import pytest

from bot.arrivals.read import arrive
from bot.arrivals.whose import ours
from bot.vocabulary.policy import Policy

DESK = Policy(desk_address="disputes@northlight.example", staff=("sam@partner.example",))
BLOCK = "From: {who}\nSent: 30 September 2026 18:03\nTo: x <x@y.example>\nSubject: 88\n\nNot ours.\n"


@pytest.mark.parametrize(
    ("subject", "ids", "who", "unwrapped"),
    [
        ("Fwd: 88", "", "Marie <marie@duval.example>", True),
        ("88", "", "Marie <marie@duval.example>", True),
        ("Re: 88", "", "Marie <marie@duval.example>", False),
        ("88", "In-Reply-To: <q@northlight.example>\n", "Marie <marie@duval.example>", False),
        ("FW: 88", "In-Reply-To: <q@duval.example>\n", "Marie <marie@duval.example>", True),
        ("Fwd: 88", "", "Billing <billing@northlight.example>", False),
    ],
)
def test_when_a_header_block_is_a_forward(subject: str, ids: str, who: str, *, unwrapped: bool) -> None:
    raw = f"From: tom@harbour.example\nSubject: {subject}\n{ids}\nsee below\n\n" + BLOCK.format(who=who)
    arrived = arrive(raw.encode(), DESK)
    assert (arrived.original is not None) is unwrapped
    assert arrived.words.new_text == "see below"
    assert arrived.client_words == ("Not ours." if unwrapped else "see below")


@pytest.mark.parametrize(
    ("labels", "ids", "unwrapped"),
    [
        (("Fra", "Sendt", "Til", "Emne"), "In-Reply-To: <q@duval.example>\n", True),
        (("Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe"), "In-Reply-To: <q@duval.example>\n", False),
        (("Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe"), "", False),
        (("From", "Sent", "To", "Subject"), "", True),
        (("From", "Sent", "To", "Subject"), "In-Reply-To: <q@duval.example>\n", False),
    ],
)
def test_a_prefix_that_answers_in_one_language_and_forwards_in_another(labels: tuple[str, ...], ids: str, *, unwrapped: bool) -> None:
    block = BLOCK.format(who="Marie <marie@duval.example>")
    for english, word in zip(("From", "Sent", "To", "Subject"), labels, strict=True):
        block = block.replace(f"{english}:", f"{word}:")
    raw = f"From: tom@harbour.example\nContent-Type: text/plain; charset=utf-8\nSubject: VS: 88\n{ids}\nsee below\n\n{block}"
    assert (arrive(raw.encode(), DESK).original is not None) is unwrapped


def test_a_forward_without_a_subject_line_has_the_mails_own() -> None:
    raw = (
        "From: tom@harbour.example\nSubject: FW: Invoice 88\n\nOn 1 Oct 2026, 12:46, Marie <marie@duval.example> wrote:\n\n    Not ours.\n"
    )
    original = arrive(raw.encode(), DESK).original
    assert original is not None
    assert (original.subject, original.words.new_text.strip()) == ("Invoice 88", "Not ours.")


@pytest.mark.parametrize(
    ("email", "mine"), [("sam@partner.example", True), ("any@NORTHLIGHT.example", True), ("lee@partner.example", False), ("", False)]
)
def test_our_house(email: str, *, mine: bool) -> None:
    assert ours(DESK)(email) is mine


def test_a_provider_is_nobodys_house() -> None:
    assert not ours(Policy(desk_address="desk@gmail.com"))("client@gmail.com")


OWN_EARLIER = (
    ("From", "Sent", "To", "Subject", "We have waited for your answer since then."),
    ("Von", "Gesendet", "An", "Betreff", "Darauf kam nie eine Antwort."),
    ("De", "Envoyé", "À", "Objet", "Ce message est resté sans réponse."),
)


@pytest.mark.parametrize("words", OWN_EARLIER)
@pytest.mark.parametrize(("reader", "forward"), [("Desk <disputes@northlight.example>", False), ("Courier <post@parcels.example>", True)])
def test_the_writers_own_earlier_mail_to_us_is_history(words: tuple[str, ...], reader: str, *, forward: bool) -> None:
    date, block = "30 September 2026 18:03", "\n".join(f"{label}: {{}}" for label in words[:4])
    below = block.format("Tom <tom@harbour.example>", date, reader, "Line 4")
    head = "From: Tom <tom@harbour.example>\nTo: disputes@northlight.example\nContent-Type: text/plain; charset=utf-8\nSubject: Line 4"
    arrived = arrive(f"{head}\n\n{words[4]}\n\n{below}\n\nLine 4 is not ours.\n".encode(), DESK)
    assert (arrived.original is not None) is forward
    assert arrived.words.new_text == words[4]


@pytest.mark.parametrize(
    ("sender", "words"),
    [
        ("nadia@bikes.example", "own"),
        ("rob@northlight.example", "inner"),
        ("rob@uk.northlight.example", "inner"),
        ("rob@gmail.com", "inner"),
    ],
)
def test_who_forwards_to_another_house_speaks_for_oneself(sender: str, words: str) -> None:
    own = "Hello, see what the courier says below; the parcel never left your depot, so we will not pay 88."
    raw = f"From: {sender}\nTo: desk@northlight.example\nSubject: Fwd: 88\n\n{own}\n\n---------- Forwarded message ---------\n"
    arrived = arrive((raw + BLOCK.format(who="Courier <post@parcels.example>")).encode(), Policy())
    assert arrived.client_words == {"own": own, "inner": "Not ours."}[words]
    assert arrived.original is not None
    assert arrived.original.subject == "88"
