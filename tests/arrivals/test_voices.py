from __future__ import annotations

import pytest

from bot.arrivals.automatic import PERSON, VOICE, by_words, hints
from bot.arrivals.voices import column, is_heard, marks, sound
from bot.vocabulary.mail import Message

MACHINE = "Thank you for your message. The office is closed until 4 January; mail is answered in the order in which it arrived."
PERSON_WROTE = "Sam, I looked at the invoice again with Ruth. We had ten boxes and you charged us twelve, so take two off."


def test_a_machine_sounds_like_one() -> None:
    heard = sound("office@a.example", "Re: Invoice 4471", MACHINE)
    assert heard.odds > VOICE
    assert heard.plain
    assert not heard.wants


def test_a_person_does_not() -> None:
    assert sound("ruth@a.example", "Re: Invoice 4471", PERSON_WROTE).odds < PERSON


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Closed.",
        "Lorem ipsum dolor sit amet, consectetuer adipiscing elit. Maecenas imperdiet turpis et odio, aliquam sem tellus.",
        "Αγαπητέ κύριε, το γραφείο μας θα παραμείνει κλειστό μέχρι τις τέσσερις Ιανουαρίου και μετά θα απαντήσουμε.",
    ],
)
def test_few_words_and_unknown_ones_say_nothing(text: str) -> None:
    assert not sound("office@a.example", "News", text).plain
    assert by_words(Message(subject="News"), text) is None
    assert not hints(Message(subject="News"), text)


@pytest.mark.parametrize("text", [f"{MACHINE} Why is line 4 still on it?", f"{MACHINE} We owe you 120.00 EUR."])
def test_who_asks_or_names_a_sum_wants_something(text: str) -> None:
    assert sound("office@a.example", "Re: Invoice 4471", text).wants
    assert by_words(Message(subject="Re: Invoice 4471"), text) is None


def test_a_claim_is_heard_whatever_the_mail_sounds_like() -> None:
    claim = f"{MACHINE} The invoice is wrong."
    assert not hints(Message(subject="Re: Invoice 4471"), claim)
    assert by_words(Message(subject="Re: Invoice 4471"), claim) != "sound"


def test_numbers_tell_only_that_they_are_there() -> None:
    assert marks("a@b.example", "Re: 17", "Ticket 4471 was opened.") == marks("a@b.example", "Re: 18", "Ticket 9 was opened.")


def test_marks_that_rest_on_signs_are_known_by_their_beginning() -> None:
    found = marks("noreply@b.example", "Your ticket", MACHINE)
    assert {"from nobody", "subject ", "s ticket"} <= found
    assert any(map(is_heard, found))
    assert not is_heard("w ticket")
    assert column("w ticket") == column("w ticket")
