"""UBL 2.1 invoices and credit notes (Peppol BIS, XRechnung, EN 16931) to documents."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from bot.ledger.sources.document import CREDIT_CODES, Document, Item, discount_of, priced, rate_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.ledger.sources.xmltree import Node

_PARTY = "AccountingCustomerParty/Party/"
_LINE_TAXES = ("Item/ClassifiedTaxCategory", "TaxTotal/TaxSubtotal/TaxCategory")
_SELLER = "AccountingSupplierParty/Party/"


def read_ubl(root: Node) -> Document:
    """Return the document of an Invoice or CreditNote root."""
    currency = root.text("DocumentCurrencyCode") or root.one("LegalMonetaryTotal/PayableAmount", "LegalMonetaryTotal/TaxInclusiveAmount")
    code = currency if isinstance(currency, str) else currency.attribute("currencyID") if currency else ""
    total = root.number("LegalMonetaryTotal/TaxInclusiveAmount", "LegalMonetaryTotal/PayableAmount")
    before = root.text("BillingReference/InvoiceDocumentReference/ID")
    terms = "; ".join(node.value for node in root.all("PaymentTerms/Note"))
    return Document(
        number=root.text("ID"),
        buyer=_buyer(root),
        email=_email(root, _PARTY),
        issued=root.text("IssueDate")[:10],
        due=root.text("DueDate", "PaymentMeans/PaymentDueDate", "PaymentTerms/PaymentDueDate")[:10],
        currency=code,
        total=total,
        tax=_tax(root, code),
        subtotal=root.number("LegalMonetaryTotal/TaxExclusiveAmount", "LegalMonetaryTotal/LineExtensionAmount"),
        paid=root.number("LegalMonetaryTotal/PrepaidAmount"),
        order=root.text("OrderReference/ID"),
        note="; ".join(part for part in (root.text("Note"), f"refers to {before}" if before else "") if part),
        terms=terms,
        credit=root.name == "CreditNote" or root.text("InvoiceTypeCode", "CreditNoteTypeCode") in CREDIT_CODES,
        seller=root.text(_SELLER + "PartyLegalEntity/RegistrationName", _SELLER + "PartyName/Name"),
        seller_email=_email(root, _SELLER),
        items=(*lines, *_whole(root)) if (lines := tuple(_lines(root))) else (),
    )


def _buyer(root: Node) -> str:
    """The buyer's name; a person's first and last name where no firm is named."""
    named = root.text(_PARTY + "PartyLegalEntity/RegistrationName", _PARTY + "PartyName/Name")
    person = " ".join(filter(None, (root.text(_PARTY + "Person/FirstName"), root.text(_PARTY + "Person/FamilyName"))))
    return named or person or root.text(_PARTY + "Contact/Name")


def _email(root: Node, party: str) -> str:
    """A party's address: of the contact, else an endpoint that is an e-mail address (scheme EM)."""
    written = root.text(party + "Contact/ElectronicMail")
    endpoint = next((node.value for node in root.all(party + "EndpointID") if "@" in node.value), "")
    return written or endpoint


def _tax(root: Node, currency: str) -> Decimal | None:
    """The tax in the document's own currency; a second total may stand in that of the tax office."""
    return next((node.amount for node in root.all("TaxTotal/TaxAmount") if node.attribute("currencyID") in {"", currency}), None)


def _lines(root: Node) -> Iterator[Item]:
    kind = "CreditNote" if root.name == "CreditNote" else "Invoice"
    counted = "CreditedQuantity" if root.name == "CreditNote" else "InvoicedQuantity"
    for line in root.all(f"{kind}Line"):
        amount = line.number("LineExtensionAmount") or Decimal(0)
        quantity = line.number(counted)
        quantity = Decimal(1) if quantity is None else quantity
        allowed = sum((_signed(each) for each in line.all("AllowanceCharge")), Decimal(0))
        quantity, price = priced(quantity, amount - allowed, line.number("Price/PriceAmount"), line.number("Price/BaseQuantity"))
        discount = discount_of(quantity, price, amount, -allowed) if allowed < 0 else None
        node = line.one(counted)
        name, words = line.text("Item/Name"), line.text("Item/Description")
        rate = next((_rate(each) for path in _LINE_TAXES for each in line.all(path)), None)
        yield Item(
            line.text("ID"),
            name or words,
            quantity,
            node.attribute("unitCode") if node else "",
            price,
            amount - max(allowed, Decimal(0)),
            discount,
            rate,
        )
        if allowed > 0:
            yield Item("", f"Charge on {name or words}", Decimal(1), "", allowed, allowed, None, rate)


def _whole(root: Node) -> Iterator[Item]:
    """Allowances and charges on the whole document, as lines of their own, so that the sums stay what they are."""
    for each in root.all("AllowanceCharge"):
        value = _signed(each)
        words = each.text("AllowanceChargeReason") or ("Charge" if value > 0 else "Allowance")
        if value:
            yield Item("", words, Decimal(1), "", value, value, None, next(map(_rate, each.all("TaxCategory")), None))


def _rate(category: Node) -> Decimal | None:
    return rate_of(category.text("ID"), category.number("Percent"))


def _signed(each: Node) -> Decimal:
    amount = each.number("Amount") or Decimal(0)
    return amount if each.text("ChargeIndicator").casefold() in {"true", "1"} else -amount
