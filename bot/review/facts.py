"""What a request shows, and what a ruling must know besides the mail: plain frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from bot.vocabulary.books import Finding, Match, Writer
    from bot.vocabulary.cases import Case, Draft
    from bot.vocabulary.minting import Mint
    from bot.vocabulary.policy import Policy
    from bot.vocabulary.reading import Reading
    from bot.vocabulary.reasons import Reason


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """Everything an approval mail can show. Only `draft` and `case` are needed; a second request has no more.

    `reading` gives the client's own words with the deciding ones, the causes and the claim. `doubts` stand on top in words.
    `notices` are sentences of ours for the top (why this is asked again). `previous_text` is the text before an edit: the
    difference is shown. `history` is two lines at most: the client's earlier cases, and how it pays. `papers` are sentences about
    the documents that tell: what goes with the answer, what is held beside it, what is missing.
    """

    draft: Draft
    case: Case
    writer: Writer | None = None
    match: Match | None = None
    findings: tuple[Finding, ...] = ()
    reading: Reading | None = None
    doubts: tuple[Reason, ...] = ()
    notices: tuple[str, ...] = ()
    previous_text: str = ""
    history: str = ""
    papers: tuple[str, ...] = ()


def _fit(_draft: Draft, _case: Case) -> None:
    """Nothing is known against any draft."""


def _listed(_draft: Draft, _case: Case) -> bool:
    """The books say nothing against any recipient."""
    return True


def _light(_draft: Draft, _case: Case) -> bool:
    """One yes is enough for every draft."""
    return False


def _as_written(_case: Case, written: str) -> str | None:
    """Without a ledger every number may be right."""
    return written


@dataclass(frozen=True, slots=True)
class RuleContext:
    """The world a ruling happens in.

    `earliest_promise` is the first local date that is at least one business day away: a draft that promises an earlier one is
    stale (None: never stale). `next_promise` is the date to promise instead and `next_promise_texts` that date as written per
    language (ISO 639-1). The rest is filled from the reply itself: `answers_id` and `references` thread our receipt,
    `forbidden` are strings that may stand in no edited text (tokens, other clients' invoice numbers), `hints_today` counts hints
    sent to this approver today. `unfit` says in one sentence why a draft of a case could not leave (None: it could), as the last
    check before the door will. `own_number` returns a typed invoice number as the ledger writes it, None where the case's client
    has no such invoice. `weighty` tells whether so much is at stake that two people must say yes,
    `listed` whether the ledger (still) lists the recipient for the client.
    """

    policy: Policy
    now: datetime
    mint: Mint
    earliest_promise: date | None = None
    next_promise: date | None = None
    next_promise_texts: Mapping[str, str] = field(default_factory=dict)
    answers_id: str = ""
    references: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    hints_today: int = 0
    unfit: Callable[[Draft, Case], str | None] = _fit
    own_number: Callable[[Case, str], str | None] = _as_written
    weighty: Callable[[Draft, Case], bool] = _light
    listed: Callable[[Draft, Case], bool] = _listed
