"""What is left of a case, a draft and the journal when their contents are erased: pure, the same for every store."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.errors import UsageError
from bot.vocabulary.cases import CaseStatus, OutboxState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.vocabulary.accounts import Erasable
    from bot.vocabulary.cases import Case, Draft

#: Entries without outside words and addresses of clients: their content stays, so that who decided what can be shown for ever.
KEPT_KINDS = frozenset(
    {
        *("mail_kept", "approval", "spend_token", "send_dialogue", "send_data", "recover", "postpone", "withdraw", "case_waits_for_us"),
        *("agree", "remind", "put_off"),
        *("resend", "give_up", "pause", "resume", "release", "discard", "hold", "close_case", "disputed_amount_changed"),
        *("digest_made", "import_ledger", "mailbox_renumbered", "erasure", "erasure_refused"),
    }
)
#: States of an outgoing mail that nothing more happens to by itself.
ENDED = (OutboxState.SENT, OutboxState.GIVEN_UP, OutboxState.REJECTED, OutboxState.BLOCKED)


def blank_case(case: Case) -> Case:
    """Return what stays of a case: its number, dates, outcome, causes and our own invoice numbers and amounts."""
    return replace(case, client_key="", client_name="", client_email="", subject="", root_message_id="")


def blank_draft(draft: Draft) -> Draft:
    """Return what stays of a draft: its number, state and the hash that was decided upon."""
    mail = replace(draft.mail, recipients=(), subject="", text="", html="", in_reply_to="", references=(), files=())
    return replace(draft, mail=mail, note="", promised_text="")


def must_be_ended(case: Case, states: Iterable[OutboxState]) -> None:
    """Raise UsageError unless a case is closed and its outgoing mails have ended."""
    if case.status is not CaseStatus.CLOSED:
        raise UsageError(f"case {case.id} is {case.status.value}; only closed cases can be erased")
    if any(state not in ENDED for state in states):
        raise UsageError(f"a message of case {case.id} is not settled yet; settle it first, `dispute-desk outbox` lists it")


def tombstone(
    what: Erasable, entries: Sequence[int], digests: Sequence[str], letters: Mapping[str, str], why: tuple[str, str]
) -> dict[str, object]:
    """Return the content of the entry that stands for what was erased; `why` is the sentence and who asked."""
    return {
        "cases": list(what.cases),
        "mails": list(what.mails),
        "bytes": sorted(digests),
        "letters": dict(letters),
        "entries": sorted(entries),
        "why": why[0],
        "by": why[1],
    }
