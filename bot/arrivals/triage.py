"""Decides what a mail is: the order of kinds as one short table of questions, the first yes wins."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.arrivals import automatic, bounce, carriers, newsletter, spam, subjects
from bot.arrivals.webform import is_web_form
from bot.vocabulary.labels import Kind
from bot.vocabulary.mail import Carriers, Message, Original, Trust, Words
from bot.vocabulary.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.arrivals.parse import Parts
    from bot.vocabulary.policy import Policy

#: More hops than any honest road has: the mail goes round in circles (TRUST LOP-14).
MAX_RECEIVED = 25
_LIST_HEADERS = (
    "list-id", "list-post", "list-help", "list-subscribe", "list-archive", "list-owner", "mailing-list", "x-mailing-list", "x-mailman-version", "x-google-group-id",
    "x-beenthere", "x-mlserver", "x-ml-name", "x-ml-count", "x-list-id", "x-campaignid", "x-campaign-id", "x-mailgun-list-id",
    "list-unsubscribe",
)  # fmt: skip
#: The mailboxes that Majordomo, Mailman, ezmlm and Listserv send from.
_LIST_OWNER = re.compile(
    rb"\bowner-[\w.+-]{1,60}@|[\w.+-]{1,60}-(?:owner|bounces?|request|return|errors)(?:[+-][\w.=+-]{1,120})?@", re.IGNORECASE
)

#: How our people begin what they want done; more is for the review to read.
_ORDERS = (
    "note", "edit", "use this", "please use", "hold", "answer", "close", "invoice", "cause", "send", "assign", "status", "not a", "approve", "yes", "no,", "no ",
    "reject", "go ahead", "ok", "ja", "oui", "freig", "genehm", "aprob", "sí", "approv", "sì", "akkoord", "goed",
)  # fmt: skip


@dataclass(slots=True)
class Facts:
    """All that triage looks at."""

    parts: Parts
    policy: Policy
    message: Message = Message()
    words: Words = Words()
    original: Original | None = None
    trust: Trust = Trust()
    carriers: Carriers = Carriers()
    from_reason: Reason | None = None
    notes: set[str] = field(default_factory=set)
    #: Its words were understood as a person's claim, so they make no machine of it, whatever they sound like.
    meant: bool = False
    #: The strict From's address, or nothing; and whether it names one of our people (proven or not).
    writer: str = field(init=False)
    insider: bool = field(init=False)

    def __post_init__(self) -> None:
        """Look up the writer once: nearly every question asks for them."""
        self.writer = self.message.from_.email if self.message.from_ else ""
        self.insider = bool(self.writer) and self.writer in self.policy.insiders


def route(facts: Facts) -> tuple[Kind, Reason | None]:
    """Return the kind and its reason by DESIGN's order of kinds; a parser's reason to hold comes before."""
    for question in _QUESTIONS:
        answer = question(facts)
        if answer:
            return answer
    return Kind.CLIENT_MAIL, _text_reason(facts)


def _unreadable(facts: Facts) -> tuple[Kind, Reason | None] | None:
    """The parser could not give the words a person would see."""
    reason = facts.parts.reason
    if bounce.unreadable(facts.parts):
        return None  # nobody needs the words of a server
    if reason and reason is not Reason.CALENDAR:
        return Kind.HELD, reason
    return (Kind.HELD, Reason.CHARSET_FORBIDDEN) if "charset_forbidden" in facts.parts.defects else None


def _own(facts: Facts) -> tuple[Kind, Reason | None] | None:
    """Our own mail came back: From is the desk, or it carries our instance id."""
    desk = facts.policy.desk_address.lower()
    local, _, domain = facts.writer.rpartition("@")
    if facts.writer and f"{local.partition('+')[0]}@{domain}" == desk:
        return Kind.OWN, Reason.LOOP_SELF
    mark = facts.parts.first("x-dispute-desk-instance").decode("ascii", "replace").strip()
    if mark and mark == facts.policy.instance_id:
        return Kind.OWN, Reason.LOOP_SELF
    if mark or facts.parts.first("x-dispute-desk"):
        facts.notes.add("forged_instance_header")
    return (Kind.OWN, Reason.LOOP_RATE) if facts.message.received_count > MAX_RECEIVED else None


def _bounce(facts: Facts) -> tuple[Kind, Reason | None] | None:
    if not bounce.is_bounce(facts.parts, facts.message, facts.words.new_text):
        return None
    if bounce.told_by_words(facts.parts):
        if facts.meant:
            return None
        facts.notes.add("automatic_by_words")
    return Kind.BOUNCE, Reason.BOUNCE


def _auto_reply(facts: Facts) -> tuple[Kind, Reason | None] | None:
    """A machine wrote it; bulk mail with list headers is a list's."""
    if facts.parts.reason is Reason.CALENDAR:
        return Kind.AUTO_REPLY, Reason.CALENDAR
    if automatic.receipt(facts.parts):
        return Kind.AUTO_REPLY, Reason.AUTO_REPLY
    why = automatic.by_header(facts.parts)
    if why == "precedence" and _of_a_list(facts):
        return None
    by_header = bool(why)
    form = not why and is_web_form(facts.message)
    if not (why or form or facts.meant or (facts.original and (facts.insider or subjects.kind(facts.message.subject) == "forward"))):
        text = facts.words.new_text or (
            facts.message.text if facts.message.text.startswith("##") else ""
        )  # a help desk's reply line on top
        why = automatic.by_words(facts.message, text) or automatic.by_envelope(facts.parts, text)
        if not (why or facts.insider) and automatic.hints(facts.message, text):
            facts.notes.add("sounds_automatic")
    if facts.insider and _of_our_own(why, facts):
        return None
    if why:
        facts.notes.add("automatic_by_header" if by_header or why == automatic.NULL_PATH else "automatic_by_words")
    if why == automatic.SOUND:
        facts.notes.add("automatic_by_sound")
    if why == automatic.UNDELIVERED:
        return Kind.BOUNCE, Reason.BOUNCE
    return (Kind.AUTO_REPLY, Reason.AUTO_REPLY) if why else None


def _has_list_headers(parts: Parts) -> bool:
    return parts.has_any(_LIST_HEADERS) and any(parts.first(name) for name in _LIST_HEADERS)


def _of_a_list(facts: Facts) -> bool:
    """Whether bulk mail is a list's: by its fields, by the mailbox old list programs send from, or because it says how to leave it.

    Bulk mail that shows nothing of that is what RFC 3834 calls an automatic answer's habit: nobody waits for a word of ours.
    """
    parts = facts.parts
    from_list = any(_LIST_OWNER.search(parts.first(name)[:200]) for name in ("sender", "errors-to", "return-path", "resent-sender"))
    return from_list or _has_list_headers(parts) or newsletter.ends_like_one(facts.message, facts.message.text)


def _list(facts: Facts) -> tuple[Kind, Reason | None] | None:
    """A mailing list or newsletter; an answer to us that merely carries an unsubscribe link is not."""
    parts = facts.parts
    precedence = parts.first("precedence").strip().lower()
    if not (_has_list_headers(parts) or precedence == b"list" or (precedence in {b"bulk", b"junk"} and _of_a_list(facts))):
        return None
    answers = _answers_us(facts) or facts.insider
    firm = parts.first("list-id") or parts.first("list-post") or precedence in {b"list", b"bulk", b"junk"}
    if answers and not parts.first("list-post"):
        return None
    by_link = parts.first("list-unsubscribe") and not newsletter.is_a_letter(facts.message, facts.words.new_text)
    if not (firm or by_link) or (facts.meant and not firm):
        return None
    if not firm:
        facts.notes.add("automatic_by_words")
    return Kind.LIST, Reason.LIST_MAIL


def _of_our_own(why: str | None, facts: Facts) -> bool:
    """Whether words that would be a machine's are one of our people's: a new text for a client, a note, a holiday told of unasked."""
    answers = bool(facts.message.in_reply_to or facts.carriers.tags or subjects.kind(facts.message.subject))
    orders = facts.words.new_text.lower().lstrip("*_ ").startswith(_ORDERS)
    return why in {automatic.BOILERPLATE, automatic.UNDELIVERED, automatic.SOUND} or (why == automatic.ABSENCE and (orders or not answers))


def _answers_us(facts: Facts) -> bool:
    domain = facts.policy.desk_address.lower().rpartition("@")[2]
    return bool(facts.carriers.case_tags) or any(one.lower().endswith(f"@{domain}") for one in facts.carriers.message_ids)


def _no_identity(facts: Facts) -> tuple[Kind, Reason | None] | None:
    """No strict From, and it is no machine's mail: nobody can be answered."""
    return (Kind.HELD, facts.from_reason) if facts.message.from_ is None else None


def _approver_reply(facts: Facts) -> tuple[Kind, Reason | None] | None:
    """It carries something shaped like a token, or an approver answers a mail about a case."""
    if carriers.answers_request(facts.carriers, facts.policy.desk_address):
        return Kind.APPROVER_REPLY, None
    approver = facts.writer in facts.policy.approvers
    return (Kind.APPROVER_REPLY, None) if approver and facts.carriers.case_tags and facts.original is None else None


def _staff_forward(facts: Facts) -> tuple[Kind, Reason | None] | None:
    """One of ours sends it; not proven, or with a client nobody can name, it is unclear."""
    if not facts.insider:
        return None
    if not facts.trust.proven:
        facts.notes.add("unproven_staff")
        return Kind.STAFF_FORWARD, Reason.FWD_UNCLEAR
    unclear = facts.original is not None and not (facts.original.from_ and facts.original.from_.email)
    return Kind.STAFF_FORWARD, Reason.FWD_UNCLEAR if unclear else _text_reason(facts)


def _spam(facts: Facts) -> tuple[Kind, Reason | None] | None:
    score, names = spam.score(facts.message, facts.policy.desk_address, facts.words.new_text)
    facts.notes.update(f"spam_{name}" for name in names if name not in {"cold", "unsubscribe"})
    lookalike = "look_alike" in names
    return (Kind.SPAM, Reason.SPAM) if lookalike or (score >= spam.THRESHOLD and not _answers_us(facts)) else None


def _newsletter(facts: Facts) -> tuple[Kind, Reason | None] | None:
    """A newsletter whose header does not say so."""
    if _answers_us(facts) or not newsletter.ends_like_one(facts.message, facts.message.text or facts.words.new_text):
        return None
    return Kind.LIST, Reason.LIST_MAIL


def _text_reason(facts: Facts) -> Reason | None:
    """A doubt about the words that does not hold the mail."""
    return Reason.CHARSET_UNKNOWN if "charset_unknown" in facts.parts.defects else None


_QUESTIONS: tuple[Callable[[Facts], tuple[Kind, Reason | None] | None], ...] = (
    _unreadable,
    _own,
    _bounce,
    _auto_reply,
    _list,
    _no_identity,
    _approver_reply,
    _staff_forward,
    _spam,
    _newsletter,
)
