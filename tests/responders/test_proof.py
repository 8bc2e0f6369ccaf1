from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot import resources
from bot.responders import proof
from bot.responders.answer import answer
from tests.responders.facts import facts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Path]:
    """A folder of one's own templates, in use for one test."""
    resources.use_templates(tmp_path)
    yield tmp_path
    resources.use_templates(None)


def put(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def test_the_shipped_templates_are_well_in_every_language() -> None:
    assert proof.check() == ()
    assert proof.count() > 6 * 13


def test_single_words_and_whole_bodies_may_be_ones_own(own: Path) -> None:
    put(own, "_words/en.toml", '[mail]\nregards = "With best wishes"\n')
    put(own, "price/body.en.txt", "{{ greeting }}\n\nOurs. {{ promise }}\n\n{{ regards }}\n{{ signature }}\n{{ reference }}\n")
    assert "With best wishes" in answer(facts()).mail.text
    assert proof.check() == ()


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("price/body.txt", "{{ greting }}", "en, price: UndefinedError"),
        ("price/body.txt", "{% if %}", "en, price: TemplateSyntaxError"),
        ("price/body.txt", "Hello, we are sorry. {{ signature }} {{ reference }}", "en, price: It admits a fault"),
        ("price/body.txt", "Hello {{ signature }}", "en, price: the case is missing"),
        ("price/body.txt", "{{ ''.__class__ }}", "en, price: SecurityError"),
        ("_words/de.toml", '[mail]\npromise = "Bis {tomorrow}."', "de, miscalculation: KeyError"),
    ],
)
def test_what_is_broken_is_told(own: Path, name: str, text: str, says: str) -> None:
    put(own, name, text)
    assert any(fault.startswith(says) for fault in proof.check()), proof.check()[:5]
