"""Rules about how much is too much: when drafts of one sender wait without a request of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.vocabulary.dossier import Dossier
    from bot.vocabulary.policy import Policy


def over_limit(dossier: Dossier, policy: Policy) -> bool:
    """Return whether a new draft must wait without an approval mail: RATE_GLOBAL (TRUST R10).

    The draft is kept as pending, without a token; the digest lists it, and a person asks for its request from there.
    """
    return dossier.requests_today >= policy.limits.approval_requests_per_sender_day
