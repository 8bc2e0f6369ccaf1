from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.arrivals.read import arrive
from bot.vocabulary.policy import Policy

#: What one mail must be read as; the id begins with the case of the list of trust cases that it shows.
CASES: dict[str, dict[str, Any]] = {
    case["id"]: case for case in json.loads((Path(__file__).parent / "reading.json").read_text(encoding="utf-8"))
}
DESK = Policy(
    desk_address="disputes@northlight.example",
    approvers=("ana@northlight.example",),
    staff=("sam@northlight.example",),
    authserv_id="mx.northlight.example",
    instance_id="inst-1",
)


@pytest.mark.parametrize("name", CASES)
def test_mail_is_read(name: str) -> None:
    case = CASES[name]
    raw = "\r\n".join([*case["head"], "", case["body"], ""]).encode()
    arrived = arrive(raw, replace(DESK, **case.get("policy", {})))
    seen = {
        "kind": str(arrived.kind),
        "reason": str(arrived.reason) if arrived.reason else None,
        "proof": str(arrived.trust.proof),
        "sender": arrived.message.from_.email if arrived.message.from_ else None,
        "cc": [one.email for one in arrived.message.cc],
        "reply_to": [one.email for one in arrived.message.reply_to],
        "original": arrived.original.from_.email if arrived.original and arrived.original.from_ else None,
        "failed": list(arrived.failed_recipients),
        "bounced": list(arrived.bounced_ids),
        "date": arrived.message.date_at.isoformat() if arrived.message.date_at else None,
    }
    assert {key: seen[key] for key in seen if key in case} == {key: case[key] for key in seen if key in case}
    assert seen["proof"] != case.get("proof_not")
    assert seen["reason"] in case.get("reason_in", [seen["reason"]])
    assert set(case.get("notes", [])) <= set(arrived.notes)
    assert set(case.get("defects", [])) <= set(arrived.message.defects)
