"""Signing in at IMAP with a token: on a real Dovecot that checks signed tokens, and on a scripted server for what else can happen."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from bot.arrivals.mailbox import ImapMailbox
from bot.errors import MailboxError
from tests.servers.boxes import desk_of, numbers, taken
from tests.servers.patience import wait_for
from tests.servers.tokens import Purse, signed

if TYPE_CHECKING:
    from tests.servers.boxes import Box
    from tests.servers.scripted_imap import ScriptedImap


def test_a_token_opens_the_mailbox_and_new_mail_is_announced(real: Box) -> None:
    box = real.mailbox(password="", tokens=Purse([signed(real.user)]))
    real.deliver(1, 2)
    assert numbers(taken(box)) == [1, 2]
    real.deliver(3)
    assert box.wait(20)
    box.close()


def test_sec_05_a_token_that_ran_out_is_replaced_once(real: Box) -> None:
    purse = Purse([signed(real.user, life_s=-60), signed(real.user)])
    box = real.mailbox(password="", tokens=purse)
    assert box.open().folder == "INBOX"
    assert len(purse.refused) == 1
    box.close()


@pytest.mark.parametrize("wrong", [{"life_s": -60}, {"key": b"not the key they share, but long"}, {"user": "somebody-else"}])
def test_sec_05_a_token_the_server_refuses_is_told_with_the_cure(real: Box, wrong: dict[str, object]) -> None:
    token = signed(**{"user": real.user, **wrong})  # type: ignore[arg-type]
    box = real.mailbox(password="", tokens=Purse([token]))
    with pytest.raises(MailboxError, match=r"check mailbox\.username, and that the application may use this mailbox") as caught:
        box.open()
    assert token not in str(caught.value)


def test_sec_05_no_token_to_be_had_is_told_in_the_providers_words(real: Box) -> None:
    purse = Purse([signed(real.user)], trouble="login.example gives no token (400 invalid_grant); give consent again")
    box = real.mailbox(password="", tokens=purse)
    with pytest.raises(MailboxError, match=r"login\.example gives no token"):
        box.open()
    purse.trouble = ""
    assert box.open().folder == "INBOX"
    box.close()


def test_waiting_outlives_a_time_without_tokens(real: Box) -> None:
    """The connection that waits asks for a token in a thread of its own; where there is none it pauses as for any other trouble."""
    purse = Purse([signed(real.user)])
    box = real.mailbox(password="", tokens=purse)
    box.open()
    purse.trouble = "no token now"
    assert box.wait(0.3)
    purse.trouble = ""
    real.deliver(1)
    wait_for(lambda: box.wait(1.0) and numbers(taken(box)) == [1])
    box.close()


# --- the dialogue ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("offered", "said"),
    [
        (b"AUTH=PLAIN AUTH=XOAUTH2 AUTH=OAUTHBEARER", b"AUTHENTICATE XOAUTH2"),
        (b"AUTH=PLAIN AUTH=OAUTHBEARER", b"AUTHENTICATE OAUTHBEARER"),
        (b"auth=plain auth=xoauth2", b"AUTHENTICATE XOAUTH2"),
    ],
)
def test_the_mechanism_is_one_the_server_offers(scripted: ScriptedImap, offered: bytes, said: bytes) -> None:
    scripted.script.capabilities = b"IMAP4rev1 " + offered
    box = ImapMailbox(**(desk_of(scripted) | {"password": "", "tokens": Purse(["abc.def"])}))
    box.open()
    box.close()
    assert said in scripted.script.commands
    assert base64.b64decode(scripted.script.said[0]).endswith(b"\1auth=Bearer abc.def\1\1")


def test_a_server_without_tokens_hears_none(scripted: ScriptedImap) -> None:
    box = ImapMailbox(**(desk_of(scripted) | {"password": "", "tokens": Purse(["abc.def"])}))
    with pytest.raises(MailboxError, match="it offers no way to sign in with a token"):
        box.open()
    assert not any(b"AUTHENTICATE" in command for command in scripted.script.commands)


@pytest.mark.parametrize("mechanism", [b"XOAUTH2", b"OAUTHBEARER"])
def test_the_reasons_for_a_no_are_taken_note_of_and_a_new_connection_tries_the_next_token(scripted: ScriptedImap, mechanism: bytes) -> None:
    scripted.script.capabilities = b"IMAP4rev1 AUTH=" + mechanism
    scripted.script.no_to = {b"old.token"}
    purse = Purse(["old.token", "new.token"])
    box = ImapMailbox(**(desk_of(scripted) | {"password": "", "tokens": purse}))
    box.open()
    box.close()
    assert purse.refused == ["old.token"]
    assert scripted.connections == 2
    first, note, second = (base64.b64decode(line) for line in scripted.script.said)
    assert b"old.token" in first
    assert note == (b"" if mechanism == b"XOAUTH2" else b"\1")
    assert b"new.token" in second


def test_a_good_token_without_a_right_to_the_mailbox(scripted: ScriptedImap) -> None:
    scripted.script.capabilities = b"IMAP4rev1 AUTH=XOAUTH2"
    scripted.script.refuse = {b"EXAMINE": b"BAD User is authenticated but not connected."}
    box = ImapMailbox(**(desk_of(scripted) | {"password": "", "tokens": Purse(["abc.def"])}))
    with pytest.raises(MailboxError, match="lets the application in, but not into this mailbox"):
        box.open()
