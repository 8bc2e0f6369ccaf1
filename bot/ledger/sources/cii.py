"""UN/CEFACT CII invoices (Factur-X, ZUGFeRD 1 and 2, XRechnung) to documents."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from bot.ledger.sources.document import CREDIT_CODES, Document, Item, discount_of, priced, rate_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.ledger.sources.xmltree import Node

#: Lines that sum up others, or are not billed.
_NOT_COUNTED = frozenset({"GROUP", "INFORMATION"})
#: ZUGFeRD 1 says the same with longer names.
_TRADE = ("SupplyChainTradeTransaction", "SpecifiedSupplyChainTradeTransaction")
_AGREEMENT = ("ApplicableHeaderTradeAgreement", "ApplicableSupplyChainTradeAgreement")
_SETTLEMENT = ("ApplicableHeaderTradeSettlement", "ApplicableSupplyChainTradeSettlement")
_SUMS = ("SpecifiedTradeSettlementHeaderMonetarySummation", "SpecifiedTradeSettlementMonetarySummation")


def read_cii(root: Node) -> Document:
    """Return the document of a CrossIndustryInvoice (or, ZUGFeRD 1, CrossIndustryDocument) root."""
    head = root.one("ExchangedDocument", "HeaderExchangedDocument") or root
    trade = root.one(*_TRADE) or root
    agreement, settlement = trade.one(*_AGREEMENT) or trade, trade.one(*_SETTLEMENT) or trade
    sums = settlement.one(*_SUMS) or settlement
    buyer, seller = agreement.one("BuyerTradeParty") or agreement, agreement.one("SellerTradeParty")
    named = (node.attribute("currencyID") for path in ("GrandTotalAmount", "TaxTotalAmount") for node in sums.all(path))
    currency = settlement.text("InvoiceCurrencyCode") or next(filter(None, named), "")
    terms = list(settlement.all("SpecifiedTradePaymentTerms"))
    return Document(
        number=head.text("ID"),
        buyer=buyer.text("Name", "SpecifiedLegalOrganization/TradingBusinessName", "DefinedTradeContact/PersonName"),
        email=_email(buyer),
        issued=_day(head.text("IssueDateTime/DateTimeString", "IssueDateTime/DateTime")),
        due=_due(terms),
        currency=currency,
        total=sums.number("GrandTotalAmount", "DuePayableAmount"),
        tax=_tax(sums, currency),
        subtotal=sums.number("TaxBasisTotalAmount", "LineTotalAmount"),
        paid=sums.number("TotalPrepaidAmount"),
        order=agreement.text("BuyerOrderReferencedDocument/IssuerAssignedID", "BuyerOrderReferencedDocument/ID"),
        note=f"Refers to {before}" if (before := settlement.text("InvoiceReferencedDocument/IssuerAssignedID")) else "",
        terms="; ".join(term.text("Description") for term in terms),
        credit=head.text("TypeCode") in CREDIT_CODES,
        seller=seller.text("Name") if seller else "",
        seller_email=_email(seller) if seller else "",
        items=(*lines, *_whole(settlement)) if (lines := tuple(_lines(trade))) else (),
    )


def _email(buyer: Node) -> str:
    contact = buyer.text(
        "DefinedTradeContact/EmailURIUniversalCommunication/URIID", "DefinedTradeContact/EmailURIUniversalCommunication/CompleteNumber"
    )
    general = next((node.value for node in buyer.all("URIUniversalCommunication/URIID") if "@" in node.value), "")
    return contact or general


def _due(terms: Sequence[Node]) -> str:
    """The day by which all must be paid: the last one, and where terms are told apart none that is for a cash discount."""
    plain = [term for term in terms if term.one("ApplicableTradePaymentDiscountTerms") is None]
    for some in (plain, terms):
        days = [_day(term.text("DueDateDateTime/DateTimeString", "DueDateDateTime/DateTime")) for term in some]
        if any(days):
            return max(days)
    return ""


def _day(text: str) -> str:
    """A date like `20260314` (format 102), with a time behind it or written as ISO 8601, as ISO 8601."""
    digits = text.replace("-", "")[:8]
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}" if digits.isdecimal() and len(digits) == 8 else ""  # noqa: PLR2004 - CCYYMMDD


def _tax(sums: Node, currency: str) -> Decimal | None:
    """The tax in the document's own currency; a second total may stand in that of the tax office."""
    return next((node.amount for node in sums.all("TaxTotalAmount") if node.attribute("currencyID") in {"", currency}), None)


def _lines(trade: Node) -> Iterator[Item]:
    for line in trade.all("IncludedSupplyChainTradeLineItem"):
        price_of = line.one("SpecifiedLineTradeAgreement", "SpecifiedSupplyChainTradeAgreement") or line
        delivery = line.one("SpecifiedLineTradeDelivery", "SpecifiedSupplyChainTradeDelivery") or line
        settled = line.one("SpecifiedLineTradeSettlement", "SpecifiedSupplyChainTradeSettlement") or line
        sums = settled.one("SpecifiedTradeSettlementLineMonetarySummation", "SpecifiedTradeSettlementMonetarySummation") or settled
        amount = sums.number("LineTotalAmount")
        if amount is None or line.text("AssociatedDocumentLineDocument/LineStatusReasonCode") in _NOT_COUNTED:
            continue  # a line of words, or the head of a group
        quantity = delivery.number("BilledQuantity")
        quantity = Decimal(1) if quantity is None else quantity
        net = price_of.one("NetPriceProductTradePrice", "GrossPriceProductTradePrice")
        told, base = (net.number("ChargeAmount"), net.number("BasisQuantity")) if net else (None, None)
        allowed = sum((_signed(each) for each in settled.all("SpecifiedTradeAllowanceCharge")), Decimal(0))
        quantity, price = priced(quantity, amount - allowed, told, base)
        discount = discount_of(quantity, price, amount, -allowed) if allowed < 0 else None
        rate = _rate(settled, "ApplicableTradeTax")
        words = line.text(
            "SpecifiedTradeProduct/Name", "SpecifiedTradeProduct/Description", "AssociatedDocumentLineDocument/IncludedNote/Content"
        )
        node = delivery.one("BilledQuantity")
        place = line.text("AssociatedDocumentLineDocument/LineID")
        yield Item(
            place, words, quantity, node.attribute("unitCode") if node else "", price, amount - max(allowed, Decimal(0)), discount, rate
        )
        if allowed > 0:
            yield Item("", f"Charge on {words}", Decimal(1), "", allowed, allowed, None, rate)


def _whole(settlement: Node) -> Iterator[Item]:
    """Allowances, charges and freight on the whole document, as lines of their own, so that the sums stay what they are."""
    for each in settlement.all("SpecifiedTradeAllowanceCharge"):
        value = _signed(each)
        if value:
            words = each.text("Reason") or ("Charge" if value > 0 else "Allowance")
            yield Item("", words, Decimal(1), "", value, value, None, _rate(each, "CategoryTradeTax"))
    for each in settlement.all("SpecifiedLogisticsServiceCharge"):
        value = each.number("AppliedAmount") or Decimal(0)
        if value:
            yield Item("", each.text("Description") or "Freight", Decimal(1), "", value, value, None, _rate(each, "AppliedTradeTax"))


def _rate(charged: Node, tax: str) -> Decimal | None:
    """The rate of a line, an allowance or a charge; `tax` is the element that tells it there."""
    return rate_of(charged.text(f"{tax}/CategoryCode"), charged.number(f"{tax}/RateApplicablePercent", f"{tax}/ApplicablePercent"))


def _signed(each: Node) -> Decimal:
    amount = each.number("ActualAmount") or Decimal(0)
    indicator = each.text("ChargeIndicator/Indicator", "ChargeIndicator").casefold()
    if indicator in {"true", "1"}:
        return amount
    return -abs(amount) if each.text("CategoryTradeTax/ApplicablePercent") else -amount  # ZUGFeRD 1 writes allowances below zero
