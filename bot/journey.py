"""THE TABLE OF CONTENTS: one mail through the stations, as one page of plain calls.

    read    stations 1-2   raw bytes -> Reading            pure; runs in a child process
    ask     station 3      Reading -> Question             everything that must be known from the store, asked once
    decide  stations 3-7   Reading + Dossier -> Decision   pure; effects and named reasons, applied by the store in one commit

What no incoming mail causes - commands, the passing of time, the digest - is decided in `errands.py`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from bot import hearing
from bot.arrivals import contents
from bot.arrivals.read import arrive
from bot.disputes import answered as answering
from bot.disputes import ask as asking
from bot.disputes import belongs, deadlines, lifecycle, rules, settle, shortfall, threads
from bot.disputes.filing import filed
from bot.ledger import check as checking
from bot.ledger import habits, meant, twinned
from bot.ledger import match as matching
from bot.ledger import stake as staking
from bot.ledger.sources.enclosed import enclosed
from bot.ledger.writer import naming_writer
from bot.responders import lint
from bot.responders.answer import answer
from bot.responders.contract import AnswerFacts
from bot.review import answered as withdrawing
from bot.review import decide as ruling
from bot.review import entering, receipt
from bot.review import request as requesting
from bot.review.facts import RequestFacts, RuleContext
from bot.review.undelivered import undelivered, unread
from bot.sending import compose, egress
from bot.vocabulary.cases import Draft, DraftState
from bot.vocabulary.claim import Verdict
from bot.vocabulary.effects import Decision, DraftReply, Report, SettleDraft
from bot.vocabulary.labels import LANGUAGES, Cause, Intent, Kind
from bot.vocabulary.numbers import normalise_number
from bot.vocabulary.outgoing import StaffMail, draft_hash
from bot.vocabulary.reading import Arrived, Enclosed, Reading
from bot.vocabulary.reasons import Reason, Waived
from bot.vocabulary.tidy import tidied

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from datetime import date, datetime

    from bot.classifier.predict import Classifier, Understood
    from bot.disputes.answered import Answered
    from bot.disputes.belongs import Belonging
    from bot.vocabulary.books import Finding, Invoice, Match, Stake, Writer
    from bot.vocabulary.cases import Case
    from bot.vocabulary.dossier import Dossier, Question
    from bot.vocabulary.effects import Effect
    from bot.vocabulary.minting import Mint
    from bot.vocabulary.papers import Paper
    from bot.vocabulary.policy import Policy

#: Kinds whose words are read for their meaning; for the others the kind says it all.
_MEANT = frozenset({Kind.CLIENT_MAIL, Kind.STAFF_FORWARD, Kind.SPAM})
_SAID_BY_KIND = {Kind.AUTO_REPLY: Intent.AUTO_REPLY, Kind.BOUNCE: Intent.AUTO_REPLY}


# --- stations 1 and 2: in a child process -----------------------------------------------------------------------------


def read(raw: bytes, policy: Policy, waived: Waived = ()) -> Reading:
    """Take one mail apart and say what it wants. Never raises for any bytes. `waived`: people released it from these holds."""
    return read_many([(raw, waived)], policy)[0]


def read_many(mails: Sequence[tuple[bytes, Waived]], policy: Policy, before: Callable[[], None] = lambda: None) -> list[Reading]:
    """Read several mails, in order; their words are understood together, which is faster. `before` is called ahead of each step."""
    arrivals = []
    for raw, waived in mails:
        before()
        arrivals.append(arrive(raw, policy, waived))
    before()
    for place in hearing.people_among_machines(arrivals, policy, classifier):
        arrivals[place] = arrive(mails[place][0], policy, (*mails[place][1], Reason.AUTO_REPLY))
    arrivals = [hearing.closed(one, classifier) for one in arrivals]
    forwards = (one.kind is Kind.STAFF_FORWARD for one in arrivals)
    own = [enclosed(contents.files(mails[at][0], arrivals[at], policy), policy) if forward else () for at, forward in enumerate(forwards)]
    before()
    meant = [arrived for arrived in arrivals if arrived.kind in _MEANT]
    said = [words for one in meant for words in ((one.client_subject, one.client_words, one.context), *_other_words(one))]
    understood = iter(classifier().understand_many(said) if said else ())
    return [_reading(arrived, understood, invoices) for arrived, invoices in zip(arrivals, own, strict=True)]


def _other_words(arrived: Arrived) -> tuple[tuple[str, str, str], ...]:
    """The words of the HTML version where they say something else; nobody knows which version the client sees."""
    twofold = "text_html_differ" in arrived.notes and arrived.original is None and arrived.message.other_text
    return ((arrived.client_subject, arrived.message.other_text, ""),) if twofold else ()


def _reading(arrived: Arrived, understood: Iterator[Understood], own: tuple[Enclosed, ...]) -> Reading:
    if arrived.kind not in _MEANT:
        return Reading(arrived, Verdict(_SAID_BY_KIND.get(arrived.kind, Intent.OTHER), 1.0, 0.0, unsure=False))
    one = next(understood)
    verdict = one.verdict.beside(next(understood).verdict) if _other_words(arrived) else one.verdict
    return Reading(arrived.in_the_light_of(verdict), verdict, one.mentions, one.claim, own)


def unreadable(raw: bytes, reason: Reason, header: Reading | None = None) -> Reading:
    """Return the reading of a mail that could not be read: held, with its bytes as the only fact, and what its `header` shows where that was."""
    arrived = Arrived(hashlib.sha256(raw).hexdigest(), len(raw), Kind.HELD, reason)
    return Reading(replace(arrived, message=replace(header.arrived.message, text="", other_text="")) if header else arrived)


def warm_up() -> None:
    """Load the classifier, so that the first mail does not wait for it."""
    classifier()


def classifier() -> Classifier:
    """Import and load it where mails are read and nowhere else: spaCy takes a second and 60 MB of every process that knows it."""
    from bot.classifier import predict  # noqa: PLC0415 - see above

    return predict.load()


# --- station 3: one question ------------------------------------------------------------------------------------------


def ask(reading: Reading) -> Question:
    """Return everything that must be known from the store to decide about this mail."""
    return asking.question(reading)


# --- stations 3 to 7: deciding ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Desk:
    """Where and when a decision is made: whose rules, what time, whence new names come, whose numbers and what sums the books hold."""

    policy: Policy
    now: datetime
    mint: Mint
    foreign_numbers: Callable[[str], Collection[str]] = lambda _client_key: ()
    totals: Callable[[str, Sequence[str]], Collection[Decimal]] = lambda _client_key, _numbers: ()
    lists: Callable[[str, str], bool] = lambda _client_key, _email: True
    papers: Callable[[Invoice, bool], tuple[Paper, ...]] = lambda _invoice, _shared: ()


@dataclass(frozen=True, slots=True)
class _Dispute:
    """What is known of a client's mail once the stations before the answer have seen it."""

    reading: Reading
    dossier: Dossier
    writer: Writer
    match: Match
    findings: tuple[Finding, ...]
    belonging: Belonging
    stake: Stake | None = None


@dataclass(frozen=True, slots=True)
class _Told:
    """What the approver is told of a draft: the documents it rests on, and warnings for the top of the mail."""

    papers: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


#: What follows where a mail of ours may not have reached anybody.
_UNREACHED = {Kind.BOUNCE: undelivered, Kind.AUTO_REPLY: unread}
#: Nothing a client wrote may stand in a warning of ours.
_LINTED = "The check of answers found {} places in this draft that ought not to be said to a client. Please read it with care."
_SHADOW = "Shadow mode: after a yes this answer is kept here and handed to nobody."


def decide(reading: Reading, dossier: Dossier, desk: Desk) -> Decision:
    """Return what follows from this mail: effects in order, named reasons, the report. Touches nothing."""
    found = None if dossier.is_history else answering.answered(reading, dossier, desk.policy)
    decision = _answered(reading, found, dossier, desk) if found else settle.settle(reading, dossier, desk.policy)
    if decision is not None and reading.arrived.kind in _UNREACHED and not dossier.is_history:
        decision = replace(decision, effects=(*decision.effects, *_UNREACHED[reading.arrived.kind](reading, dossier, rule_context(desk))))
    if decision is None and reading.arrived.kind is Kind.APPROVER_REPLY:
        decision = ruling.rule(reading, dossier, rule_context(desk))
    if decision is None:
        decision = _client_mail(_looked_up(reading, dossier), desk)
    if reading.arrived.kind is Kind.STAFF_FORWARD:
        decision = replace(decision, report=naming_writer(decision.report, reading.arrived, dossier))
        decision = entering.with_invoices(decision, reading, dossier, rule_context(desk))
    frozen = compose.freeze(decision.effects, desk.policy)
    return decision if frozen is decision.effects else replace(decision, effects=frozen)


def _answered(reading: Reading, found: Answered, dossier: Dossier, desk: Desk) -> Decision:
    """One of our people wrote to the client: the mail joins the case, and what waited there is withdrawn."""
    effects = withdrawing.withdrawn(reading, found.case, found.drafts, (found.by, found.to), (dossier, rule_context(desk)))
    mail = filed(reading, Kind.STAFF_FORWARD, None, found.case.id)
    report = Report(Kind.STAFF_FORWARD, case_id=found.case.id, case_status=found.case.status)
    how = f"{found.by} answered {found.to} themselves: {found.how}"
    return Decision((mail, *effects), (*reading.arrived.notes, how), report)


def _looked_up(reading: Reading, dossier: Dossier) -> _Dispute:
    """Who writes, about which invoice, do our books agree, which case is it."""
    writer = matching.writer_of(reading.arrived, dossier)
    match = matching.match(reading, writer, dossier, threads.invoice_numbers(reading.arrived, writer.email, dossier))
    writer = matching.writer_for(writer, match, dossier)
    reading, match = shortfall.reread(reading, match, writer)
    found = None if reading.verdict.intent is Intent.DISPUTE else checking.confirmed(reading, match, dossier)
    reading = shortfall.complained(reading, *found) if found else reading
    reading = twinned.twinned(staking.without_counts(reading, match), match, dossier)
    match, findings = meant.weighed(reading, match, dossier)
    stake = staking.stake(reading, match, findings)
    belonging = belongs.belonging(reading, writer, match, dossier, checking.points_to(reading, match, dossier))
    return _Dispute(staking.restated(reading, stake), dossier, writer, match, findings, belonging, stake)


def _client_mail(dispute: _Dispute, desk: Desk) -> Decision:
    """A client's mail, direct or forwarded: into its case; where an answer is due, draft it and ask."""
    arrived = dispute.reading.arrived
    case, effects = _enter(dispute, desk)
    marks = (
        rules.doubts(dispute.reading, dispute.writer, dispute.match, dispute.dossier, desk.policy) if dispute.belonging.draft_due else ()
    )
    reason = arrived.reason or (marks[0] if marks else None)
    draft, told = _draft(dispute, case, desk) if case and dispute.belonging.draft_due else (None, _Told())
    if case and draft:
        effects = (
            *effects,
            *_superseded(dispute.dossier.pending, case.id),
            DraftReply(draft),
            *_request(dispute, case, draft, marks, desk, told),
        )
    return Decision(
        effects=(filed(dispute.reading, arrived.kind, reason, case.id if case else None), *effects),
        reasons=(*marks, *arrived.notes, *dispute.match.reasons, *dispute.belonging.reasons),
        report=Report(
            kind=arrived.kind,
            reason=reason,
            writer=dispute.writer,
            match=dispute.match,
            case_id=case.id if case else None,
            case_status=case.status if case else None,
            findings=dispute.findings if dispute.belonging.draft_due else (),
            draft=draft,
            verdict=dispute.reading.verdict,
            claim=dispute.reading.claim,
        ),
    )


def _enter(dispute: _Dispute, desk: Desk) -> tuple[Case | None, tuple[Effect, ...]]:
    """The case this mail joins or opens, with the effect that does it."""
    belonging = dispute.belonging
    seen = lifecycle.Seen(dispute.reading, dispute.writer, dispute.match, dispute.stake, threads.beginning(dispute.dossier))
    if belonging.relation is belongs.Relation.NEW_DISPUTE:
        opened = lifecycle.opened(seen, desk.policy, desk.mint.case_id(), desk.now)
        return opened.case, (opened,)
    joined = lifecycle.joined(belonging, seen, desk.policy, desk.now)
    return (joined.case, (joined,)) if joined else (belonging.case, ())


def _draft(dispute: _Dispute, case: Case, desk: Desk) -> tuple[Draft, _Told]:
    """The answer, complete, as a draft bound to its hash; and what is to be told of it."""
    promised_on = deadlines.promise(desk.policy, desk.now)
    facts = AnswerFacts(
        reading=dispute.reading,
        writer=dispute.writer,
        match=dispute.match,
        case_id=case.id,
        policy=desk.policy,
        promised_on=promised_on,
        message_id=desk.mint.message_id(),
        promised_texts=_dates(desk, promised_on),
        findings=dispute.findings,
        papers=_papers(dispute, desk),
        follow_up=dispute.belonging.case is not None,
    )
    found = answer(facts)
    mail = tidied(found.mail)
    draft = Draft(
        id=desk.mint.draft_id(),
        case_id=case.id,
        version=1 + max((draft.version for draft in dispute.dossier.pending if draft.case_id == case.id), default=0),
        state=DraftState.PENDING,
        mail=mail,
        hash=draft_hash(mail),
        template=found.template,
        language=found.language,
        created_at=desk.now,
        promised_on=found.promised_on,
        promised_text=found.promised_text,
        mail_id=dispute.dossier.mail_id,
        allowed_numbers=found.allowed_numbers,
        note=rules.WAITING_NOTE if rules.over_limit(dispute.dossier, desk.policy) else "",
    )
    wrong = len(lint.faults(mail, facts))
    notices = ((_LINTED.format(wrong),) if wrong else ()) + ((_SHADOW,) if desk.policy.shadow else ())
    return draft, _Told(found.papers, notices)


def _papers(dispute: _Dispute, desk: Desk) -> tuple[Paper, ...]:
    """The documents of the invoice, of all invoices where one is billed twice; a number that other clients have too is told apart."""
    match = dispute.match
    twice = dispute.reading.verdict.primary_cause is Cause.DUPLICATE
    invoices = (match.invoice, *(match.others if twice else ())) if match.invoice else ()
    return tuple(
        paper for invoice in invoices for paper in desk.papers(invoice, invoice.number in desk.foreign_numbers(invoice.client_key))
    )


def _superseded(pending: tuple[Draft, ...], case_id: str) -> tuple[SettleDraft, ...]:
    """A newer draft replaces the one that waits: one pending draft per case."""
    why = "the client wrote again; a newer draft replaces it"
    return tuple(SettleDraft(draft.id, DraftState.SUPERSEDED, "desk", why) for draft in pending if draft.case_id == case_id)


def _request(dispute: _Dispute, case: Case, draft: Draft, marks: tuple[Reason, ...], desk: Desk, told: _Told) -> tuple[Effect, ...]:
    """Ask the first approver; beyond the limit the draft waits without a request, and one summary says so."""
    approver = desk.policy.approvers[0]
    if Reason.RATE_GLOBAL in marks:
        first = rules.summary_due(dispute.dossier, desk.policy)
        said = (
            f"{dispute.writer.email} has caused more drafts today than the limit allows.",
            "Further drafts wait without a request; the digest lists them.",
        )
        return (
            (receipt.tell(StaffMail.ALERT, approver, case, said, rule_context(desk), "further drafts of one sender wait"),) if first else ()
        )
    facts = RequestFacts(
        draft=draft,
        case=case,
        writer=dispute.writer,
        match=dispute.match,
        findings=dispute.findings,
        reading=dispute.reading,
        doubts=marks,
        previous_text=next((old.mail.text for old in dispute.dossier.pending if old.case_id == case.id), ""),
        history=_history(dispute, case, desk),
        papers=told.papers,
        notices=told.notices,
    )
    return requesting.ask_all(facts, approver, rule_context(desk))


def _history(dispute: _Dispute, case: Case, desk: Desk) -> str:
    """Two lines about the client: earlier disputes with their outcomes, and how it pays."""
    today = deadlines.local_date(desk.policy, desk.now)
    lines = (rules.history(dispute.writer, dispute.dossier, case.id), habits.paying(dispute.writer.client, dispute.dossier, today))
    return "\n".join(line for line in lines if line)


def rule_context(desk: Desk) -> RuleContext:
    """Return the world an approver's decision is made in."""
    promised_on = deadlines.promise(desk.policy, desk.now)
    return RuleContext(
        policy=desk.policy,
        now=desk.now,
        mint=desk.mint,
        earliest_promise=deadlines.earliest_promise(desk.policy, desk.now),
        next_promise=promised_on,
        next_promise_texts=_dates(desk, promised_on),
        unfit=lambda draft, case: _unfit(draft, case, desk),
        own_number=lambda case, written: _own_number(case, written, desk),
        weighty=lambda _draft, case: _weighty(case, desk),
        listed=lambda draft, case: not case.client_key or all(desk.lists(case.client_key, to) for to in draft.mail.recipients),
    )


def _unfit(draft: Draft, case: Case, desk: Desk) -> str | None:
    """Ask the last check before the door while a person can still do something about it."""
    fault = egress.check_draft(draft.mail, desk.policy, desk.foreign_numbers(case.client_key), draft.allowed_numbers)
    return fault.sentence if fault else None


def _weighty(case: Case, desk: Desk) -> bool:
    """Whether the sum in dispute or an invoice of the case is above the limit of one voice, by the books as they are now."""
    limit = desk.policy.second_above
    sums = (case.amount or Decimal(), *desk.totals(case.client_key, case.invoice_numbers)) if limit is not None else ()
    return any(abs(total) > limit for total in sums if limit is not None)


def _own_number(case: Case, written: str, desk: Desk) -> str | None:
    """The ledger's spelling of a number of the case's client; of anybody's where the client is not known."""
    theirs = frozenset(desk.foreign_numbers(case.client_key)) if case.client_key else frozenset()
    wanted = normalise_number(written)
    return next((number for number in desk.foreign_numbers("") if number not in theirs and normalise_number(number) == wanted), None)


def _dates(desk: Desk, on: date) -> dict[str, str]:
    today = deadlines.local_date(desk.policy, desk.now)
    return {language: deadlines.written(on, language, today) for language in LANGUAGES}
