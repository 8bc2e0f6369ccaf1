"""The last check before the door: reads the very bytes again and lets nothing out that nobody approved or nobody may see."""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from bot.sending.foreign import foreign_number
from bot.sending.reread import Letter, reread
from bot.vocabulary.outgoing import Audience, Outgoing, StaffMail, draft_hash
from bot.vocabulary.reasons import Reason
from bot.vocabulary.tidy import is_address, is_message_id, tidied

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from bot.vocabulary.cases import OutboxRow
    from bot.vocabulary.policy import Policy

#: Header fields a client may see, and those of inner parts; anything else is internal until shown otherwise.
_CLIENT_FIELDS = frozenset(
    {
        *("date", "from", "to", "subject", "message-id", "in-reply-to", "references", "reply-to"),
        *("x-auto-response-suppress", "mime-version", "content-type", "content-transfer-encoding"),
    }
)
_PART_FIELDS = frozenset({"content-type", "content-transfer-encoding", "content-disposition"})
#: An approval token where it can be used: 26 characters of Crockford base32 in a plus-address or a `ref:` line.
_TOKEN = re.compile(r"(?:\+|ref\s{0,3}:\s{0,40})[0-9a-hjkmnp-tv-z]{26}(?![0-9a-z])", re.IGNORECASE)
_TOKEN_RAW = re.compile(rb"(?:\+|ref:[ \t]{0,8})[0-9a-hjkmnp-tv-z]{26}(?![0-9a-z])")


@dataclass(frozen=True, slots=True)
class EgressFault:
    """Why a mail must not leave: EGRESS_BLOCK or RECIPIENT_FORBIDDEN, and one sentence without outside text or secrets."""

    reason: Reason
    sentence: str


def check(row: OutboxRow, policy: Policy, *, approved: bool, foreign_numbers: Collection[str] = ()) -> EgressFault | None:
    """Return what is wrong with a mail about to be sent, or None.

    `approved`: the journal holds the approval of exactly `row.approved_hash` (clients only). `foreign_numbers` are invoice
    numbers of other clients; those in `row.allowed_numbers` may be named all the same.
    """
    if hashlib.sha256(row.raw).hexdigest() != row.raw_sha256:
        return _block("The mail is not the one that was frozen when it was queued.")
    try:
        letter = reread(row.raw)
    except ValueError as error:
        return _block(f"The mail cannot be read back for checking: {error}.")
    if letter.to != row.recipients:
        return _forbid("The mail names other recipients than its envelope.")
    if row.audience is Audience.STAFF:
        return next(_staff_faults(row, letter, policy), None)
    faults = _client_faults(row, letter, policy, approved=approved)
    return (
        next(faults, None)
        or _content_fault(letter, row.raw, policy)
        or _number_fault(letter, foreign_numbers, (*row.allowed_numbers, row.case_id or ""))
    )


def check_draft(mail: Outgoing, policy: Policy, foreign_numbers: Collection[str], allowed_numbers: Collection[str]) -> EgressFault | None:
    """Return what would keep this draft from leaving later, or None: to be asked when it is made or edited.

    A draft without recipient is fine (nobody may get it yet); it is asked again when it has one.
    """
    if len(mail.recipients) > 1 or not all(_may_be_client(address, policy) for address in mail.recipients):
        return _forbid("The answer has no single plain address to go to.")
    mail = tidied(mail)
    if not is_message_id(mail.message_id) or (mail.reply_to and not is_address(mail.reply_to)) or not is_address(mail.sender_email):
        return _block("The answer's own addresses cannot be written into a mail.")
    letter = Letter(
        (("Reply-To", mail.reply_to),), mail.sender_name, mail.sender_email, (), mail.subject, mail.text, mail.html, mail.files, frozenset()
    )
    return _content_fault(letter, b"", policy) or _number_fault(letter, foreign_numbers, (*allowed_numbers, mail.case_id or ""))


def _client_faults(row: OutboxRow, letter: Letter, policy: Policy, *, approved: bool) -> Iterator[EgressFault]:
    if len(row.recipients) != 1 or not _may_be_client(row.recipients[0], policy):
        yield _forbid("A mail to a client must go to exactly one client address.")
    if not approved or not row.approved_hash:
        yield _block("There is no approval of this mail in the journal.")
    if draft_hash(_as_draft(row, letter)) != row.approved_hash:
        yield _block("The mail differs from what was approved.")
    if letter.sender_email.lower() != policy.desk_address.lower():
        yield _block("The mail does not come from the desk's address.")
    if not {name.lower() for name, _ in letter.fields} <= _CLIENT_FIELDS or not letter.inner_names <= _PART_FIELDS:
        yield _block("The mail carries a header that is not meant for clients.")


def _staff_faults(row: OutboxRow, letter: Letter, policy: Policy) -> Iterator[EgressFault]:
    people = policy.insiders | frozenset(policy.digest)
    if not row.recipients or not {address.lower() for address in row.recipients} <= {person.lower() for person in people}:
        yield _forbid("A mail to staff may go to approvers, staff and digest readers only.")
    if letter.field("Auto-Submitted") != "auto-generated" or not letter.field("X-Dispute-Desk"):
        yield _block("A mail to staff must say that it is automatic.")
    reply_to = letter.field("Reply-To")
    if reply_to and not _desk_address(policy).fullmatch(reply_to):
        yield _block("A mail to staff must be answered to the desk.")
    holds_token = any(_TOKEN.search(text) for text in _texts(letter)) or _TOKEN_RAW.search(row.raw)
    alone = len(row.recipients) == 1 and row.recipients[0].lower() in {person.lower() for person in policy.insiders}
    if holds_token and (not alone or row.staff_mail is StaffMail.DIGEST):
        yield _block("A mail that can approve something must go to one approver alone.")


def _content_fault(letter: Letter, raw: bytes, policy: Policy) -> EgressFault | None:
    """What no client may ever see: tokens, the desk's plus-addresses, our own marks."""
    texts = _texts(letter)
    contents = (file.content.replace(b"\0", b"") for file in letter.files)  # two or four bytes to a letter
    if any(_TOKEN.search(text) for text in texts) or _TOKEN_RAW.search(raw) or any(map(_TOKEN_RAW.search, contents)):
        return _block("The mail contains something that could approve a draft.")
    if letter.field("Reply-To").lower() not in {"", policy.desk_address.lower()}:
        return _block("The client's answer would go to somebody else.")
    local, _, domain = policy.desk_address.partition("@")
    plus_address = re.compile(rf"{re.escape(local)}\+[^\s@<>]{{1,80}}@{re.escape(domain)}", re.IGNORECASE)
    if any(plus_address.search(text) for text in texts):
        return _block("The mail contains an address that is meant for approvers.")
    if policy.instance_id and any(policy.instance_id in text for text in (*texts, raw.decode("ascii"))):
        return _block("The mail contains the desk's internal mark.")
    if any("x-dispute-desk" in text.lower() for text in texts):
        return _block("The mail contains an internal header of the desk.")
    return None


def _number_fault(letter: Letter, foreign_numbers: Collection[str], allowed_numbers: Collection[str]) -> EgressFault | None:
    if foreign_number(_texts(letter), foreign_numbers, allowed_numbers) is None:
        return None
    return _block("The mail names an invoice of another client.")


def _texts(letter: Letter) -> tuple[str, ...]:
    """Everything that can be read in a mail; HTML as written, and as shown with tags taken as nothing and as spaces; each as it is, and bare."""
    texts_of_files = (
        file.content.replace(b"\0", b"").decode("utf-8", "replace") for file in letter.files if file.content_type.startswith("text/")
    )
    shown = (_shown(letter.html, ""), _shown(letter.html, " ")) if letter.html else ()
    names = (file.filename for file in letter.files)
    written = (letter.subject, letter.sender_name, letter.field("Reply-To"), letter.text, letter.html, *shown, *names, *texts_of_files)
    return (*written, *(bare for text in written if (bare := _bare(text)) != text))


def _bare(text: str) -> str:
    """What a program or a person may take a text for: wide letters as plain ones, hidden signs and strokes gone, `%2B` undone."""
    plain = unicodedata.normalize("NFKC", unquote(text) if "%" in text else text)
    return plain if plain.isascii() else "".join(char for char in plain if unicodedata.category(char) not in {"Cf", "Mn"})


def _shown(source: str, instead: str) -> str:
    """Take the tags out, in one pass whatever the input: a `<` that is never closed is text."""
    first, *rest = source.split("<")
    pieces = [first]
    for piece in rest:
        _tag, closed, text = piece.partition(">")
        pieces.append(instead + text if closed else f"<{piece}")
    return html.unescape("".join(pieces))


def _as_draft(row: OutboxRow, letter: Letter) -> Outgoing:
    """The approved fields as the bytes show them, with the envelope as recipients."""
    return Outgoing(
        audience=row.audience,
        recipients=row.recipients,
        sender_name=letter.sender_name,
        sender_email=letter.sender_email,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        message_id="".join(letter.ids("Message-ID")),
        reply_to=letter.field("Reply-To"),
        in_reply_to="".join(letter.ids("In-Reply-To")),
        references=letter.ids("References"),
        files=letter.files,
    )


def _may_be_client(address: str, policy: Policy) -> bool:
    """One plain address that is not the desk's own, which would be a loop, and holds nothing that could approve a draft."""
    return is_address(address) and not _desk_address(policy).fullmatch(address) and not _TOKEN.search(address)


def _desk_address(policy: Policy) -> re.Pattern[str]:
    local, _, domain = policy.desk_address.partition("@")
    return re.compile(rf"{re.escape(local)}(?:\+[^\s@<>,]{{1,80}})?@{re.escape(domain)}", re.IGNORECASE)


def _block(sentence: str) -> EgressFault:
    return EgressFault(Reason.EGRESS_BLOCK, sentence)


def _forbid(sentence: str) -> EgressFault:
    return EgressFault(Reason.RECIPIENT_FORBIDDEN, sentence)
