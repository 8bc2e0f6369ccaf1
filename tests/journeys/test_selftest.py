from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot import opening, selftest
from bot.errors import UsageError
from tests.journeys import world
from tests.journeys.habits import Reply
from tests.journeys.stage import ANA, Stage

if TYPE_CHECKING:
    from pathlib import Path

OWN = f"Authentication-Results: {world.AUTHSERV}; dmarc=fail header.from=northlight.example\r\n".encode()


def test_spf_26_a_server_that_leaves_the_forgery_ends_approval_by_mail(asked: Stage, tmp_path: Path) -> None:
    """SPF-26: the probe comes back as it was; until a better test only the command line decides, and the digest says so."""
    stage = asked.copy(tmp_path)
    stage.configure(outgoing={"path": "inbox"})  # a server that changes nothing
    with opening.store_of(stage.settings) as store:
        told = asyncio.run(selftest.sent(stage.settings, store, 10))
        assert told["result"] == "survived"
        assert selftest.last(store)["result"] == "survived"
    stage.configure()
    said = stage.poll()
    assert [(one["kind"], one["reason"]) for one in said] == [("own", "LOOP_SELF")]
    said_yes = stage.answer(Reply("Approve"))
    assert (said_yes["command"], said_yes["reason"], stage.left(None)) == ("refuse", "AUTH_NONE", [])
    assert any("selftest" in reason for reason in said_yes["reasons"])

    with opening.store_of(stage.settings) as store:
        raw = selftest.written(stage.settings, store)
        assert selftest.judged(stage.settings, store, OWN + raw.partition(b"\r\n")[2])["result"] == "stripped"
        notes = [entry.content for entry in store.journal() if entry.kind == "note"]
    assert any(note and "Self-test: The server removed" in note for note in notes)
    assert stage.answer(Reply("Approve"))["command"] == "approve"
    assert stage.tally()[f"receipt {ANA}"] == 1


def test_a_finding_about_another_server_counts_for_nothing(asked: Stage, tmp_path: Path) -> None:
    stage = asked.copy(tmp_path)
    with opening.store_of(stage.settings) as store:
        assert selftest.last(store)["result"] == "never"
        assert selftest.judged(stage.settings, store, selftest.written(stage.settings, store))["result"] == "survived"
        assert opening.policy_of(stage.settings, store, stage.now).authserv_id == ""
        stage.configure(trust={"authserv_id": "mx2.northlight.example"})
        assert opening.policy_of(stage.settings, store, stage.now).authserv_id == "mx2.northlight.example"


def test_a_probe_that_does_not_come_is_told(asked: Stage, tmp_path: Path) -> None:
    stage = asked.copy(tmp_path)
    with opening.store_of(stage.settings) as store:
        assert asyncio.run(selftest.sent(stage.settings, store, 0))["result"] == "not_seen"
        assert selftest.last(store)["result"] == "never"


def test_without_a_server_there_is_nothing_to_test(asked: Stage, tmp_path: Path) -> None:
    stage = asked.copy(tmp_path)
    stage.configure(trust={"authserv_id": ""})
    with opening.store_of(stage.settings) as store, pytest.raises(UsageError, match="authserv_id is not set"):
        asyncio.run(selftest.sent(stage.settings, store, 0))


def test_a_file_that_is_no_probe_is_refused(asked: Stage, tmp_path: Path) -> None:
    stage = asked.copy(tmp_path)
    with opening.store_of(stage.settings) as store, pytest.raises(UsageError, match="no probe"):
        selftest.judged(stage.settings, store, b"Subject: hello\r\n\r\n")
