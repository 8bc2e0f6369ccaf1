"""Somebody who can write into the database, though not into the readers' mailboxes: what the tables say is no approval."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from datetime import time
from pathlib import Path
from typing import Any

import pytest

from bot.store import rows
from bot.store.codec import dumps
from bot.vocabulary.cases import DraftState
from bot.vocabulary.outgoing import draft_hash
from tests.journeys import habits, world
from tests.journeys.habits import Reply
from tests.journeys.stage import ANA, HOUR, Stage

CASES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("inside.json").read_text("utf-8"))


def with_mail(value: str, name: str, new: str) -> str:
    """A kept draft with another part of its mail, and the hash that fits."""
    draft = rows.draft(value, DraftState.PENDING)
    changed: dict[str, Any] = {name: (new,) if name == "recipients" else new}
    mail = replace(draft.mail, **changed)
    return dumps(replace(draft, mail=mail, hash=draft_hash(mail)))


def agreed(value: str, by: str) -> str:
    """A kept draft that somebody is said to have agreed with."""
    return dumps(replace(rows.draft(value, DraftState.PENDING), agreed=(by,)))


def hash_of(value: str) -> str:
    return draft_hash(rows.draft(value, DraftState.PENDING).mail)


def tampered(stage: Stage, statements: list[str]) -> None:
    connection = sqlite3.connect(stage.base / "desk.db", isolation_level=None)
    for name, function, many in (("with_mail", with_mail, 3), ("agreed", agreed, 2), ("hash_of", hash_of, 1)):
        connection.create_function(name, many, function)
    for statement in statements:
        assert connection.execute(statement).rowcount > 0, statement
    connection.close()


@pytest.fixture(scope="module")
def above(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """A desk that needs two voices for what it asked about."""
    stage = Stage.build(tmp_path_factory.mktemp("above"), approval={"second_above": 1})
    stage.client()
    return stage


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_sto_15_a_yes_to_what_nobody_was_shown_sends_nothing(case: dict[str, Any], asked: Stage, above: Stage, tmp_path: Path) -> None:
    stage = (above if case.get("two") else asked).copy(tmp_path)
    tampered(stage, case["sql"])
    request = next(mail for mail in stage.requests() if mail["To"] == ANA)
    said = stage.answer(Reply("Approve", case.get("program", "bare")), request)
    states = [row["state"] for row in stage.seen.rows("SELECT state FROM outbox WHERE audience = 'client'")]
    assert said["command"] == {"sent": "approve", "blocked": "approve"}.get(case["then"], case["then"])
    assert states == ([case["then"]] if case["then"] in {"sent", "blocked"} else [])
    assert len(stage.left(None)) == (case["then"] == "sent")
    if case["then"] == "blocked":
        stage.now += 24 * HOUR
        stage.poll(digest_at=time(0, 0))
        assert "EGRESS_BLOCK" in world.text_of(stage.left("digest")[-1])


BACK = {
    "queued": "UPDATE outbox SET state = 'queued', sent_at = NULL, next_at = queued_at WHERE audience = 'client'",
    "deferred": "UPDATE outbox SET state = 'deferred', sent_at = NULL, next_at = queued_at WHERE audience = 'client'",
}


@pytest.mark.parametrize("statement", BACK.values(), ids=BACK)
def test_sto_15_an_answer_that_left_is_not_sent_again_because_a_table_says_it_waits(asked: Stage, tmp_path: Path, statement: str) -> None:
    stage = asked.copy(tmp_path)
    stage.answer(Reply("Approve"))
    tampered(stage, [statement])
    for path in (stage.base / "outbox" / "new").iterdir():
        path.unlink()  # a server would take it again; the folder remembers by its file
    stage.now += HOUR
    stage.poll()
    assert list((stage.base / "outbox" / "new").iterdir()) == []


def test_out_01_an_answer_a_person_resends_leaves_though_it_may_have_left(asked: Stage, tmp_path: Path) -> None:
    """The journal's own word lets it go: `resend` is an entry, a changed row is none."""
    stage = asked.copy(tmp_path)
    stage.answer(Reply("Approve"))
    tampered(stage, ["UPDATE outbox SET state = 'uncertain', sent_at = NULL WHERE audience = 'client'"])
    (row,) = stage.seen.rows("SELECT id FROM outbox WHERE audience = 'client'")
    for path in (stage.base / "outbox" / "new").iterdir():
        path.unlink()
    stage.resend(row["id"])
    stage.now += HOUR
    stage.poll()
    assert [path.name.split(",")[0] for path in (stage.base / "outbox" / "new").iterdir()] != []


def test_sto_15_a_draft_brought_back_to_life_is_not_answered_twice_and_stops_nobody(asked: Stage, tmp_path: Path) -> None:
    """The second yes contradicts what is kept: that mail is held, the one behind it is handled, and nothing leaves again."""
    stage = asked.copy(tmp_path)
    request = stage.requests()[-1]
    stage.answer(Reply("Approve"))
    tampered(stage, ["UPDATE drafts SET state = 'pending'", "UPDATE tokens SET used_at = NULL"])
    stage.now += HOUR
    stage.deliver(habits.written(request, Reply("Approve", "bare"), stage.now))
    said = stage.client("When will you answer about INV-1042? The rate is wrong.", "Invoice INV-1042", sender="kim@kestrel.example")
    assert [(one["kind"], one["reason"]) for one in said] == [("held", "PARSE_CRASH"), ("client_mail", said[1]["reason"])]
    assert len(stage.left(None)) == 1
