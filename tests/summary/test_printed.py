from __future__ import annotations

import io
from typing import TYPE_CHECKING

from bot.summary.printed import Cover, printed
from bot.summary.timeline import Step

if TYPE_CHECKING:
    from collections.abc import Sequence

COVER = Cover(
    "Dossier D-0042", (("Client", "Harbour & Pine <tom@harbour.example>"), ("In dispute", "£100.00")), ("line sum, supported: 14 x 85",)
)
HOSTILE = (
    "<para><img src='http://evil.example/x.png'/><a href='javascript:alert(1)'>yes</a></para>",
    "<font color=\"[[getattr(pow,Word('__globals__'))['os'].system('id') for Word in [1]]]\">x</font>",
    "(unbalanced \\( ) /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> endobj %%EOF",
    "{{ config }} ${x} %s {0.__class__}",
    "a" * 5000,
    "line\x00feed\x0c\x1b[31m \u202egnirts",
)


def text_of(raw: bytes) -> str:
    from pypdf import PdfReader  # noqa: PLC0415 - only where the extra is

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(raw)).pages)


def steps(words: Sequence[str]) -> list[Step]:
    return [
        Step("6 October 2026, 09:00", number, f"A mail came: {each[:100]}", "ana", each, "received/001.eml")
        for number, each in enumerate(words)
    ]


def test_what_happened_stands_on_paper_in_order() -> None:
    found = text_of(printed(COVER, steps(["We dispute line 1.", "Grüße, señor, à bientôt: £1,190.00 - 5 €"])))
    for words in (
        "Dossier D-0042",
        "Harbour & Pine",
        "supported: 14 x 85",
        "We dispute line 1.",
        "Grüße, señor, à bientôt: £1,190.00",
        "received/001.eml",
    ):
        assert words in found, words
    assert found.index("We dispute") < found.index("Grüße")
    assert "not in the typeface" not in found


def test_the_same_case_gives_the_same_bytes() -> None:
    assert printed(COVER, steps(HOSTILE)) == printed(COVER, steps(HOSTILE))


def test_outside_words_are_drawn_and_never_obeyed() -> None:
    from pypdf import PdfReader  # noqa: PLC0415 - only where the extra is

    raw = printed(Cover(HOSTILE[0], ((HOSTILE[1], HOSTILE[2]),), HOSTILE, HOSTILE), steps(HOSTILE))
    reader = PdfReader(io.BytesIO(raw))
    assert b"/OpenAction" not in raw
    assert b"/Annots" not in raw
    assert b"/XObject" not in raw
    assert b"/URI" not in raw
    assert len(reader.pages) > 1
    found = text_of(raw)
    assert "getattr" in found
    assert "/JavaScript" in found, "as words on the page"


def test_letters_that_are_not_there_are_counted_and_said() -> None:
    found = text_of(printed(COVER, steps(["請求書 INV-1041 неверно"])))
    assert "??? INV-1041 ???????" in found
    assert "characters are not in the typeface" in found


def test_long_stories_go_on_on_the_next_page() -> None:
    from pypdf import PdfReader  # noqa: PLC0415 - only where the extra is

    raw = printed(COVER, steps(["word " * 300] * 16))
    pages = PdfReader(io.BytesIO(raw)).pages
    assert len(pages) > 3
    assert "page 3" in pages[2].extract_text()
