"""Requests that ran out of time: their drafts expire, nothing is ever sent by waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.review.shown import moment
from bot.vocabulary.cases import DraftState
from bot.vocabulary.effects import Decision, Note, SettleDraft

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.vocabulary.dossier import TokenRecord
    from bot.vocabulary.effects import Effect
    from bot.vocabulary.minting import Mint
    from bot.vocabulary.policy import Policy


def expired(records: Sequence[TokenRecord], policy: Policy, now: datetime, mint: Mint) -> Decision:  # noqa: ARG001 - the shape of all rules
    """Settle pending drafts whose requests all ran out; each gives a journal entry and so a line in the digest, no mail."""
    effects: list[Effect] = []
    told: list[str] = []
    for record in {
        each.draft.id: each for each in records if each.draft.state is DraftState.PENDING and each.token.expires_at <= now
    }.values():
        asked = f"asked of {record.token.approver}" if record.token.approver else "asked of nobody"
        until = moment(record.token.expires_at, policy.timezone)
        sentence = f"Draft {record.draft.id} of case {record.case.id}, {asked}, ran out on {until}; nothing was sent."
        effects += [
            SettleDraft(record.draft.id, DraftState.EXPIRED, "desk", "no answer in time"),
            Note("draft_expired", record.case.id, sentence),
        ]
        told.append(sentence)
    return Decision(tuple(effects), tuple(told))
