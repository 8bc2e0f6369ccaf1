from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.arrivals import signature
from bot.arrivals.quoting import split


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("Wrong VAT.\n\nRegards\nTom", "Wrong VAT."),
        ("Wrong VAT.\n\nMed vänlig hälsning / Best regards\nEva", "Wrong VAT."),
        ("Wrong VAT.\n--\nTom", "Wrong VAT."),
        ("Wrong VAT.\n______________\nTom | Director\nT +44 20 7946 0000", "Wrong VAT."),
        ("Wrong VAT.\n\nTom", "Wrong VAT."),
        ("Thanks!\nTom", "Thanks!"),
        ("Hi Ana,\nthanks\nTom", "Hi Ana,\nthanks"),
        ("Best price was 75, not 85.\nBest\nTom", "Best price was 75, not 85."),
        (
            "Thanks\nPlease send the purchase order as well, we need it for the audit.",
            "Thanks\nPlease send the purchase order as well, we need it for the audit.",
        ),
        ("Pay here:\n\nHarbour\nIBAN: GB33\nTel: +44 20 7946 0000", "Pay here:\n\nHarbour\nIBAN: GB33\nTel: +44 20 7946 0000"),
        ("Nein.\n\nVon meinem iPhone gesendet", "Nein."),
        ("CAUTION: This email originated outside\n\nWrong.", "Wrong."),
        ("Disclaimer wording in line 3 is wrong.", "Disclaimer wording in line 3 is wrong."),
    ],
)
def test_the_letter_stays_and_its_foot_goes(text: str, new: str) -> None:
    assert split(text, frozenset(), "Tom Ashdown tom@a.example").new_text == new


@pytest.mark.parametrize(
    "line", ["Sunny greetings from Delft", "Mit sonnigen Grüßen vom Bodensee", "Viele liebe Grüße an alle", "Saludos desde Cádiz"]
)
def test_a_greeting_nobody_lists(line: str) -> None:
    words = split(f"The rate is wrong.\n\n{line}\nJ. M.")
    assert (words.new_text, words.signature) == ("The rate is wrong.", f"{line}\nJ. M.")


@pytest.mark.parametrize("line", ["wrong as regards the rate", "greetings to be billed separately"])
def test_a_word_of_greeting_in_the_letter(line: str) -> None:
    assert split(f"The invoice is off:\n{line}\nplease correct").new_text.endswith("please correct")
    assert split(f"The invoice is off:\n{line}").new_text.endswith(line)


@pytest.mark.parametrize(
    "title",
    [
        "Purchasing Manager, Orr and Sons Haulage Co. Ltd.",
        "Jefe de compras, Talleres Ibarra Hermanos y Cía. S.L.",
        "kierownik działu zakupów, Meble Nowak Sp. z o.o.",
        "Responsabile Acquisti, Officine Meccaniche Ferri & Figli S.r.l.",
        "Inkoop en planning bij De Wit Machines B.V.",
        "nákupčí, Kovárna Hlubočky Morava s.r.o.",
    ],
)
def test_a_firms_name_that_ends_in_a_full_stop_is_no_sentence(title: str) -> None:
    words = split(f"The rate is wrong.\n\nKind regards\nJ. M.\n{title}")
    assert words.new_text == "The rate is wrong."
    assert title in words.signature


@pytest.mark.parametrize("line", ["We only ever ordered this from Orr and Sons Ltd.", "Please send the credit note to Ferri S.r.l."])
def test_a_sentence_that_ends_in_a_firms_name_is_one(line: str) -> None:
    assert split(f"The rate is wrong.\n\nThanks\n{line}").new_text.endswith(line)


@pytest.mark.parametrize(
    ("name", "block"),
    [
        (
            "R. St. J. Fotheringay-Phipps",
            "R. St. J. Fotheringay-Phipps, F.C.A.\nSenior Partner\nfor and on behalf of\nFOTHERINGAY, BLYTHE & CO.",
        ),
        ("Laverne Boudreaux", "MRS. LAVERNE T. BOUDREAUX\nBUSINESS OFFICE\n(504) 555-0142"),
        ("Karl-Heinz von Stetten", "i. V. Dr. Karl-Heinz Freiherr von Stetten\nLeiter Rechnungswesen"),
        ("Emma van Heemstra", "mr. drs. E.J.M. van Heemstra\nHoofd Debiteurenbeheer"),
        ("Ximena Núñez", "Lic. Ximena Núñez de Cáceres\nGrupo Maderero S.A. de C.V."),
    ],
)
def test_the_writer_signs_in_other_dress(name: str, block: str) -> None:
    words = split(f"The rate is wrong.\n\n{block}", frozenset(), f"{name} a@b.example")
    assert (words.new_text, words.signature) == ("The rate is wrong.", block)


@pytest.mark.parametrize("block", ["Nora Whitlock said the rate is wrong.", "Nora Kestrel\nThe rate was 75, not 85."])
def test_who_is_spoken_of_signs_nothing(block: str) -> None:
    assert split(f"The rate is wrong.\n\n{block}", frozenset(), "Nora Whitlock a@b.example").signature == ""


def test_greetings_on_top_are_no_farewell() -> None:
    words = split("Dear Team,\n\nGreetings of the day!\n\nThe rate is wrong.\n\nRegards\nTom")
    assert words.signature == "Regards\nTom"


PIECES = [
    "Tom",
    "Tho",
    "mas",
    "as",
    "Lind",
    "Lin",
    "d",
    "T",
    "Dr",
    "Dr.",
    "(x y)",
    "(x",
    "y)",
    "B.A",
    "BA",
    "B",
    ".",
    ",",
    ", ",
    " ",
    " ",
    "-",
    "|",
    "_",
    "5",
    "Owen",
]


@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_a_line_without_a_word_of_the_name_has_none_when_titles_are_gone(line: str) -> None:
    known = {"thomas", "lind"}
    written, left = (set(signature._LETTERS.findall(text.casefold())) for text in (line, signature._TITLES.sub("", line)))  # noqa: SLF001
    assert known & written or signature._RUN_ON.search(line) or not known & left  # noqa: SLF001 - what is passed over, and what is not
