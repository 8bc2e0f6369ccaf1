"""Puts all that one mail needs to know into a single question to the store."""

from __future__ import annotations

import hashlib
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from bot.vocabulary.dossier import Question
from bot.vocabulary.identifiers import file_name_numbers, number_words
from bot.vocabulary.labels import Kind

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable
    from decimal import Decimal

    from bot.vocabulary.reading import Arrived, Reading

    Item = TypeVar("Item", bound=Hashable)

#: Each list of a Question ends here (`bot.vocabulary.dossier`).
MOST = 50
#: Kinds of mail that our own people write, to us or with us in copy.
_BY_PEOPLE = frozenset({Kind.STAFF_FORWARD, Kind.APPROVER_REPLY, Kind.OWN})


def question(reading: Reading) -> Question:
    """Return the question of one mail: lists without repetition, at most MOST entries each, the surest entries first."""
    arrived = reading.arrived
    original = arrived.original
    return Question(
        sha256=arrived.sha256,
        message_id=arrived.message.message_id,
        fingerprint=arrived.fingerprint,
        addresses=_first(_addresses(arrived)),
        numbers=_first(_numbers(reading)),
        po_numbers=_first(span.text for span in reading.mentions.po_numbers),
        amounts=_first(_amounts(reading)),
        thread_ids=_first(_thread_ids(arrived)),
        case_tags=_first(arrived.carriers.case_tags),
        token_hashes=_first(_token_hashes((*arrived.carriers.tags, *arrived.carriers.refs))),
        bounced_ids=_first(arrived.bounced_ids),
        inner_message_id=original.message_id if original else None,
    )


def _addresses(arrived: Arrived) -> Iterable[str]:
    """The writer's possible addresses, the likeliest first: the original's From, From, Reply-To; of our own people also to whom."""
    if arrived.original and arrived.original.from_:
        yield arrived.original.from_.email.lower()
    if arrived.message.from_:
        yield arrived.message.from_.email.lower()
    yield from (address.email.lower() for address in arrived.message.reply_to)
    if arrived.kind in _BY_PEOPLE and arrived.original is None and not arrived.carriers.tags:
        yield from (address.email.lower() for address in (*arrived.message.to, *arrived.message.cc))


def _thread_ids(arrived: Arrived) -> Iterable[str]:
    """What the mail answers, what the forwarded mail inside answers, and what a bounce is about: all lead to a case."""
    yield from arrived.carriers.message_ids
    if arrived.original:
        yield from (*arrived.original.in_reply_to, *arrived.original.references)
    yield from arrived.bounced_ids


def _numbers(reading: Reading) -> Iterable[str]:
    """What the extractor read as invoice numbers, then identifier-like words of file names, new words and quoted text."""
    arrived = reading.arrived
    return (
        *(span.text for span in reading.mentions.invoice_numbers),
        *file_name_numbers(arrived.message.attachments),
        *number_words(arrived.client_subject),
        *number_words(arrived.client_words),
        *number_words(arrived.original.words.quoted_text if arrived.original else arrived.words.quoted_text),
    )


def _amounts(reading: Reading) -> Iterable[Decimal]:
    return (abs(amount.value) for amount in reading.mentions.amounts if amount.value is not None)


def _token_hashes(tokens: Iterable[str]) -> Iterable[str]:
    """Hashes as written and, since some programs shout addresses, in lower case as all tokens are minted."""
    for token in tokens:
        yield hashlib.sha256(token.encode()).hexdigest()
        yield hashlib.sha256(token.lower().encode()).hexdigest()


def _first(items: Iterable[Item]) -> tuple[Item, ...]:
    """The first MOST different items."""
    return tuple(islice(dict.fromkeys(filter(None, items)), MOST))
