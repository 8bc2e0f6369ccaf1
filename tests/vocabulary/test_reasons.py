"""The closed list of reason codes: each has one sentence for people, a cure that can be done, and a line in the digest."""

from __future__ import annotations

import re

import pytest
from typer.main import get_command

from bot import cli
from bot.summary.digest import digest
from bot.vocabulary.accounts import DigestFacts, HeldMail
from bot.vocabulary.policy import Policy
from bot.vocabulary.reasons import SENTENCES, Reason
from tests.summary.desk import NOW

#: The closed list; a new code needs a sentence, and a line here.
CODES = [
    "FROM_MULTI",
    "FROM_MALFORMED",
    "HDR_BARE_CR",
    "HDR_BROKEN",
    "AUTH_NONE",
    "AUTH_FAIL",
    "AUTH_UNTRUSTED",
    "TOKEN_UNKNOWN",
    "TOKEN_EXPIRED",
    "TOKEN_USED",
    "TOKEN_OTHER_USER",
    "DRAFT_STALE",
    "CMD_UNCLEAR",
    "CMD_CONFLICT",
    "AUTO_REPLY",
    "BOUNCE",
    "LIST_MAIL",
    "LOOP_SELF",
    "LOOP_RATE",
    "RATE_GLOBAL",
    "TOO_BIG",
    "TOO_DEEP",
    "TOO_MANY_PARTS",
    "HDR_TOO_BIG",
    "PARSE_TIME",
    "PARSE_CRASH",
    "CHARSET_UNKNOWN",
    "CHARSET_FORBIDDEN",
    "ENCRYPTED",
    "TNEF",
    "CALENDAR",
    "DUPLICATE",
    "NO_INVOICE",
    "INVOICE_AMBIGUOUS",
    "PARTY_MISMATCH",
    "FWD_UNCLEAR",
    "ATT_UNSAFE",
    "SEND_UNCERTAIN",
    "SEND_REJECTED",
    "RECIPIENT_FORBIDDEN",
    "EGRESS_BLOCK",
    "DISK_FULL",
    "CLOCK_JUMP",
    "SPAM",
    "BEFORE_SINCE",
    "VANISHED",
    "RENUMBERED",
]
COMMANDS = set(get_command(cli.app).commands)  # type: ignore[attr-defined]
POLICY = Policy(digest=("ana@northlight.example",))


def test_the_list_is_closed() -> None:
    assert {reason.value for reason in Reason} == set(CODES) == {reason.value for reason in SENTENCES}


@pytest.mark.parametrize("reason", Reason)
def test_a_code_has_one_sentence_and_a_cure_that_can_be_done(reason: Reason) -> None:
    sentence, cure = SENTENCES[reason]
    for words in (sentence, cure):
        assert re.fullmatch(r"[A-Z][^\n]{8,160}\.", words)
        assert reason.value not in words
    assert sentence.count(". ") == 0
    assert set(re.findall(r"`dispute-desk ([a-z-]+)", f"{sentence} {cure}")) <= COMMANDS


@pytest.mark.parametrize("reason", Reason)
def test_dig_05_every_code_has_its_line_in_the_digest(reason: Reason) -> None:
    held = HeldMail(7, reason, NOW, "tom@client.example", "Invoice", 900)
    facts = DigestFacts(NOW, NOW, fetched=1, held=1, held_mails=(held,), by_reason=((reason.value, 3),))
    mail = digest(facts, POLICY, NOW, "digest-1@northlight.example")
    text = " ".join(mail.text.split())
    assert f"1 mail, {reason.value}" in text
    assert f"3 {reason.value}" in text
    for words in SENTENCES[reason]:
        assert words in text


def test_no_two_codes_are_explained_alike() -> None:
    sentences = [sentence for sentence, _cure in SENTENCES.values()]
    assert len(set(sentences)) == len(sentences)
