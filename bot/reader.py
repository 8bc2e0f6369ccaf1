"""What runs inside a child process: stations 1 and 2 under limits, without network, secrets or database.

Importing this module loads the classifier, on purpose: the fork server imports it once, and every worker is forked
from there with the model already in shared memory.
"""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress
from typing import TYPE_CHECKING

from bot import confinement, journey, log
from bot.errors import DeskError
from bot.vocabulary.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.vocabulary.reading import Reading
    from bot.vocabulary.reasons import Reason

_WARMING = b"""From: Tom <tom@client.example>\r
Authentication-Results: mx.desk.example; dmarc=pass header.from=client.example\r
Subject: =?utf-8?q?Invoice_INV-1?=\r
MIME-Version: 1.0\r
Content-Type: multipart/alternative; boundary=b\r
\r
--b\r
Content-Type: text/plain; charset=utf-8\r
\r
Invoice INV-1 of 3 May is wrong: 2 hours at 85.00 EUR are 170.00, not 180.00.\r
--b\r
Content-Type: text/html; charset=utf-8\r
\r
<p>Die Rechnung INV-1 ist falsch.</p><blockquote>Am 3. Mai schrieb Ana:</blockquote>\r
--b--\r
"""
#: In a language that little words do not tell, so that the tables for all others are read too: 76 MB, once.
_FOREIGN = b"From: Jan <jan@client.example>\r\nSubject: Faktura\r\n\r\nKwota faktury jest nieprawidlowa, prosimy o wyjasnienie.\r\n"


#: Objects made until the garbage collector looks at the new ones (Python's own 700 has it look ten times in a mail, a tenth of the time of
#: reading), and how large mails are after which it looks at once.
_OBJECTS, _LARGE_BYTES = 10_000, 1_000_000


def read_chunk(mails: Sequence[tuple[bytes, tuple[Reason, ...]]], policy: Policy, cpu_s: int) -> list[Reading]:
    """Read several mails, in order; the limit of `cpu_s` seconds of CPU starts anew for each, and for understanding their words."""
    found = journey.read_many(mails, policy, lambda: confinement.start_cpu_clock(cpu_s))
    if sum(len(raw) for raw, _ in mails) > _LARGE_BYTES:
        gc.collect()  # what a large mail left in circles would stay until the next rare collection
    return found


def _warm_up() -> None:
    """Load the model and read one mail with all that mails have: tables built at first use are then shared by every worker."""
    with suppress(DeskError, OSError, ValueError):  # a model that does not load is told by the first reading, in one sentence
        journey.warm_up()
        for mail in (_WARMING, _FOREIGN):
            journey.read(mail, Policy())


def _settle() -> None:
    """Leave nothing to the garbage collector of what is there now: looking through it, a worker would make a copy of every page. What loading the
    model left behind goes back to the system (glibc's `malloc_trim`): a worker that used it again would first copy it.
    """
    gc.collect()
    gc.freeze()
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
    gc.set_threshold(_OBJECTS, *gc.get_threshold()[1:])


log.quiet()
_warm_up()
_settle()
