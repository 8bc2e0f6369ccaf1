"""An approver's reply is ruled on: is it theirs, does it still count, what does it say, what follows."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.review.altered import altered, only_cut
from bot.review.authorise import Authorisation, authorise
from bot.review.carry_out import HINTS_PER_DAY, Outcomes, hint, settle
from bot.review.command import ECHO, Command, CommandKind, heard, parse, refused_within, with_closing
from bot.review.consent import plain
from bot.review.interjected import interjected, texts_of
from bot.review.mended import with_whole_lines
from bot.review.receipt import tell
from bot.review.redraft import revived
from bot.review.reissue import reissue
from bot.review.request import again
from bot.review.shown import moment
from bot.vocabulary.cases import CaseStatus, DraftState
from bot.vocabulary.effects import CountHint, Decision, FileMail, Note, Report, SpendToken
from bot.vocabulary.labels import Kind
from bot.vocabulary.mail import Proof
from bot.vocabulary.numbers import normalise_number
from bot.vocabulary.outgoing import Audience, StaffMail
from bot.vocabulary.reasons import SENTENCES, Reason
from bot.vocabulary.smileys import wry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.review.facts import RuleContext
    from bot.vocabulary.dossier import Dossier, TokenRecord
    from bot.vocabulary.mail import Words
    from bot.vocabulary.reading import Reading

#: Notes and defects of a reply after which it is not sure which words a person saw, or meant: crossed out, white on white, a thumb, or read in two ways.
_DOUBTFUL = frozenset(
    {"struck_text", "pale_text", "reaction", "transfer_encoding_unknown", "content_field_twice", "duplicate_content-type"}
)
_ALTERED = (
    "You said yes, but in what your reply quotes the draft is not as it was shown to you, so nothing was sent; a change in a quote is never taken over.",
    "'EDIT' with the whole new text beneath makes a new version; the word 'APPROVE' without the quote sends the draft as it was shown.",
)
_INTERJECTED = (
    "You said yes, but your reply also says '{}' where it looks like a quotation, and the request does not say so; nothing was sent.",
    "The word 'APPROVE' alone, without words of your own in the quote, sends the draft as it was shown; 'EDIT' with the whole new text beneath changes it.",
)
_NO_DMARC = (
    "{domain} shows no DMARC result in our server's check: replies from there are believed by {how} alone. "
    "Publish a DMARC policy for it, or set [trust] require_dmarc = true to believe no reply without one."
)
_NAME = re.compile(r"[^\W\d_]+")
_AUTH = frozenset({Reason.AUTH_FAIL, Reason.AUTH_NONE, Reason.AUTH_UNTRUSTED})
#: Requests about one draft to one approver, beyond which a token that leaves the mailbox brings no new one: somebody else's machine answers.
MOST_REQUESTS = 3
#: Misses of unknown tokens in one hour beyond which somebody is guessing (TRUST APR-12).
MISSES_PER_HOUR = 20


def rule(reading: Reading, dossier: Dossier, ctx: RuleContext) -> Decision:
    """Decide a mail of kind approver_reply. Pure; the effects are applied in one transaction."""
    ctx = replace(ctx, hints_today=max(ctx.hints_today, dossier.hints_today))
    allowed = authorise(reading, dossier, ctx)
    record = allowed.record
    if record is None:
        return _decision(reading, None, reissue(reading, dossier, ctx) or _untied(reading, dossier, ctx) or _nobody(allowed, dossier))
    ctx = _threaded(reading, dossier, record, ctx)
    if allowed.reason:
        return _decision(reading, record, _refused(allowed.reason, reading, dossier, record, ctx))
    mailed, actor = _mailed(dossier, record), record.token.approver
    reading = replace(reading, arrived=replace(reading.arrived, words=with_whole_lines(reading.arrived.words, mailed)))
    command = _command(reading, ctx)
    if command.kind is CommandKind.APPROVE and (doubt := _beside(reading, mailed, record)):
        return _decision(reading, record, hint(record, actor, ctx, *doubt))
    done = settle(command, record, actor, ctx)
    return _decision(reading, record, replace(done, effects=(*done.effects, *_second_best(reading))))


def _second_best(reading: Reading) -> tuple[Note, ...]:
    """A word in the digests where our server had no DMARC result for the writer's domain and something less proved the reply (SPF-23)."""
    trust, sender = reading.arrived.trust, reading.arrived.message.from_
    how = {"dkim": "a DKIM signature", "spf": "an SPF result"}.get(trust.method)
    if how is None or trust.detail or sender is None:
        return ()
    return (Note("no_dmarc", None, _NO_DMARC.format(domain=sender.email.rpartition("@")[2], how=how)),)


def _mailed(dossier: Dossier, record: TokenRecord) -> list[str]:
    """What mails of ours to the approver show, of those that the reply answers."""
    return texts_of(row for row in dossier.sent if row.audience is Audience.STAFF and record.token.approver in row.recipients)


def _beside(reading: Reading, mailed: Sequence[str], record: TokenRecord) -> tuple[Reason, tuple[str, ...]] | None:
    """What a yes says in the shape of a quote: the draft in other words, or words that stand in no mail of ours that this one answers."""
    words = reading.arrived.words
    if not words.quoted_text:
        return None
    shown = [text for text in mailed if not altered(text, record.draft.mail)]  # what was mailed as the draft still stands
    if altered(words.quoted_text, record.draft.mail) and not only_cut(words.quoted_text, shown):
        return Reason.CMD_CONFLICT, _ALTERED
    own = heard(plain(interjected(words.beneath, mailed)))
    return (Reason.CMD_UNCLEAR, (_INTERJECTED[0].format(own), _INTERJECTED[1])) if own else None


def _command(reading: Reading, ctx: RuleContext) -> Command:
    """Read the own words; where the HTML version says something else, the two contradict each other (TRUST APR-07)."""
    arrived, names = reading.arrived, _names(reading, ctx)
    command = with_closing(parse(arrived.words.new_text, names), arrived.words.signature, names)
    words = arrived.words
    read_again = command.kind is CommandKind.HELP and command.argument != ECHO and words.above
    letter = _of_the_letter(parse(words.above, names)) if read_again else None
    doubt = words.doubtful or wry(words.signature) or (letter and (words.objection or wry(words.new_text)))
    if doubt and (letter or command.kind is CommandKind.APPROVE):
        return Command(CommandKind.HELP, heard=heard(doubt), problem=Reason.CMD_UNCLEAR)
    if read_again and not letter and words.objection:
        command = replace(command, heard=heard(words.objection))
    command = letter or command
    if command.kind is CommandKind.HELP and command.argument != ECHO:
        command = refused_within(words.new_text, names) or command
    if command.kind is not CommandKind.HELP and not _DOUBTFUL.isdisjoint((*arrived.notes, *arrived.message.defects)):
        return Command(CommandKind.HELP, heard=command.heard, problem=Reason.CMD_UNCLEAR)
    shown = arrived.message.other_text
    if command.kind is CommandKind.HELP or not (shown or "text_html_differ" in arrived.notes) or _says_the_same(shown, arrived.words):
        return command
    other = parse(shown, names)
    if (other.kind, other.argument, other.more) == (command.kind, command.argument, command.more):
        return command
    return Command(CommandKind.HELP, heard=command.heard, problem=Reason.CMD_CONFLICT)


def _of_the_letter(command: Command) -> Command | None:
    """Return the command of a letter read without its closing, unless it has a text whose end that may be, or is none."""
    return None if command.kind in {CommandKind.HELP, CommandKind.EDIT, CommandKind.ANSWER, CommandKind.NOTE} else command


def _says_the_same(shown: str, words: Words) -> bool:
    """Tell whether the HTML version is the text's own words and then some of its signature, in other lines: no contradiction."""
    own, whole, seen = words.new_text.split(), f"{words.new_text} {words.signature}".split(), shown.split()
    return len(seen) >= len(own) > 0 and whole[: len(seen)] == seen


def _decision(reading: Reading, record: TokenRecord | None, outcome: Outcomes) -> Decision:
    arrived = reading.arrived
    case_id = record.case.id if record else None
    filed = FileMail(
        Kind.APPROVER_REPLY,
        outcome.reason,
        case_id,
        sender=arrived.message.from_.email if arrived.message.from_ else "",
        subject=arrived.message.subject,
        message_id=arrived.message.message_id,
        fingerprint=arrived.fingerprint,
        proven=arrived.trust.proven,
    )
    report = Report(
        kind=Kind.APPROVER_REPLY,
        reason=outcome.reason,
        case_id=case_id,
        case_status=record.case.status if record else None,
        draft=outcome.draft,
        command=outcome.command,
    )
    reasons = (*((f"{outcome.reason}: {SENTENCES[outcome.reason][0]}",) if outcome.reason else ()), *outcome.said)
    return Decision((filed, *outcome.effects), reasons, report)


def _untied(reading: Reading, dossier: Dossier, ctx: RuleContext) -> Outcomes | None:
    """A listed approver, proven, writes about a waiting case but all that named the request was lost: one hint how to decide."""
    arrived = reading.arrived
    sender, carriers = arrived.message.from_, arrived.carriers
    case = next((each for each in dossier.cases if each.id in carriers.case_tags), None)
    waits = case is not None and any(draft.case_id == case.id for draft in dossier.pending)
    proven = sender is not None and sender.email in ctx.policy.approvers and arrived.trust.proven
    if not (case and waits and sender and proven) or carriers.tags or carriers.refs or ctx.hints_today >= HINTS_PER_DAY:
        return None
    said = (
        "Your mail names the case but not the request it answers, so nothing was done.",
        "Please reply to the request itself; a mail with this subject and the words 'ask again' brings a new one.",
    )
    answers = arrived.message.message_id or ""
    ctx = replace(ctx, answers_id=answers, references=(answers,) if answers else ())
    mail = tell(StaffMail.HINT, sender.email, case, said, ctx, "nothing was done with your mail")
    return Outcomes((mail, CountHint("", sender.email)), "refuse", Reason.TOKEN_UNKNOWN, said=said)


def _nobody(allowed: Authorisation, dossier: Dossier) -> Outcomes:
    """No request is known that this answers: no reply, and a word in the log when somebody seems to be guessing."""
    reason = allowed.reason or Reason.TOKEN_UNKNOWN
    if reason is not Reason.TOKEN_UNKNOWN:
        return Outcomes((), "ignore", reason)
    if dossier.token_misses_hour >= MISSES_PER_HOUR:
        return Outcomes((Note("token_guessing", None, "More than 20 unknown tokens came in one hour."),), "refuse", Reason.RATE_GLOBAL)
    return Outcomes((), "refuse", reason)


def _refused(reason: Reason, reading: Reading, dossier: Dossier, record: TokenRecord, ctx: RuleContext) -> Outcomes:
    """Answer (or not) a reply that may not decide; the draft stays as it is."""
    if reason is Reason.TOKEN_OTHER_USER:
        return _burnt(record, ctx)
    if reason in _AUTH:
        return _unproven(reason, reading, record, ctx)
    if reason is Reason.CMD_CONFLICT:
        return _conflicting(reading, record, ctx)
    if reason is Reason.TOKEN_EXPIRED and record.draft.state is DraftState.PENDING:
        return _too_late(record, ctx)
    if reason is Reason.TOKEN_EXPIRED and _may_revive(reading, dossier, record, ctx):
        return _revived(record, ctx)
    return _closed(reason, dossier, record, ctx)


def _closed(reason: Reason, dossier: Dossier, record: TokenRecord, ctx: RuleContext) -> Outcomes:
    """Say once that this request was settled already; who may not decide at all gets no answer."""
    if reason in {Reason.TOKEN_USED, Reason.TOKEN_EXPIRED, Reason.DRAFT_STALE}:
        return hint(record, record.token.approver, ctx, reason, _closed_words(reason, record, dossier, ctx), "ignore")
    return Outcomes((), "refuse", reason)


def _burnt(record: TokenRecord, ctx: RuleContext) -> Outcomes:
    """Somebody else holds the token: it dies, its approver (or the first one) is asked anew and told."""
    if record.draft.state is not DraftState.PENDING or record.token.used_at is not None:
        return Outcomes((), "refuse", Reason.TOKEN_OTHER_USER)
    approver = record.token.approver if record.token.approver in ctx.policy.approvers else next(iter(ctx.policy.approvers), "")
    spent = SpendToken(record.token.token_hash, "answered from another address")
    note = Note("token_left_mailbox", record.case.id, f"The request to {record.token.approver} was answered from another address.")
    notice = "The earlier request left your mailbox: somebody else answered it. So it is void, nothing was sent, and this one replaces it."
    request = again(record.draft, record.case, approver, notice, ctx) if approver and record.requests < MOST_REQUESTS else ()
    return Outcomes((spent, note, *request), "refuse", Reason.TOKEN_OTHER_USER)


def _warn(reason: Reason, said: tuple[str, ...], subject: str, record: TokenRecord, ctx: RuleContext) -> Outcomes:
    """Refuse, and tell the approver of a request that still waits once why."""
    waits = record.draft.state is DraftState.PENDING and record.token.used_at is None and record.token.approver in ctx.policy.approvers
    if not waits or record.token.was_warned or ctx.hints_today >= HINTS_PER_DAY:
        return Outcomes((), "refuse", reason)
    alert = tell(StaffMail.ALERT, record.token.approver, record.case, said, ctx, subject)
    return Outcomes((alert, CountHint(record.token.token_hash, record.token.approver, warning=True)), "refuse", reason, said=said)


def _unproven(reason: Reason, reading: Reading, record: TokenRecord, ctx: RuleContext) -> Outcomes:
    """Warn the approver once that a reply in their name was not believed; without a set-up, only the log says so."""
    if reading.arrived.trust.proof is Proof.UNCONFIGURED:
        said = (
            "Approvals by mail are off until [trust] authserv_id is set and 'dispute-desk selftest' finds no fault; dispute-desk on the command line decides.",
        )
        return Outcomes((), "refuse", reason, said=said)
    warning = (
        f"A reply in your name came, but {SENTENCES[reason][0][0].lower()}{SENTENCES[reason][0][1:]} Nothing was sent.",
        "If it was you, write again from your usual mail program, or decide on the desk's computer; if not, be careful.",
    )
    return _warn(reason, warning, "a reply in your name was not believed", record, ctx)


def _conflicting(reading: Reading, record: TokenRecord, ctx: RuleContext) -> Outcomes:
    sender = reading.arrived.message.from_
    said = ("Your reply belongs to more than one request, so nothing was done. Please answer each request in a mail of its own.",)
    if not sender or sender.email != record.token.approver or not reading.arrived.trust.proven:
        return Outcomes((), "refuse", Reason.CMD_CONFLICT)
    return hint(record, record.token.approver, ctx, Reason.CMD_CONFLICT, said)


def _too_late(record: TokenRecord, ctx: RuleContext) -> Outcomes:
    notice = "Your answer to the earlier request came after its time, so nothing was done. This one replaces it."
    request = again(record.draft, record.case, record.token.approver, notice, ctx)
    return Outcomes((SpendToken(record.token.token_hash, "expired"), *request), "ignore", Reason.TOKEN_EXPIRED)


def _revived(record: TokenRecord, ctx: RuleContext) -> Outcomes:
    new = revived(record, record.token.approver, ctx)
    said = ("The request had run out, so nothing was sent; a new one was made.",)
    return Outcomes(new.effects, "ignore", Reason.TOKEN_EXPIRED, new.draft, said)


def _may_revive(reading: Reading, dossier: Dossier, record: TokenRecord, ctx: RuleContext) -> bool:
    """A late yes, edit or question brings the draft back; a late no leaves it be, and so do a newer draft and a closed case."""
    over = record.draft.state is not DraftState.EXPIRED or record.case.status is CaseStatus.CLOSED
    replaced = any(draft.case_id == record.case.id for draft in dossier.pending)
    unwanted = {CommandKind.REJECT, CommandKind.NOT_A_DISPUTE, CommandKind.CLOSE}
    return not over and not replaced and _command(reading, ctx).kind not in unwanted


def _closed_words(reason: Reason, record: TokenRecord, dossier: Dossier, ctx: RuleContext) -> tuple[str, ...]:
    when = f" on {moment(record.token.used_at, ctx.policy.timezone)}" if record.token.used_at else ""
    if reason is Reason.TOKEN_EXPIRED:
        return ("This request ran out of time before your reply came, so nothing was sent.",)
    if record.draft.state is DraftState.ANSWERED:
        return (
            f"This was answered already: {record.draft.note or 'one of us wrote to the client'}. The draft was withdrawn then; nothing was sent now.",
        )
    if reason is Reason.DRAFT_STALE:
        newer = any(each.case_id == record.case.id and each.id != record.draft.id for each in dossier.pending)
        waits = "A newer version waits for you in a mail of its own" if newer else "No version of it waits any more"
        return (f"This draft was replaced{when}, so nothing was done. {waits}.",)
    if record.draft.state is DraftState.PENDING and record.token.approver in record.draft.agreed:
        return (
            f"Your yes is noted already{when}; the draft waits for a second person.",
            "To take it back, write a mail with this subject and the words 'ask again', and turn the new request down.",
        )
    state = {DraftState.PENDING: "handed on or replaced", DraftState.WITHDRAWN: "withdrawn"}.get(
        record.draft.state, record.draft.state.value
    )
    return (f"This request was settled already ({state}){when}; nothing was done now.",)


def _threaded(reading: Reading, dossier: Dossier, record: TokenRecord, ctx: RuleContext) -> RuleContext:
    """Add what the reply itself brings: its thread for our answer, and what no edited text may hold."""
    message = reading.arrived.message
    own = message.message_id or ""
    ids = dict.fromkeys([record.token.message_id, *([own] if own else [])])
    carriers = reading.arrived.carriers
    return replace(ctx, answers_id=own, references=tuple(ids), forbidden=(*carriers.tags, *carriers.refs, *_foreign(dossier, record)))


def _foreign(dossier: Dossier, record: TokenRecord) -> tuple[str, ...]:
    """Return invoice numbers near this reply that belong only to other clients (bare figures are left to the last check)."""
    owners: dict[str, set[str]] = {}
    for invoice in dossier.books.invoices:
        owners.setdefault(invoice.number, set()).add(invoice.client_key)
    allowed = {normalise_number(number) for number in (*record.draft.allowed_numbers, *record.case.invoice_numbers)}
    foreign = (number for number, keys in owners.items() if record.case.client_key not in keys)
    return tuple(number for number in foreign if normalise_number(number) not in allowed and not number.isdigit())


def _names(reading: Reading, ctx: RuleContext) -> frozenset[str]:
    """Return the lower-case words of the approver's and the desk's names; in a reply they mean nothing."""
    sender = reading.arrived.message.from_
    told = [ctx.policy.contact, ctx.policy.desk_name]
    if sender:
        told += [sender.name, sender.email.partition("@")[0]]
    return frozenset(word.lower() for text in told for word in _NAME.findall(text))
