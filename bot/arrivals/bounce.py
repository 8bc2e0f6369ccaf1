"""Tells delivery reports from letters: by their form, by the mailbox they come from, by words that only servers use."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from bot.arrivals import address, encoded, subjects
from bot.arrivals.machines import BOUNCE_PHRASES, BOUNCE_SENTENCES, BOUNCE_SUBJECTS, BOUNCE_TITLES, DAEMONS, HELPERS, RETURNED_MARKS
from bot.vocabulary.ignorecase import AnyOf

if TYPE_CHECKING:
    from bot.arrivals.parse import Parts
    from bot.vocabulary.mail import Message

#: Answers of mail servers: an enhanced code, or a plain one after a word of theirs; a bare one may be an amount.
_CODE = re.compile(
    r"(?<![\d.,])[45]\.\d{1,2}\.\d{1,3}(?![\d.,])|\b(?:smtp|server|host|error|code|status|said|reason|response|failed with)\b\W{0,9}(?:code )?[45][0-5]\d\b"
)
_BARE_CODE = re.compile(r"\b55[0-4][ -](?!(?:eur|usd|gbp|chf|pln|sek)\b|[\d€$£])")
_TRACE = re.compile(r"^[\s>|]{0,5}received: (?:from|by|\(qmail)", re.MULTILINE)
_TITLES = AnyOf(BOUNCE_TITLES)
_HEAD = 4000
_SCANNED = 20_000


def null_path(parts: Parts) -> bool:
    """Whether the envelope named no sender, as RFC 5321 asks of machines (sendmail writes MAILER-DAEMON for it)."""
    value = parts.first("return-path").strip().strip(b"<>").strip().lower()
    return bool(parts.values("return-path")) and (not value or value.partition(b"@")[0] in {b"mailer-daemon", b"mailer_daemon"})


def writer(parts: Parts) -> str:
    """The mailbox a mail claims to come from, lower case, however its From is written."""
    found = address.lenient(parts.values("from")[:1])
    return found[0].email if found else encoded.decode_text(parts.first("from")).strip(" <>").lower()


def declared(parts: Parts) -> bool:
    """Whether the mail's own type says delivery report; true of one whose inside cannot be read as well."""
    value = parts.first("content-type")
    if b"report" not in value.lower() and b"(" not in value:
        return False  # no comment stands inside the word either
    content = encoded.decode_value(value)
    of_delivery = content.params.get("report-type", "").lower() == "delivery-status"
    return content.main == "multipart/report" and (of_delivery or "message/delivery-status" in parts.kinds)


def unreadable(parts: Parts) -> bool:
    """Whether a mail that cannot be read is all the same a server's report: by its type and by where it comes from."""
    reports = declared(parts) or "message/delivery-status" in parts.kinds
    return reports and (null_path(parts) or _local(parts) in DAEMONS | {"postmaster"})


def is_bounce(parts: Parts, message: Message, new_text: str) -> bool:
    """Whether a mail server wrote it because a mail of ours did not arrive (or is late).

    `new_text` is what stands above any quote: whoever answers or forwards a report to us is no server.
    """
    if declared(parts):
        return True
    local = _sender(parts, message)
    nobody = null_path(parts) or local in DAEMONS or local.strip("<>\"'") in DAEMONS or bool(parts.first("x-failed-recipients"))
    prefix = "" if nobody else subjects.kind(message.subject)
    if prefix == "forward" or "message/feedback-report" in parts.kinds:
        return False
    evidence = _Evidence(parts, message, new_text if prefix and any(map(str.isalpha, new_text)) else message.text)
    if "message/disposition-notification" in parts.kinds:
        return nobody and evidence.titled  # Dovecot rejects so
    if "message/delivery-status" in parts.kinds:
        return nobody or evidence.titled or not new_text.strip()
    if nobody:
        return local in DAEMONS or evidence.titled or evidence.worded or (evidence.returned and evidence.coded)
    return _confessed(local, evidence)


def told_by_words(parts: Parts) -> bool:
    """Whether nothing but words makes a mail a report: it comes from somebody's mailbox and has no part that servers write."""
    reported = "message/delivery-status" in parts.kinds or declared(parts)
    return not (reported or null_path(parts) or _local(parts) in DAEMONS or parts.first("x-failed-recipients"))


def _confessed(local: str, evidence: _Evidence) -> bool:
    """Whether a mail with an ordinary envelope is a report all the same; from a person's mailbox it takes more to be one."""
    if local in HELPERS or "smtp" in local or "mail_" in local:
        return evidence.titled or (evidence.worded and (evidence.coded or evidence.returned))
    if not evidence.titled:
        return False
    proof = (evidence.worded or evidence.returned) and evidence.surely_coded
    return evidence.sentence or proof or (evidence.worded and evidence.returned)


def _sender(parts: Parts, message: Message) -> str:
    """What `_local` says; what the strict reading found in angle brackets is what the lenient one would find."""
    value = parts.first("from")
    if message.from_ and b"<" in value and value.endswith(b">"):
        return message.from_.email.partition("@")[0]
    return _local(parts)


def _local(parts: Parts) -> str:
    return writer(parts).partition("@")[0]


class _Evidence:
    """What a text says of a delivery, each sign looked for when it is asked for: most mails are asked for their subject only."""

    def __init__(self, parts: Parts, message: Message, text: str) -> None:
        self._parts, self._message, self._whole = parts, message, text

    @cached_property
    def _text(self) -> str:
        return self._whole[:_SCANNED].casefold()

    @cached_property
    def _head(self) -> str:
        return " ".join(self._text[:_HEAD].split())

    @property
    def titled(self) -> bool:
        subject = subjects.bare(self._message.subject).casefold()
        return subject.startswith(BOUNCE_SUBJECTS) or _TITLES.within(subject)

    @property
    def worded(self) -> bool:
        return any(phrase in self._head for phrase in BOUNCE_PHRASES)

    @property
    def sentence(self) -> bool:
        return any(sentence in self._head for sentence in BOUNCE_SENTENCES)

    @property
    def coded(self) -> bool:
        return self.surely_coded or _BARE_CODE.search(self._head) is not None

    @property
    def surely_coded(self) -> bool:
        return _CODE.search(self._head) is not None

    @property
    def returned(self) -> bool:
        carried = bool(self._parts.mails) or "text/rfc822-headers" in self._parts.kinds
        return carried or _TRACE.search(self._text) is not None or any(mark in self._head for mark in RETURNED_MARKS)
