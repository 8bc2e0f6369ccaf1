from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from bot.classifier import bait, predict
from bot.classifier.features.layers import SIZE
from bot.classifier.network import fresh
from bot.classifier.numbering import PLACES, Judge
from bot.classifier.reader import Calibration, Reader
from bot.errors import ModelError

#: Letters that nobody learned from: bait, and what clients and strangers write in much the same words.
LETTERS = [json.loads(line) for line in Path(__file__).with_name("bait.jsonl").read_text("utf-8").splitlines()]
#: So many of the letters of bait must be heard; no claim may be taken for one.
HEARD = 12


def test_bait_is_heard_and_no_claim_is_taken_for_it() -> None:
    understood = predict.load().understand_many([(each["subject"], each["body"], "") for each in LETTERS])
    heard = [(each["lures"], one.verdict.lures) for each, one in zip(LETTERS, understood, strict=True)]
    assert (False, True) not in heard
    assert heard.count((True, True)) >= HEARD


def test_what_was_learned_is_the_same_every_time_and_after_writing_it_down() -> None:
    plain = Reader([fresh(1)], Calibration(), Judge(np.zeros((PLACES + 1, 2), np.float32)))
    sums = plain.sums([each["body"] for each in LETTERS])
    says = np.array([each["lures"] for each in LETTERS], np.float32)
    first, again = (bait.fit(sums, says, steps=60) for _ in range(2))
    assert np.array_equal(first.numbers(), again.numbers())
    assert np.array_equal(first.chances(sums) > 0.5, says > 0.5)
    stored = Reader.from_bytes(*Reader(plain.members, plain.calibration, plain.numbers, (), first).to_bytes())
    assert stored.lures is not None
    assert np.allclose(stored.lures.chances(sums), first.chances(sums), atol=0.02)


def test_a_mail_without_words_lures_nobody() -> None:
    assert not predict.load().understand("", "").verdict.lures


@pytest.mark.parametrize("row", ["{", "[]", '{"subject": "x", "body": "y"}'])
def test_a_bad_row_is_named(row: str, tmp_path: Path) -> None:
    (tmp_path / "hand.jsonl").write_text('{"subject": "", "body": "Won!", "lures": true}\n' + row + "\n", "utf-8")
    with pytest.raises(ModelError, match=r"hand\.jsonl, line 2"):
        bait.read_rows(tmp_path)


def test_without_letters_nothing_is_learned(tmp_path: Path) -> None:
    assert bait.learn(tmp_path, [], lambda _texts: np.zeros((0, SIZE), np.float32)) is None
