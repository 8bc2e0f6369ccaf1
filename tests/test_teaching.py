"""What people put right is found in the journal and becomes examples; the better model takes over."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot import teaching
from bot.classifier.corpus import LabelledMail
from bot.store.memory import MemoryStore
from bot.vocabulary.effects import Note
from bot.vocabulary.labels import Cause, Intent
from bot.vocabulary.policy import Policy
from tests.store.scene import arrival, begin, do, keep

if TYPE_CHECKING:
    from pathlib import Path

RAW = b"From: Tom <tom@alder.example>\r\nSubject: Invoice INV-7\r\n\r\nThe rate is not the one we agreed.\r\n"
MAILS = [
    {"subject": "inv", "body": "We paid this by bank transfer today.", "intent": "payment_notice"},
    {"subject": "inv", "body": "You charged us VAT although we are exempt.", "intent": "dispute", "causes": ["tax"]},
]


def _corrected(store: MemoryStore, mail_id: int, **labels: str) -> None:
    do(store, Note("correction", None, json.dumps({**labels, "mail_id": mail_id, "draft": "r-1"})))


def test_the_last_word_on_a_mail_is_the_label() -> None:
    store = MemoryStore()
    begin(store)
    keep(store, *(arrival(str(key), RAW) for key in (1, 2, 3)))
    first, second, third = (mail.mail_id for mail in store.waiting(9))
    _corrected(store, first, cause="quality")
    _corrected(store, first, cause="price")
    _corrected(store, second, intent="other")
    _corrected(store, third, invoice="INV-8")
    found = teaching.corrections(store, Policy())
    assert next((mail.subject, mail.body.strip(), mail.causes) for mail in found) == (
        "Invoice INV-7",
        "The rate is not the one we agreed.",
        (Cause.PRICE,),
    )
    assert [mail.intent is Intent.DISPUTE for mail in found] == [True, False]


def test_without_corrections_there_is_nothing_to_read() -> None:
    assert teaching.corrections(MemoryStore(), Policy()) == []


def test_training_keeps_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "corpus" / "mails").mkdir(parents=True)
    (tmp_path / "corpus" / "mails" / "ada.jsonl").write_text("\n".join(map(json.dumps, MAILS)), "utf-8")
    model = tmp_path / "model"
    assert teaching.train(tmp_path, model, [])["taken"] is True
    wrong = [LabelledMail("inv", "We paid this by bank transfer today.", Intent.PAYMENT_NOTICE)]
    again = teaching.train(tmp_path, model, wrong)
    assert again["taken"] is (again["compared"] is None or "corrected mails right: 1 of 1 (now 0)" in again["compared"])
    assert "corrections: 1" in teaching.told(again)
