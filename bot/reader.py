"""What runs inside a child process: stations 1 and 2 under limits, without network, secrets or database.

Importing this module loads the classifier, on purpose: the fork server imports it once, and every worker is forked
from there with the model already in shared memory.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from bot import confinement, journey
from bot.errors import DeskError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.vocabulary.policy import Policy
    from bot.vocabulary.reading import Reading
    from bot.vocabulary.reasons import Reason


def read_chunk(mails: Sequence[tuple[bytes, Reason | None]], policy: Policy, cpu_s: int) -> list[Reading]:
    """Read several mails, in order; the limit of `cpu_s` seconds of CPU starts anew for each."""
    readings = []
    for raw, waived in mails:
        confinement.start_cpu_clock(cpu_s)
        readings.append(journey.read(raw, policy, waived))
    return readings


with suppress(DeskError, OSError, ValueError):  # a model that does not load is told by the first reading, in one sentence
    journey.warm_up()
