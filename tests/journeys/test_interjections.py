"""Own words in the shape of a quotation are no quotation: a yes beside them asks back; our mail however it is quoted takes nothing from a yes."""

from __future__ import annotations

import html
import itertools
import re
import textwrap
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot import journey, opening
from bot.minting import RandomMint
from tests.journeys import habits, world
from tests.journeys.stage import HOUR, Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TOLD: dict[str, list[str]] = tomllib.loads(Path(__file__).with_name("interjections.toml").read_text("utf-8"))
WROTE = "On Tue, 6 Oct 2026 at 10:00, Northlight Studio <disputes@northlight.example> wrote:"
BLOCK = "From: Northlight Studio <disputes@northlight.example>\nSent: Tuesday, 6 October 2026 10:00\nTo: Ana Lopes <ana@northlight.example>\nSubject: {}\n\n"
ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+\w")


@pytest.fixture(scope="module")
def said(asked: Stage) -> Iterator[Callable[[str], str | None]]:
    """What a plain text reply of the approver would do to the waiting request."""
    request, now = asked.requests()[-1], asked.now + HOUR
    with opening.store_of(asked.settings) as store:
        policy = opening.policy_of(asked.settings, store, now)

        def rule(body: str) -> str | None:
            whole = f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{body}\n"
            reply = habits.Reply(words="", program="bare", whole=whole)
            reading = journey.read(habits.written(request, reply, now - timedelta(minutes=5)), policy)
            dossier = store.answer(journey.ask(reading), 0, now, datetime(now.year, now.month, now.day, tzinfo=UTC))
            mint = RandomMint("northlight.example", dossier.next_case)
            decision = journey.decide(reading, dossier, journey.Desk(policy, now, mint, store.foreign_numbers, store.invoice_totals))
            return decision.report.command

        yield rule


@pytest.fixture(scope="module")
def mailed(asked: Stage) -> tuple[list[str], str, str]:
    """The request's lines, its page as a program writes it that keeps links, and its subject."""
    request = asked.requests()[-1]
    body = request.get_body(("html",))
    page = re.sub(r"(?is)<(style|head)\b.*?</\1>", "", str(body.get_content() if body else ""))
    page = re.sub(r"(?i)<br>|</(?:p|div|h2|tr|table|td)>", "\n", re.sub(r"\s*\n\s*", " ", page))
    page = re.sub(r'(?is)<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', r"\2<\1>", page)
    kept = html.unescape(re.sub(r"<(?!mailto)[^>]*>", "", page))
    lines = world.text_of(request).replace("\r\n", "\n").split("\n")
    return lines, "\n".join(" ".join(line.split()) for line in kept.split("\n")), str(request["Subject"])


def quoted(lines: list[str], mark: str = "> ") -> str:
    return "\n".join((mark + line).rstrip() for line in lines)


def wrapped(lines: list[str], width: int) -> list[str]:
    return [piece for line in lines for piece in (textwrap.wrap(line, width) or [""])]


def shapes(own: str, lines: list[str], subject: str) -> dict[str, str]:
    """Where people put their words among what they quote."""
    third = len(lines) // 3
    long = next(at for at, line in enumerate(lines) if line.startswith("| ") and len(line) > 50)
    parted = lines[long][:30] + lines[long][30:].replace(" ", f" {own} ", 1)
    block = BLOCK.format(subject)
    return {
        "nothing else": f"> {own}",
        "on top": f"{WROTE}\n> {own}\n>\n{quoted(lines)}",
        "between": f"{WROTE}\n{quoted([*lines[:third], '', own, '', *lines[third:]])}",
        "line among lines": f"{WROTE}\n{quoted([*lines[:third], own, *lines[third:]])}",
        "at the end": f"{WROTE}\n{quoted([*lines, '', own])}",
        "without marks": block + "\n".join([*lines[:third], "", own, "", *lines[third:]]),
        "without marks, on top": block + "\n".join([own, "", *lines]),
        "without marks, at the end": block + "\n".join([*lines, "", own]),
        "quoted deeper": f"{WROTE}\n{quoted([*lines[:third], '> ' + own, *lines[third:]])}",
        "inside a line": f"{WROTE}\n{quoted([*lines[:long], parted, *lines[long + 1 :]])}" if own != "?" else f"> {own}",
    }


def test_a_yes_with_own_words_among_the_quoted_ones_asks_back(
    said: Callable[[str], str | None], mailed: tuple[list[str], str, str]
) -> None:
    """APR-06: each in three of ten places."""
    lines, _, subject = mailed
    places = itertools.cycle(shapes("x", lines, subject))
    for own in TOLD["own"]:
        assert said(f"Approve\n> {own}") == "help", own
        for place in itertools.islice(places, 3):
            assert said(f"Approve\n\n{shapes(own, lines, subject)[place]}") == "help", (own, place)


def programs(lines: list[str], page: str, subject: str) -> dict[str, str]:
    """What programs and gateways make of our mail when they quote it."""
    text = "\n".join(lines)
    linked = ADDRESS.sub(
        lambda one: f"{one[0]}<https://eur03.safelinks.protection.outlook.com/?url=mailto%3A{one[0]}&data=05%7C01%7C8a7f&reserved=0>", text
    )
    block = BLOCK.format(subject)
    own = "On Tue, 6 Oct 2026 at 12:00, Ana Lopes <ana@northlight.example> wrote:\n> looks good?\n> \n> " + WROTE
    made = {
        **{f"rewrapped at {width}": quoted(wrapped(lines, width)) for width in (40, 50, 60, 76)},
        **{f"cut at {width}": quoted([line[:width] for line in lines]) for width in (50, 60, 70)},
        **{f"page wrapped at {width}": quoted(wrapped(page.split("\n"), width)) for width in (60, 76, 998)},
        **{f"from line {at}": quoted(lines[at:]) for at in range(0, len(lines), 7)},
        **{f"line {at} alone": quoted(lines[at : at + 1]) for at in range(0, len(lines), 5)},
        "joined": quoted(textwrap.wrap(" ".join(text.split()), 76)),
        "one line": quoted([" ".join(page.split())]),
        "linked": quoted(ADDRESS.sub(r"\g<0><mailto:\g<0>>", text).split("\n")),
        "protected": quoted(linked.split("\n")),
        "wrong alphabet": quoted(text.encode().decode("latin-1").split("\n")),
        "question marks": quoted(text.encode("ascii", "replace").decode().split("\n")),
        "hidden": "> [Quoted text hidden]",
        "clipped": quoted([*lines[:20], "[Message clipped]  View entire message"]),
        "twice": quoted(["> " + line for line in lines]),
        "tabs": quoted(["\t" + line for line in lines]),
        "no-break spaces": quoted([line.replace(" ", "\u00a0") for line in lines]),
        "double spaced": quoted([each for line in lines for each in (line, "")]),
    }
    bodies = {name: f"{WROTE}\n{body}" for name, body in made.items()}
    bodies |= {"own mail in between": f"{own}\n{quoted(lines, '>> ')}", "page without marks": block + page}
    for number, banner in enumerate(TOLD["banners"]):
        above = [*banner.split("\n"), *([""] if number % 2 else []), *lines]
        bodies |= {f"banner {number}": f"{WROTE}\n{quoted(above)}", f"banner {number} without marks": block + f"{banner}\n\n{text}"}
    for number, below in enumerate(TOLD["below"]):
        bodies |= {
            f"below {number}": f"{WROTE}\n{quoted(lines)}\n\n{below}",
            f"below {number} in it": block
            + text
            + "\n\n"
            + "\n".join(textwrap.wrap(below, 70, drop_whitespace=False) if "\n" not in below else [below]),
        }
    return bodies


def test_our_own_mail_however_it_is_quoted_takes_nothing_from_a_yes(
    said: Callable[[str], str | None], mailed: tuple[list[str], str, str]
) -> None:
    """APR-01: none missed."""
    bodies = programs(*mailed)
    assert len(bodies) > 80
    assert {name for name, body in bodies.items() if said(f"Approve\n\n{body}") != "approve"} == set()


def test_a_request_that_is_known_by_its_address_alone_is_compared_too(asked: Stage) -> None:
    """The thread may be lost on the way; what was mailed is found by the token."""
    request = asked.requests()[-1]
    now = asked.now + HOUR
    with opening.store_of(asked.settings) as store:
        policy = opening.policy_of(asked.settings, store, now)
        for own, expected in (("not before Friday", "help"), ("", "approve")):
            lines = [*world.text_of(request).splitlines()[:9], own]
            words = f"Approve\n\n{WROTE}\n{quoted(lines)}"
            reply = habits.Reply(words=words, program="bare", keep=frozenset({"address"}))
            reading = journey.read(habits.written(request, reply, now), policy)
            dossier = store.answer(journey.ask(reading), 0, now, now)
            decision = journey.decide(
                reading,
                dossier,
                journey.Desk(policy, now, RandomMint("northlight.example", 9), store.foreign_numbers, store.invoice_totals),
            )
            assert decision.report.command == expected


def narrowed(lines: list[str], width: int) -> list[str]:
    """What programs make of `> ` lines that are too wide for them: the mark on the first part only."""
    return [
        piece for line in lines for piece in (textwrap.wrap(f"> {line}", width, break_long_words=False, break_on_hyphens=False) or [">"])
    ]


@pytest.mark.parametrize("width", [30, 32, 36, 40, 42, 48, 54, 60, 65, 66, 70, 71, 72, 75])
def test_a_quotation_broken_in_the_middle_of_its_lines_takes_nothing_from_a_yes(
    width: int, said: Callable[[str], str | None], mailed: tuple[list[str], str, str]
) -> None:
    quoted = "\n".join(narrowed(mailed[0], width)).rstrip()
    assert said(f"Approve\n\n{WROTE}\n{quoted}") == "approve"
    assert said(f"Hi,\n\nyes, send it.\n\nKind regards\nAna\n\n{WROTE}\n{quoted}") == "approve"
    assert said(f"{WROTE}\n{quoted}\n\nApprove") == "approve"
    assert said(f"Reject: wrong client\n\n{WROTE}\n{quoted}") == "reject"


@pytest.mark.parametrize("own", ["not before Friday", "wait", "only if Tom pays", "Friday", "no", "not", "but without the last sentence"])
def test_own_words_below_a_broken_line_are_no_part_of_it(
    own: str, said: Callable[[str], str | None], mailed: tuple[list[str], str, str]
) -> None:
    for width in (40, 54, 72):
        lines = narrowed(mailed[0], width)
        for at in range(1, len(lines), 11):
            quoted = "\n".join([*lines[:at], own, *lines[at:]])
            assert said(f"Approve\n\n{WROTE}\n{quoted}") != "approve", (width, at)
