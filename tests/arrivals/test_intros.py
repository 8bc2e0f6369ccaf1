from __future__ import annotations

import pytest

from bot.arrivals import quoting
from bot.arrivals.intros import fields, intro_at

OWN = "The rate is wrong.\nPlease check."
OLD = "Dear Tom,\n\nhere is the invoice.\n"


@pytest.mark.parametrize(
    "intro",
    [
        "On Wed, Dec 9, 2020 at 11:11 AM Sam <\nsam@northlight.example> wrote:",
        "Sam <sam@northlight.example> writes:",
        "sam@northlight.example wrote:",
        "Quoting Sam <sam@northlight.example>:",
        "Sam wrote on 12/9/2020 11:11 AM:",
        "Am Mittwoch, 9. Dezember 2020, 11:11:12 MEZ hat Sam <sam@northlight.example> Folgendes geschrieben:",
        "Wiadomość napisana przez Sam <sam@northlight.example> w dniu 9 gru 2020, o godz. 11:11:",
        "Vào Th 4, 9 thg 12, 2020 vào lúc 11:11 Sam <sam@northlight.example> đã viết:",
        "El dc., 9 de des. 2020, 11:11, Sam <sam@northlight.example> va escriure:",
        "2020-12-09, tr, 11:11 Sam <sam@northlight.example> rašė:",
        "2020年12月9日(水) 11:11 Sam <sam@northlight.example>:",
        "---- On Wed, 24 Feb 2021 14:02:50 +0530 sam@northlight.example wrote ----",
        "\u2010\u2010\u2010\u2010\u2010 Original Message \u2010\u2010\u2010\u2010\u2010\nOn Wednesday, December 9, 2020 11:11 AM, Sam wrote:",
        "Date: Wed, 9 Dec 2020 11:11:00 -0600\nTo: tom@harbour.example",
        "##- Please type your reply above this line -##",
    ],
)
def test_history_begins_here_with_or_without_marks_below(intro: str) -> None:
    assert quoting.split(f"{OWN}\n\n{intro}\n\n{OLD}").new_text == OWN
    assert quoting.split(f"{OWN}\n{intro}\n" + "".join(f"> {line}\n" for line in OLD.split("\n"))).new_text == OWN


@pytest.mark.parametrize(
    "line",
    [
        "Sam wrote at 10:15:",
        "On balance we found three errors:",
        "Our clerk writes:",
        "We wrote on 3 May 2026 at 10:00:",
        "Am 03.05.2026 um 10:00 Uhr schrieb uns Ihr Herr Reed:",
        "Le 3 mai 2026 à 10:15, votre commercial nous a écrit :",
        "El 3 de mayo de 2026 a las 10:00 su comercial nos escribió:",
        "These are the dates: 2024-01-15 14:30",
        "Am 9. Dezember kam die Rechnung, hier die Fehler:",
    ],
)
def test_the_clients_own_sentence(line: str) -> None:
    text = f"{OWN}\n\n{line}\n\nline 1 and line 2."
    assert quoting.split(text).new_text == text


def test_an_old_mail_quoted_with_a_date_and_an_address_only() -> None:
    lines = ["2014/4/7 Sam <sam@northlight.example>", "", "> here is the invoice"]
    assert intro_at(lines, 0) is not None
    assert intro_at([*lines[:2], "and more"], 0) is None


def test_an_answer_below_a_header_block_and_its_quotation() -> None:
    block = "-----Original Message-----\nFrom: Sam <sam@northlight.example>\nSent: 9 December 2020 11:11\nTo: Tom\nSubject: 88\n\n> here it is\n"
    assert quoting.split(f"{block}\n{OWN}").new_text == OWN
    assert quoting.split(f"{OWN}\n\n{block}\nNorthlight Ltd, 1 High Street").new_text == OWN


def test_a_line_that_names_nobody() -> None:
    assert fields("On Monday somebody wrote:") == {}


@pytest.mark.parametrize("mark", "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_a_direction_mark_is_no_part_of_a_wrote_line(mark: str) -> None:
    found = intro_at([f"{mark}Am 30.09.2026 um 09:00 schrieb Jürgen <{mark}juergen@n.example>{mark}:"], 0)
    assert found is not None
    assert found.text == "Am 30.09.2026 um 09:00 schrieb Jürgen <juergen@n.example>:"
    assert not mark.isprintable(), "a line that can be printed is taken to hold none"
