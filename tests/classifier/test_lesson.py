from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.classifier import lesson
from bot.classifier.corpus import LabelledMail
from bot.classifier.pipeline import build, open_model, reader_of
from bot.classifier.predict import Classifier
from bot.errors import ModelError
from bot.vocabulary.labels import Cause, Intent

SHIPPED = Path(__file__).parents[2] / "data" / "model"
#: Said in a way that nobody would read so unless told.
HOUSE_WORD = LabelledMail("the blue one", "Kindly give the blue one another haircut, as in spring.", Intent.DISPUTE, (Cause.PRICE,))
PLAIN = (
    "Payment for invoice 12 goes out by transfer this Friday.",
    "You charged VAT twice on invoice 12, please correct it.",
    "Thank you, all received.",
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    mails = tmp_path / "corpus" / "mails"
    mails.mkdir(parents=True)
    rows = [{"body": text, "intent": "other", "tone": "calm"} for text in PLAIN]
    (mails / "ada.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return tmp_path


def test_a_corrected_mail_is_learned_and_the_others_keep_their_answers(data: Path) -> None:
    reader = reader_of(open_model(SHIPPED))
    before, after = Classifier(build(reader)), Classifier(build(lesson.taught(reader, data, [HOUSE_WORD])))
    assert before.understand(HOUSE_WORD.subject, HOUSE_WORD.body).verdict.primary_cause is not Cause.PRICE
    learned = after.understand(HOUSE_WORD.subject, HOUSE_WORD.body).verdict
    assert (learned.intent, learned.primary_cause) == (Intent.DISPUTE, Cause.PRICE)
    for text in PLAIN:
        assert after.understand("", text).verdict.intent is before.understand("", text).verdict.intent


def test_the_same_lesson_gives_the_same_model(data: Path) -> None:
    reader = reader_of(open_model(SHIPPED))
    first, second = (lesson.taught(reader, data, [HOUSE_WORD]).to_bytes()[0] for _ in range(2))
    assert all((first[name] == second[name]).all() for name in first)


def test_without_a_corpus_there_is_no_lesson(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no training mails"):
        lesson.taught(reader_of(open_model(SHIPPED)), tmp_path, [HOUSE_WORD])
