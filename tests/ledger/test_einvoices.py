from __future__ import annotations

import io
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdf
import pytest

from bot.errors import LedgerError
from bot.ledger.imports import read_books
from bot.ledger.lint import lint
from bot.ledger.sources.einvoice import read_document
from bot.ledger.sources.fold import Options
from tests.ledger.test_sources import told

if TYPE_CHECKING:
    from collections.abc import Callable

EINVOICES = Path(__file__).parent / "einvoices"
EXPECTED: dict[str, Any] = json.loads((EINVOICES / "expected.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", EXPECTED)
def test_an_einvoice_becomes_what_it_says(name: str) -> None:
    imported = read_books({"invoices": EINVOICES / name})
    assert imported.rejected == ()
    assert [told(invoice) for invoice in imported.books.invoices] == [EXPECTED[name]]
    assert lint(imported.books) == ()


def _declared(raw: bytes, encoding: str) -> bytes:
    body = raw.decode().split("?>", 1)[1]
    return f'<?xml version="1.0" encoding="{encoding}"?>{body}'.encode(encoding, "xmlcharrefreplace")


def _within(raw: bytes, before: bytes, after: bytes) -> bytes:
    return before + raw.split(b"?>", 1)[1] + after


#: How the same document comes from other programs.
DRESSED: dict[str, Callable[[bytes], bytes]] = {
    "a mark before it": lambda raw: b"\xef\xbb\xbf" + raw,
    "blank lines around it": lambda raw: b"\xef\xbb\xbf\r\n " + raw + b"\r\n\0\0",
    "UTF-16": lambda raw: _declared(raw, "UTF-16"),
    "Latin letters": lambda raw: _declared(raw, "ISO-8859-1"),
    "no declaration": lambda raw: _within(raw, b"", b""),
    "a style sheet and a comment": lambda raw: _within(raw, b'<?xml version="1.0"?><!-- us --><?xml-stylesheet href="a.xsl"?>', b""),
    "other prefixes": lambda raw: re.sub(rb"xmlns:(\w+)=", rb"xmlns:q\1=", re.sub(rb"<(/?)(\w+):", rb"<\1q\2:", raw)),
    "comments inside": lambda raw: re.sub(rb">(NL-70)(\d+)<", rb">\1<!-- a -->\2<", raw),
    "sections of characters": lambda raw: re.sub(rb">([^<>&]*[A-Za-z][^<>&]*)<", rb"><![CDATA[\1]]><", raw),
    "Peppol's envelope": lambda raw: _within(
        raw, b'<StandardBusinessDocument xmlns="urn:x"><StandardBusinessDocumentHeader/>', b"</StandardBusinessDocument>"
    ),
    "a SOAP envelope": lambda raw: _within(raw, b'<s:Envelope xmlns:s="urn:s"><s:Body><deliver>', b"</deliver></s:Body></s:Envelope>"),
}


@pytest.mark.parametrize("dress", DRESSED)
@pytest.mark.parametrize("name", EXPECTED)
def test_an_einvoice_says_the_same_however_it_is_written(name: str, dress: str) -> None:
    raw = (EINVOICES / name).read_bytes()
    assert read_document(name, DRESSED[dress](raw)) == read_document(name, raw)


BARE = {
    "no tax, no dates, no lines": (
        "<Invoice><ID>7</ID><DocumentCurrencyCode>EUR</DocumentCurrencyCode><AccountingCustomerParty><Party><PartyName><Name>Alder</Name>"
        "</PartyName></Party></AccountingCustomerParty><LegalMonetaryTotal><PayableAmount>10.00</PayableAmount></LegalMonetaryTotal></Invoice>"
    ),
    "the least that CII knows": (
        "<CrossIndustryInvoice><ExchangedDocument><ID>7</ID></ExchangedDocument><SupplyChainTradeTransaction><ApplicableHeaderTradeAgreement>"
        "<BuyerTradeParty><Name>Alder</Name></BuyerTradeParty></ApplicableHeaderTradeAgreement><ApplicableHeaderTradeSettlement>"
        "<InvoiceCurrencyCode>EUR</InvoiceCurrencyCode><SpecifiedTradeSettlementHeaderMonetarySummation><GrandTotalAmount>10.00</GrandTotalAmount>"
        "</SpecifiedTradeSettlementHeaderMonetarySummation></ApplicableHeaderTradeSettlement></SupplyChainTradeTransaction></CrossIndustryInvoice>"
    ),
}


@pytest.mark.parametrize("name", BARE)
def test_what_is_optional_may_be_missing(name: str) -> None:
    found = read_document("x.xml", BARE[name].encode())
    assert (found.number, found.buyer, found.total, found.currency, found.items) == ("7", "Alder", Decimal("10.00"), "EUR", ())


def test_several_rates_and_a_second_currency_of_the_tax_office() -> None:
    lines = "".join(
        f"<InvoiceLine><ID>{nth}</ID><InvoicedQuantity unitCode='HUR'>2</InvoicedQuantity><LineExtensionAmount>{amount}</LineExtensionAmount><Item><Name>Work {nth}</Name>"
        f"<ClassifiedTaxCategory><Percent>{rate}</Percent></ClassifiedTaxCategory></Item><Price><PriceAmount>{Decimal(amount) / 2}</PriceAmount></Price></InvoiceLine>"
        for nth, (amount, rate) in enumerate((("100.00", 19), ("200.00", 7), ("50.00", 0)), 1)
    )
    found = read_document(
        "x.xml",
        (
            "<Invoice><ID>8</ID><DocumentCurrencyCode>EUR</DocumentCurrencyCode><TaxTotal><TaxAmount currencyID='PLN'>140.00</TaxAmount></TaxTotal>"
            "<TaxTotal><TaxAmount currencyID='EUR'>33.00</TaxAmount></TaxTotal><LegalMonetaryTotal><TaxExclusiveAmount>350.00</TaxExclusiveAmount>"
            f"<TaxInclusiveAmount>383.00</TaxInclusiveAmount></LegalMonetaryTotal>{lines}</Invoice>"
        ).encode(),
    )
    assert (found.tax, found.total, [item.tax_rate for item in found.items]) == (
        Decimal("33.00"),
        Decimal("383.00"),
        [Decimal(19), Decimal(7), Decimal(0)],
    )


def test_a_folder_is_read_whole_and_what_is_none_is_told(tmp_path: Path) -> None:
    for name in EXPECTED:
        (tmp_path / name).write_bytes((EINVOICES / name).read_bytes())
    (tmp_path / "order.xml").write_text("<Order/>")
    (tmp_path / "notes.txt").write_text("no invoice")
    imported = read_books({"invoices": tmp_path})
    assert len(imported.books.invoices) == len(EXPECTED)
    assert [(row.file, row.reason) for row in imported.rejected] == [("order.xml", "order.xml is no invoice: its XML begins with Order")]


def test_one_number_with_two_sums_in_a_folder_names_the_other_file(tmp_path: Path) -> None:
    for name, total in (("a.xml", "10.00"), ("b.xml", "12.00")):
        (tmp_path / name).write_text(BARE["the least that CII knows"].replace("10.00", total))
    imported = read_books({"invoices": tmp_path})
    assert imported.books.invoices == ()
    assert "invoice 7 of this client stands in two files (also in a.xml)" in [row.reason for row in imported.rejected]


HOSTILE = {
    b'<!DOCTYPE x [<!ENTITY a "b">]><Invoice><ID>&a;</ID></Invoice>': "declares a document type",
    b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><Invoice/>': "declares a document type",
    b"<Invoice><ID>": "no readable XML",
    b"<Invoice>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</Invoice>": "no readable XML",
    b"%PDF-1.7 nothing else": "PDF",
}


@pytest.mark.parametrize("raw", HOSTILE)
def test_hostile_and_broken_files_are_refused_with_a_reason(raw: bytes) -> None:
    with pytest.raises(LedgerError, match=HOSTILE[raw]):
        read_document("x", raw)


def test_the_xml_inside_a_pdf_is_found_among_other_files() -> None:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_attachment("terms.xml", b"<terms/>")
    writer.add_attachment("factur-x.xml", (EINVOICES / "cii.xml").read_bytes())
    made = io.BytesIO()
    writer.write(made)
    assert read_document("x.pdf", made.getvalue()).number == "NL-7003"
    empty = pypdf.PdfWriter()
    empty.add_blank_page(200, 200)
    made = io.BytesIO()
    empty.write(made)
    with pytest.raises(LedgerError, match="without an e-invoice inside"):
        read_document("x.pdf", made.getvalue())


def test_a_batch_of_italian_invoices_is_not_half_read() -> None:
    raw = (EINVOICES / "fatturapa.xml").read_bytes()
    body = raw[raw.index(b"<FatturaElettronicaBody>") : raw.index(b"</p:FatturaElettronica>")]
    with pytest.raises(LedgerError, match=r"lot.xml: it holds 2 invoices; each must be a file of its own"):
        read_document("lot.xml", raw.replace(b"</p:FatturaElettronica>", body + b"</p:FatturaElettronica>"))


def test_an_italian_credit_note_to_a_person_takes_back() -> None:
    raw = (EINVOICES / "fatturapa.xml").read_bytes().replace(b"TD06", b"TD04")
    raw = raw.replace(b"<Denominazione>Cantiere Navale Lupi S.r.l.</Denominazione>", b"<Nome>Pia</Nome><Cognome>Lupi</Cognome>")
    raw = re.sub(rb"<ImportoTotaleDocumento>.*</ImportoTotaleDocumento>", b"", raw)
    document = read_document("credit.xml", raw)
    assert (document.buyer, document.credit, document.total, document.cells()["total"]) == (
        "Pia Lupi",
        True,
        Decimal("1382.99"),
        "-1382.99",
    )
    assert (document.seller, document.seller_email) == ("Ada Bruni", "ada@bruni.example")


def test_a_private_buyer_of_a_ubl_invoice_is_named() -> None:
    person = "<Person><FirstName>Ola</FirstName><FamilyName>Nordmann</FamilyName></Person>"
    raw = re.sub("<PartyName>.*</PartyName>", person, BARE["no tax, no dates, no lines"])
    assert read_document("x.xml", raw.encode()).buyer == "Ola Nordmann"


@pytest.mark.parametrize(("code", "kept"), [("GROUP", 0), ("INFORMATION", 0), ("DETAIL", 1)])
def test_lines_that_sum_up_others_or_are_not_billed_do_not_count(code: str, kept: int) -> None:
    line = (
        f"<IncludedSupplyChainTradeLineItem><AssociatedDocumentLineDocument><LineID>1</LineID><LineStatusReasonCode>{code}</LineStatusReasonCode>"
        "</AssociatedDocumentLineDocument><SpecifiedLineTradeSettlement><SpecifiedTradeSettlementLineMonetarySummation><LineTotalAmount>10.00"
        "</LineTotalAmount></SpecifiedTradeSettlementLineMonetarySummation></SpecifiedLineTradeSettlement></IncludedSupplyChainTradeLineItem>"
    )
    raw = BARE["the least that CII knows"].replace("<SupplyChainTradeTransaction>", f"<SupplyChainTradeTransaction>{line}")
    assert len(read_document("x.xml", raw.encode()).items) == kept


def test_a_stamp_duty_on_top_is_a_line_of_its_own() -> None:
    raw = (EINVOICES / "fatturapa.xml").read_text(encoding="utf-8")
    total = read_document("x.xml", raw.encode()).total
    assert total
    raw = re.sub(
        r"<ImportoTotaleDocumento>.*</ImportoTotaleDocumento>", f"<ImportoTotaleDocumento>{total + 2}</ImportoTotaleDocumento>", raw
    )
    raw = raw.replace(
        "<ImportoTotaleDocumento>",
        "<DatiBollo><BolloVirtuale>SI</BolloVirtuale><ImportoBollo>2.00</ImportoBollo></DatiBollo><ImportoTotaleDocumento>",
    )
    found = read_document("x.xml", raw.encode())
    assert (found.total, found.items[-1].description, found.items[-1].amount) == (total + 2, "Imposta di bollo", Decimal("2.00"))
    assert found.subtotal
    assert found.tax
    assert found.subtotal + found.tax == found.total


def test_a_simplified_italian_invoice_holds_its_tax() -> None:
    raw = (
        '<p:FatturaElettronicaSemplificata xmlns:p="urn:s"><FatturaElettronicaHeader><CessionarioCommittente><AltriDatiIdentificativi>'
        "<Denominazione>Bar Sport</Denominazione></AltriDatiIdentificativi></CessionarioCommittente></FatturaElettronicaHeader>"
        "<FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento><TipoDocumento>TD07</TipoDocumento><Divisa>EUR</Divisa><Data>2026-09-01"
        "</Data><Numero>S1</Numero></DatiGeneraliDocumento></DatiGenerali>{}</FatturaElettronicaBody></p:FatturaElettronicaSemplificata>"
    )
    goods = "<DatiBeniServizi><Descrizione>Stampe</Descrizione><Importo>122.00</Importo><DatiIVA>{}</DatiIVA></DatiBeniServizi>"
    for tax in ("<Imposta>22.00</Imposta>", "<Aliquota>22.00</Aliquota>"):
        found = read_document("x.xml", raw.format(goods.format(tax)).encode())
        assert (found.number, found.buyer, found.total, found.tax, found.subtotal) == (
            "S1",
            "Bar Sport",
            Decimal("122.00"),
            Decimal("22.00"),
            Decimal("100.00"),
        )


def test_several_invoices_in_one_envelope_are_not_half_read() -> None:
    two = BARE["no tax, no dates, no lines"] + BARE["no tax, no dates, no lines"].replace("<ID>7<", "<ID>8<")
    with pytest.raises(LedgerError, match=r"lot.xml: it holds 2 invoices; each must be a file of its own"):
        read_document("lot.xml", f"<Bundle><Invoice>2</Invoice>{two}</Bundle>".encode())
    one = two.replace("<ID>8<", "<ID>8</ID><ID>").split("</Invoice>", 1)[0]
    assert read_document("x.xml", f"<Bundle><Invoice>1</Invoice>{one}</Invoice></Bundle>".encode()).number == "7"


@pytest.mark.parametrize("code", ["81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "532"])
def test_every_kind_of_credit_note_takes_back(code: str) -> None:
    cii = BARE["the least that CII knows"].replace("<ID>7</ID>", f"<ID>7</ID><TypeCode>{code}</TypeCode>")
    ubl = BARE["no tax, no dates, no lines"].replace("<ID>7</ID>", f"<ID>7</ID><InvoiceTypeCode>{code}</InvoiceTypeCode>")
    assert [read_document("x.xml", raw.encode()).cells()["total"] for raw in (cii, ubl)] == ["-10.00", "-10.00"]


TERMS = {
    "the discount first": (("20261005", True), ("20261026", False)),
    "the discount behind": (("20261026", False), ("20261101", True)),
    "one term with both": (("20261026", True),),
    "two instalments": (("20261010", False), ("20261026", False)),
}


@pytest.mark.parametrize("name", TERMS)
def test_a_date_for_a_cash_discount_is_no_due_date(name: str) -> None:
    terms = "".join(
        f"<SpecifiedTradePaymentTerms><DueDateDateTime><DateTimeString format='102'>{day}</DateTimeString></DueDateDateTime>"
        + ("<ApplicableTradePaymentDiscountTerms><CalculationPercent>2</CalculationPercent></ApplicableTradePaymentDiscountTerms>" * less)
        + "</SpecifiedTradePaymentTerms>"
        for day, less in TERMS[name]
    )
    raw = BARE["the least that CII knows"].replace("<SpecifiedTradeSettlementHeader", f"{terms}<SpecifiedTradeSettlementHeader", 1)
    assert read_document("x.xml", raw.encode()).due == "2026-10-26"


#: quantity, amount, price, base quantity, allowance -> quantity and price per unit as they are meant
PRICES = {
    "price of one": (("3", "36.00", "12.00", "", ""), ("3", "12.00")),
    "price of a hundred": (("250", "30.00", "12.00", "100", ""), ("250", "0.12")),
    "price of one beside a base": (("3", "36.00", "12.00", "3", ""), ("3", "12.00")),
    "goods that go back": (("2", "-24.00", "12.00", "", ""), ("-2", "12.00")),
    "goods that go back, a hundred": (("50", "-6.00", "12.00", "100", ""), ("-50", "0.12")),
    "a discount": (("3", "30.00", "12.00", "", "6.00"), ("3", "12.00")),
    "a price that is rounded": (("7", "9.33", "1.3329", "", ""), ("7", "1.3329")),
    "a price told to the cent": (("40", "163.80", "4.10", "", ""), ("40", "4.095")),
    "a price told to the cent, of a hundred": (("400", "16.38", "4.10", "100", ""), ("400", "0.04095")),
    "nothing billed": (("0", "0.00", "12.00", "", ""), ("0", "12.00")),
    "one cent per piece is no rounding": (("40", "163.60", "4.10", "", ""), ("40", "4.10")),
    "a false sum stays one": (("3", "40.00", "12.00", "", ""), ("3", "12.00")),
    "no price, a discount": (("3", "30.00", "", "", "6.00"), ("3", "12")),
}


@pytest.mark.parametrize("name", PRICES)
def test_a_price_and_a_quantity_are_read_as_the_amount_shows_they_are_meant(name: str) -> None:
    (quantity, amount, price, base, off), expected = PRICES[name]
    cells = (
        f"<InvoicedQuantity unitCode='C62'>{quantity}</InvoicedQuantity><LineExtensionAmount>{amount}</LineExtensionAmount>"
        + (f"<AllowanceCharge><ChargeIndicator>false</ChargeIndicator><Amount>{off}</Amount></AllowanceCharge>" if off else "")
        + (f"<Price><PriceAmount>{price}</PriceAmount>" if price else "<Price>")
        + (f"<BaseQuantity>{base}</BaseQuantity></Price>" if base else "</Price>")
    )
    ubl = BARE["no tax, no dates, no lines"].replace("</Invoice>", f"<InvoiceLine><ID>1</ID>{cells}</InvoiceLine></Invoice>")
    less = (
        "<SpecifiedTradeAllowanceCharge><ChargeIndicator><Indicator>false</Indicator></ChargeIndicator>"
        f"<ActualAmount>{off}</ActualAmount></SpecifiedTradeAllowanceCharge>"
    )
    net = (f"<ChargeAmount>{price}</ChargeAmount>" if price else "") + (f"<BasisQuantity>{base}</BasisQuantity>" if base else "")
    line = (
        "<IncludedSupplyChainTradeLineItem><SpecifiedLineTradeAgreement><NetPriceProductTradePrice>"
        f"{net}</NetPriceProductTradePrice></SpecifiedLineTradeAgreement><SpecifiedLineTradeDelivery><BilledQuantity>{quantity}</BilledQuantity>"
        f"</SpecifiedLineTradeDelivery><SpecifiedLineTradeSettlement>{less * bool(off)}<SpecifiedTradeSettlementLineMonetarySummation>"
        f"<LineTotalAmount>{amount}</LineTotalAmount></SpecifiedTradeSettlementLineMonetarySummation></SpecifiedLineTradeSettlement>"
        "</IncludedSupplyChainTradeLineItem>"
    )
    cii = BARE["the least that CII knows"].replace("<SupplyChainTradeTransaction>", f"<SupplyChainTradeTransaction>{line}")
    for raw in (ubl, cii):
        [item] = read_document("x.xml", raw.encode()).items
        assert (item.quantity, item.price, item.amount) == (Decimal(expected[0]), Decimal(expected[1]), Decimal(amount))


@pytest.mark.parametrize(("category", "rate"), [("S", 19), ("AE", 0), ("E", 0), ("G", 0), ("K", 0), ("O", 0), ("Z", 0)])
def test_where_no_tax_is_billed_a_rate_beside_it_says_nothing(category: str, rate: int) -> None:
    line = (
        "<InvoiceLine><ID>1</ID><InvoicedQuantity>1</InvoicedQuantity><LineExtensionAmount>10.00</LineExtensionAmount><Item><Name>Work</Name>"
        f"<ClassifiedTaxCategory><ID>{category}</ID><Percent>19</Percent></ClassifiedTaxCategory></Item></InvoiceLine>"
    )
    raw = BARE["no tax, no dates, no lines"].replace("</Invoice>", f"{line}</Invoice>")
    assert [item.tax_rate for item in read_document("x.xml", raw.encode()).items] == [Decimal(rate)]


def test_a_currency_that_only_sums_name_or_nobody(tmp_path: Path) -> None:
    bare = BARE["the least that CII knows"].replace("<InvoiceCurrencyCode>EUR</InvoiceCurrencyCode>", "")
    named = bare.replace("</GrandTotalAmount>", "</GrandTotalAmount><TaxTotalAmount currencyID='CHF'>0.00</TaxTotalAmount>")
    assert read_document("x.xml", named.encode()).currency == "CHF"
    path = tmp_path / "x.xml"
    path.write_text(bare)
    assert [row.reason for row in read_books({"invoices": path}).rejected] == ["currency is empty"]
    [invoice] = read_books({"invoices": path}, None, Options(currency="SEK")).books.invoices
    assert invoice.currency == "SEK"


@pytest.mark.parametrize("namespace", ["xmlns:d='http://w.example/sig#\"'", "xmlns='urn:a urn:b'", "xmlns:e=''"])
def test_a_namespace_that_is_written_wrong_does_no_harm(namespace: str) -> None:
    raw = BARE["no tax, no dates, no lines"].replace("<Invoice>", f"<Invoice {namespace}>")
    assert read_document("x.xml", raw.encode()).number == "7"
    with pytest.raises(LedgerError, match="no readable XML"):
        read_document("x.xml", raw.replace("</ID>", "").encode())


@pytest.mark.parametrize("sum_", ["1E+40", "1e-90", "-1E999999999", "NaN", "Infinity", "1_0", "119,00"])
def test_a_sum_that_is_none_rejects_the_invoice_with_a_reason(sum_: str, tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_text(BARE["no tax, no dates, no lines"].replace("10.00", sum_))
    assert [row.reason for row in read_books({"invoices": path}).rejected] == ["total is empty"]


def test_numbers_without_measure_on_lines_do_not_stop_an_import(tmp_path: Path) -> None:
    line = (
        "<InvoiceLine><ID>1</ID><InvoicedQuantity>9E14</InvoicedQuantity><LineExtensionAmount>1E-12</LineExtensionAmount>"
        "<AllowanceCharge><Amount>9E14</Amount></AllowanceCharge><Price><PriceAmount>9E14</PriceAmount><BaseQuantity>1E-12</BaseQuantity></Price>"
        "</InvoiceLine>"
    )
    path = tmp_path / "x.xml"
    path.write_text(BARE["no tax, no dates, no lines"].replace("</Invoice>", f"{line}</Invoice>"))
    assert "is not a plain number" in read_books({"invoices": path}).rejected[0].reason


ITALIAN = (
    "<FatturaElettronica><FatturaElettronicaHeader><CessionarioCommittente><DatiAnagrafici><Anagrafica><Denominazione>Lupi</Denominazione>"
    "</Anagrafica></DatiAnagrafici></CessionarioCommittente></FatturaElettronicaHeader><FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento>"
    "<TipoDocumento>TD01</TipoDocumento><Divisa>EUR</Divisa><Data>2026-10-01</Data><Numero>9</Numero>{fund}<ImportoTotaleDocumento>{total}"
    "</ImportoTotaleDocumento></DatiGeneraliDocumento></DatiGenerali><DatiBeniServizi><DettaglioLinee><NumeroLinea>1</NumeroLinea><Descrizione>Rilievi"
    "</Descrizione><PrezzoUnitario>200.40</PrezzoUnitario><PrezzoTotale>200.40</PrezzoTotale><AliquotaIVA>0.00</AliquotaIVA></DettaglioLinee>"
    "<DatiRiepilogo><AliquotaIVA>0.00</AliquotaIVA>{rounding}<ImponibileImporto>{net}</ImponibileImporto><Imposta>0.00</Imposta></DatiRiepilogo>"
    "</DatiBeniServizi></FatturaElettronicaBody></FatturaElettronica>"
)
FUND = "<DatiCassaPrevidenziale><TipoCassa>{kind}</TipoCassa><ImportoContributoCassa>8.02</ImportoContributoCassa></DatiCassaPrevidenziale>"
ROUNDING = "<Arrotondamento>-0.40</Arrotondamento>"
ROUNDED = {
    "not at all": (("", "", "200.40", "200.40"), ["Rilievi"]),
    "below the net amount": (("", ROUNDING, "200.40", "200.00"), ["Rilievi", "Arrotondamento"]),
    "within the net amount": (("", ROUNDING, "200.00", "200.00"), ["Rilievi", "Arrotondamento"]),
    "a fund that is billed": ((FUND.format(kind="TC22"), "", "208.42", "208.42"), ["Rilievi", "Contributo cassa previdenziale"]),
    "a fund that is held back": ((FUND.format(kind="TC07"), "", "200.40", "200.40"), ["Rilievi"]),
}


@pytest.mark.parametrize("name", ROUNDED)
def test_roundings_and_funds_of_an_italian_invoice_count_where_they_are_billed(name: str, tmp_path: Path) -> None:
    (fund, rounding, net, total), items = ROUNDED[name]
    path = tmp_path / "x.xml"
    path.write_text(ITALIAN.format(fund=fund, rounding=rounding, net=net, total=total))
    imported = read_books({"invoices": path})
    [invoice] = imported.books.invoices
    assert [line.description for line in invoice.lines] == items
    assert (invoice.subtotal, invoice.total) == (Decimal(total), Decimal(total))
    assert lint(imported.books) == ()
