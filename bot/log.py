"""Log set-up and the closed list of log events; one line per event, never a body, a token or a secret."""

from __future__ import annotations

import logging
import sys
import time
from enum import StrEnum
from typing import TextIO

_LOGGER = logging.getLogger("dispute_desk")
#: Libraries that write about mail they cannot read; the desk says so itself, in its own words.
_TALKATIVE = ("flufl.bounce",)


class Event(StrEnum):
    """Everything the desk may say in its log."""

    STARTED = "started"
    STOPPED = "stopped"
    MAIL_KEPT = "mail_kept"
    MAIL_SETTLED = "mail_settled"
    MAIL_HELD = "mail_held"
    READER_DIED = "reader_died"
    UNIT_FAILED = "unit_failed"
    MAILBOX_TROUBLE = "mailbox_trouble"
    MAILBOX_BACK = "mailbox_back"
    SENT = "sent"
    SEND_TROUBLE = "send_trouble"
    EGRESS_BLOCKED = "egress_blocked"
    RECOVERED = "recovered"
    DIGEST_QUEUED = "digest_queued"
    SENDING_LOCKED = "sending_locked"
    ERASED = "erased"
    CLOCK_JUMP = "clock_jump"
    CONFIG_WARNING = "config_warning"
    STORE_TROUBLE = "store_trouble"
    ALARM = "alarm"
    CRASH_LOOP = "crash_loop"
    WEBHOOK_TOLD = "webhook_told"
    WEBHOOK_TROUBLE = "webhook_trouble"
    SIGN_IN_TROUBLE = "sign_in_trouble"
    LEDGER_READ = "ledger_read"
    LEDGER_TROUBLE = "ledger_trouble"


class _Stderr(logging.StreamHandler[TextIO]):
    """Writes to what is stderr at that moment, not to what it was when the log was set up."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:
        """Return the present stderr."""
        return sys.stderr

    @stream.setter
    def stream(self, _stream: TextIO) -> None:
        """Stay with stderr."""


def set_up(*, verbose: bool = False) -> None:
    """Send the log to stderr, one line per event, times in UTC."""
    handler = _Stderr()
    formatter = logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    _LOGGER.handlers[:] = [handler]
    _LOGGER.setLevel(logging.DEBUG if verbose else logging.INFO)
    _LOGGER.propagate = False
    quiet()


def quiet() -> None:
    """Keep libraries from writing to stderr; also called in the reader processes."""
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def event(name: Event, level: int = logging.INFO, **facts: object) -> None:
    """Log one event with short facts; values are made one safe line of at most 200 characters each."""
    if not _LOGGER.isEnabledFor(level):
        return
    line = " ".join(f"{key}={_safe(value)}" for key, value in facts.items())
    _LOGGER.log(level, "%s %s", name.value, line)


def trouble(name: Event, **facts: object) -> None:
    """Log an event that somebody should look at."""
    event(name, logging.WARNING, **facts)


def _safe(value: object) -> str:
    text = str(value)[:200]
    shown = text
    if not text.isprintable():
        shown = "".join(character if character.isprintable() else f"\\x{ord(character):02x}" for character in text)
    return '"' + shown.replace('"', '\\"') + '"' if " " in shown or '"' in shown else shown
