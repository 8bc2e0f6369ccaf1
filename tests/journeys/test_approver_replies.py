"""One reply to one request, as data: what the desk says, what leaves, what stays, and the eight oracles."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys import world
from tests.journeys.habits import PROGRAMS, Reply
from tests.journeys.stage import ANA, BEN, Stage

if TYPE_CHECKING:
    from email.message import EmailMessage

CASES: list[dict[str, Any]] = [
    case for file in sorted((Path(__file__).parent / "approver").glob("*.json")) for case in json.loads(file.read_text("utf-8"))
]
YES = {"en": "Approve", "de": "Freigegeben", "fr": "J\u2019approuve", "es": "Sí, enviar", "it": "Sì", "nl": "Akkoord"}

#: Outcome -> kind, command, what left beyond the request, the state of the drafts, the case's status.
OUTCOMES: dict[str, tuple[str, str | None, dict[str, int], list[str], str]] = {
    "sent": ("approver_reply", "approve", {f"client {world.CLIENT}": 1, f"receipt {ANA}": 1}, ["approved"], "waiting_us"),
    "help": ("approver_reply", "help", {f"hint {ANA}": 1}, ["pending"], "open"),
    "undone": ("approver_reply", "", {f"hint {ANA}": 1}, ["pending"], "open"),
    "dropped": ("approver_reply", "reject", {f"receipt {ANA}": 1}, ["rejected"], "open"),
    "alert": ("approver_reply", "refuse", {f"alert {ANA}": 1}, ["pending"], "open"),
    "burnt": ("approver_reply", "refuse", {f"approval {ANA}": 1}, ["pending"], "open"),
    "untied": ("approver_reply", "refuse", {f"hint {ANA}": 1}, ["pending"], "open"),
    "nobody": ("approver_reply", "refuse", {}, ["pending"], "open"),
    "note": ("", None, {}, ["pending"], "open"),
    "held": ("held", None, {}, ["pending"], "open"),
    "own": ("own", None, {}, ["pending"], "open"),
    "automatic": ("auto_reply", "ignore", {}, ["pending"], "open"),
    "again": ("approver_reply", "", {f"approval {ANA}": 1}, ["superseded", "pending"], "open"),
    "noted": ("approver_reply", "", {f"receipt {ANA}": 1}, ["pending"], "open"),
    "closed": ("approver_reply", "", {f"receipt {ANA}": 1}, ["withdrawn"], "closed"),
    "assigned": ("approver_reply", "assign", {f"receipt {ANA}": 1, f"approval {BEN}": 1}, ["pending"], "open"),
}


def the_reply(case: dict[str, Any], request: EmailMessage) -> Reply:
    """Build the reply a case describes; `{token}` and the like become the request's own."""
    token = str(request["Reply-To"]).partition("+")[2].partition("@")[0]
    names = {"{token}": token, "{TOKEN}": token.upper(), "{short}": token[:-1], "{request_id}": str(request["Message-ID"])}

    def filled(value: Any) -> Any:
        if isinstance(value, list):
            return tuple(map(filled, value))
        for name, own in names.items():
            value = value.replace(name, own) if isinstance(value, str) else value
        return value

    known = {name: filled(value) for name, value in case.items() if name in Reply.__dataclass_fields__}
    if "keep" in known:
        known["keep"] = frozenset(known["keep"])
    reply = Reply(**{"words": "Approve", **known})
    if "signed" in case:
        reply = replace(reply, words=reply.words + case["signed"])
    if "hops" in case:
        reply = replace(
            reply, head=tuple(f"Received: from h{number}.example; Tue, 6 Oct 2026 09:00:00 +0000" for number in range(case["hops"]))
        )
    return reply


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_reply(case: dict[str, Any], asked: Stage, tmp_path: Path) -> None:
    stage = asked.copy(tmp_path)
    before = stage.tally()
    said = stage.answer(the_reply(case, stage.requests()[-1]))
    kind, command, left, drafts, status = OUTCOMES[case["then"]]
    told = (said["kind"], said["command"], said["reason"])
    assert said["kind"] == (kind or said["kind"]), told
    assert said["command"] == (command if command != "" else case["command"]), told
    assert case.get("reason", said["reason"]) == said["reason"], told
    assert said["reason"] is None or case["then"] not in {"sent", "dropped", "again", "noted", "closed", "assigned"}
    more = {key: count - before.get(key, 0) for key, count in stage.tally().items() if count != before.get(key, 0)}
    assert more == left
    assert (stage.drafts(), stage.case()) == (drafts, status)
    if "body" in case:
        assert said["draft"]["body"] == case["body"]
        shown = " ".join(world.text_of(stage.requests()[-1]).replace("\n| ", "\n").split())
        assert all(" ".join(line.split()) in shown for line in case["body"].splitlines())
    stage.check()


@pytest.mark.parametrize(
    ("program", "language"), [(program, list(YES)[number % 6]) for number, program in enumerate(PROGRAMS) if program != "unmarked"]
)
def test_apr_01_a_yes_from_every_program(program: str, language: str, asked: Stage, tmp_path: Path) -> None:
    """APR-01: top-posted, bottom-posted, from phones, as HTML alone, each once with a receipt."""
    stage = asked.copy(tmp_path)
    said = stage.answer(Reply(YES[language], program, language))
    assert (said["command"], said["reason"]) == ("approve", None)
    assert len(stage.left(None)) == 1
    stage.check()
