"""A probe of our own came back: did our server take the forged proof of sender off it, and did it write one itself?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.arrivals import authresults, gate
from bot.arrivals.sender import server_id

if TYPE_CHECKING:
    from bot.vocabulary.policy import Policy

#: In the subject of a probe and in its forged field: what it is known by.
_MARK = re.compile(r"dispute-desk-probe-([0-9a-hjkmnp-tv-z]{26})")


class Finding(StrEnum):
    """What became of the forged field."""

    STRIPPED = "stripped"
    SILENT = "silent"
    SURVIVED = "survived"


#: What each finding means to people: what was seen, what follows.
SENTENCES = {
    Finding.STRIPPED: "The server removed the forged proof and wrote its own: replies by mail can be believed.",
    Finding.SILENT: "The server removed the forged proof but wrote none of its own into this mail, which came from inside. "
    "Send the probe from outside to be sure (`dispute-desk selftest --print`, then `--file`); without a proof no reply is believed.",
    Finding.SURVIVED: "The server left the forged proof in the mail, so anybody could write one: approvals by mail are off. Let the server "
    "remove Authentication-Results that name it, or check that authserv_id is its name, and run the self-test again.",
}


@dataclass(frozen=True, slots=True)
class Probed:
    """The mark of a probe and what was found in it."""

    mark: str
    finding: Finding


def mark(nonce: str) -> str:
    """Return what a probe with this nonce is known by."""
    return f"dispute-desk-probe-{nonce}"


def judge(raw: bytes, policy: Policy) -> Probed | None:
    """Look at a mail that may be a probe: None if it is none. A field renamed or turned into a comment counts as removed."""
    gated = gate.admit(raw)
    named = _MARK.search(b" ".join(gated.values("subject")).decode("ascii", "replace"))
    if named is None:
        return None
    ours, own = server_id(policy), False
    for field in gated.fields:
        if field.name != "authentication-results":
            continue
        if named.group(0).encode() in field.value:
            return Probed(named.group(1), Finding.SURVIVED)
        own = own or authresults.parse(field.value).authserv_id == ours
    return Probed(named.group(1), Finding.STRIPPED if own else Finding.SILENT)
