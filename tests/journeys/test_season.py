"""Nine seasons of eighty to a hundred and twenty mails in order of arrival, and some four hundred mails more: what must never be, and how much comes out right."""

from __future__ import annotations

import csv
import re
import tomllib
from typing import TYPE_CHECKING

import pytest

from bot.ledger.imports import read_books
from bot.ledger.lint import lint
from bot.vocabulary.problems import Level
from tests.journeys.season import SEASONS, Season, misses, wrong_invoices

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Shares that must come out right; what depends on the model's reading leaves room for a new model.
LEAST = {"intent": 0.8, "cause": 0.6, "invoice": 0.93, "case": 0.85, "draft": 0.9, "finding": 0.85, "client": 0.96}
#: What our people wrote above the mails they forwarded.
REMARKS: dict[str, tuple[str, ...]] = {
    "trades": ("warpath", "pénible", "bitte aufnehmen", "fyi", "get the desk"),
    "harbour": ("freebie", "an inch", "mecker", "nightmare", "gloves", "cocked", "recall", "erbsenz", "between us", "bitte anlegen"),
    "harbour-back": ("the temper", "coffee people", "old address"),
    "estuary": ("whatsapp", "calculator", "miserable", "the van", "pedant", "ungern", "broker", "petite", "somebody's agent"),
    "estuary-claims": (),
    "wayside-talk": (),
    "wayside-more": (),
    "wayside-after": (),
    "limelight-back": ("auenbrück's boss", "in a mood"),
    "limelight": ("the van", "pieter", "his sheet", "finished early", "trade show", "astray"),
    "switchyard": (
        "my dutch",
        "more often than not",
        "my recollection",
        "nice chap",
        "remember this pallet",
        "not us",
        "ours to fix",
        "hard autumn",
        "purchasing man",
        "old news",
    ),
    "greensward": ("pays for him", "french terms", "he is lonely", "count again", "tread softly", "unser mann im hafen", "oh dear"),
    "footlight": (
        "mea culpa",
        "skint",
        "told me in august",
        "likes the beer",
        "pesado",
        "apprentice's job",
        "relevé sans prévenir",
        "seit juli",
        "cheap hide",
        "houtje",
        "on the bench",
        "no say over money",
        "quote them high",
    ),
    "quillyard": (
        "poetry people",
        "week before payday",
        "difficult man",
        "still sore",
        "bluffing",
        "p500",
        "gardener admits",
        "wrong column",
        "off the courier list",
        "never heard of her",
        "too cheap",
        "typed 783",
        "stamp cost",
    ),
    "switchyard-back": ("no idea what",),
    "wayside": (
        "the treasurer",
        "pleasant about",
        "stuck to",
        "which glue",
        "grumble",
        "changed banks",
        "sent me this",
        "be nice",
    ),
}


@pytest.fixture(scope="module", params=sorted(REMARKS))
def season(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Season:
    return Season(tmp_path_factory.mktemp("season") / "desk", request.param).play()


def test_no_wrong_invoice_is_ever_asserted(season: Season) -> None:
    assert list(wrong_invoices(season)) == []


@pytest.mark.parametrize("measure", LEAST)
def test_most_comes_out_right(season: Season, measure: str) -> None:
    found, right, judged = misses(season)
    assert right[measure] >= LEAST[measure] * judged[measure], found


def numbers(season: Season) -> Iterator[str]:
    with (season.folder / "invoices.csv").open(encoding="utf-8", newline="") as file:
        yield from (row["number"] for row in csv.DictReader(file))


@pytest.mark.parametrize("planted", sorted(SEASONS.glob("*/planted.toml")), ids=lambda path: path.parent.name)
def test_lint_finds_what_is_planted_and_nothing_else(planted: Path) -> None:
    books = read_books({path.stem: path for path in planted.parent.glob("*.csv")}).books
    found = sorted((each.check.value, each.invoice) for each in lint(books) if each.level is Level.ERROR)
    told = tomllib.loads(planted.read_text(encoding="utf-8"))
    assert found == sorted((check, number) for check, numbers in told.items() for number in numbers)


def test_no_draft_names_what_is_another_clients(season: Season) -> None:
    for name, said in season.said.items():
        mine = {said["invoice"]["number"]} if said["invoice"] else set()
        known = mine | set(said["invoices"]) | set(said["candidates"])
        text = f"{said['draft']['subject']} {said['draft']['body']}" if said["draft"] else ""
        written = season.raw[name].decode("utf-8", "replace")
        named = {number for number in numbers(season) if re.search(rf"(?<![\w/-]){re.escape(number)}(?![\w/-])", text)}
        assert named <= known or all(number in written for number in named - known), name


def test_no_internal_remark_reaches_a_client(season: Season) -> None:
    texts = [said["draft"]["body"].casefold() for said in season.said.values() if said["draft"]]
    assert not [remark for remark in REMARKS[season.name] for text in texts if remark in text]
