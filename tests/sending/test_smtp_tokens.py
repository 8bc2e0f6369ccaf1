"""Signing in at SMTP with a token: on a scripted server for every answer there is; a real one stands in tests/journeys."""

from __future__ import annotations

import asyncio
import base64
from typing import TYPE_CHECKING

import pytest

from bot.sending.smtp import SmtpBox
from bot.vocabulary.doors import SendOutcome, SendResult
from tests.servers.scripted_smtp import CUT, ScriptedSmtp
from tests.servers.tokens import Purse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.servers.certificates import Authority

DESK, TOM = "disputes@northlight.example", "tom@harbour.example"
RAW = b"Subject: hello\r\n\r\nhello\r\n"
REASONS = "334 " + base64.b64encode(b'{"status":"401"}').decode()
OFFER = "250-sink\r\n250-STARTTLS\r\n250-AUTH PLAIN LOGIN {}\r\n250 SIZE 1000000"
OLD, NEW = "old.token-1", "new.token-2"


def sent(
    authority: Authority, purse: Purse, script: Mapping[str, Sequence[str]], offer: str = "XOAUTH2"
) -> tuple[SendOutcome, ScriptedSmtp]:
    with ScriptedSmtp(authority.server_context(), {"ehlo": [OFFER.format(offer)] * 9, **script}) as server:
        box = SmtpBox("localhost", server.port, ca_file=str(authority.ca_file), username=DESK, tokens=purse, timeout_s=5.0)

        async def run() -> SendOutcome:
            outcome = await box.send("o-1", DESK, (TOM,), RAW, lambda: None)
            await box.close()
            return outcome

        return asyncio.run(run()), server


def shown(server: ScriptedSmtp) -> list[bytes]:
    return [base64.b64decode(command.split(" ")[2]) for command in server.said if command.startswith("AUTH")]


@pytest.mark.parametrize(
    ("offer", "begins"), [("XOAUTH2 OAUTHBEARER", b"user=" + DESK.encode() + b"\1"), ("OAUTHBEARER", b"n,a=" + DESK.encode() + b",\1")]
)
def test_a_token_lets_us_in(authority: Authority, offer: str, begins: bytes) -> None:
    outcome, server = sent(authority, Purse([OLD]), {}, offer)
    assert outcome.result is SendResult.SENT
    assert shown(server) == [begins + b"auth=Bearer " + OLD.encode() + b"\1\1"]
    assert not any("AUTH" in command for command in server.plain)


@pytest.mark.parametrize(
    "no", ["535 5.7.3 Authentication unsuccessful", "535 5.7.139 SmtpClientAuthentication is disabled", "550 5.7.30 no"]
)
def test_sec_05_a_refused_token_is_replaced_once_on_a_new_connection(authority: Authority, no: str) -> None:
    purse = Purse([OLD, NEW])
    outcome, server = sent(authority, purse, {"auth": [no]})
    assert outcome.result is SendResult.SENT
    assert purse.refused == [OLD]
    assert [NEW.encode() in words for words in shown(server)] == [False, True]
    assert server.connections == 2


def test_the_reasons_for_a_no_are_taken_note_of(authority: Authority) -> None:
    outcome, server = sent(authority, Purse([OLD, NEW]), {"auth": [REASONS], "": ["535 5.7.8 no"]})
    assert outcome.result is SendResult.SENT
    assert "" in server.said


@pytest.mark.parametrize("no", ["535 5.7.8 no", "454 4.7.0 later", "421 4.3.2 down", CUT, "?? not smtp"])
def test_sec_05_when_no_token_lets_us_in_the_queue_waits_and_nothing_is_quoted(authority: Authority, no: str) -> None:
    purse = Purse([OLD, NEW])
    outcome, server = sent(authority, purse, {"auth": [no] * 9})
    assert (outcome.result, outcome.hold_all) == (SendResult.DEFERRED, True)
    assert len(shown(server)) == (2 if no.startswith("5") else 1), "what is no word about the token says nothing against it"
    assert not server.taken


def test_a_server_that_repeats_what_it_was_shown_is_not_quoted(authority: Authority) -> None:
    echo = base64.b64encode(f"user={DESK}\1auth=Bearer {OLD}\1\1".encode()).decode()
    outcome, _ = sent(authority, Purse([OLD]), {"auth": [f"535 no {echo} and {OLD}"]})
    assert outcome.result is SendResult.DEFERRED
    assert echo not in outcome.answer
    assert OLD not in outcome.answer


def test_a_server_without_tokens_hears_none(authority: Authority) -> None:
    outcome, server = sent(authority, Purse([OLD]), {}, "CRAM-MD5")
    assert (outcome.result, outcome.hold_all) == (SendResult.DEFERRED, True)
    assert "no way to sign in with a token" in outcome.answer
    assert shown(server) == []


def test_no_token_to_be_had_keeps_the_queue_waiting(authority: Authority) -> None:
    outcome, server = sent(authority, Purse([], "login.example gives no token (400 invalid_grant); give consent again"), {})
    assert (outcome.result, outcome.hold_all) == (SendResult.DEFERRED, True)
    assert "invalid_grant" in outcome.answer
    assert server.connections == 0
