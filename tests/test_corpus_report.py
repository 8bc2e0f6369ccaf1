from __future__ import annotations

from tools import corpus_report


def test_phrases_and_doubles() -> None:
    words = "one two three four five six seven eight nine"
    assert corpus_report.phrases(words) == {"one two three four five six seven eight", "two three four five six seven eight nine"}
    assert corpus_report.overlap([words], {"one two three four five six seven eight"}) == 0.5
    assert corpus_report.doubles(["Same, words!", "same words", "other"]) == ["same words"]


def test_no_held_out_mail_is_in_the_corpus() -> None:
    held = {corpus_report.plain(f"{row['subject']} {row['body']}") for _, row in corpus_report.rows("heldout/*.jsonl")}
    known = {corpus_report.plain(f"{row['subject']} {row['body']}") for _, row in corpus_report.rows("corpus/mails/*.jsonl")}
    assert len(held) > 100
    assert not held & known
