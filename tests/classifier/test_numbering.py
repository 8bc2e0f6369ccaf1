from __future__ import annotations

from bot.classifier import numbering
from bot.classifier.extract import mentions, numbered

TAUGHT = [
    ("", "the quarterly docket 7731 again", {"7731"}, set[str]()),
    ("", "your docket 8804 is short", {"8804"}, set[str]()),
    ("", "docket 5512 and cage 9910", {"5512"}, set[str]()),
    ("", "it came in cage 4471", set[str](), set[str]()),
    ("", "for the budget take order 30-1188", set[str](), {"30-1188"}),
]


def test_what_the_corpus_calls_an_invoice_is_one() -> None:
    judge = numbering.fit([numbered(subject, body) for subject, body, _, _ in TAUGHT] * 8, [(one, two) for _, _, one, two in TAUGHT] * 8)
    found = mentions("", "docket 6120 came in cage 9917", judge)
    assert [span.text for span in found.invoice_numbers] == ["6120"]
    assert [span.text for span in mentions("", "take order 30-2290", judge).po_numbers] == ["30-2290"]


def test_a_judge_repeats_itself() -> None:
    first, second = (
        numbering.fit([numbered(subject, body) for subject, body, _, _ in TAUGHT], [(one, two) for _, _, one, two in TAUGHT])
        for _ in range(2)
    )
    assert (first.weights == second.weights).all()


def test_built_says_how_a_number_is_written() -> None:
    assert [numbering.shape(text) for text in ("INV-104", "2025/118", "re88")] == ["A3-93", "94/93", "a92"]
