"""Payments that came but stand on no invoice: another payer, another reference, none at all, or an equal amount elsewhere."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING

from bot.ledger.facts import tolerance
from bot.ledger.likeness import Likeness, bare, likeness
from bot.ledger.owners import Owners
from bot.ledger.twins import TAKEN_BACK, wording
from bot.ledger.wording import figure
from bot.ledger.work import stems_of
from bot.vocabulary.books import Check
from bot.vocabulary.identifiers import number_words
from bot.vocabulary.problems import Level, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.vocabulary.books import Books, Invoice, Payment

#: Money may come a little before the invoice's own date: deposits, invoices dated on the last of the month.
_EARLY_DAYS = 31
#: One transfer seldom settles more invoices than this without naming them, and sums of more are found by chance.
_MOST_TOGETHER = 4
_MOST_COMBINED = 14

#: An invoice while payments are laid on it: its client and number.
Key = tuple[str, str]


@dataclass
class _Loose:
    """A payment not yet explained: what is left of it, which invoices it names, whose it may be."""

    payment: Payment
    left: Decimal
    named: tuple[Invoice, ...]
    owners: tuple[str, ...]


@dataclass
class _Ledger:
    """What each invoice took in by the books, less the payments that explain it (`paid`), and what it still waits for (`due`)."""

    accounts: dict[str, list[Invoice]] = field(default_factory=lambda: defaultdict(list))
    paid: dict[Key, Decimal] = field(default_factory=dict)
    due: dict[Key, Decimal] = field(default_factory=dict)

    def of(self, owners: Sequence[str]) -> Iterable[Invoice]:
        """Return the invoices of these clients; of all where nobody is known."""
        for owner in owners or tuple(self.accounts):
            yield from self.accounts.get(owner, ())

    def take(self, loose: _Loose, invoices: Iterable[Invoice]) -> None:
        """Explain as much of a payment as the books show received on these invoices."""
        for invoice in invoices:
            part = min(loose.left, self.paid[_key(invoice)])
            self.paid[_key(invoice)] -= part
            loose.left -= part


def unapplied(books: Books) -> tuple[Problem, ...]:
    """Return payments that no invoice of the books shows as received, each with the invoice it is for.

    First each payment explains what the books show paid on invoices it names, then equal sums, then sums of several, so that
    part payments, instalments and collective transfers leave nothing. What fits no open invoice is only worth a look.
    """
    ledger, owners = _opened(books), Owners(books)
    waiting = [_named(payment, ledger, owners) for payment in sorted(books.payments, key=lambda each: each.paid_on) if payment.amount > 0]
    for step in (_by_name, _by_amount, _by_sum):
        waiting = [loose for loose in waiting if not step(loose, ledger)]
    found: list[Problem] = []
    for look in (_names_open, _fits_open):
        rest = []
        for loose in waiting:
            problem = look(loose, ledger)
            found += [problem] if problem else []
            rest += [] if problem else [loose]
        waiting = rest
    waiting = [loose for loose in waiting if not _in_parts(loose, ledger)]
    return (*found, *(_names_work(loose, ledger) or _left_over(loose) for loose in waiting))


def _opened(books: Books) -> _Ledger:
    ledger = _Ledger()
    for invoice in books.invoices:
        status = invoice.status.strip().casefold()
        if invoice.total <= 0 or (status in TAKEN_BACK and not invoice.paid_amount):
            continue
        ledger.accounts[invoice.client_key].append(invoice)
        received = max(invoice.paid_amount, invoice.total) if status == "paid" else invoice.paid_amount
        ledger.paid[_key(invoice)] = received
        ledger.due[_key(invoice)] = max(Decimal(0), invoice.total - received) if status not in TAKEN_BACK else Decimal(0)
    return ledger


def _named(payment: Payment, ledger: _Ledger, owners: Owners) -> _Loose:
    """A payment with the invoices its reference names: exactly, else, among the payer's own, with a prefix or a year missing."""
    whose = owners.of_address(payment.client_email)
    words = number_words(payment.reference)
    exact = [invoice for invoice in owners.numbered(words) if _key(invoice) in ledger.due]
    own = [invoice for invoice in exact if invoice.client_key in whose]
    if not exact:
        own = [each for each in ledger.of(whose) if whose and any(likeness(word, each.number) >= Likeness.CORE for word in words)]
    named = _meant(payment, tuple(own or exact), ledger, whose)
    keys = dict.fromkeys((*(invoice.client_key for invoice in named), *whose, *owners.of_words(payment)))
    return _Loose(payment, payment.amount, named, tuple(keys))


def _meant(payment: Payment, named: tuple[Invoice, ...], ledger: _Ledger, whose: Sequence[str]) -> tuple[Invoice, ...]:
    """What is named; but where its sums differ, the payer's own invoice of this very amount, one slip of the pen away.

    A number of another client's needs no slip: the payer does not know it.
    """
    sums = {each.total for each in named} | {ledger.due[_key(each)] for each in named} | {sum((each.total for each in named), Decimal(0))}
    if not named or payment.amount in sums:
        return named
    words = number_words(payment.reference)
    own = [each for each in ledger.of(whose) if whose and payment.amount in (each.total, ledger.due[_key(each)])]
    if not any(each.client_key in whose for each in named):
        return tuple(own[:1]) or named
    slips = [each for each in own if any(Likeness.UNLIKE < likeness(word, each.number) < Likeness.SAME for word in words)]
    return tuple(slips[:1]) or named


def _by_name(loose: _Loose, ledger: _Ledger) -> bool:
    ledger.take(loose, loose.named)
    return _settled(loose)


def _by_amount(loose: _Loose, ledger: _Ledger) -> bool:
    """An equal sum that the books show as received and no payment explains yet; not for one whose own invoice is open."""
    if any(ledger.due[_key(invoice)] > 0 for invoice in loose.named):
        return False
    equal = [
        invoice
        for invoice in ledger.of(loose.owners)
        if _in_time(loose, invoice) and _near(ledger.paid[_key(invoice)], loose.left, invoice)
    ]
    ledger.take(loose, sorted(equal, key=_issued)[:1])
    return _settled(loose)


def _by_sum(loose: _Loose, ledger: _Ledger) -> bool:
    if not loose.owners or any(ledger.due[_key(invoice)] > 0 for invoice in loose.named):
        return False
    ledger.take(loose, _together(loose, ledger, lambda invoice: ledger.paid[_key(invoice)]))
    return _settled(loose)


def _names_open(loose: _Loose, ledger: _Ledger) -> Problem | None:
    """It names an invoice that is still open: never applied, or applied to another one."""
    waiting = [invoice for invoice in loose.named if ledger.due[_key(invoice)] > 0 and _in_time(loose, invoice)]
    return _problem(loose, ledger, waiting, "names {numbers}, which is still open") if waiting else None


def _fits_open(loose: _Loose, ledger: _Ledger) -> Problem | None:
    """It names no open invoice, but one is open over just this sum, or several together are."""
    fitting = [each for each in ledger.of(loose.owners) if _in_time(loose, each) and _near(ledger.due[_key(each)], loose.left, each)]
    if not fitting and loose.owners:
        together = _together(loose, ledger, lambda invoice: ledger.due[_key(invoice)])
        return _problem(loose, ledger, together, "is the sum of {numbers}, which are still open") if together else None
    first = sorted(fitting, key=lambda each: (-_resembles(loose, each), _issued(each)))[:1]
    if not first or (_resembles(loose, first[0]) is Likeness.UNLIKE and _older(loose, ledger)):
        return None
    rivals = tuple(each.number for each in fitting if each != first[0])
    more = f" (it would also fit {', '.join(rivals[:3])})" if rivals else ""
    return _problem(loose, ledger, first, f"has the amount of {{numbers}}, which is still open{more}")


def _in_parts(loose: _Loose, ledger: _Ledger) -> bool:
    """Part payments without a reference: the books show more received than explained."""
    ledger.take(loose, (invoice for invoice in ledger.of(loose.owners) if loose.owners and _in_time(loose, invoice)))
    return _settled(loose)


def _names_work(loose: _Loose, ledger: _Ledger) -> Problem | None:
    """A part of what is open, with a reference that names the work of one invoice alone: "parlour floor, first part"."""
    spoken = stems_of(loose.payment.reference)
    own = [each for each in ledger.of(loose.owners) if loose.owners]
    works = {_key(each): stems_of(wording(each)) & spoken for each in own}
    held = Counter(stem for stems in works.values() for stem in stems)
    telling = [each for each in own if any(held[stem] == 1 for stem in works[_key(each)])]
    if len(telling) != 1 or loose.left != loose.payment.amount:
        return None
    only = telling[0]
    if not _in_time(loose, only) or loose.left > ledger.due[_key(only)]:
        return None
    problem = _problem(loose, ledger, telling, "names the work of {numbers}, which is still open")
    return problem if len(works[_key(only)]) > 1 else replace(problem, level=Level.LOOK)


def _problem(loose: _Loose, ledger: _Ledger, invoices: Sequence[Invoice], how: str) -> Problem:
    amount = min(loose.left, sum((ledger.due[_key(invoice)] for invoice in invoices), Decimal(0)))
    left = loose.left
    for invoice in invoices:
        part = min(left, ledger.due[_key(invoice)])
        ledger.due[_key(invoice)] -= part
        left -= part
    first, numbers = invoices[0], [invoice.number for invoice in invoices]
    payer = "" if loose.payment.client_email == first.client_email else f" from {loose.payment.client_email}"
    detail = f"{_told(loose, first.currency, payer)} {how.format(numbers=', '.join(numbers))}; it was never applied."
    source = f"payment {loose.payment.paid_on}"
    return Problem(
        Check.PAYMENT, Level.ERROR, first.number, first.client_name, detail, amount, first.currency, tuple(numbers[1:]), (source,)
    )


def _left_over(loose: _Loose) -> Problem:
    """Money that fits nothing: paid twice, paid too much, or for an invoice the ledger does not hold."""
    first = loose.named[0] if loose.named else None
    currency, client = (first.currency, first.client_name) if first else ("", "")
    detail = f"{_told(loose, currency, f' from {loose.payment.client_email}')}"
    part = "" if loose.left == loose.payment.amount else f" {figure(loose.left, currency)} of it"
    detail += f" fits no open invoice:{part} may be paid too much, paid twice, or for an invoice that the ledger does not hold."
    number = first.number if first else ""
    source = f"payment {loose.payment.paid_on}"
    return Problem(Check.PAYMENT, Level.LOOK, number, client, detail, loose.left, currency, (), (source,))


def _told(loose: _Loose, currency: str, payer: str) -> str:
    payment = loose.payment
    reference = f"with reference {payment.reference[:60]!r}" if payment.reference else "without a reference"
    return f"The {figure(payment.amount, currency)} that came on {payment.paid_on}{payer} {reference}"


def _together(loose: _Loose, ledger: _Ledger, amount: Callable[[Invoice], Decimal]) -> tuple[Invoice, ...]:
    """Return two to four invoices of one client whose amounts make up the payment; the nearest in time first."""
    for owner in loose.owners:
        parts = [each for each in ledger.accounts.get(owner, ()) if 0 < amount(each) < loose.left and _in_time(loose, each)]
        parts = sorted(parts, key=lambda each: abs(_issued(each) - loose.payment.paid_on.toordinal()))[:_MOST_COMBINED]
        for size in range(2, _MOST_TOGETHER + 1):
            for chosen in combinations(parts, size):
                if sum(map(amount, chosen)) == loose.left:
                    return chosen
    return ()


def _older(loose: _Loose, ledger: _Ledger) -> bool:
    """Whether the reference names an invoice from before all that the ledger holds of the client."""
    known = [_serial(invoice.number) for invoice in ledger.of(loose.owners)]
    written = [_serial(word) for word in number_words(loose.payment.reference)]
    first = min((each for each in known if each), default=None)
    return first is not None and any(
        each and each[0] == first[0] and len(str(each[1])) == len(str(first[1])) and each < first for each in written
    )


def _serial(number: str) -> tuple[str, int] | None:
    """A number as its prefix and its last run of digits: `INV-1041` as (inv, 1041)."""
    plain = bare(number)
    prefix = plain.rstrip("0123456789")
    digits = plain[len(prefix) :]
    return (prefix, int(digits)) if digits and prefix and digits.isascii() else None


def _resembles(loose: _Loose, invoice: Invoice) -> Likeness:
    return max((likeness(word, invoice.number) for word in number_words(loose.payment.reference)), default=Likeness.UNLIKE)


def _in_time(loose: _Loose, invoice: Invoice) -> bool:
    return invoice.issue_date is None or loose.payment.paid_on >= invoice.issue_date - timedelta(days=_EARLY_DAYS)


def _near(ours: Decimal, theirs: Decimal, invoice: Invoice) -> bool:
    return ours > 0 and abs(ours - theirs) <= tolerance(invoice.currency)


def _settled(loose: _Loose) -> bool:
    return loose.left <= Decimal("0.01")


def _issued(invoice: Invoice) -> int:
    return invoice.issue_date.toordinal() if invoice.issue_date else 0


def _key(invoice: Invoice) -> Key:
    return invoice.client_key, invoice.number
