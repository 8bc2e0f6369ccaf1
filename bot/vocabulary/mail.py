"""A mail as plain data: addresses, message, who is proven to have sent it, whose words they are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox address.

    `email` is `local@domain`, lower case, the domain in ASCII (IDNA) form; `name` is the display name as claimed.
    """

    email: str
    name: str = ""

    @property
    def domain(self) -> str:
        """The part after the last `@`; empty when there is none."""
        return self.email.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Attachment:
    """What came with a mail, named but never opened.

    `filename` is made safe for display (no path, no control or direction characters, at most 200 characters);
    `sha256` is the hex digest of the decoded content.
    """

    filename: str
    content_type: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Message:
    """The parsed view of one mail; every text is safe for SQLite and for one line where it is a header.

    `from_` is the strict identity (exactly one From of a strict form), else None. `message_id`, `in_reply_to` and
    `references` are without angle brackets. `received_count` counts Received fields. `subject` is decoded, one line.
    `text` is the whole visible body as plain text (from text/plain, else from HTML), `date_at` is aware or None.
    `other_text` holds the new words of the HTML version where they are not word for word those of `text`; the note
    `text_html_differ` says that they differ in more than decoration (then `other_text` may be empty: no words at all).
    """

    from_: Address | None = None
    sender: Address | None = None
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    subject: str = ""
    date_at: datetime | None = None
    message_id: str | None = None
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    text: str = ""
    other_text: str = ""
    attachments: tuple[Attachment, ...] = ()
    received_count: int = 0
    defects: tuple[str, ...] = ()


class Proof(StrEnum):
    """What our own server's Authentication-Results prove about From."""

    PROVEN = "proven"
    FAILED = "failed"
    NONE = "none"
    UNTRUSTED = "untrusted"
    UNCONFIGURED = "unconfigured"


@dataclass(frozen=True, slots=True)
class Trust:
    """The proof of sender; `method` is dmarc, dkim, spf or auth where `proof` is PROVEN or FAILED, else empty."""

    proof: Proof = Proof.UNCONFIGURED
    method: str = ""
    detail: str = ""

    @property
    def proven(self) -> bool:
        """Whether From may be believed."""
        return self.proof is Proof.PROVEN


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer written between quoted lines, and what it answers: the paragraph quoted right above it, without its marks."""

    quoted: str
    answer: str


@dataclass(frozen=True, slots=True)
class QuotedLine:
    """A line of a quotation without its marks; `silent` where nobody speaks in it to us now (a banner, a notice, a signature)."""

    text: str
    silent: bool = False


class Around(StrEnum):
    """Where a line of a short reply stands: as a pleasantry that opens the letter, in the letter itself, below it but kept, cut as a signature,
    below the mark "-- ", or in a notice.
    """

    OPENING = "opening"
    INSIDE = "inside"
    KEPT = "kept"
    CUT = "cut"
    MARKED = "marked"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Signed:
    """A line in or around a letter: whether its words alone make it `doubtful`, whether one of them can limit something, and where it stands."""

    text: str
    doubtful: bool = False
    limits: bool = False
    place: Around = Around.CUT


@dataclass(frozen=True, slots=True)
class Words:
    """A body cut into the writer's own new words and the rest; nothing that was cut is lost.

    `context` tells what each answer between quoted lines answers, in order; the quoted words are not the writer's.
    `doubtful` is the first line of the signature that may say something after all: a condition, a wish, a sentence.
    `signed_from` is the line of `new_text` from which on all stood below a part of the signature, or None.
    In a reply to a request only, `signed` are the lines in and around the letter that may be judged, `above` is the letter without those
    that say nothing, `objection` the first that is the writer's word after all, `beneath` are the quoted lines that no mail program wrote of itself, and `mended` is another reading of it.
    """

    new_text: str = ""
    quoted_text: str = ""
    signature: str = ""
    context: tuple[Answered, ...] = ()
    doubtful: str = ""
    signed: tuple[Signed, ...] = ()
    above: str = ""
    objection: str = ""
    beneath: tuple[QuotedLine, ...] = ()
    mended: Mended | None = None
    signed_from: int | None = None


@dataclass(frozen=True, slots=True)
class Mended:
    """The words where the `lines` of a quotation that seem to be broken are whole again; it counts where they are truly somebody else's."""

    words: Words
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Original:
    """The client mail found inside a forward (the innermost one); `date` is as written there, `date_at` if it parses.

    `words` are the client's own; `remark` is what the forwarder wrote above it and is internal: never shown to a client.
    `attached` tells a message/rfc822 part from an inline header block. `body` is the original's whole text.
    """

    from_: Address | None
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    subject: str = ""
    date: str = ""
    date_at: datetime | None = None
    message_id: str | None = None
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    body: str = ""
    words: Words = Words()
    remark: str = ""
    attached: bool = False


@dataclass(frozen=True, slots=True)
class Carriers:
    """What may name a token or a case: claims until the store confirms them.

    `tags` are plus-tags of our own address in To, Cc or Delivered-To; `message_ids` are In-Reply-To then References without
    brackets; `refs` are tokens of `ref:` lines anywhere in the text; `case_tags` are ids like `D-0042` from the subject.
    """

    tags: tuple[str, ...] = ()
    message_ids: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    case_tags: tuple[str, ...] = ()
