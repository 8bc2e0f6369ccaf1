"""Fixtures all tests may use: real servers, started once per run."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    # Tests import the servers as tests.servers, from wherever pytest was started.
    sys.path.insert(0, str(ROOT))

from tests.servers.dovecot import Dovecot, missing_packages  # noqa: E402 - needs the path above
from tests.servers.submission import Submission  # noqa: E402 - needs the path above

if TYPE_CHECKING:
    from collections.abc import Iterator


def _need_dovecot() -> None:
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
    _need_dovecot()
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
