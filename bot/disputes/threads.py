"""Which cases a mail points to by itself: our Message-IDs, the tag in the subject, the client's own earlier mails."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.disputes.parties import admits
from bot.vocabulary.cases import CaseStatus

if TYPE_CHECKING:
    from bot.vocabulary.cases import Case
    from bot.vocabulary.dossier import Dossier
    from bot.vocabulary.reading import Arrived


#: Reply and forward prefixes in the desk's languages, one behind the other.
_REPLY = re.compile(r"\s{0,9}(?:(?:re|aw|antw|sv|vs|tr|rif|r|rv|fw|fwd|wg|doorst)\s?(?:\[\d{1,3}\])?\s?:\s{0,3}){1,8}", re.IGNORECASE)
_TAG = re.compile(r"\[[^\]]{0,40}\]")
_TELLING_WORDS = 2


@dataclass(frozen=True, slots=True)
class Pointer:
    """A case that the mail points to, and how, in words."""

    case: Case
    how: str


def pointers(arrived: Arrived, dossier: Dossier) -> tuple[Pointer, ...]:
    """Return the cases a mail points to, surest way first, each case once. They are claims: see `parties.admits`."""
    if not dossier.cases:
        return ()
    known = {case.id: case for case in dossier.cases}
    ways = [(link.case_id, "it answers a mail of ours") for link in dossier.thread if link.ours]
    ways += [(row.case_id, "it answers a mail of ours") for row in dossier.sent if row.message_id in arrived.carriers.message_ids]
    ways += [(tag, "its subject carries the tag") for tag in arrived.carriers.case_tags]
    ways += [(link.case_id, "it answers an earlier mail of the client") for link in dossier.thread if not link.ours]
    ways += [
        (case.id, "it answers the mail that began it") for case in dossier.cases if case.root_message_id in arrived.carriers.message_ids
    ]
    ways += [(case_id, "its subject is that") for case_id in _same_subject(arrived, dossier)]
    found: dict[str, Pointer] = {}
    for case_id, how in ways:
        if case_id is not None and case_id in known:
            found.setdefault(case_id, Pointer(known[case_id], f"{how} in case {case_id}"))
    return tuple(found.values())


def beginning(dossier: Dossier) -> str:
    """Return the Message-ID of the client's first mail of a thread that has no case yet, such as a question; empty if there is none."""
    cased = any(link.case_id for link in dossier.thread)
    return next((link.message_id for link in dossier.thread if not link.ours), "") if not cased else ""


def is_reply(arrived: Arrived) -> bool:
    """Return whether the mail answers another one, by its thread or by its subject."""
    return bool(arrived.message.in_reply_to or arrived.message.references) or _bare_subject(arrived.message.subject)[0]


def _same_subject(arrived: Arrived, dossier: Dossier) -> list[str]:
    """The one open case whose subject a reply repeats, for programs that lose the thread; a subject of one bare word says nothing."""
    reply, subject = _bare_subject(arrived.client_subject)
    if not reply or len(subject.split()) < _TELLING_WORDS:
        return []
    same = [case.id for case in dossier.cases if case.status is not CaseStatus.CLOSED and _bare_subject(case.subject)[1] == subject]
    return same if len(same) == 1 else []


def _bare_subject(subject: str) -> tuple[bool, str]:
    """Whether a subject is a reply's, and what it says without prefixes and tags, folded."""
    prefix = _REPLY.match(subject[:300])
    bare = _TAG.sub(" ", subject[prefix.end() if prefix else 0 : 300])
    return prefix is not None, " ".join(bare.casefold().split())


def invoice_numbers(arrived: Arrived, email: str, dossier: Dossier) -> tuple[str, ...]:
    """Return the invoice numbers of the cases that a mail points to and that admit `email`, primary ones first.

    They are evidence for `ledger.match`; a case that the writer may not add to is none.
    """
    mine = (pointer.case for pointer in pointers(arrived, dossier) if admits(pointer.case, email, dossier))
    return tuple(dict.fromkeys(number for case in mine for number in case.invoice_numbers))
