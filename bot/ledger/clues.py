"""The clues that tie a mail to an invoice of the writer's, each with a name, a weight and a sentence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.ledger.answered import answered_lines
from bot.ledger.likeness import bare
from bot.ledger.numerals import numerals
from bot.ledger.timing import timing_clue
from bot.ledger.wording import figure
from bot.ledger.work import work_named
from bot.vocabulary.claim import Amount, Span
from bot.vocabulary.identifiers import file_name_numbers, number_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from bot.vocabulary.books import Invoice
    from bot.vocabulary.reading import Reading

#: (client key, number): what makes an invoice one of its kind.
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Clue:
    """One reason to think of an invoice; `weight` is the chance (0..1) that it alone would be right."""

    name: str
    weight: float
    sentence: str

    def __str__(self) -> str:
        """Return the reason as it is shown and logged."""
        return f"{self.name} ({self.weight:.2f}): {self.sentence}"


#: What a quoted line that is answered is worth: it tells two invoices apart, and names none by itself.
_ANSWERED = 0.3
#: What a further figure of the same invoice adds.
_SECOND_AMOUNT = 0.2
_NOWHERE = Span("body", "", 0, 0)
#: A number without a currency may count anything: it says little, below this nothing.
_BARE_AMOUNT = 0.3
_LEAST_BARE = 100
#: Shorter words that are an order of the client's may be a count or a year.
_SHORTEST_ORDER = 5
#: What an order number says that one invoice carries.
ORDERED = 0.75
#: Statuses of invoices that nobody waits for any more, as accounting programs write them.
SETTLED = frozenset({"paid", "void", "voided", "cancelled", "canceled", "credited", "written off", "deleted"})


def key_of(invoice: Invoice) -> Key:
    """Return the key of an invoice."""
    return invoice.client_key, invoice.number


def is_open(invoice: Invoice) -> bool:
    """Return whether money is still waited for."""
    return invoice.status.strip().casefold() not in SETTLED and invoice.paid_amount < invoice.total


def weigh(clues: Iterable[Clue]) -> float:
    """Return the combined weight (0..0.99): one minus the chance that every clue is wrong."""
    doubt = 1.0
    for clue in clues:
        doubt *= 1.0 - clue.weight
    return round(min(0.99, 1.0 - doubt), 4)


def side_clues(reading: Reading, invoices: Sequence[Invoice], thread_numbers: Sequence[str]) -> list[tuple[Key, Clue]]:
    """Return all clues but the written number itself: thread, PO, amounts, files, quoted text, dates, wording, only one."""
    return [
        *_thread(invoices, thread_numbers),
        *_purchase_orders(reading, invoices),
        *_amounts(reading, invoices),
        *_files_and_quotes(reading, invoices),
        *((key_of(i), clue) for i in invoices if (clue := _timing(reading, i))),
        *((key_of(i), clue) for i in invoices if (clue := _answered(reading, i))),
        *_wording(reading, invoices),
        *_only_one(reading, invoices),
    ]


def _thread(invoices: Sequence[Invoice], numbers: Sequence[str]) -> Iterable[tuple[Key, Clue]]:
    ranks = {bare(number): rank for rank, number in reversed(list(enumerate(numbers)))}
    for invoice in invoices:
        rank = ranks.get(bare(invoice.number))
        if rank is not None:
            yield key_of(invoice), Clue("case_thread", 0.5 if rank else 0.65, f"the mail belongs to a thread about {invoice.number}")


def _purchase_orders(reading: Reading, invoices: Sequence[Invoice]) -> Iterable[tuple[Key, Clue]]:
    words = (*number_words(reading.arrived.client_subject), *number_words(reading.arrived.client_words))
    written = {bare(span.text) for span in reading.mentions.po_numbers} | {bare(word) for word in words if len(word) >= _SHORTEST_ORDER}
    found = [i for i in invoices if bare(i.po_number) in written and i.po_number]
    shared = Counter(bare(invoice.po_number) for invoice in found)
    for invoice in found:
        alone = shared[bare(invoice.po_number)] == 1
        yield (
            key_of(invoice),
            Clue("po_number", ORDERED if alone else 0.3, f"{invoice.number} carries the order number {invoice.po_number}"),
        )


def _amounts(reading: Reading, invoices: Sequence[Invoice]) -> Iterable[tuple[Key, Clue]]:
    """The figure that says most, and a second one that fits the same invoice; sums written in words count as well."""
    amounts = [amount for amount in reading.mentions.amounts if amount.value]
    read = {abs(amount.value) for amount in amounts if amount.value}
    more = [(each, value) for each in numerals(reading) for value in each.values if value >= _LEAST_BARE and value not in read]
    bare_values = [value for each, value in more if not each.money]
    amounts += [Amount("", value, None, _NOWHERE) for each, value in more if each.money and len(each.values) == 1]
    for invoice in invoices:
        found = {clue.sentence: clue for amount in amounts if (clue := _amount_clue(amount, invoice))}
        ranked = sorted(found.values(), key=lambda clue: -clue.weight)
        if ranked:
            yield key_of(invoice), ranked[0]
        elif bare_values and (clue := _bare_figure(bare_values, invoice)):
            yield key_of(invoice), clue
        if len(ranked) > 1:
            yield key_of(invoice), Clue("second_amount", _SECOND_AMOUNT, ranked[1].sentence)


def _bare_figure(values: Sequence[Decimal], invoice: Invoice) -> Clue | None:
    """A number without a currency that is what the invoice comes to: "the bill is 1150"."""
    sums = {invoice.total, invoice.total - invoice.paid_amount, invoice.subtotal}
    found = next((value for value in values if value in sums), None)
    return None if found is None else Clue("amount", _BARE_AMOUNT, f"{figure(found, invoice.currency)} is what {invoice.number} comes to")


def _amount_clue(amount: Amount, invoice: Invoice) -> Clue | None:
    if amount.value is None or (amount.currency and invoice.currency and amount.currency != invoice.currency):
        return None
    value = abs(amount.value)
    for weight, name, figures in _figures(invoice):
        if value in figures:
            return Clue("amount", weight, f"{figure(value, invoice.currency)} is {name} of {invoice.number}")
    return None


def _figures(invoice: Invoice) -> tuple[tuple[float, str, tuple[Decimal | None, ...]], ...]:
    return (
        (0.55, "the total", (invoice.total,)),
        (0.5, "the open balance", (invoice.total - invoice.paid_amount,)),
        (0.5, "the net amount", (invoice.subtotal,)),
        (0.35, "a line", tuple(abs(line.amount) for line in invoice.lines)),
        (0.3, "the tax", (invoice.tax,)),
        (0.2, "a price", tuple(line.unit_price for line in invoice.lines)),
    )


def _files_and_quotes(reading: Reading, invoices: Sequence[Invoice]) -> Iterable[tuple[Key, Clue]]:
    arrived = reading.arrived
    quoted_text = arrived.original.words.quoted_text if arrived.original else arrived.words.quoted_text
    files = {bare(word) for word in file_name_numbers(arrived.message.attachments)}
    quoted = {bare(word) for word in number_words(quoted_text)} if quoted_text else set()
    if not files and not quoted:
        return
    for invoice in invoices:
        number = bare(invoice.number)
        if number in files:
            yield key_of(invoice), Clue("file_name", 0.6, f"an attached file is named after {invoice.number}")
        if number in quoted:
            yield key_of(invoice), Clue("quoted_number", 0.3, f"the quoted text names {invoice.number}")


def _timing(reading: Reading, invoice: Invoice) -> Clue | None:
    found = timing_clue(reading, invoice)
    return Clue("date", *found) if found else None


def _answered(reading: Reading, invoice: Invoice) -> Clue | None:
    """What the client answers between quoted lines: the words are ours, so they weigh less than the client's own."""
    lines = answered_lines(reading, invoice)
    return (
        Clue("answered_line", _ANSWERED, f"the quoted lines they answer name '{lines[0].description}' of {invoice.number}")
        if lines
        else None
    )


def _wording(reading: Reading, invoices: Sequence[Invoice]) -> Iterable[tuple[Key, Clue]]:
    """The work that only one invoice of the client bills, named in the new words."""
    for invoice, weight, words in work_named(reading, invoices, is_open):
        yield key_of(invoice), Clue("description", weight, f"only {invoice.number} bills {words}")


def _only_one(reading: Reading, invoices: Sequence[Invoice]) -> Iterable[tuple[Key, Clue]]:
    """The only invoice there is, or the only open one: unless the mail names more money than it comes to, which is then another's."""
    waiting = [invoice for invoice in invoices if is_open(invoice)]
    if len(invoices) == 1 and not _names_more(reading, invoices[0]):
        yield key_of(invoices[0]), Clue("only_invoice", 0.5, f"{invoices[0].number} is the only invoice of the client")
    elif len(invoices) > 1 and len(waiting) == 1 and not _names_more(reading, waiting[0]):
        yield key_of(waiting[0]), Clue("only_open", 0.35, f"{waiting[0].number} is the only open invoice of the client")


def _names_more(reading: Reading, invoice: Invoice) -> bool:
    sums = (each.value for each in reading.mentions.amounts if each.currency in {None, "", invoice.currency})
    return any(value is not None and abs(value) > abs(invoice.total) for value in sums)
