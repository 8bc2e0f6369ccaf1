"""FatturaPA (the XML invoices of Italy's Sistema di Interscambio) to documents."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from bot.errors import LedgerError
from bot.ledger.sources.document import Document, Item, discount_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.ledger.sources.xmltree import Node

_GENERAL = "DatiGenerali/DatiGeneraliDocumento/"
_NAMES = ("DatiAnagrafici/Anagrafica/", "AltriDatiIdentificativi/", "")
#: Credit notes, plain and simplified.
_CREDIT = frozenset({"TD04", "TD08"})
_HUNDRED = Decimal(100)


def read_fatturapa(root: Node) -> Document:
    """Return the document of a FatturaElettronica root. Raises LedgerError where it is a batch of several invoices."""
    bodies = tuple(root.all("FatturaElettronicaBody"))
    if len(bodies) != 1:
        raise LedgerError(f"it holds {len(bodies)} invoices; each must be a file of its own")
    body, head = bodies[0], root.one("FatturaElettronicaHeader") or root
    subtotal, tax = _sum(body, "ImponibileImporto"), _sum(body, "Imposta")
    bare = (*_lines(body), *_whole(body))
    billed = bare if _net(bare) == subtotal else (*bare, *_funds(body))
    rounding = _rounding(body)
    if _net(billed) != subtotal and _net((*billed, *rounding)) == subtotal:
        billed, rounding = (*billed, *rounding), ()
    extra = (*_charged(body, subtotal, tax, _stamp(body)), *_charged(body, subtotal, tax, rounding))
    items = (*billed, *extra)
    if subtotal is not None:
        subtotal += _net(extra)
    before = body.text("DatiGenerali/DatiFattureCollegate/IdDocumento")
    causes = [node.value for node in body.all(_GENERAL + "Causale")]
    total = body.number(_GENERAL + "ImportoTotaleDocumento")
    return Document(
        number=body.text(_GENERAL + "Numero"),
        buyer=_name(head, "CessionarioCommittente/"),
        email="",
        issued=body.text(_GENERAL + "Data")[:10],
        due=max((node.value[:10] for node in body.all("DatiPagamento/DettaglioPagamento/DataScadenzaPagamento")), default=""),
        currency=body.text(_GENERAL + "Divisa"),
        total=total if total is not None or subtotal is None else subtotal + (tax or Decimal(0)),
        tax=tax,
        subtotal=subtotal,
        paid=None,
        order=body.text("DatiGenerali/DatiOrdineAcquisto/IdDocumento"),
        note="; ".join([*causes, *([f"refers to {before}"] if before else [])]),
        terms="",
        credit=body.text(_GENERAL + "TipoDocumento") in _CREDIT,
        seller=_name(head, "CedentePrestatore/"),
        seller_email=head.text("CedentePrestatore/Contatti/Email"),
        items=items,
    )


def read_semplificata(root: Node) -> Document:
    """Return the document of a FatturaElettronicaSemplificata root, whose sums hold the tax. Raises LedgerError for a batch."""
    bodies = tuple(root.all("FatturaElettronicaBody"))
    if len(bodies) != 1:
        raise LedgerError(f"it holds {len(bodies)} invoices; each must be a file of its own")
    body, head = bodies[0], root.one("FatturaElettronicaHeader") or root
    goods = tuple(body.all("DatiBeniServizi"))
    taxes = [_tax_inside(each) for each in goods]
    gross = [each.number("Importo") or Decimal(0) for each in goods]
    items = tuple(
        Item("", each.text("Descrizione"), Decimal(1), "", paid - tax, paid - tax, None, each.number("DatiIVA/Aliquota"))
        for each, paid, tax in zip(goods, gross, taxes, strict=True)
    )
    return Document(
        number=body.text(_GENERAL + "Numero"),
        buyer=_name(head, "CessionarioCommittente/"),
        email="",
        issued=body.text(_GENERAL + "Data")[:10],
        due="",
        currency=body.text(_GENERAL + "Divisa"),
        total=sum(gross, Decimal(0)) if goods else None,
        tax=sum(taxes, Decimal(0)),
        subtotal=sum(gross, Decimal(0)) - sum(taxes, Decimal(0)),
        paid=None,
        order="",
        note="",
        terms="",
        credit=body.text(_GENERAL + "TipoDocumento") in _CREDIT,
        seller=_name(head, "CedentePrestatore/"),
        items=items,
    )


def _tax_inside(goods: Node) -> Decimal:
    """The tax that a sum holds: written, or worked out from its rate."""
    written, rate = goods.number("DatiIVA/Imposta"), goods.number("DatiIVA/Aliquota")
    if written is not None or not rate:
        return written or Decimal(0)
    return ((goods.number("Importo") or Decimal(0)) * rate / (_HUNDRED + rate)).quantize(Decimal("0.01"))


def _stamp(body: Node) -> tuple[Item, ...]:
    duty = body.number(_GENERAL + "DatiBollo/ImportoBollo")
    return (Item("", "Imposta di bollo", Decimal(1), "", duty, duty, None, Decimal(0)),) if duty else ()


def _rounding(body: Node) -> tuple[Item, ...]:
    """What the sums by tax rate and the whole document were rounded by."""
    off = (_sum(body, "Arrotondamento") or Decimal(0)) + (body.number(_GENERAL + "Arrotondamento") or Decimal(0))
    return (Item("", "Arrotondamento", Decimal(1), "", off, off, None, Decimal(0)),) if off else ()


def _charged(body: Node, subtotal: Decimal | None, tax: Decimal | None, items: tuple[Item, ...]) -> tuple[Item, ...]:
    """These items, where the total shows that they come on top of net amount and tax and stand in no line."""
    total = body.number(_GENERAL + "ImportoTotaleDocumento")
    on_top = subtotal is not None and total is not None and total - subtotal - (tax or Decimal(0)) == _net(items)
    return items if on_top else ()


def _net(items: tuple[Item, ...]) -> Decimal:
    return sum((each.amount for each in items), Decimal(0))


def _name(head: Node, party: str) -> str:
    """A company's name, else a person's first and last name."""
    for where in _NAMES:
        company = head.text(f"{party}{where}Denominazione")
        person = f"{head.text(f'{party}{where}Nome')} {head.text(f'{party}{where}Cognome')}".strip()
        if company or person:
            return company or person
    return ""


def _sum(body: Node, field: str) -> Decimal | None:
    """A sum over the summary by tax rate."""
    found = [value for each in body.all("DatiBeniServizi/DatiRiepilogo") if (value := each.number(field)) is not None]
    return sum(found, Decimal(0)) if found else None


def _lines(body: Node) -> Iterator[Item]:
    for line in body.all("DatiBeniServizi/DettaglioLinee"):
        amount = line.number("PrezzoTotale") or Decimal(0)
        quantity = line.number("Quantita")
        quantity = Decimal(1) if quantity is None else quantity
        price = line.number("PrezzoUnitario")
        price = price if price is not None else amount / quantity if quantity else amount
        off = quantity * price - amount
        discount = discount_of(quantity, price, amount, off) if off > 0 and line.one("ScontoMaggiorazione") else None
        unit = line.text("UnitaMisura")
        yield Item(line.text("NumeroLinea"), line.text("Descrizione"), quantity, unit, price, amount, discount, line.number("AliquotaIVA"))


def _funds(body: Node) -> Iterator[Item]:
    """The contribution to a pension fund, which is taxed and part of the net amount."""
    for each in body.all(_GENERAL + "DatiCassaPrevidenziale"):
        amount = each.number("ImportoContributoCassa") or Decimal(0)
        if amount:
            yield Item("", "Contributo cassa previdenziale", Decimal(1), "", amount, amount, None, each.number("AliquotaIVA"))


def _whole(body: Node) -> Iterator[Item]:
    """A discount or charge on the whole document, as a line of its own; its rate is that of the lines where they have one."""
    rates = {line.number("AliquotaIVA") for line in body.all("DatiBeniServizi/DettaglioLinee")}
    net = sum((line.number("PrezzoTotale") or Decimal(0) for line in body.all("DatiBeniServizi/DettaglioLinee")), Decimal(0))
    for each in body.all(_GENERAL + "ScontoMaggiorazione"):
        percent = each.number("Percentuale")
        amount = each.number("Importo") or ((net * percent / _HUNDRED).quantize(Decimal("0.01")) if percent else Decimal(0))
        words, sign = ("Sconto", -1) if each.text("Tipo") == "SC" else ("Maggiorazione", 1)
        if amount:
            rate = next(iter(rates)) if len(rates) == 1 else None
            yield Item("", words, Decimal(1), "", sign * amount, sign * amount, None, rate)
