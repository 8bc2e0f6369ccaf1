from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from bot.sending.probe import probe
from bot.vocabulary.policy import Policy

DESK = Policy(desk_address="disputes@corp.example")


@pytest.mark.parametrize(("server", "begins"), [("mx.corp.example", "mx.corp.example; dmarc=pass"), ("", "dmarc=pass")])
def test_a_probe_is_a_mail_to_ourselves_with_a_forged_proof(server: str, begins: str) -> None:
    raw = probe("dispute-desk-probe-x", server, DESK, datetime(2026, 10, 6, tzinfo=UTC))
    mail = message_from_bytes(raw, policy=policy.default)
    assert str(mail["Authentication-Results"]).startswith(begins)
    assert (mail["To"], mail["From"], mail["Subject"]) == ("disputes@corp.example", "disputes@corp.example", "dispute-desk-probe-x")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert raw.count(b"\n") == raw.count(b"\r\n")
