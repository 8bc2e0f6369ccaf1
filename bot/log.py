"""Log set-up and the closed list of log events; one line per event, never a body, a token or a secret."""

from __future__ import annotations

import logging
import sys
import time
from enum import StrEnum

_LOGGER = logging.getLogger("dispute_desk")


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
    CLOCK_JUMP = "clock_jump"
    CONFIG_WARNING = "config_warning"
    STORE_TROUBLE = "store_trouble"


def set_up(*, verbose: bool = False) -> None:
    """Send the log to stderr, one line per event, times in UTC."""
    handler = logging.StreamHandler(sys.stderr)
    formatter = logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    _LOGGER.handlers[:] = [handler]
    _LOGGER.setLevel(logging.DEBUG if verbose else logging.INFO)
    _LOGGER.propagate = False


def event(name: Event, level: int = logging.INFO, **facts: object) -> None:
    """Log one event with short facts; values are made one safe line of at most 200 characters each."""
    line = " ".join(f"{key}={_safe(value)}" for key, value in facts.items())
    _LOGGER.log(level, "%s %s", name.value, line)


def trouble(name: Event, **facts: object) -> None:
    """Log an event that somebody should look at."""
    event(name, logging.WARNING, **facts)


def _safe(value: object) -> str:
    text = str(value)[:200]
    shown = "".join(character if character.isprintable() else f"\\x{ord(character):02x}" for character in text)
    return '"' + shown.replace('"', '\\"') + '"' if " " in shown or '"' in shown else shown
