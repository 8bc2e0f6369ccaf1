from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from bot.classifier.corpus import labelled_mail
from bot.classifier.predict import load
from bot.classifier.train import train
from bot.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

PAID = ("We paid this by bank transfer today.", "The money is on its way, sent this morning.", "Payment was made yesterday.")
TAXED = ("The VAT rate on this invoice is wrong.", "You charged us VAT although we are exempt.", "Twenty per cent tax is not right here.")


def _corpus(root: Path) -> None:
    (root / "corpus" / "mails").mkdir(parents=True)
    (root / "corpus" / "sentences").mkdir()
    for hand in ("ada", "bob"):
        rows: list[dict[str, Any]] = [
            {"subject": "inv", "body": f"Hello {hand}. {text}", "intent": "payment_notice", "causes": [], "tone": "calm"} for text in PAID
        ]
        rows += [
            {
                "subject": "inv", "body": f"Hello {hand}. {text}", "intent": "dispute", "causes": ["tax"], "evidence": {"tax": [text]},
                "claim": {"requested": "corrected_invoice"}, "tone": "calm",
            }
            for text in TAXED
        ]  # fmt: skip
        (root / "corpus" / "mails" / f"{hand}.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    (root / "corpus" / "sentences" / "ada.jsonl").write_text(json.dumps({"text": "No VAT please.", "label": "tax"}), "utf-8")


def test_training_repeats_itself_and_loads(tmp_path: Path) -> None:
    _corpus(tmp_path)
    correction = labelled_mail({"subject": "bill", "body": "Sent it by wire.", "intent": "payment_notice"})
    report = train(tmp_path, [correction], tmp_path / "one")
    assert (report.mails, report.sentences, report.corrections) == (12, 1, 1)
    assert report == train(tmp_path, [correction], tmp_path / "two")
    for file in ("networks.json", "networks.npz"):
        first, second = ((tmp_path / name / "desk_reader" / file).read_bytes() for name in ("one", "two"))
        assert first == second
    model = load(tmp_path / "one")
    taxed, paid = (model.understand("inv", f"Hello. {text}").verdict for text in (TAXED[1], PAID[2]))
    assert taxed.dispute_probability > paid.dispute_probability


def test_no_corpus_is_said(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no training mails"):
        train(tmp_path, [], tmp_path / "out")
