"""Which cases a mail points to by itself: our Message-IDs, the tag in the subject, the client's own earlier mails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.disputes.parties import admits

if TYPE_CHECKING:
    from bot.vocabulary.cases import Case
    from bot.vocabulary.dossier import Dossier
    from bot.vocabulary.reading import Arrived


@dataclass(frozen=True, slots=True)
class Pointer:
    """A case that the mail points to, and how, in words."""

    case: Case
    how: str


def pointers(arrived: Arrived, dossier: Dossier) -> tuple[Pointer, ...]:
    """Return the cases a mail points to, surest way first, each case once. They are claims: see `parties.admits`."""
    known = {case.id: case for case in dossier.cases}
    ways = [(link.case_id, "it answers a mail of ours") for link in dossier.thread if link.ours]
    ways += [(row.case_id, "it answers a mail of ours") for row in dossier.sent if row.message_id in arrived.carriers.message_ids]
    ways += [(tag, "its subject carries the tag") for tag in arrived.carriers.case_tags]
    ways += [(link.case_id, "it answers an earlier mail of the client") for link in dossier.thread if not link.ours]
    found: dict[str, Pointer] = {}
    for case_id, how in ways:
        if case_id is not None and case_id in known:
            found.setdefault(case_id, Pointer(known[case_id], f"{how} in case {case_id}"))
    return tuple(found.values())


def invoice_numbers(arrived: Arrived, email: str, dossier: Dossier) -> tuple[str, ...]:
    """Return the invoice numbers of the cases that a mail points to and that admit `email`, primary ones first.

    They are evidence for `ledger.match`; a case that the writer may not add to is none.
    """
    mine = (pointer.case for pointer in pointers(arrived, dossier) if admits(pointer.case, email, dossier))
    return tuple(dict.fromkeys(number for case in mine for number in case.invoice_numbers))
