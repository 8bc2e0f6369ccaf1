from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.review.command import CommandKind, parse
from bot.review.consent import words_of
from bot.review.guidance import all_commands, incomplete
from bot.review.orders import first_phrases, first_words, fold, names, order
from bot.review.words import LANGUAGES
from bot.vocabulary.cases import Outcome
from bot.vocabulary.labels import LANGUAGES as SPOKEN
from bot.vocabulary.labels import Cause
from tests.review.samples import LINES, PHRASES, TABLES

CASES = [json.loads(line) for line in Path(__file__).with_name("orders.jsonl").read_text(encoding="utf-8").splitlines()]
TEXTS = {"edit", "answer"}
OPERATING = Path(__file__).parents[2] / "docs" / "operating.md"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["words"])
def test_a_line_is_this_command_or_none(case: dict[str, str]) -> None:
    said = parse(case["words"])
    assert (said.kind, said.text) == (case["kind"], case.get("text", ""))
    assert said.argument == case.get("argument", "") or said.problem


def test_every_language_has_every_command_cause_and_outcome() -> None:
    assert tuple(TABLES) == SPOKEN
    assert {tuple(table) for table in TABLES.values()} == {tuple(TABLES["en"])}
    for table in TABLES.values():
        assert tuple(table["causes"]) == tuple(Cause)
        assert tuple(table["outcomes"]) == tuple(Outcome)


def test_a_phrase_means_one_thing_in_all_languages() -> None:
    meant: dict[str, set[str]] = {}
    for table in TABLES.values():
        for kind, phrases in table.items():
            for phrase in phrases if isinstance(phrases, list) else ():
                meant.setdefault(fold(phrase), set()).add(kind)
        for listed in ("causes", "outcomes"):
            for name, phrases in table[listed].items():
                for phrase in phrases:
                    meant.setdefault(f"{listed} {fold(phrase)}", set()).add(name)
    assert {phrase: kinds for phrase, kinds in meant.items() if len(kinds) > 1} == {}


@pytest.mark.parametrize(("kind", "line"), PHRASES)
def test_each_phrase_is_understood_in_any_letters(kind: str, line: str) -> None:
    for written in (line, line.upper() if "@" not in line else line, fold(line), f"Hi,\n\n{line}\n\nThanks"):
        said = parse(f"{written}\nnew words" if kind in TEXTS else written)
        assert said.kind == kind, written
    assert fold(line).split(" ")[0].rstrip(":").lower() in first_words()


@pytest.mark.parametrize(("kind", "line"), PHRASES)
def test_what_is_quoted_barred_asked_or_set_in_marks_orders_nothing(kind: str, line: str) -> None:
    for shown in (f"> {line}", f"| {line}", f"'{line}'", f"({line})", f"I wrote {line}", f"{line}\n| {line}"):
        assert parse(shown).kind is CommandKind.HELP, (kind, shown)


STRANGE = st.text(st.characters(categories=("Ll", "Nd", "Po", "Ps", "Lo")), min_size=1, max_size=12)
YES = sorted({phrase for language in LANGUAGES.values() for phrase in language.yes})
#: Lists whose words may stand beside a yes.
POLITE = {
    word
    for language in LANGUAGES.values()
    for phrases in (language.yes, language.please, language.thanks, language.greeting, language.farewell, language.joiner)
    for phrase in phrases
    for word in phrase.split(" ")
}


@given(st.sampled_from([line for _, line in PHRASES]), STRANGE, st.sampled_from((" ", "\n", ", ", "\n\n", ": ")), st.booleans())
def test_no_phrase_and_any_words_approve(line: str, other: str, glue: str, before: bool) -> None:  # noqa: FBT001 - drawn
    assert parse(f"{other}{glue}{line}" if before else f"{line}{glue}{other}").kind is not CommandKind.APPROVE


@given(st.sampled_from([line for _, line in PHRASES]), st.sampled_from(YES), st.sampled_from((" ", "\n", ", ", "\n\n")), st.booleans())
def test_no_phrase_beside_a_yes_approves(line: str, phrase: str, glue: str, before: bool) -> None:  # noqa: FBT001 - drawn
    said = parse(f"{phrase}{glue}{line}" if before else f"{line}{glue}{phrase}")
    assert said.kind is not CommandKind.APPROVE or set(words_of(line) or ("",)) <= POLITE


def test_a_command_is_no_name_below_a_yes() -> None:
    for word in ("Status", "Hilfe", "Bearbeiten", "Modifier", "Réponse"):
        assert parse(f"approve\n\nKind regards\n{word}").kind is not CommandKind.APPROVE
    for initials in ("AN", "A.N."):
        assert (
            parse(f"approve\n\n{initials}", frozenset({"ana", "neumann", "berta", "ida", "sand", "otto", "tim"})).kind
            is CommandKind.APPROVE
        )


@pytest.mark.parametrize("language", SPOKEN)
def test_help_lists_every_command_in_the_language_it_was_asked_in(language: str) -> None:
    told = " ".join(all_commands(parse(first_phrases(language)["help"]).argument))
    for kind, phrase in first_phrases(language).items():
        assert kind == "help" or f"'{phrase.upper()}'" in told
    assert all(name in told for table in ("causes", "outcomes") for name in names(table, language))


@pytest.mark.parametrize(
    ("heard", "lacks"),
    [
        ("hold it", "day"),
        ("Rechnung", "number"),
        ("cerrar todo", "end that way"),
        ("Grund zur Freude", "cause"),
        ("Antwort", "text"),
        ("Senden an Tom", "address"),
    ],
)
def test_what_a_command_lacks_is_told(heard: str, lacks: str) -> None:
    told = incomplete(heard)
    assert told
    assert lacks in told[0]
    assert incomplete("looks good") is None


@pytest.mark.parametrize("unit", ["bis ", "an ", "an a@", "note", "s'il vous plaît ", "rechnung: ", "é", "a@b"])
def test_long_lines_are_harmless(unit: str) -> None:
    assert order(unit * (100_000 // len(unit))) is None


def test_the_manual_has_the_same_words() -> None:
    rows = re.findall(r"(?m)^\| (`.+`) \|$", OPERATING.read_text(encoding="utf-8"))
    told = [tuple(cell.strip("` ") for cell in row.split("|")) for row in rows]
    kinds = [kind for kind in TABLES["en"] if kind not in {"causes", "outcomes"}]
    wanted = [tuple(TABLES[language][kind][0].replace("{}", "...") for language in SPOKEN) for kind in kinds]
    assert [row for row in wanted if row not in told] == []


def test_lines_of_every_command_are_at_hand() -> None:
    assert all(parse(line).kind is not CommandKind.HELP for line in LINES)
