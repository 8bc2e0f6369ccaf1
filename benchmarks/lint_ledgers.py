"""How well `lint` does on ledgers made at random: 60 invoices of 22 clients with planted errors and look-alikes, many seeds.

`python benchmarks/lint_ledgers.py [seeds]` prints what was planted, found, missed and told without cause. Some of the latter are chance:
two jobs of a client that happen to have the same figures.
"""

# ruff: noqa: PLR2004, PLR0913, PLR0917, SIM905, B023 - shares of a mixture and short lists of words are clearest where they stand

from __future__ import annotations

import random
import sys
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from bot.ledger.lint import lint
from bot.vocabulary.books import Books, Contract, Invoice, Line, Payment
from bot.vocabulary.problems import Level

CENT = Decimal("0.01")
#: Trades: unit, usual price, jobs as (wording, the same in other words).
TRADES = {
    "translation": ("word", "0.14", [("Annual report DE-EN", "English version of the yearly report"), ("Contract wording", "Legal text, supply agreement"), ("Web texts", "Copy for the site in two languages")]),
    "carpentry": ("hour", "58", [("Fitting of counters", "Installation work in the shop"), ("Repair of the stairs", "Stair treads renewed"), ("Doors hung", "Hanging of eight doors")]),
    "design": ("day", "640", [("Packaging artwork oat range", "Artwork for the oat cartons"), ("Brand workshop", "Facilitated positioning session"), ("Menu redesign", "New layout of the bill of fare")]),
    "IT": ("hour", "95", [("Server migration", "Move of the mail system"), ("Firewall rules reviewed", "Security check of the perimeter"), ("Printer trouble", "Call-out: nobody could print")]),
    "haulage": ("km", "1.85", [("Pallets Bremen-Lyon", "Groupage run to France"), ("Return load Turin", "Backhaul from Italy"), ("Express van", "Urgent delivery, van")]),
    "Beratung": ("Stunde", "110", [("Prozessanalyse Einkauf", "Aufnahme der Abläufe im Einkauf"), ("Schulung Lagerleitung", "Training für das Lager"), ("Jahresabschluss vorbereitet", "Vorarbeiten zum Abschluss")]),
    "cleaning": ("hour", "24.50", [("Deep clean kitchen", "Intensive cleaning, galley"), ("Window cleaning", "Panes inside and out"), ("Clean after building work", "Builders' clean")]),
}  # fmt: skip
TOWNS = "Leeds York Bath Turin Lyon Ghent Bremen Porto Cork Graz".split()
MONTHS = "January February March April May June July August September October November December".split()


class Maker:
    """Makes one ledger; `planted` are (check, numbers any of which may be told)."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - a test ledger
        self.next = self.random.randint(100, 4000)
        self.invoices: list[Invoice] = []
        self.payments: list[Payment] = []
        self.contracts: list[Contract] = []
        self.planted: list[tuple[str, set[str]]] = []

    def number(self) -> str:
        """Return the next number."""
        self.next += self.random.choice([1, 1, 1, 2])
        return f"{self.style}{self.next:04d}"

    def line(self, nth: int, wording: str, quantity: Decimal, unit: str, price: Decimal, pct: Decimal, rate: Decimal) -> Line:
        """Return a line that is computed rightly."""
        amount = (quantity * price * (1 - pct / 100)).quantize(CENT, ROUND_HALF_UP)
        return Line(nth, wording, quantity, unit, price, amount, pct, rate)

    def bill(self, client: int, on: date, lines: list[Line], **more: object) -> Invoice:
        """Return an invoice whose sums follow from its lines."""
        net = sum((line.amount for line in lines), Decimal(0))
        tax = sum(((line.amount * (line.tax_rate_pct or 0)) / 100 for line in lines), Decimal(0)).quantize(CENT, ROUND_HALF_UP)
        name, email, currency, days = self.clients[client]
        made = Invoice(
            self.number(),
            name.casefold(),
            name,
            email,
            on,
            on + timedelta(days=days),
            currency,
            net + tax,
            tax,
            net,
            lines=tuple(lines),
            status="sent",
        )
        return replace(made, **more)  # type: ignore[arg-type]

    def make(self) -> None:
        """Fill the ledger, then plant the errors."""
        r = self.random
        self.style = r.choice(["INV-", "R2026-", "", "SI", "2026/"])
        self.special: set[int] = set()
        self.clients = []
        self.trades = []
        for n in range(22):
            name = f"{r.choice('Alder Birch Cedar Dogwood Elm Fir Gorse Hazel Ivy Juniper Larch Maple'.split())} {r.choice('Works Foods Clinic Logistics School Interiors Verlag Medical'.split())} {n}"
            self.clients.append(
                (
                    name,
                    f"ap@{name.replace(' ', '').lower()}.example",
                    r.choice(["GBP", "EUR", "EUR", "CHF", "USD"]),
                    r.choice([14, 30, 30, 45]),
                )
            )
            self.trades.append(r.choice(list(TRADES)))
            _, price, _ = TRADES[self.trades[n]]
            if r.random() < 0.55:
                note = r.choice(["", "", "Framework agreement 2026", "PO number required on every invoice", "Signed January 2026"])
                self.contracts.append(
                    Contract(
                        self.clients[n][1],
                        Decimal(price) if r.random() < 0.7 else None,
                        r.choice([None, None, Decimal(5), Decimal(10), Decimal("7.5")]),
                        self.clients[n][3],
                        note,
                    )
                )
        while len(self.invoices) < 60:
            self.some(r.randrange(22))
        self.plant()

    def contract(self, client: int) -> Contract | None:
        """Return the contract with a client, if there is one."""
        return next((each for each in self.contracts if each.client_email == self.clients[client][1]), None)

    def some(self, client: int) -> None:
        """An ordinary invoice, or a family of look-alikes."""
        r = self.random
        on = date(2026, 3, 1) + timedelta(days=r.randrange(200))
        pact = self.contract(client)
        pct, rate = (pact.discount_pct if pact and pact.discount_pct else Decimal(0)), Decimal(r.choice([20, 19, 0]))
        unit, price, jobs = TRADES[self.trades[client]]
        po = f"PO-{r.randrange(1000, 9999)}" if r.random() < 0.5 or (pact and "PO" in pact.note) else ""
        kind = r.random() if client not in self.special else 1.0
        self.special |= {client} if kind < 0.3 else set()
        if kind < 0.08:
            for k in range(3):
                month = on + timedelta(days=30 * k)
                wording = r.choice(["Monthly retainer", f"Care plan {MONTHS[month.month - 1]}"])
                self.add(self.bill(client, month, [self.line(1, wording, Decimal(1), "month", Decimal(900), pct, rate)], po_number=po))
        elif kind < 0.14:
            for k in (1, 2):
                self.add(
                    self.bill(
                        client,
                        on + timedelta(days=9 * k),
                        [self.line(1, f"{jobs[0][0]}, instalment {k} of 2", Decimal(1), "", Decimal(2400), pct, rate)],
                        po_number=po,
                    )
                )
        elif kind < 0.2:
            for town in r.sample(TOWNS, 2):
                self.add(
                    self.bill(
                        client,
                        on,
                        [
                            self.line(
                                1,
                                f"{jobs[1][0]} in {town}",
                                Decimal(8 * (100 if unit in {"word", "km"} else 1)),
                                unit,
                                Decimal(price),
                                pct,
                                rate,
                            )
                        ],
                        po_number=po,
                    )
                )
        elif kind < 0.25:
            wrong = self.bill(
                client,
                on,
                [self.line(1, jobs[0][0], Decimal(1200 if unit in {"word", "km"} else 12), unit, Decimal(price), pct, rate)],
                po_number=po,
                status="void",
            )
            self.add(wrong, pay=False)
            self.add(self.bill(client, on + timedelta(days=3), list(wrong.lines), po_number=po))
        elif kind < 0.3:
            first = self.bill(client, on, [self.line(1, jobs[2][0], Decimal(9), unit, Decimal(price), pct, rate)], po_number=po)
            self.add(first, pay=False)
            back = [replace(line, quantity=-line.quantity, amount=-line.amount) for line in first.lines]
            self.add(self.bill(client, on + timedelta(days=5), back, description=f"Credit note for {first.number}"), pay=False)
        else:
            lines = []
            for nth, (words, _) in enumerate(r.sample(jobs, r.randint(1, 3)), 1):
                quantity = Decimal(r.choice([3, 4, "6.5", 12, "13.5", 22, 40])) * (100 if unit in {"word", "km"} else 1)
                lines.append(self.line(nth, words, quantity, unit, Decimal(price), pct, rate))
            self.add(self.bill(client, on, lines, po_number=po))

    def add(self, invoice: Invoice, *, pay: bool = True) -> None:
        """Enter an invoice: open, paid with a payment, or paid in part."""
        r, how = self.random, self.random.random()
        when = (invoice.issue_date or date.min) + timedelta(days=r.randrange(8, 40))
        if pay and how < 0.4:
            invoice = replace(invoice, status="paid", paid_amount=invoice.total)
            self.pay(when, invoice, invoice.total, r.choice([invoice.number, f"Invoice {invoice.number}", "thank you", ""]))
        elif pay and how < 0.5:
            part = (invoice.total / 3).quantize(CENT)
            invoice = replace(invoice, status="partial", paid_amount=part)
            self.pay(when, invoice, part, r.choice([invoice.number, "on account"]))
        self.invoices.append(invoice)

    def pay(self, on: date, invoice: Invoice, amount: Decimal, words: str, payer: str = "") -> None:
        """Enter a payment."""
        self.payments.append(Payment(on, payer or invoice.client_email, amount, words, len(self.payments)))

    def fit(self, test: object = None) -> int:
        """The place of an ordinary open invoice that nothing was done to yet."""
        touched = {number for _, numbers in self.planted for number in numbers}
        sure = [
            n
            for n, each in enumerate(self.invoices)
            if each.status == "sent"
            and each.total > 20
            and each.number not in touched
            and "Credit" not in each.description
            and not any(each.number in other.description for other in self.invoices)
        ]
        good = [n for n in sure if test is None or test(self.invoices[n])]  # type: ignore[operator]
        return self.random.choice(good)

    def plant(self) -> None:
        """Put errors into invoices that nothing was done to yet."""
        r = self.random
        for kind in ("line_sum", "line_sum", "subtotal", "subtotal", "tax", "tax", "total", "total"):
            n = self.fit(lambda each: kind != "tax" or each.tax)
            self.invoices[n] = self.spoil(self.invoices[n], kind)
            self.planted.append((kind, {self.invoices[n].number}))
        for _ in range(2):
            n = self.fit(lambda each: len(each.lines) > 1 or each.lines[0].quantity != 1)
            first = self.invoices[n]
            other = {a: b for _, _, jobs in TRADES.values() for a, b in jobs}
            lines = tuple(replace(line, description=other.get(line.description, line.description + " (as agreed)")) for line in first.lines)
            on = (first.issue_date or date.min) + timedelta(days=r.randrange(2, 20))
            again = replace(
                first, number=self.number(), issue_date=on, due_date=on + ((first.due_date or on) - (first.issue_date or on)), lines=lines
            )
            self.invoices.append(again)
            self.planted.append(("double_billing", {again.number, first.number}))
        self.plant_contracts()
        for payer, words in (("treasury@group-finance.example", "transfer 77120"), ("", "settled with thanks"), ("", "wrong")):
            try:
                n = self.fit()
            except IndexError:
                continue
            paid = self.invoices[n]
            digits = paid.number[:-2] + paid.number[-1] + paid.number[-2]
            self.pay((paid.issue_date or date.min) + timedelta(days=20), paid, paid.total, digits if words == "wrong" else words, payer)
            self.planted.append(
                (
                    "payment",
                    {
                        paid.number,
                        *(each.number for each in self.invoices if each.client_key == paid.client_key and each.total == paid.total),
                    },
                )
            )

    def plant_contracts(self) -> None:
        """Put breaches of contract into invoices of clients that have one."""
        r = self.random
        by_email = {each.client_email: each for each in self.contracts}
        for kind in ("discount", "discount", "discount", "rate", "rate", "terms", "po"):
            fits = {
                "discount": lambda each, pact: pact.discount_pct and not any(line.unit == "month" for line in each.lines),
                "rate": lambda each, pact: pact.rate and each.lines[0].unit_price == pact.rate,
                "terms": lambda _, pact: pact.payment_terms_days >= 30,
                "po": lambda each, pact: "PO" in pact.note and each.po_number,
            }[kind]
            try:
                n = self.fit(lambda each, fits=fits: each.client_email in by_email and fits(each, by_email[each.client_email]))
            except IndexError:
                continue
            each = self.invoices[n]
            if kind == "terms":
                self.invoices[n] = replace(each, due_date=(each.issue_date or date.min) + timedelta(days=r.choice([7, 14])))
            elif kind == "po":
                self.invoices[n] = replace(each, po_number="")
            else:
                change = (
                    (lambda line: (line.unit_price, Decimal(0)))
                    if kind == "discount"
                    else (lambda line: (line.unit_price * Decimal("1.1"), line.discount_pct))
                )
                lines = [
                    self.line(line.line, line.description, line.quantity, line.unit, *change(line), line.tax_rate_pct or Decimal(0))
                    for line in each.lines
                ]
                fresh = self.bill(0, each.issue_date or date.min, lines)
                self.invoices[n] = replace(each, lines=fresh.lines, subtotal=fresh.subtotal, tax=fresh.tax, total=fresh.total)
            self.planted.append((kind, {each.number}))

    def spoil(self, invoice: Invoice, kind: str) -> Invoice:
        """Make one sum wrong; half the time what follows from it is wrong too."""
        off = Decimal(self.random.choice(["100", "-90", "9.00", "27.00", "0.90", "-18"]))
        if kind == "line_sum":
            first = replace(invoice.lines[0], amount=invoice.lines[0].amount + off)
            lines = (first, *invoice.lines[1:])
            if self.random.random() < 0.5:
                return replace(invoice, lines=lines)
            tax = sum((line.amount * (line.tax_rate_pct or 0) / 100 for line in lines), Decimal(0)).quantize(CENT, ROUND_HALF_UP)
            net = sum((line.amount for line in lines), Decimal(0))
            return replace(invoice, lines=lines, subtotal=net, tax=tax, total=net + tax)
        changed = replace(invoice, **{kind: getattr(invoice, kind) + off})
        if kind == "total" or self.random.random() < 0.5:
            return changed
        return replace(changed, total=(changed.subtotal or 0) + (changed.tax or 0))


def main() -> None:
    """Make ledgers and count."""
    planted, found, missed, false = Counter[str](), 0, [], []
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    worst = 0
    for seed in range(seeds):
        maker = Maker(seed)
        maker.make()
        books = Books(tuple(maker.invoices), tuple(maker.payments), tuple(maker.contracts))
        told = [each for each in lint(books) if each.level is Level.ERROR]
        planted.update(kind for kind, _ in maker.planted)
        left = list(told)
        for kind, numbers in maker.planted:
            hits = [each for each in left if each.check == kind and each.invoice in numbers]
            found += bool(hits)
            missed += [] if hits else [(seed, kind, sorted(numbers))]
            left = [each for each in left if each not in hits]
        false += [(seed, each.check.value, each.invoice, each.detail) for each in left]
        worst = max(worst, len(left))
    print(f"{seeds} ledgers, planted {dict(planted)}")
    print(f"found {found} of {sum(planted.values())}; told without cause {len(false)}, at most {worst} in one ledger")
    for each in (*missed[:15], *false[:25]):
        print(each)


if __name__ == "__main__":
    main()
