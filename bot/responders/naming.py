"""Which invoice numbers an answer may name: only the writer's own, or those the writer wrote."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.vocabulary.numbers import normalise_number

if TYPE_CHECKING:
    from bot.responders.contract import AnswerFacts
    from bot.vocabulary.books import Invoice

#: What a number may look like in a mail of ours; anything else a ledger holds is not printed.
_PLAIN = re.compile(r"[^\W_](?:[\w./#-]| (?=[\w#])){0,39}")
_MAX_NAMED = 5


def own_invoice(facts: AnswerFacts) -> Invoice | None:
    """Return the invoice the mail is about, if the ledger lists the writer for its client and its number is printable."""
    found = facts.match.invoice
    return found if found and _may_name(facts, found) else None


def named(facts: AnswerFacts) -> tuple[str, ...]:
    """Return the numbers of the writer's own invoices that the mail concerns, the primary one first (at most five)."""
    primary = own_invoice(facts)
    if primary is None:
        return ()
    return _numbers(facts, (primary, *facts.match.others))


def offered(facts: AnswerFacts) -> tuple[str, ...]:
    """Return the candidates a listed writer may choose from; nothing to anybody else."""
    return () if own_invoice(facts) else _numbers(facts, facts.match.candidates)


def written(facts: AnswerFacts) -> tuple[str, ...]:
    """Return the numbers the client wrote, without those that belong only to other clients."""
    foreign = {normalise_number(number) for number in facts.match.foreign_numbers}
    found = dict.fromkeys(span.text for span in facts.reading.mentions.invoice_numbers)
    return tuple(number for number in found if _PLAIN.fullmatch(number) and normalise_number(number) not in foreign)


def allowed(facts: AnswerFacts) -> tuple[str, ...]:
    """Return every number the answer may name: own, offered, written; each once."""
    return tuple(dict.fromkeys((*named(facts), *offered(facts), *written(facts))))


def _numbers(facts: AnswerFacts, invoices: tuple[Invoice, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(invoice.number for invoice in invoices if _may_name(facts, invoice)))[:_MAX_NAMED]


def _may_name(facts: AnswerFacts, invoice: Invoice) -> bool:
    client = facts.writer.client
    listed = facts.writer.listed and client is not None and client.key == invoice.client_key
    return listed and bool(_PLAIN.fullmatch(invoice.number))
