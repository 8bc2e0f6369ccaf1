"""What would help, by cause: a short list, without what the client has given already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.responders.echo import client_text
from bot.responders.naming import own_invoice
from bot.vocabulary.labels import Cause, Kind
from bot.vocabulary.numbers import normalise_number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.responders.contract import AnswerFacts

#: cause -> (key of the request, what makes it pointless: see `_given`).
_BY_CAUSE: dict[Cause, tuple[tuple[str, str], ...]] = {
    Cause.MISCALCULATION: (("your_sum", "amounts"), ("order_or_quote", "files")),
    Cause.UNAPPROVED_WORK: (("agreed_scope", "files"),),
    Cause.LATE_DELIVERY: (("agreed_date", "files"), ("delivery_note", "files")),
    Cause.QUALITY: (("photos", "files"),),
    Cause.DISCOUNT: (("discount_paper", "files"),),
    Cause.PRICE: (("price_paper", "files"),),
    Cause.QUANTITY: (("own_count", "files"),),
    Cause.DUPLICATE: (("other_number", "two_numbers"),),
    Cause.ALREADY_PAID: (("payment_day", "dates"), ("remittance", "files")),
    Cause.TAX: (("tax_id", "files"),),
    Cause.INVOICE_DETAILS: (("order_number", "po_numbers"), ("right_details", "files")),
    Cause.TERMS: (("terms_paper", "files"),),
    Cause.OTHER: (("what_exactly", "facts"), ("any_paper", "files")),
}
_MAX_NEEDS = 3
_ENOUGH_NUMBERS = 2
#: Who refuses a bill in so few words has not said why.
_FEW_WORDS = 25
#: Pictures smaller than this are logos in a signature, not photographs (bytes).
_MIN_PICTURE_BYTES = 40_000


def needs(facts: AnswerFacts, causes: Iterable[Cause], at_most: int = _MAX_NEEDS) -> tuple[str, ...]:
    """Return keys of what to ask for, for the causes in order."""
    given = _given(facts)
    wanted = dict.fromkeys(key for cause in causes for key, pointless in _BY_CAUSE[cause] if pointless not in given)
    return tuple(wanted)[:at_most]


def has_files(facts: AnswerFacts) -> bool:
    """Whether the client attached something; in a forward nobody can tell whose files they are."""
    arrived = facts.reading.arrived
    return arrived.kind is not Kind.STAFF_FORWARD and any(
        not file.content_type.startswith("image/") or file.size_bytes >= _MIN_PICTURE_BYTES for file in arrived.message.attachments
    )


def _wrote_order_number(facts: AnswerFacts) -> bool:
    """Whether the client wrote the order number that our books already have for the invoice."""
    own = own_invoice(facts)
    number = normalise_number(own.po_number) if own else ""
    return bool(number) and number in normalise_number(client_text(facts))


def _given(facts: AnswerFacts) -> frozenset[str]:
    mentions = facts.reading.mentions
    numbers = {span.text for span in mentions.invoice_numbers}
    found = {
        "files": has_files(facts),
        "amounts": bool(mentions.amounts),
        "dates": bool(mentions.dates),
        "po_numbers": bool(mentions.po_numbers) or _wrote_order_number(facts),
        "facts": len(client_text(facts).split()) > _FEW_WORDS or bool(mentions.amounts or mentions.quantities or mentions.percentages),
        "two_numbers": len(numbers) >= _ENOUGH_NUMBERS,
    }
    return frozenset(name for name, given in found.items() if given)
