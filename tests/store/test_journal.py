from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.store.entries import content_of, kind_of
from bot.store.journal import GENESIS, Verifier, approves, canonical, entry_hash, fault, link
from bot.vocabulary.accounts import JournalEntry
from bot.vocabulary.effects import FileMail, QueueMail
from bot.vocabulary.labels import Kind
from tests.store.scene import NOW, client_mail, draft, request_mail


def chain(count: int) -> list[JournalEntry]:
    entries: list[JournalEntry] = []
    head = (0, GENESIS)
    for number in range(count):
        entries.append(link(head, "note", None, {"n": number}, NOW))
        head = (entries[-1].seq, entries[-1].entry_hash)
    return entries


def broken(entries: list[JournalEntry]) -> str | None:
    check = Verifier()
    for entry in entries:
        check.entry(entry)
    return check.broken or check.missing()


def test_the_hash_is_what_anybody_can_compute() -> None:
    entry = link((6, "ab" * 32), "note", "D-0001", {"b": "ü", "a": 1}, NOW)
    assert entry.content == '{"a":1,"b":"ü"}'
    content = hashlib.sha256(entry.content.encode()).hexdigest()
    hashed = f'{{"at":"2026-11-23T09:00:00.000000+00:00","case":"D-0001","content_sha256":"{content}","kind":"note","prev_hash":"{"ab" * 32}","seq":7}}'
    assert entry.entry_hash == hashlib.sha256(hashed.encode()).hexdigest()


_TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.integers(), _TEXT, _TEXT, _TEXT, st.none() | _TEXT, _TEXT)
def test_the_hash_is_of_the_canonical_spelling_whatever_the_fields_hold(
    seq: int, prev_hash: str, at: str, kind: str, case_id: str | None, content_sha256: str
) -> None:
    fields = {"seq": seq, "prev_hash": prev_hash, "at": at, "kind": kind, "case": case_id, "content_sha256": content_sha256}
    entry = JournalEntry(seq, at, kind, case_id, None, content_sha256, prev_hash, "")
    assert entry_hash(entry) == hashlib.sha256(canonical(fields).encode()).hexdigest()


@given(st.integers(0, 5), st.sampled_from(["seq", "at", "kind", "case_id", "content", "content_sha256", "prev_hash", "entry_hash"]))
def test_no_field_of_any_entry_can_change(which: int, name: str) -> None:
    entries = chain(6)
    old = getattr(entries[which], name)
    change: dict[str, Any] = {name: old + 1 if isinstance(old, int) else f"{old or ''} "}
    entries[which] = replace(entries[which], **change)
    assert broken(entries) is not None


@given(st.permutations(range(5)))
def test_entries_cannot_change_places(order: list[int]) -> None:
    entries = chain(5)
    assert (broken([entries[n] for n in order]) is None) is (order == [0, 1, 2, 3, 4])


def test_an_erasure_must_be_recorded() -> None:
    entries = chain(3)
    entries[1] = replace(entries[1], content=None)
    assert broken(entries) == "the content of journal entry 2 is missing and no erasure is recorded"
    entries.append(link((3, entries[2].entry_hash), "erasure", None, {"entries": [2]}, NOW))
    assert broken(entries) is None


def test_any_text_can_be_told() -> None:
    entry = link((0, GENESIS), "note", None, {"detail": "a\x00\ud800"}, NOW)
    assert fault((0, GENESIS), entry) is None
    assert json.loads(entry.content or "") == {"detail": "a\x00\ufffd"}


def test_which_entry_is_an_approval() -> None:
    entry = link((0, GENESIS), "approval", "D-0001", {"draft_id": "r-1", "approved_hash": "ff"}, NOW)
    assert approves(entry, "r-1", "ff")
    assert not approves(entry, "r-1", "")
    assert not approves(entry, "r-2", "ff")
    assert not approves(replace(entry, kind="note"), "r-1", "ff")
    assert not approves(replace(entry, content=None), "r-1", "ff")


def test_kinds_are_the_names_of_effects() -> None:
    assert kind_of(FileMail(Kind.SPAM)) == "file_mail"
    assert kind_of(client_mail(draft())) == "queue_mail"


def test_mails_to_clients_are_told_and_those_to_staff_by_their_hash() -> None:
    told = content_of(client_mail(draft()), 7)
    assert (told["mail"]["text"], told["mail_id"]) == ("Thank you, we look into it. Grüße\n", 7)
    request: QueueMail = request_mail(draft())
    hidden = content_of(request, 0)
    assert hidden["raw_sha256"] == hashlib.sha256(request.raw).hexdigest()
    assert "t1" not in json.dumps({**hidden, "outbox_id": "", "mail": {**hidden["mail"], "message_id": ""}})
    assert "raw" not in hidden
