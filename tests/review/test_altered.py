"""A draft changed inside the quote is noticed; what mail programs do to a quote is no change."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.review.altered import altered
from bot.review.inert import barred
from bot.vocabulary.outgoing import Audience, Outgoing

if TYPE_CHECKING:
    from collections.abc import Callable

GOLDEN = sorted((Path(__file__).parents[1] / "responders" / "golden").glob("*.txt"))
TEXTS = {path.stem: path.read_text("utf-8").partition("\n\n")[2] for path in GOLDEN}
TEXTS["odd"] = "Dear Zo\u00eb,\n\nyou owe 45.00, write to ap@northlight.example.\u200b Stra\u00dfe 5 \u2013 na\u00efve caf\u00e9.\n"
HEAD, FOOT = "----- what will be sent to tom@harbour.example -----", "----- end of what will be sent -----"


def mail(text: str) -> Outgoing:
    return Outgoing(
        audience=Audience.CLIENT, recipients=("tom@harbour.example",), sender_name="Northlight", sender_email="d@northlight.example",
        subject="Re: Invoice INV-1041 - price [D-0042]", text=text, html="", message_id="a@northlight.example",
    )  # fmt: skip


def shown(text: str) -> str:
    body = "\n".join(barred(text))
    return f"With the subject: Re: Invoice INV-1041 - price [D-0042]\n{HEAD}\n{body}\n{FOOT}\n\nWhat tom wrote:\n| something 12"


def quoted(text: str, width: int) -> str:
    lines = [wrapped for line in text.splitlines() for wrapped in (textwrap.wrap(line, width) or [""])]
    return "\n".join(f"> {line}" for line in lines)


PROGRAMS: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "marked": lambda text: "\n".join(f"> {line}" for line in text.splitlines()),
    "twice": lambda text: "\n".join(f">> {line}" for line in text.splitlines()),
    "narrow": lambda text: quoted(text, 30),
    "wide": lambda text: quoted(text, 100),
    "one line": lambda text: " ".join(text.split()),
    "ascii only": lambda text: text.encode("ascii", "replace").decode(),
    "read as Latin-1": lambda text: text.encode().decode("latin-1"),
    "addresses told": lambda text: re.sub(r"(\S+@\S+\w)", r"\1<mailto:\1>", text),
    "stars": lambda text: text.replace("INV-1041", "*INV-1041*"),
    "no end": lambda text: text.partition(FOOT)[0],
    "no beginning": lambda text: text.partition(HEAD)[2],
}


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("name", TEXTS)
def test_what_programs_do_is_no_change(name: str, program: str) -> None:
    assert not altered(PROGRAMS[program](shown(TEXTS[name])), mail(TEXTS[name]))


CHANGES: dict[str, Callable[[str], str]] = {
    "another number": lambda text: re.sub(r"\d", lambda found: str((int(found[0]) + 1) % 10), text, count=1),
    "a number taken out": lambda text: re.sub(r"\d+", "", text, count=1),
    "words put in": lambda text: text.replace("\n\n", "\n\nPay us now.\n", 1),
    "a word taken out": lambda text: re.sub(r"\b[A-Za-z]{4,}\b", "", text, count=1),
    "a word put in its place": lambda text: re.sub(r"\b[A-Za-z]{4,}\b", "Somebody", text, count=1),
}


@pytest.mark.parametrize("program", ["as it is", "marked", "narrow", "one line"])
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", TEXTS)
def test_what_somebody_changed_is_noticed(name: str, change: str, program: str) -> None:
    assert altered(PROGRAMS[program](shown(CHANGES[change](TEXTS[name]))), mail(TEXTS[name]))


def test_a_quote_without_end_is_read_in_one_pass() -> None:
    assert not altered(f"{HEAD}\n" + "<https://" * 500_000, mail("x"))
    assert altered("what will be sent to x " * 500 + "end of what will be sent", mail("x"))
