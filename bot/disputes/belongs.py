"""Which case a mail belongs to, what it is to that case, and whether an answer is due."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.disputes.evidence import announces_more, chases, explains, hands_in, names_figures, turns_to_more
from bot.disputes.parties import admits
from bot.disputes.repeats import same_id_other_words
from bot.disputes.threads import Pointer, pointers
from bot.vocabulary.cases import CaseStatus
from bot.vocabulary.labels import Cause, Intent, Kind, Requested
from bot.vocabulary.outgoing import Audience

if TYPE_CHECKING:
    from decimal import Decimal

    from bot.vocabulary.books import Match, Writer
    from bot.vocabulary.cases import Case
    from bot.vocabulary.dossier import Dossier
    from bot.vocabulary.reading import Arrived, Reading

#: A mail of at most this many words clarifies; a longer one may argue something new and is worth an answer.
SHORT_WORDS = 60
#: From this chance a dispute is the likelier reading of an unsure mail, and a further cause counts as claimed.
LIKELY = 0.5
#: From this chance it is, where what was read first cannot be.
_NEXT = 0.25
#: An answer to "which invoice do you mean?" is this short; a longer mail is a claim of its own.
ANSWER_WORDS = 25
#: From these chances on a dispute and a cause that the case does not have are no guess; but a number or a name that is told is what was
#: asked for.
_PLAIN_DISPUTE, _PLAIN_CAUSE = 0.85, 0.9
_TOLD = frozenset({Cause.INVOICE_DETAILS})
#: And one that says no more than the number this short.
_NUMBER_WORDS = 8
#: What joins the client's only open case without naming it: what is said about a dispute, not about something else.
_TALK = frozenset({Intent.ACKNOWLEDGEMENT, Intent.HARDSHIP, Intent.PROMISE_TO_PAY, Intent.PAYMENT_NOTICE})
#: States in which the client has had, or is about to have, an answer of ours.
_ANSWERED = frozenset({CaseStatus.WAITING_US, CaseStatus.WAITING_CLIENT, CaseStatus.OVERDUE})


class Relation(StrEnum):
    """What a mail is to its case."""

    NEW_DISPUTE = "new_dispute"
    NEW_CLAIM = "new_claim"
    CLARIFIES = "clarifies"
    CHATS = "chats"
    UNRELATED = "unrelated"


@dataclass(frozen=True, slots=True)
class Belonging:
    """The answer: `case` is joined (None: none, or a new one for NEW_DISPUTE); `claimed` is a case that the mail names but
    the writer may not add to, shown to the approver as a claim; `reasons` are sentences.
    """

    case: Case | None
    claimed: Case | None
    relation: Relation
    draft_due: bool
    reasons: tuple[str, ...] = ()


def belonging(reading: Reading, writer: Writer, match: Match, dossier: Dossier, pointed: frozenset[Cause] = frozenset()) -> Belonging:
    """Return the case of a client mail or staff forward that `settle` left open.

    `pointed` are causes that the client's own figures point to, whatever was read from the words.

    Looked for in this order: our Message-IDs, the case tag, references to the client's earlier mails, then an open case of
    the client about the same invoice, then the client's one open case for thanks and talk of paying without an invoice. A case
    about another invoice than the one named is not joined.
    """
    found, claimed, reasons = _case_of(reading, writer, match, dossier)
    reused = same_id_other_words(reading, dossier)
    if reused is not None:
        reasons += (f"its Message-ID was used before by mail {reused.id}, which had other words",)
    wants = _wants_answer(reading)
    if found is None:
        relation = Relation.NEW_DISPUTE if wants else Relation.UNRELATED
        return Belonging(None, claimed, relation, wants, reasons)
    if not wants:
        return Belonging(found, claimed, Relation.CHATS, draft_due=False, reasons=reasons)
    if found.status is CaseStatus.CLOSED:
        again = f"case {found.id} is closed, so the new claim opens a case of its own"
        return Belonging(None, claimed, Relation.NEW_DISPUTE, draft_due=True, reasons=(*reasons, again))
    why = "" if pointed - set(found.causes) else _why_clarifies(reading, match, found, dossier)
    if why:
        return Belonging(found, claimed, Relation.CLARIFIES, draft_due=False, reasons=(*reasons, why))
    return Belonging(found, claimed, Relation.NEW_CLAIM, draft_due=True, reasons=reasons)


def _wants_answer(reading: Reading) -> bool:
    """DESIGN, fine print 5: a dispute, sure or not, or an unsure mail that is more likely one than anything else."""
    if reading.arrived.kind is Kind.STAFF_FORWARD and reading.arrived.original is None:
        return False
    verdict = reading.verdict
    rival = verdict.intent_probability
    if verdict.intent is Intent.AUTO_REPLY:  # no machine's mail gets here: that reading is wrong, and a dispute may be the next one
        rival = min(rival, _NEXT)
    likely = verdict.dispute_probability >= min(LIKELY, rival) > 0
    return verdict.intent is Intent.DISPUTE or (verdict.unsure and likely)


def _case_of(reading: Reading, writer: Writer, match: Match, dossier: Dossier) -> tuple[Case | None, Case | None, tuple[str, ...]]:
    """The case to join, a case that is only claimed, and why: open cases pointed to, then open by invoice, then closed ones."""
    if not dossier.cases:
        return None, None, ()
    pointed = pointers(reading.arrived, dossier)
    mine = [pointer for pointer in pointed if _may_join(pointer.case, reading.arrived, writer, dossier)]
    barred = next((pointer for pointer in pointed if pointer not in mine), None)
    reasons: list[str] = [f"{barred.how}, but the sender is not listed for its client; shown as a claim"] if barred else []
    other = [pointer for pointer in mine if _is_about_another(pointer.case, match)]
    reasons += [f"{pointer.how}, but the mail is about another invoice" for pointer in other]
    fitting = [pointer for pointer in mine if pointer not in other]
    chosen = _open_first(fitting, _by_invoice(reading, writer, match, dossier), wants=_wants_answer(reading))
    chosen = chosen or _only_open(reading, writer, match, dossier)
    if chosen is not None:
        reasons.append(chosen.how)
    return chosen.case if chosen else None, barred.case if barred else None, tuple(reasons)


def _open_first(fitting: list[Pointer], by_invoice: Pointer | None, *, wants: bool) -> Pointer | None:
    """A claim goes to an open case before a closed one that its thread points to; thanks stay in their thread."""
    if not wants and fitting:
        return fitting[0]
    is_open = next((pointer for pointer in fitting if pointer.case.status is not CaseStatus.CLOSED), None)
    return is_open or by_invoice or (fitting[0] if fitting else None)


def _may_join(case: Case, arrived: Arrived, writer: Writer, dossier: Dossier) -> bool:
    """Whether the writer, or the proven member of staff who forwards, may add to the case."""
    if arrived.kind is Kind.STAFF_FORWARD and arrived.trust.proven:
        return True
    return admits(case, writer.email, dossier)


def _is_about_another(case: Case, match: Match) -> bool:
    """Whether the mail surely names an invoice and none of those it names is the case's."""
    if match.invoice is None or not case.invoice_numbers:
        return False
    return not {invoice.number for invoice in (match.invoice, *match.others)} & set(case.invoice_numbers)


def _by_invoice(reading: Reading, writer: Writer, match: Match, dossier: Dossier) -> Pointer | None:
    """The newest open case about the invoice that the writer may add to; its primary invoice counts before the others.

    An invoice that the mail or the case only names beside another joins them for the same complaint, not for a new one.
    """
    claimed = set(claimed_causes(reading))
    for nth, invoice in enumerate((match.invoice, *match.others) if match.invoice else ()):
        for case in dossier.cases:
            fits = case.status is not CaseStatus.CLOSED and invoice.number in case.invoice_numbers
            main = nth == 0 and case.invoice_numbers[0:1] == (invoice.number,)
            same = main or not claimed or bool(claimed & set(case.causes))
            if fits and same and admits(case, writer.email, dossier):
                return Pointer(case, f"case {case.id} is open about {invoice.number}")
    return None


def _only_open(reading: Reading, writer: Writer, match: Match, dossier: Dossier) -> Pointer | None:
    """The one open case of the writer's, where a mail without any pointer can only be talk about that; never for a dispute."""
    waiting = [case for case in dossier.cases if case.status is not CaseStatus.CLOSED and admits(case, writer.email, dossier)]
    if len(waiting) != 1 or _is_about_another(waiting[0], match) or match.foreign_numbers:
        return None
    if not (names_the_invoice(reading, waiting[0]) if _wants_answer(reading) else reading.verdict.intent in _TALK):
        return None
    return Pointer(waiting[0], f"case {waiting[0].id} is the only open one of the client")


def names_the_invoice(reading: Reading, case: Case) -> bool:
    """Return whether a mail can be the answer to our question about a case without an invoice: brief, and nothing new in it."""
    brief = len(reading.arrived.client_words.split()) <= ANSWER_WORDS
    return not case.invoice_numbers and brief and not _claimed_in(case, reading) - set(case.causes)


def _claimed_in(case: Case, reading: Reading) -> set[Cause]:
    """The causes a mail claims in this case: none where they can only be guessed."""
    found = _claimed_beside_the_number(reading)
    return set() if found and _is_guessed(reading, case) else found


def _claimed_beside_the_number(reading: Reading) -> set[Cause]:
    """The causes claimed; "It is invoice INV-7" alone claims none, whatever is guessed from it."""
    found = set(claimed_causes(reading))
    bare = bool(reading.mentions.invoice_numbers) and len(reading.arrived.client_words.split()) <= _NUMBER_WORDS
    if bare and reading.verdict.unsure and not names_figures(reading):
        return set()
    return found - {Cause.INVOICE_DETAILS} if bare else found


def _why_clarifies(reading: Reading, match: Match, case: Case, dossier: Dossier) -> str:
    """Why the mail only explains or documents what the case already holds; empty if it claims something new.

    That needs an answer of ours sent or pending and no invoice that the case does not have, unless it names just that; then either a few
    words that ask how it stands or hand something in, or no new cause and either few words or an attachment.
    """
    invoices = [match.invoice, *match.others] if match.invoice else []
    other = any(invoice.number not in case.invoice_numbers for invoice in invoices)
    named = names_the_invoice(reading, case) and not _claimed_in(case, reading)
    if not _is_answered(case, dossier) or (other and not named):
        return ""
    how = "asks how it stands with" if chases(reading) else ""
    hands = hands_in(reading) and not _claims_by_itself(reading, match, case)
    how = how or ("hands in what belongs to" if hands else "explains" if explains(reading) else "")
    how = how or _says_nothing_new(reading, match, case)
    return f"it {how} case {case.id}, which has an answer sent or waiting for approval" if how else ""


def _says_nothing_new(reading: Reading, match: Match, case: Case) -> str:
    """How a mail adds to a case without a cause or an amount that it does not have; empty if it has one, or argues at length."""
    if _claimed_in(case, reading) - set(case.causes):
        return ""
    if reading.arrived.message.attachments:
        return "documents"
    short = len(reading.arrived.client_words.split()) <= SHORT_WORDS
    new = _new_amount(reading, match, case) or announces_more(reading)
    return "clarifies" if short and not new else ""


def _is_guessed(reading: Reading, case: Case) -> bool:
    """Whether the cause of a mail that names no figure can only be guessed: an answer to ours is then about the known cause, and a file
    with a few words is what we asked for. Who announces a further point leaves nothing to guess, nor who plainly tells of another trouble:
    an answer need not speak of a bill again, which is all that such a reading lacks to be sure.
    """
    message = reading.arrived.message
    if turns_to_more(reading) or _is_plainly_new(reading, case):
        return False
    answers = bool(message.in_reply_to or message.references) and bool(case.causes)
    return reading.verdict.unsure and not names_figures(reading) and (answers or _only_sends(reading))


def _is_plainly_new(reading: Reading, case: Case) -> bool:
    """Whether a dispute and its first cause, one that the case does not have, are heard clearly, if not that a bill is meant.

    Who asks for something to be done need not be heard so clearly.
    """
    verdict, first = reading.verdict, next(iter(reading.verdict.causes), None)
    if first is None or first.cause in {*case.causes, *_TOLD}:
        return False
    least = _PLAIN_DISPUTE if reading.claim.requested is Requested.NONE else LIKELY
    return first.probability >= _PLAIN_CAUSE and verdict.dispute_probability >= least


def _only_sends(reading: Reading) -> bool:
    """Whether a mail is a file with a few words."""
    return bool(reading.arrived.message.attachments) and len(reading.arrived.client_words.split()) <= ANSWER_WORDS


def _is_answered(case: Case, dossier: Dossier) -> bool:
    pending = any(draft.case_id == case.id for draft in dossier.pending)
    sent = any(row.case_id == case.id and row.audience is Audience.CLIENT for row in dossier.sent)
    return pending or sent or case.status in _ANSWERED


def claimed_causes(reading: Reading) -> tuple[Cause, ...]:
    """Return the causes a mail claims: all of a sure verdict; of an unsure one, if it is likely a dispute at all, the likely ones."""
    verdict = reading.verdict
    likely = verdict.dispute_probability >= LIKELY
    return tuple(found.cause for found in verdict.causes if not verdict.unsure or (likely and found.probability >= LIKELY))


def _new_amount(reading: Reading, match: Match, case: Case) -> bool:
    """Whether the mail disputes another amount than the case holds."""
    disputed = reading.claim.disputed_amount
    if disputed is None or disputed.value is None or case.amount is None:
        return False
    return abs(disputed.value) != abs(case.amount) and not _is_billed(abs(disputed.value), match)


def _claims_by_itself(reading: Reading, match: Match, case: Case) -> bool:
    """Whether a sure dispute is more than handing something in: about an invoice that the case only names beside its own, or an amount
    that it does not hold.
    """
    if reading.verdict.unsure:
        return False
    if match.invoice is not None and case.invoice_numbers and match.invoice.number != case.invoice_numbers[0]:
        return True
    disputed = reading.claim.disputed_amount
    return disputed is not None and bool(disputed.value) and (case.amount is None or _new_amount(reading, match, case))


def _is_billed(amount: Decimal, match: Match) -> bool:
    """Whether an amount is a sum of the invoice as it stands: named again, it puts nothing more in dispute."""
    invoice = match.invoice
    return invoice is not None and amount in {invoice.total, invoice.subtotal, invoice.tax, *(line.amount for line in invoice.lines)}
