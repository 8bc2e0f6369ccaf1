"""The result of stations 1 and 2 for one mail: plain data that crosses the process border."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.vocabulary.claim import Claim, Mentions, Verdict
from bot.vocabulary.labels import Kind
from bot.vocabulary.mail import Carriers, Message, Original, Trust, Words
from bot.vocabulary.reasons import Reason

if TYPE_CHECKING:
    from bot.vocabulary.books import Invoice


@dataclass(frozen=True, slots=True)
class Arrived:
    """Station 1's answer: what the mail is and whose words it holds, as far as the mail alone can tell.

    `sha256` is of the raw bytes as received, `fingerprint` of subject (without Re/Fwd/tags), new words and attachments,
    for finding duplicates. `kind` here never is DUPLICATE: that takes the store. `reason` is a code or None. `bounced_ids`
    are Message-IDs that a bounce names, `failed_recipients` the addresses it says could not be reached. For a forward
    `words` are the forwarder's message cut, and `original` holds the client's. `looks_like_spam` and `kind` follow
    DESIGN's order of kinds. `instance_ids` are values of our own loop header seen in the mail.
    """

    sha256: str
    size_bytes: int
    kind: Kind
    reason: Reason | None = None
    message: Message = Message()
    words: Words = Words()
    original: Original | None = None
    trust: Trust = Trust()
    carriers: Carriers = Carriers()
    fingerprint: str = ""
    bounced_ids: tuple[str, ...] = ()
    failed_recipients: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def client_words(self) -> str:
        """The client's own new words: the innermost client's in a forward, else the writer's."""
        return self.original.words.new_text if self.original else self.words.new_text

    @property
    def context(self) -> str:
        """The quoted lines that the client's words answer, where they stand between quoted lines; one to a line."""
        words = self.original.words if self.original else self.words
        return "\n".join(pair.quoted for pair in words.context)

    @property
    def client_subject(self) -> str:
        """The subject that belongs to `client_words`."""
        return (self.original.subject or self.message.subject) if self.original else self.message.subject

    def by_a_person(self, verdict: Verdict) -> bool:
        """Whether what its words mean makes it a person's, though they are a machine's; less is enough where they only sound like one."""
        return verdict.plainly_contests or ("automatic_by_sound" in self.notes and verdict.speaks_for_a_person)

    def in_the_light_of(self, verdict: Verdict) -> Arrived:
        """Return the same mail, a machine's where a client's sounds like one and means so too: neither alone would be enough."""
        if self.kind is not Kind.CLIENT_MAIL or "sounds_automatic" not in self.notes or not verdict.plainly_automatic:
            return self
        return replace(self, kind=Kind.AUTO_REPLY, reason=Reason.AUTO_REPLY, notes=(*self.notes, "automatic_by_meaning"))


@dataclass(frozen=True, slots=True)
class Enclosed:
    """An invoice of ours in a mail of our own people, and the file it was read from; status `unconfirmed` where it is a guess."""

    file: str
    invoice: Invoice


@dataclass(frozen=True, slots=True)
class Reading:
    """One mail after stations 1 and 2; evidence spans have `field` `subject` or `body`, body being `client_words`."""

    arrived: Arrived
    verdict: Verdict = Verdict()
    mentions: Mentions = Mentions()
    claim: Claim = Claim()
    enclosed: tuple[Enclosed, ...] = ()
