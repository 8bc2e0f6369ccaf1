"""What runs inside a child process: stations 1 and 2 under limits, without network, secrets or database.

Importing this module loads the classifier, on purpose: the fork server imports it once, and every worker is forked
from there with the model already in shared memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import confinement, journey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.vocabulary.policy import Policy
    from bot.vocabulary.reading import Reading
    from bot.vocabulary.reasons import Reason

_state: dict[str, Policy] = {}


def confine(policy: Policy) -> None:
    """Confine this worker and remember by whose policy it reads."""
    _state["policy"] = policy
    confinement.confine()


def read_chunk(mails: Sequence[tuple[bytes, Reason | None]]) -> list[Reading]:
    """Read several mails, in order; the CPU limit starts anew for each."""
    readings = []
    for raw, waived in mails:
        confinement.start_cpu_clock()
        readings.append(journey.read(raw, _state["policy"], waived))
    return readings


journey.warm_up()
