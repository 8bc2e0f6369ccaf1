"""Whether one of our own people has answered a client by themselves, and which case that settles the waiting draft of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.disputes.filing import sender_of
from bot.disputes.parties import admits
from bot.disputes.repeats import carries_token, duplicate_of
from bot.disputes.threads import is_reply, pointers
from bot.vocabulary.cases import CaseStatus
from bot.vocabulary.identifiers import number_words
from bot.vocabulary.labels import Kind
from bot.vocabulary.numbers import normalise_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.vocabulary.cases import Case, Draft
    from bot.vocabulary.dossier import Dossier
    from bot.vocabulary.policy import Policy
    from bot.vocabulary.reading import Reading

_BY_PEOPLE = frozenset({Kind.STAFF_FORWARD, Kind.APPROVER_REPLY})
#: A request for money that names an invoice is not the answer to a dispute about it.
_CHASES = re.compile(
    r"\b(?:reminder|overdue|past due|statement|dunning|mahnung|zahlungserinnerung|kontoauszug|rappel|relance|recordatorio|sollecito"
    r"|promemoria|herinnering|aanmaning)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Answered:
    """A mail of `by` (lower case) to `to`, an address of the case's client; `drafts` are those that wait in the case, `how` is a
    sentence why it belongs there.
    """

    case: Case
    drafts: tuple[Draft, ...]
    by: str
    to: str
    how: str


def is_sent(dossier: Dossier, policy: Policy) -> bool:
    """Return whether the mail was found among those sent from the desk's own mailbox: who can file there is one of us."""
    return bool(policy.sent_folder) and dossier.folder == policy.sent_folder


def answered(reading: Reading, dossier: Dossier, policy: Policy) -> Answered | None:
    """Return the case that a colleague's own mail to the client answers, None for every other mail.

    The colleague is proven by the receiving server, or the mail lies in the sent folder. It must go to somebody whom the case
    admits, and either stand in the case's thread or name its invoice. A mail that carries a token is a reply to us, never an answer.
    """
    arrived, sent = reading.arrived, is_sent(dossier, policy)
    by = sender_of(reading)
    proven = sent or (arrived.kind in _BY_PEOPLE and arrived.trust.proven and by in policy.insiders)
    if not proven or arrived.original is not None or carries_token(reading, dossier) or duplicate_of(reading, dossier):
        return None
    to = [one.email.lower() for one in (*arrived.message.to, *arrived.message.cc)]
    clients = [one for one in to if one not in policy.insiders and one != policy.desk_address.lower()]
    found = [(case, email, how) for case, how in _ways(reading, dossier) for email in clients if admits(case, email, dossier)]
    if not found:
        return None
    case, email, how = min(found, key=lambda each: each[0].status is CaseStatus.CLOSED)
    return Answered(case, tuple(draft for draft in dossier.pending if draft.case_id == case.id), by, email, how)


def _ways(reading: Reading, dossier: Dossier) -> Iterator[tuple[Case, str]]:
    """The cases a mail may answer, the surest way first."""
    arrived = reading.arrived
    for pointer in pointers(arrived, dossier):
        yield pointer.case, pointer.how
    if not is_reply(arrived) and (reading.enclosed or _CHASES.search(arrived.message.subject)):
        return
    words = f"{arrived.message.subject}\n{arrived.words.new_text}"
    named = {normalise_number(number) for number in (*number_words(words), *(span.text for span in reading.mentions.invoice_numbers))}
    for case in dossier.cases:
        number = next((one for one in case.invoice_numbers if normalise_number(one) in named), None)
        if number and case.status is not CaseStatus.CLOSED:
            yield case, f"it names {number}, which case {case.id} is about"
