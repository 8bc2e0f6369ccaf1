from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from bot.classifier import closing, predict
from bot.classifier.features import layers
from bot.classifier.network import fresh
from bot.classifier.numbering import PLACES, Judge
from bot.classifier.reader import Calibration, Reader
from bot.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

#: Lines that nobody learned from; the first of each pair stands under all mails of its writer, the second is about this one.
PAIRS = [
    ("The studio is shut from 21 December to 4 January, happy holidays!", "Not until the studio reopens on 4 January."),
    ("Please address all purchase orders to orders@harbourworks.example", "Please address it to their new manager"),
    ("Wir sind vom 1. bis 14. August im Betriebsurlaub.", "Aber erst, wenn ich aus dem Urlaub zurück bin."),
    ("Nos bureaux seront fermés le vendredi 15 mai.", "Attendez plutôt vendredi."),
    ("Horario de verano: de lunes a viernes, de 8 a 15 h", "Mejor el lunes, cuando vuelva el jefe"),
    ("Prima di stampare questa mail pensa all'ambiente", "Prima sentite l'avvocato"),
    ("Ons kantoor is op Goede Vrijdag gesloten.", "Graag pas na Goede Vrijdag versturen."),
]


def test_what_stands_under_all_mails_is_told_from_what_is_meant_now() -> None:
    always, now = (predict.load().speak([pair[at] for pair in PAIRS]) for at in range(2))
    assert max(always) < min(now)


def test_no_line_is_no_question() -> None:
    assert predict.load().speak([]) == []


def test_what_was_learned_is_the_same_every_time_and_after_writing_it_down() -> None:
    lines = [line for pair in PAIRS for line in pair]
    says = np.array([0, 1] * len(PAIRS), np.float32)
    begin = layers.upper_layers()
    first, again = (closing.fit(lines, says, begin, steps=30) for _ in range(2))
    for one, other in zip(first, again, strict=True):
        assert all(np.array_equal(value, other.arrays()[name]) for name, value in one.arrays().items())
    reader = Reader([fresh(1)], Calibration(), Judge(np.zeros((PLACES + 1, 2), np.float32)), first)
    stored = Reader.from_bytes(*reader.to_bytes())
    assert np.allclose(reader.speak(lines), stored.speak(lines), atol=0.02)
    assert np.array_equal(np.array(stored.speak(lines)) > 0.5, says > 0.5)


def test_nothing_learned_is_no_opinion() -> None:
    reader = Reader([fresh(1)], Calibration(), Judge(np.zeros((PLACES + 1, 2), np.float32)))
    assert Reader.from_bytes(*reader.to_bytes()).speak(["Accounts", "Not today"]) == [0.5, 0.5]


@pytest.mark.parametrize("row", ["{", "[]", '{"line": "x"}'])
def test_a_bad_row_is_named(row: str, tmp_path: Path) -> None:
    (tmp_path / "hand.jsonl").write_text('{"line": "Accounts", "says": false}\n' + row + "\n", "utf-8")
    with pytest.raises(ModelError, match=r"hand\.jsonl, line 2"):
        closing.read_lines(tmp_path)


def test_lines_are_read_in_order(tmp_path: Path) -> None:
    (tmp_path / "hand.jsonl").write_text('{"line": "Accounts", "says": false}\n{"line": "Not today", "says": true}\n', "utf-8")
    lines, says = closing.read_lines(tmp_path)
    assert (lines, says.tolist()) == (["Accounts", "Not today"], [0, 1])
