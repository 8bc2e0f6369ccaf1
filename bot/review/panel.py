"""Who must say yes: one approver, or two different people where much is at stake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.review.shown import amount_limit

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.review.facts import RuleContext
    from bot.vocabulary.cases import Case, Draft


def voices(draft: Draft, case: Case, ctx: RuleContext) -> int:
    """Return how many different people must say yes to this draft, judged now."""
    return 2 if ctx.weighty(draft, case) else 1


def in_favour(draft: Draft, approvers: Collection[str]) -> tuple[str, ...]:
    """Return who has said yes to this draft and may still do so (rights are read when it is decided); names of a command line count."""
    return tuple(voice for voice in draft.agreed if voice in approvers or "@" not in voice)


def to_ask(draft: Draft, case: Case, first: str, ctx: RuleContext) -> tuple[str, ...]:
    """Return whom to ask about a draft: `first`, then further approvers in their order until there are enough voices.

    Above the limit those who have agreed already are not asked again, and count.
    """
    agreed = in_favour(draft, ctx.policy.approvers)
    missing = max(1, voices(draft, case, ctx) - len(agreed))
    able = [one for one in dict.fromkeys((first, *ctx.policy.approvers)) if one and one not in agreed]
    return tuple(able[:missing])


def told(draft: Draft, case: Case, approver: str, ctx: RuleContext) -> str:
    """Return the sentence that tells an approver about the other voice; empty where one is enough."""
    if voices(draft, case, ctx) == 1:
        return ""
    agreed = [voice for voice in in_favour(draft, ctx.policy.approvers) if voice != approver]
    other = next((one for one in ctx.policy.approvers if one != approver), "somebody else")
    second = f"{agreed[0]} has said yes already" if agreed else f"{other} is asked as well"
    return f"More than {amount_limit(ctx.policy.second_above)} is at stake, so two people must say yes: {second}."
