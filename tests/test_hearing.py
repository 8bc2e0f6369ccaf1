"""What stands below an approver's yes: heard by its words and by the classifier together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot import hearing, journey
from bot.arrivals import quoting, undersigned
from bot.review.command import CommandKind, parse
from bot.vocabulary.labels import Kind
from bot.vocabulary.reading import Arrived

if TYPE_CHECKING:
    from bot.vocabulary.mail import Words

WRITER = "Ana Lopes ana@northlight.example"
FIRM = "Ana Lopes\nHead of Accounts\nNorthlight Studio Ltd\nT +44 117 496 0123 | www.northlight.example"


def words(text: str, kind: Kind = Kind.APPROVER_REPLY) -> Words:
    own = undersigned.closing(quoting.split(text, writer=WRITER), WRITER)
    return hearing.closed(Arrived("0" * 64, 1, kind, words=own), journey.classifier).words


@pytest.mark.parametrize(
    "line",
    [
        "We are closed on Monday 25 May and back on Tuesday.",
        "Please send remittance advices to remit@northlight.example.",
        "I am in the office on Mondays, Tuesdays and Thursdays only.",
        "Bitte beachten Sie: Freitags sind wir nur bis 12 Uhr erreichbar.",
        "Nos horaires : du lundi au jeudi, de 9 h à 17 h, sauf jours fériés.",
        "Orari di apertura: da lunedì a venerdì, dalle 9 alle 13",
    ],
)
def test_a_line_under_all_mails_leaves_the_letter_alone(line: str) -> None:
    found = words(f"Hello,\n\nApproved.\n\nKind regards\n{FIRM}\n\n{line}")
    assert (found.doubtful, found.objection) == ("", "")
    assert "Approved." in (found.above or found.new_text)
    assert line not in (found.above or found.new_text)


@pytest.mark.parametrize(
    "line",
    [
        "But only once the credit note is out.",
        "Please send it to their new bookkeeper instead",
        "Not before Monday though",
        "Aber bitte erst am Freitag verschicken.",
        "À envoyer seulement lundi, s'il vous plaît.",
        "Prima però togliete l'ultima riga.",
    ],
)
@pytest.mark.parametrize("place", ["{firm}\n\n{line}", "Ana\n{line}", "Ana\n\n{line}\n\n{firm}"])
def test_a_word_about_the_letter_is_heard_wherever_it_stands(line: str, place: str) -> None:
    found = words("Approved.\n\nKind regards\n" + place.format(firm=FIRM, line=line))
    assert line in {found.doubtful, found.objection} or (not found.above and line in found.new_text)


def test_only_an_approvers_reply_is_listened_to() -> None:
    text = f"Approved.\n\nKind regards\n{FIRM}\n\nWe are closed on Monday 25 May."
    found = words(text, Kind.CLIENT_MAIL)
    assert found == undersigned.closing(quoting.split(text, writer=WRITER), WRITER)


@pytest.mark.parametrize(
    "text",
    [
        "Hello dear colleague,\nApprove please. Thank you very much for you help.\nWith best regards\nAna",
        "Scanned by MailWarden 9\n\nGood evening\n\nApproved.\n\nAna, second floor, next to the kettle",
        "Ana Lopes | slates, lead and chimneys\nT 01632 960 402\n\napprove",
        "Guten Morgen, was für ein Nebel!\n\nfreigegeben\n\nSchöne Grüße aus dem vierten Stock, Ana",
        "aprobado\n\nAna, la de los toldos",
        "Bonjour et merci pour la rapidité,\noui\nAna, sous la pluie",
    ],
)
def test_what_says_nothing_leaves_a_letter_of_one_yes(text: str) -> None:
    found = words(text)
    assert (found.doubtful, found.objection) == ("", "")
    assert parse(found.above, frozenset({"ana", "lopes"})).kind is CommandKind.APPROVE


@pytest.mark.parametrize(
    "line",
    [
        "Not before Thursday please, the Head hasn't seen it yet.",
        "Die Freigabe gilt nur, falls der Betrag unter 500 EUR liegt.",
        "Tom wants to see it first",
        "il manque encore la date",
        "the amount is net, not gross",
    ],
)
@pytest.mark.parametrize(
    "letter",
    [
        "Good morning\n{line}\nApprove\nAna",
        "Approve. {line}",
        "{line}\n\nApprove\n\nRegards\nAna",
        "Approve\n\nAna Lopes\nThis e-mail is confidential and may be privileged. If you are not the intended recipient, please delete it.\n{line}",
        "Approve\n\n-- \nAna Lopes\nT +44 117 496 0123\n{line}",
    ],
)
def test_what_limits_a_yes_is_never_left_out(line: str, letter: str) -> None:
    found = words(letter.format(line=line))
    assert found.doubtful or found.objection or parse(found.above, frozenset({"ana", "lopes"})).kind is not CommandKind.APPROVE
