"""A plain PDF of ours, read from its words: number, dates, client and total where labels say which is which."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.ledger.sources.amounts import money
from bot.ledger.sources.document import Document
from bot.ledger.sources.embedded import read_pdf
from bot.ledger.sources.styles import Style, decimal_sign, style_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

#: Longer documents are contracts and reports.
_MOST_PAGES = 20
_MOST_CHARS = 40_000
_NUMBER = re.compile(
    r"(?:invoice|tax invoice|rechnung|facture|factura|fattura|factuur)s?[ -]?(?:number|no\.?|nr\.?|num\.?|n[°ºo]\.?|#|nummer|numero|número|numéro)?\s*[:#.]?\s*"
    r"([A-Z]{0,6}[-/ ]?\d[\w/-]{1,24})\b",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"(?:number|no\.?|nr\.?|nummer|numero|número|numéro|n°)\s*[:#]\s*([A-Z]{0,6}[-/ ]?\d[\w/-]{1,24})\b", re.IGNORECASE)
_DATE = r"(\d{4}-\d{2}-\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}\.?\s[^\W\d_]{3,10}\.?,?\s\d{4}|[^\W\d_]{3,10}\.?\s\d{1,2},?\s\d{4})"
_ISSUED = re.compile(
    r"(?:invoice date|date of issue|issue date|issued(?: on)?|rechnungsdatum|date de facture|date d'émission|fecha(?: de (?:factura|emisión))?"
    r"|data(?: fattura)?|factuurdatum|datum|date)\s*:?\s*" + _DATE,
    re.IGNORECASE,
)
_DUE = re.compile(
    r"(?:due date|payment due|due(?: on| by)?|pay(?:able)? by|fällig(?:keitsdatum)?(?: am| bis)?|zahlbar bis(?: zum)?|date d'échéance|échéance"
    r"|(?:fecha de )?vencimiento|scadenza|vervaldatum)\s*:?\s*" + _DATE,
    re.IGNORECASE,
)
_AMOUNT = r"(?:[A-Z]{3}|[£$€])?\s?-?\d[\d.,' \u00a0]*[.,]\d{2}\b(?:\s?(?:[A-Z]{3}\b|[£$€]))?"
_TOTAL = re.compile(
    r"(?:grand total|invoice total|total due|amount due|balance due|total payable|total(?: amount| incl[^\d\n]{0,20}| inc[^\d\n]{0,20}| ttc)?"
    r"|gesamtbetrag|rechnungsbetrag|endbetrag|zu zahlen|brutto(?:betrag)?|net à payer|montant ttc|importe total|totale(?: fattura)?|totaal(?:bedrag)?)"
    rf"[^\d\n£$€-]{{0,30}}({_AMOUNT})",
    re.IGNORECASE,
)
_TAX = re.compile(
    rf"(?:vat|sales tax|gst|tax|mwst|ust|umsatzsteuer|mehrwertsteuer|tva|iva|btw)\b[^\n]{{0,30}}?({_AMOUNT})\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_NET = re.compile(
    rf"(?:sub-?total|net(?: amount| total)?|netto(?:betrag)?|zwischensumme|total ht|base imponible|imponibile|subtotaal)\b[^\d\n£$€-]{{0,30}}({_AMOUNT})",
    re.IGNORECASE,
)
_CLIENT = re.compile(
    r"^(?:bill(?:ed)? to|invoice to|customer|client|to|an|kunde|rechnung an|facturé à|destinataire|facturar a|cliente|spett\.?le|klant|aan)\s*:?[ \t]*(.*)$",
    re.IGNORECASE | re.MULTILINE,
)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_ORDER = re.compile(
    r"(?:p\.?o\.?(?: number| no\.?)?|purchase order|your order|bestellnummer|ihre bestellung|bon de commande|pedido|ordine|inkoopnummer)\s*[:#]?\s*([A-Z]{0,4}[-/]?\d[\w/-]{2,24})",
    re.IGNORECASE,
)
_CODES = re.compile(r"\b(EUR|GBP|USD|CHF|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CZK|JPY|INR|ZAR|SGD|AED)\b")
_SIGNS = {"£": "GBP", "€": "EUR", "$": "USD"}


def read_text(name: str, raw: bytes) -> Document | None:
    """Return what a PDF says in words, None where number, client or total are not plain. Raises LedgerError if it is unreadable."""
    return document_of(_text(name, raw))


def document_of(text: str) -> Document | None:
    """Return the invoice that a page of text is, None where it does not plainly say number, client, currency and total."""
    number = _NUMBER.search(text) or _LABELLED.search(text)
    totals = _TOTAL.findall(text)
    client, email = _client(text)
    currency = next((code for sign, code in _SIGNS.items() if any(sign in total for total in totals)), "") or next(
        iter(_CODES.findall(text)), ""
    )
    if not (number and totals and client and currency):
        return None
    dates = [found[1] if (found := pattern.search(text)) else "" for pattern in (_ISSUED, _DUE)]
    style = style_of((), [("", dates[0], dates[1])])
    style = Style(decimal_sign([*totals, *_NET.findall(text)]), style.order)
    sums = [value for total in totals if (value := _sum(total, style)) is not None]
    issued, due = (day if re.fullmatch(r"\d{4}-\d{2}-\d{2}", day) else "" for day in map(style.day, dates))
    if not sums:
        return None
    tax, net = (_last(pattern.findall(text), style) for pattern in (_TAX, _NET))
    fits = tax is not None and net is not None and net + tax == max(sums)
    order = _ORDER.search(text)
    return Document(
        number=number[1].strip(),
        buyer=client,
        email=email,
        issued=issued,
        due=due,
        currency=currency,
        total=max(sums),
        tax=tax if fits else None,
        subtotal=net if fits else None,
        paid=None,
        order=order[1] if order else "",
        note="",
        terms="",
        credit=False,
    )


def _text(name: str, raw: bytes) -> str:
    return read_pdf(name, raw, lambda reader: "\n".join(page.extract_text() or "" for page in reader.pages[:_MOST_PAGES])[:_MOST_CHARS])


def _client(text: str) -> tuple[str, str]:
    """The name behind or below `Bill to`, and the first address that stands near it."""
    for found in _CLIENT.finditer(text):
        below = [line.strip() for line in text[found.end() :].splitlines()[:6]]
        names = [line for line in (found[1].strip(), *below) if line and not _EMAIL.fullmatch(line)]
        near = _EMAIL.search("\n".join((found[1], *below)))
        if names and not any(map(str.isdigit, names[0])):
            return names[0][:120], near[0] if near else ""
    return "", ""


def _sum(written: str, style: Style) -> Decimal | None:
    return money(style.number(written.strip()))


def _last(found: Sequence[str], style: Style) -> Decimal | None:
    values = list(_sums(found, style))
    return values[-1] if values else None


def _sums(found: Sequence[str], style: Style) -> Iterator[Decimal]:
    for written in found:
        value = _sum(written, style)
        if value is not None:
            yield value
