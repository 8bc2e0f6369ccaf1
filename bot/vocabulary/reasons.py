"""Every reason code with one sentence for people and the cure; the closed list behind holds, refusals and warnings."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why something was not handled the ordinary way."""

    FROM_MULTI = "FROM_MULTI"
    FROM_MALFORMED = "FROM_MALFORMED"
    HDR_BARE_CR = "HDR_BARE_CR"
    HDR_BROKEN = "HDR_BROKEN"
    HDR_TOO_BIG = "HDR_TOO_BIG"
    TOO_BIG = "TOO_BIG"
    TOO_DEEP = "TOO_DEEP"
    TOO_MANY_PARTS = "TOO_MANY_PARTS"
    PARSE_TIME = "PARSE_TIME"
    PARSE_CRASH = "PARSE_CRASH"
    CHARSET_UNKNOWN = "CHARSET_UNKNOWN"
    CHARSET_FORBIDDEN = "CHARSET_FORBIDDEN"
    ENCRYPTED = "ENCRYPTED"
    TNEF = "TNEF"
    CALENDAR = "CALENDAR"
    ATT_UNSAFE = "ATT_UNSAFE"
    AUTH_NONE = "AUTH_NONE"
    AUTH_FAIL = "AUTH_FAIL"
    AUTH_UNTRUSTED = "AUTH_UNTRUSTED"
    TOKEN_UNKNOWN = "TOKEN_UNKNOWN"  # noqa: S105 - a reason code, not a secret
    TOKEN_EXPIRED = "TOKEN_EXPIRED"  # noqa: S105 - a reason code, not a secret
    TOKEN_USED = "TOKEN_USED"  # noqa: S105 - a reason code, not a secret
    TOKEN_OTHER_USER = "TOKEN_OTHER_USER"  # noqa: S105 - a reason code, not a secret
    DRAFT_STALE = "DRAFT_STALE"
    CMD_UNCLEAR = "CMD_UNCLEAR"
    CMD_CONFLICT = "CMD_CONFLICT"
    AUTO_REPLY = "AUTO_REPLY"
    BOUNCE = "BOUNCE"
    LIST_MAIL = "LIST_MAIL"
    LOOP_SELF = "LOOP_SELF"
    LOOP_RATE = "LOOP_RATE"
    RATE_GLOBAL = "RATE_GLOBAL"
    DUPLICATE = "DUPLICATE"
    SPAM = "SPAM"
    BEFORE_SINCE = "BEFORE_SINCE"
    VANISHED = "VANISHED"
    RENUMBERED = "RENUMBERED"
    NO_INVOICE = "NO_INVOICE"
    INVOICE_AMBIGUOUS = "INVOICE_AMBIGUOUS"
    PARTY_MISMATCH = "PARTY_MISMATCH"
    FWD_UNCLEAR = "FWD_UNCLEAR"
    SEND_UNCERTAIN = "SEND_UNCERTAIN"
    SEND_REJECTED = "SEND_REJECTED"
    RECIPIENT_FORBIDDEN = "RECIPIENT_FORBIDDEN"
    EGRESS_BLOCK = "EGRESS_BLOCK"
    DISK_FULL = "DISK_FULL"
    CLOCK_JUMP = "CLOCK_JUMP"


#: The holds from which named people released a mail.
Waived = tuple[Reason, ...]

#: Why a mail is held before its words are understood: who wrote it, or what it says, may be another thing than what was read of it.
HOLDS = frozenset({
    Reason.FROM_MULTI, Reason.FROM_MALFORMED, Reason.HDR_BARE_CR, Reason.HDR_BROKEN, Reason.HDR_TOO_BIG, Reason.TOO_BIG, Reason.TOO_DEEP,
    Reason.TOO_MANY_PARTS, Reason.PARSE_TIME, Reason.PARSE_CRASH, Reason.CHARSET_FORBIDDEN, Reason.ENCRYPTED, Reason.TNEF,
})  # fmt: skip

#: code -> (one sentence for people, what to do about it).
SENTENCES: dict[Reason, tuple[str, str]] = {
    Reason.FROM_MULTI: ("The mail names more than one sender.", "Read it in the mailbox; release it if it is genuine."),
    Reason.FROM_MALFORMED: (
        "The sender address is missing, not written in a plain form, or in a header that was not read.",
        "Read it in the mailbox; release it if it is genuine.",
    ),
    Reason.HDR_BARE_CR: (
        "The header contains stray control characters that can hide a second sender.",
        "Treat it as suspicious; look at it in the mailbox, and discard it unless you know who wrote it.",
    ),
    Reason.HDR_BROKEN: (
        "The header or structure of the mail is damaged, so two programs could read it differently.",
        "Read it in the mailbox; ask the sender to send it again.",
    ),
    Reason.HDR_TOO_BIG: (
        "The header is larger than any honest mail needs, and was not read.",
        "Look at it in the mailbox; discard it unless you know who wrote it.",
    ),
    Reason.TOO_BIG: ("The mail is larger than 50 MB.", "Only its header is kept: read it in the mailbox and ask for a smaller one."),
    Reason.TOO_DEEP: ("The mail nests its parts deeper than 50 levels.", "Discard it unless you know the sender."),
    Reason.TOO_MANY_PARTS: ("The mail has more than 1,000 parts.", "Discard it unless you know the sender."),
    Reason.PARSE_TIME: ("The mail took too long to read.", "Read it in the mailbox; release it to try again."),
    Reason.PARSE_CRASH: ("The reader failed on this mail three times.", "Read it in the mailbox; release it to try again."),
    Reason.CHARSET_UNKNOWN: (
        "The mail names a character set nobody knows, so some letters may be wrong.",
        "Check the words in the mailbox.",
    ),
    Reason.CHARSET_FORBIDDEN: (
        "The mail uses a character set that can hide words from people.",
        "Treat it as suspicious; read it in the mailbox.",
    ),
    Reason.ENCRYPTED: ("The mail is encrypted and the desk has no key.", "Read it in your own mail program and answer by hand."),
    Reason.TNEF: ("The content is packed as winmail.dat, which only Outlook opens.", "Ask the sender to send it as plain text or HTML."),
    Reason.CALENDAR: ("It is a calendar message, not a letter.", "Nothing to do unless you expect an appointment."),
    Reason.ATT_UNSAFE: ("An attachment looks unsafe and was not opened.", "Do not open it outside a sandbox."),
    Reason.AUTH_NONE: (
        "Our mail server reported nothing about who really sent this.",
        "Approve with `dispute-desk approve`, or set up Authentication-Results.",
    ),
    Reason.AUTH_FAIL: (
        "Our mail server says this mail is not really from that address.",
        "Do not act on it; decide by replying to the desk's own request.",
    ),
    Reason.AUTH_UNTRUSTED: (
        "The proof of sender is contradictory or may be forged.",
        "Decide with `dispute-desk approve`; run `dispute-desk selftest`.",
    ),
    Reason.TOKEN_UNKNOWN: ("It answers no open request of the desk.", "Reply to the desk's own request mail."),
    Reason.TOKEN_EXPIRED: ("The request it answers has expired.", "A new request can be asked for from the digest."),
    Reason.TOKEN_USED: ("The request it answers was already decided.", "Nothing to do."),
    Reason.TOKEN_OTHER_USER: (
        "The request it answers was addressed to somebody else.",
        "The addressed approver decides; a new request goes to them.",
    ),
    Reason.DRAFT_STALE: ("The draft it answers has been replaced by a newer one.", "Decide on the newer request."),
    Reason.CMD_UNCLEAR: ("The reply was not clearly a yes, a no or an edit.", "Reply with the one word APPROVE, or REJECT and a reason."),
    Reason.CMD_CONFLICT: ("The reply says two things that exclude each other.", "Reply again with one decision."),
    Reason.AUTO_REPLY: ("It was written by a machine, not a person.", "Nothing to do."),
    Reason.BOUNCE: ("It reports that a mail could not be delivered.", "Check the address if it was one of ours."),
    Reason.LIST_MAIL: ("It came from a mailing list or newsletter.", "Nothing to do."),
    Reason.LOOP_SELF: ("It claims to come from the desk itself.", "Treat it as suspicious if the desk did not send it."),
    Reason.LOOP_RATE: (
        "Too many mails to this address in one day; the rest wait.",
        "Check for two automatic systems answering each other.",
    ),
    Reason.RATE_GLOBAL: ("More requests than the limit allows; the rest wait.", "Look through the waiting drafts."),
    Reason.DUPLICATE: ("The same mail was received before.", "Nothing to do."),
    Reason.SPAM: ("It is unsolicited or fraudulent mail.", "Nothing to do; release it if it is genuine."),
    Reason.BEFORE_SINCE: ("It was received before the desk's start date.", "Nothing to do; the desk never answers history."),
    Reason.VANISHED: (
        "It disappeared from the mailbox before it could be fetched.",
        "Nothing to do unless somebody deleted it by mistake.",
    ),
    Reason.RENUMBERED: ("The mail server renumbered the mailbox; the desk matched the mails again.", "Nothing to do."),
    Reason.NO_INVOICE: ("It is not clear which invoice is meant.", "The draft asks; or reply with INVOICE and the number."),
    Reason.INVOICE_AMBIGUOUS: ("Several invoices fit equally well.", "The draft asks; or reply with INVOICE and the number."),
    Reason.PARTY_MISMATCH: (
        "The sender is not listed for the client of that invoice.",
        "Check who it is; reply SEND TO and an address if the answer may go out.",
    ),
    Reason.FWD_UNCLEAR: ("It is not certain who wrote the forwarded mail.", "Reply SEND TO and the client's address."),
    Reason.SEND_UNCERTAIN: (
        "The connection broke while the mail was handed over; it may or may not have arrived.",
        "Check the sent folder, then `dispute-desk resend` or `dispute-desk give-up`.",
    ),
    Reason.SEND_REJECTED: (
        "The receiving server refused the mail for good.",
        "Check the address, then `dispute-desk resend` or `dispute-desk give-up`.",
    ),
    Reason.RECIPIENT_FORBIDDEN: (
        "It would have gone to an address that nobody approved, so it was not sent.",
        "Choose the client's own address with SEND TO; where nobody typed an address, report it.",
    ),
    Reason.EGRESS_BLOCK: (
        "The last check found something in the mail that must not leave; it was not sent.",
        "Reject the draft or edit it.",
    ),
    Reason.DISK_FULL: ("The disk is full; nothing is lost, nothing is sent.", "Free space; the desk goes on by itself."),
    Reason.CLOCK_JUMP: ("The computer's clock jumped; sending waits.", "Check the time, then `dispute-desk resume`."),
}
