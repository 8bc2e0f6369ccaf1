"""Mailboxes for the tests of the incoming doors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.arrivals.mailbox import ImapMailbox
from tests.servers.boxes import Box, desk_of
from tests.servers.certificates import Authority
from tests.servers.scripted_imap import Script, ScriptedImap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.dovecot import Dovecot


@pytest.fixture
def real(dovecot: Dovecot) -> Iterator[Box]:
    box = Box(dovecot)
    yield box
    box.box.close()


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def scripted(authority: Authority) -> Iterator[ScriptedImap]:
    with ScriptedImap(authority, Script()) as server:
        yield server


@pytest.fixture
def box(scripted: ScriptedImap) -> Iterator[ImapMailbox]:
    opened = ImapMailbox(**desk_of(scripted))
    yield opened
    opened.close()
