"""Fixtures all tests may use: real servers, started once per run."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

# Before anything loads numpy: a forked desk of a process with threads of OpenBLAS spends its life waiting for them.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    # Tests import the servers as tests.servers, from wherever pytest was started.
    sys.path.insert(0, str(ROOT))

from bot.arrivals.mailbox import ImapMailbox  # noqa: E402 - needs the path above
from tests.servers.boxes import Box, desk_of  # noqa: E402 - needs the path above
from tests.servers.certificates import Authority  # noqa: E402 - needs the path above
from tests.servers.dovecot import Dovecot, missing_packages  # noqa: E402 - needs the path above
from tests.servers.scripted_imap import Script, ScriptedImap  # noqa: E402 - needs the path above
from tests.servers.submission import Submission  # noqa: E402 - needs the path above

if TYPE_CHECKING:
    from collections.abc import Iterator


# No test of ours judges by the clock: a busy machine is no defect.
settings.register_profile("desk", deadline=None)
settings.load_profile("desk")


def need_dovecot() -> None:
    missing = missing_packages()
    if not missing:
        return
    sentence = f"A real Dovecot is needed: run tools/test-servers.sh as root, or apt-get install {' '.join(missing)}."
    if os.environ.get("CI") == "true":
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """Give a running Dovecot that all tests share; make a user of your own with `dovecot.add_user()`."""
    need_dovecot()
    server = Dovecot()
    try:
        server.start()
        yield server
    finally:
        server.close()


@pytest.fixture(scope="session")
def submission(dovecot: Dovecot) -> Iterator[Submission]:
    """Give a running submission server (STARTTLS + AUTH) that hands local mail to the shared Dovecot."""
    server = Submission(dovecot)
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture
def real(dovecot: Dovecot) -> Iterator[Box]:
    """Give a fresh user of the shared Dovecot with a mailbox object."""
    box = Box(dovecot)
    yield box
    box.box.close()


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Give a private certificate authority."""
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def scripted(authority: Authority) -> Iterator[ScriptedImap]:
    """Give a scripted IMAP server with an empty mailbox; change `scripted.script`."""
    with ScriptedImap(authority, Script()) as server:
        yield server


@pytest.fixture
def box(scripted: ScriptedImap) -> Iterator[ImapMailbox]:
    """Give a mailbox object for the scripted server."""
    opened = ImapMailbox(**desk_of(scripted))
    yield opened
    opened.close()
