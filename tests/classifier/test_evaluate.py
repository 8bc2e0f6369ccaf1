from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.classifier.evaluate import evaluate
from bot.classifier.page import page

if TYPE_CHECKING:
    from bot.classifier.predict import Classifier

ROWS: list[dict[str, Any]] = [
    {
        "subject": "Invoice 7731",
        "body": "You billed us twice for the same job, for £40.",
        "intent": "dispute",
        "causes": ["duplicate"],
        "evidence": {"duplicate": ["billed us twice for the same job"]},
        "mentions": {"invoice_numbers": ["7731"], "amounts": ["£40"], "dates": [], "po_numbers": []},
        "claim": {"disputed_amount": "£40", "requested": "credit"},
        "tone": "calm",
    },
    {"subject": "Out of office: x", "body": "Back on Monday.", "intent": "auto_reply", "causes": []},
]


def test_figures_are_plain_and_complete(classifier: Classifier) -> None:
    result = evaluate(ROWS, classifier)
    figures = result.as_dict()
    assert json.loads(json.dumps(figures)) == figures
    assert figures["mails"] == 2
    assert figures["intent"]["accuracy"] == 1.0
    assert figures["intent"]["dispute_f1"] == 1.0
    assert figures["causes"]["primary_accuracy"] == 1.0
    assert figures["extraction"]["invoice_numbers"]["f1"] == 1.0
    assert {name: figures["evidence"][name] for name in ("exact", "marked", "met")} == {"exact": 1.0, "marked": 1, "met": 1.0}
    assert "dispute_f1: 1.0" in result.as_text()


def test_nothing_to_measure_is_no_error(classifier: Classifier) -> None:
    assert evaluate([], classifier).as_dict()["mails"] == 0


def test_the_page_stands_alone(classifier: Classifier) -> None:
    html = page(evaluate(ROWS, classifier).figures, "two <mails>")
    assert "two &lt;mails&gt;" in html
    assert html.count("<svg") == 2
    assert "http" not in html
