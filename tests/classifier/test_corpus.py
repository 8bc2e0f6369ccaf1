from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.classifier.corpus import LabelledSentence, json_lines, labelled_mail, read_mails, read_sentences, short_mails
from bot.classifier.layout import SENTENCE_LABELS
from bot.errors import ModelError
from bot.resources import folder
from bot.vocabulary.labels import Cause, Intent

if TYPE_CHECKING:
    from pathlib import Path


def test_the_shipped_corpus_is_well_formed() -> None:
    mails = read_mails(folder("data") / "corpus")
    assert len(mails) > 1000
    assert all(bool(mail.causes) == (mail.intent is Intent.DISPUTE) for mail in mails)
    assert all(words in mail.body or words in mail.subject for mail in mails for texts in mail.evidence.values() for words in texts)
    labels = {sentence.label for sentence in read_sentences(folder("data") / "corpus")}
    assert set(SENTENCE_LABELS) >= labels - {"other"}


def test_a_label_off_the_list_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="mail m1"):
        labelled_mail({"id": "m1", "intent": "quarrel"})
    assert read_mails(tmp_path) == []


def test_a_broken_line_is_named() -> None:
    with pytest.raises(ModelError, match="line 2"):
        json_lines(['{"a": 1}', "{"])


def test_a_row_becomes_a_mail() -> None:
    mail = labelled_mail({"subject": "x", "body": "y", "intent": "dispute", "causes": ["tax"]}, "me")
    assert (mail.hand, mail.causes) == ("me", (Cause.TAX,))


def test_a_sentence_that_carries_a_cause_is_a_short_dispute() -> None:
    texts = [
        LabelledSentence("You billed us twice.", "duplicate", "ada"),
        LabelledSentence("We won't pay.", "other"),
        LabelledSentence("Hi.", "none"),
    ]
    mails, rest = short_mails(texts, 0.4)
    assert [(mail.causes, mail.weight, mail.lone, mail.hand) for mail in mails] == [((Cause.DUPLICATE,), 0.4, True, "ada")]
    assert rest == texts[1:]
