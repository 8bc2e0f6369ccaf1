"""The numbers a mail writes, set beside the numbers of the ledger: whose they are, and which comes first."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.ledger.clues import Clue
from bot.ledger.likened import is_likened
from bot.ledger.likeness import Likeness, bare, likeness
from bot.vocabulary.identifiers import file_name_numbers, number_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.vocabulary.books import Invoice
    from bot.vocabulary.claim import Span
    from bot.vocabulary.reading import Reading

#: Mentions beyond this are not looked at; nobody disputes that many invoices in one mail.
_MOST_MENTIONS = 50
#: Answered or forwarded: the subject may be an old one.
_REPLY = re.compile(r"\s{0,9}(?:re|aw|antw|sv|vs|tr|rif|r|rv|fw|fwd|wg|doorst)\s?(?:\[\d{1,3}\])?\s?:", re.IGNORECASE)
_SEARCHED_CHARS = 20_000
_DIGIT = re.compile(r"\d")
_TOKEN = re.compile(r"[^\W_]{1,20}")
#: Between the pieces of a number, and how many pieces it has at most.
_JOINTS = " -/._\u00a0"
_MOST_PIECES = 4
_RUN = re.compile(r"\d{3,}")
#: A number of nothing but digits that stands alone, and what before it says that it is of another kind.
_DIGITS_ALONE = re.compile(
    r"(?<![\w.,:/#+\u20ac\u00a3$-])(?<!\d )\d{5,9}(?! ?[\u20ac\u00a3$%]| \d| (?:eur|gbp|usd|euros?|pounds?)\b|[\w@]|[.,:/-]\d)",
    re.IGNORECASE,
)
_OTHER_KIND = re.compile(
    r"\b(?:order|po|p\.o|ticket|job|delivery|note|docket|tel|phone|telephone|mobile|fax|charity|company|account|acct|iban|vat|reg\w*|customer|client|ref\w*|case|booking|permit|quote|bestell\w*|auftrag\w*|liefer\w*|vorgang\w*|kunden\w*|konto\w*"
    r"|telefon\w*|referenz|angebot\w*|commande|livraison|bon|dossier|devis|compte|t[ée]l\w*|pedido|albar[aá]n|cuenta|presupuesto|ordine|ddt|bolla|conto|preventivo|bestelling|pakbon|werkbon|dossiernummer|klant\w*|rekeningnummer)\b(?:[^.;!?\n\d]|(?<=nr)\.|(?<=no)\.|(?<=n)\.){0,14}$",
    re.IGNORECASE,
)
_KIND_CHARS = 30
#: The words for an order and its number, in the desk's languages.
SAYS_ORDER = re.compile(
    r"\bP\.?O\.?\b|purchase order|order (?:number|no)|bestellnummer|bestellung|bon de commande|pedido|orden de compra|ordine|inkoop|bestelbon|bestelnummer",
    re.IGNORECASE,
)
#: The letters that a number begins with; and slips by which a word that nobody read as a number may still be one.
_HEAD = re.compile(r"[^\W\d_]{1,6}[-/ ]?(?=\d)")
_SLIPPED_BY = (Likeness.CONFUSED, Likeness.SWAPPED, Likeness.ONE_EDIT)
_LIKE = {
    Likeness.CONFUSED: ("number_confused", 0.8, "with O for 0 or l for 1"),
    Likeness.CORE: ("number_core", 0.75, "without its prefix"),
    Likeness.SWAPPED: ("number_swapped", 0.6, "with two characters swapped"),
    Likeness.ONE_EDIT: ("number_one_edit", 0.35, "with one character different"),
}


@dataclass(frozen=True, slots=True)
class Named:
    """A number as written, the invoices it can stand for (equally like it), and where it stands.

    `field` is `subject` or `body`, `start` the offset; `old_subject` means a reply's subject whose body names others, `likened` that it
    is named there only to set another invoice beside it.
    """

    text: str
    field: str
    start: int
    likeness: Likeness
    invoices: tuple[Invoice, ...]
    old_subject: bool = False
    unread: bool = False
    likened: bool = False

    def aged(self) -> Named:
        """Return it as what an old subject names."""
        return replace(self, old_subject=True)

    @property
    def exact(self) -> bool:
        """Whether the number is written as it is in the ledger."""
        return self.likeness is Likeness.SAME and not self.old_subject

    def clue(self, invoice: Invoice) -> Clue:
        """Return the clue that this writing is for an invoice."""
        if self.likeness is not Likeness.SAME:
            name, weight, how = _LIKE[self.likeness]
            return Clue(name, weight, f"the mail writes {invoice.number} as {self.text}, {how}")
        if self.old_subject:
            return Clue("old_subject", 0.3, f"the subject of the answered mail names {invoice.number}")
        if self.unread:
            return Clue("number_word", 0.65 if self.text.isdigit() else 0.8, f"the word {invoice.number} stands in the new words")
        if self.field == "subject":
            return Clue("number_in_subject", 0.9, f"the subject names {invoice.number}")
        return Clue("number", 0.95, f"the new words name {invoice.number}")


def named_invoices(reading: Reading, own: Sequence[Invoice]) -> tuple[tuple[Named, ...], bool]:
    """Return what the mail names of the writer's own invoices, and whether it names a number that is none of them."""
    spans = reading.mentions.invoice_numbers[:_MOST_MENTIONS]
    named = [name for span in spans if (name := _resolve(span.text, span, own))]
    known = {bare(name.text) for name in named}
    named += [name for name in (*_unread(reading, own), *_digits_alone(reading, own)) if bare(name.text) not in known]
    unknown = [span.text for span in spans if bare(span.text) not in known]
    named = [replace(name, likened=True) if _is_likened(name, reading) else name for name in named]
    return _with_old_subject(reading, named), any(not _is_an_order(text, own, reading) and not _is_a_figure(text, own) for text in unknown)


def _is_likened(name: Named, reading: Reading) -> bool:
    return name.field == "body" and is_likened(reading.arrived.client_words, name.start, name.start + len(name.text))


def _is_an_order(text: str, own: Sequence[Invoice], reading: Reading) -> bool:
    """Whether a number that is no invoice of ours looks like an order of the client's: by the orders we know, else by the words."""
    shape = _shape(text)
    if shape in {_shape(invoice.po_number) for invoice in own if invoice.po_number}:
        return True
    words = f"{reading.arrived.client_subject} {reading.arrived.client_words}"[:_SEARCHED_CHARS]
    alien = any(letter.isalpha() for letter in text) and shape not in {_shape(invoice.number) for invoice in own}
    return alien and SAYS_ORDER.search(words) is not None


def _is_a_figure(text: str, own: Sequence[Invoice]) -> bool:
    """Whether bare digits are a sum of an invoice, or too few to be a number: "the bill is 1150", "you said 950"."""
    if not text.isdigit():
        return False
    runs = {len(run) for invoice in own for run in _RUN.findall(invoice.number)}
    sums = {int(each) for invoice in own for each in (invoice.total, invoice.subtotal, *(line.amount for line in invoice.lines)) if each}
    return len(text) < min(runs, default=0) or int(text) in sums


def _shape(number: str) -> str:
    """A number with its digits made alike: `NST-0061` and `NST-0045` have one shape."""
    return _DIGIT.sub("9", number.strip().casefold())


def named_invoices_exactly(reading: Reading, invoices: Sequence[Invoice]) -> tuple[Named, ...]:
    """Return what the mail names to the letter, whoever's invoices they are; for senders that the ledger does not list."""
    spans = reading.mentions.invoice_numbers[:_MOST_MENTIONS]
    named = (_resolve(span.text, span, invoices) for span in spans)
    return _with_old_subject(reading, [name for name in named if name and name.likeness is Likeness.SAME])


def foreign_numbers(reading: Reading, own: Sequence[Invoice], others: Sequence[Invoice]) -> tuple[tuple[str, ...], bool]:
    """Return the numbers in the mail that only other clients have, and whether the client's own words name one of them.

    File names and quoted text are searched too, there only for numbers that hold a letter: bare figures mean anything.
    """
    arrived = reading.arrived
    ours = {bare(invoice.number) for invoice in own}
    theirs = {bare(i.number): i.number for i in others if bare(i.number) not in ours}
    if not theirs:
        return (), False
    spoken = [bare(span.text) for span in reading.mentions.invoice_numbers]
    quoted = arrived.original.words.quoted_text if arrived.original else arrived.words.quoted_text
    words = (*file_name_numbers(arrived.message.attachments), *_all_words(reading), *number_words(quoted))
    shown = [bare(word) for word in words if any(letter.isalpha() for letter in word)]
    found = tuple(dict.fromkeys(theirs[number] for number in (*spoken, *shown) if number in theirs))
    return found, any(number in theirs for number in spoken)


def in_order(named: Iterable[Named], reading: Reading) -> tuple[Named, ...]:
    """Return what is named in the order of how likely the complaint is about it.

    A fresh subject naming one invoice says what the mail is about; then the sentence that carries the primary cause; then
    the first one named in the body; an answered mail's subject comes last.
    """
    names = tuple(named)
    fresh = [name for name in names if name.field == "subject" and not is_reply(reading)]
    alone = len({bare(name.text) for name in fresh}) == 1
    first = min((name.start for name in names if name.field == "body"), default=-1)
    points: dict[tuple[Invoice, ...], float] = {}
    for name in names:
        worth = 3.5 if alone and name in fresh else 0.5 if name.field == "subject" else 0.1
        worth += 2.0 if _carries_cause(name, reading) else 0.0
        worth += 1.0 if name.field == "body" and name.start == first else 0.0
        points[name.invoices] = points.get(name.invoices, 0.0) + worth
    return tuple(sorted(names, key=lambda name: (-points[name.invoices], name.field == "subject", name.start)))


def _resolve(text: str, span: Span, invoices: Sequence[Invoice]) -> Named | None:
    number = bare(text)
    same = tuple(invoice for invoice in invoices if number and bare(invoice.number) == number)
    if same:
        return Named(text, span.field, span.start, Likeness.SAME, same)
    degrees = [(likeness(text, invoice.number), invoice) for invoice in invoices]
    best = max((degree for degree, _ in degrees), default=Likeness.UNLIKE)
    if best is Likeness.UNLIKE:
        return None
    return Named(text, span.field, span.start, best, tuple(invoice for degree, invoice in degrees if degree is best))


def _unread(reading: Reading, own: Sequence[Invoice]) -> list[Named]:
    """Words with letters and digits that are a number of the writer's though nobody read them as one."""
    numbers: dict[str, list[Invoice]] = {}
    for invoice in own:
        numbers.setdefault(bare(invoice.number), []).append(invoice)
    words = [word for word in _all_words(reading) if any(letter.isalpha() for letter in word) and bare(word) in numbers]
    known = {bare(word) for word in words}
    for text in (reading.arrived.client_words, reading.arrived.client_subject):
        words += [word for word in _spaced(text[:_SEARCHED_CHARS], numbers) if bare(word) not in known]
    found = [_unread_word(word, reading, tuple(numbers[bare(word)])) for word in words]
    return [*found, *_slips(reading, own)]


def _slips(reading: Reading, own: Sequence[Invoice]) -> Iterator[Named]:
    """Words that begin with the letters of the writer's numbers and are one slip from a single one of them: "account P-8321" for P-88321."""
    orders = {bare(span.text) for span in reading.mentions.po_numbers} | {bare(invoice.po_number) for invoice in own if invoice.po_number}
    for word in dict.fromkeys(_all_words(reading)):
        head = _HEAD.match(word)
        if head is None or bare(word) in orders:
            continue
        near = [i for i in own if i.number.casefold().startswith(head.group().casefold())]
        alike = [(likeness(word, invoice.number), invoice) for invoice in near]
        slipped = [(how, invoice) for how, invoice in alike if how in _SLIPPED_BY]
        if len(slipped) == 1 and all(how is not Likeness.SAME for how, _ in alike):
            how, invoice = slipped[0]
            start = reading.arrived.client_words.find(word)
            yield Named(word, "body" if start >= 0 else "subject", max(start, 0), how, (invoice,))


def _digits_alone(reading: Reading, own: Sequence[Invoice]) -> Iterator[Named]:
    """Digits alone that are a number of the writer's to the last: "it's the espresso machine. 773111" - if nothing calls them otherwise."""
    numbers: dict[str, list[Invoice]] = {}
    for invoice in own:
        if invoice.number.isdigit():
            numbers.setdefault(invoice.number, []).append(invoice)
    for field, text in (("body", reading.arrived.client_words), ("subject", reading.arrived.client_subject)):
        orders = {span.start for span in reading.mentions.po_numbers if span.field == field}
        for found in _DIGITS_ALONE.finditer(text[:_SEARCHED_CHARS]) if numbers else ():
            said = text[max(0, found.start() - _KIND_CHARS) : found.start()]
            if found.group() in numbers and found.start() not in orders and not _OTHER_KIND.search(said):
                yield Named(found.group(), field, found.start(), Likeness.SAME, tuple(numbers[found.group()]), unread=True)


def _spaced(text: str, numbers: Mapping[str, object]) -> Iterator[str]:
    """Yield what stands in a text as a number with blanks inside, as typed: `bw26 0128`, `INV 2026 0041`."""
    tokens = list(_TOKEN.finditer(text))
    for nth, last in enumerate(tokens):
        if not last.group()[-1].isdigit():
            continue
        for first in range(nth - 1, max(-1, nth - _MOST_PIECES), -1):
            if tokens[first + 1].start() - tokens[first].end() != 1 or text[tokens[first].end()] not in _JOINTS:
                break
            written = text[tokens[first].start() : last.end()]
            if any(letter.isalpha() for letter in written) and bare(written) in numbers:
                yield written


def _unread_word(word: str, reading: Reading, invoices: tuple[Invoice, ...]) -> Named:
    start = reading.arrived.client_words.find(word)
    field = "body" if start >= 0 else "subject"
    return Named(word, field, max(start, 0), Likeness.SAME, invoices, unread=True)


def _all_words(reading: Reading) -> tuple[str, ...]:
    return (*number_words(reading.arrived.client_words), *number_words(reading.arrived.client_subject))


def _with_old_subject(reading: Reading, named: list[Named]) -> tuple[Named, ...]:
    """Mark what only an answered mail's subject names while the body names other numbers."""
    spoken = {invoice.number for name in named if name.field == "body" for invoice in name.invoices}
    in_body = bool(spoken) or any(span.field == "body" for span in reading.mentions.invoice_numbers)
    if not in_body or not is_reply(reading):
        return tuple(named)
    return tuple(name.aged() if name.field == "subject" and not _among(name, spoken) else name for name in named)


def _among(name: Named, spoken: set[str]) -> bool:
    return any(invoice.number in spoken for invoice in name.invoices)


def is_reply(reading: Reading) -> bool:
    """Return whether the subject is an answered mail's."""
    return _REPLY.match(reading.arrived.client_subject) is not None


def _carries_cause(name: Named, reading: Reading) -> bool:
    causes = reading.verdict.causes
    spans = causes[0].evidence if causes else ()
    return any(span.field == name.field and span.start <= name.start < span.end for span in spans)
