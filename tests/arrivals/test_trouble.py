"""Every trouble with a mail server is one sentence, and none quotes a mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.arrivals.trouble import has_controls, one_line
from bot.errors import MailboxError
from tests.servers.boxes import Box, mail, nothing_known, taken

if TYPE_CHECKING:
    from bot.arrivals.mailbox import ImapMailbox
    from tests.servers.scripted_imap import ScriptedImap

WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "password": ({"password": "guess"}, "refuses the login"),
    "user": ({"username": "nobody-here"}, "refuses the login"),
    "non-ascii password": ({"password": "schlüssel"}, "refuses the login"),
    "unknown authority": ({"ca_file": None}, "certificate that cannot be trusted"),
    "wrong host name": ({"host": "ip6-localhost"}, "certificate that cannot be trusted|cannot be reached"),
    "TLS on the plain port": ({"tls": "ssl", "port": "imap"}, "gives no safe connection"),
    "missing folder": ({"folder": "No such"}, "No such"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_in_one_sentence(real: Box, case: str) -> None:
    changes, words = WRONG[case]
    if changes.get("port") == "imap":
        changes = changes | {"port": real.dovecot.imap}
    with real.mailbox(**changes) as box, pytest.raises(MailboxError, match=words) as caught:
        box.open()
    assert "\n" not in str(caught.value)
    assert real.dovecot.password not in str(caught.value)


def test_no_word_of_a_mail_gets_into_an_error(scripted: ScriptedImap, box: ImapMailbox) -> None:
    for length in (10, len(mail(1)) + 1):
        scripted.script.mails = {1: mail(1)}
        scripted.script.announced = {1: length}
        with pytest.raises(MailboxError) as caught:
            taken(box)
        assert "xx" not in str(caught.value)
        assert "client1" not in str(caught.value)


@given(st.text())
def test_any_words_fit_on_one_short_line(words: str) -> None:
    line = one_line(OSError(words))
    assert len(line) <= 200
    assert line.isprintable()


@given(st.text())
def test_control_characters_are_found(text: str) -> None:
    assert has_controls(text) == any(letter in text for letter in map(chr, [*range(32), *range(127, 160)]))


@pytest.mark.parametrize("value", [None, 7, "", "Done/Disputes & more ü", "a b"])
def test_ordinary_values_hold_none(value: object) -> None:
    assert not has_controls(value)


def test_a_farewell_is_passed_on(scripted: ScriptedImap, box: ImapMailbox) -> None:
    scripted.script.mails = {1: mail(1)}
    box.open()
    scripted.script.noise = b"* BYE [LIMIT] come back in an hour\r\n"
    with pytest.raises(MailboxError, match=r"broke off \(\[LIMIT\] come back in an hour\)"):
        list(box.new(None, nothing_known, 100))


def test_a_line_that_breaks_in_the_login_says_nothing_about_the_password(scripted: ScriptedImap, box: ImapMailbox) -> None:
    scripted.script.hang_up_at = b"LOGIN"
    with pytest.raises(MailboxError, match=r"broke off\.$"):
        box.open()
    scripted.script.hang_up_at = b""
    box.open()
