"""Any other table: columns named by hand (`--map`), or found by the names that programs and people give them."""

from __future__ import annotations

from bot.errors import LedgerError
from bot.ledger.sources.formats import FIELDS, Format

_NUMBER = """
invoice number;invoice no;invoice no.;invoice #;invoice id;invoice;invoice ref;inv no;inv no.;inv #;document number;doc number;doc no;number;no.;no;#;reference number
rechnungsnummer;rechnungsnr.;rechnungsnr;rechnungs-nr.;rechnung nr.;rechnung;re-nr.;re-nr;belegnummer;belegnr.;belegnr;beleg-nr.;nummer;nr.;belegfeld 1
numéro de facture;n° facture;n° de facture;no facture;numéro facture;facture;numéro;n°;référence facture
número de factura;nº factura;n.º factura;nº de factura;num factura;factura;número
numero fattura;n. fattura;nr. fattura;numero documento;fattura;numero
factuurnummer;factuurnr;factuurnr.;factuur nr;factuur
""".strip()
_NAMES = {
    "client_name": """
customer name;customer;client name;client;contact name;contact;company;company name;bill to;billed to;account name;account;debtor;debtor name;buyer;recipient;name
kunde;kundenname;kunde/firma;firma;debitor;debitorenname;empfänger;rechnungsempfänger;auftraggeber;name des kunden
client/société;nom du client;nom client;société;raison sociale;destinataire;nom
cliente;nombre del cliente;nombre cliente;razón social;empresa;nombre
ragione sociale;nome cliente;denominazione;intestatario;destinatario
klant;klantnaam;bedrijf;bedrijfsnaam;naam;debiteur;afnemer
""",
    "client_email": """
customer email;client email;email;e-mail;email address;contact email;billing email;e-mail address;customer e-mail
kunden-e-mail;e-mail-adresse;mail;email kunde;adresse e-mail;courriel;mail client;correo;correo electrónico;email cliente;e-mailadres;indirizzo email
""",
    "issue_date": """
issue date;invoice date;date issued;date;document date;issued;issued on;created;created at;billing date;date of invoice;posting date
rechnungsdatum;datum;belegdatum;ausstellungsdatum;date de facture;date facture;date d'émission;date de facturation
fecha;fecha de factura;fecha factura;fecha de emisión;data;data fattura;data documento;data emissione;factuurdatum
""",
    "due_date": """
due date;due;date due;payment due;due on;pay by;fällig;fällig am;fälligkeit;fälligkeitsdatum;zahlbar bis;date d'échéance;échéance;date échéance
vencimiento;fecha de vencimiento;fecha vencimiento;scadenza;data scadenza;vervaldatum;vervaldag;betalen voor
""",
    "currency": "currency;currency code;ccy;cur;curr;währung;wkz umsatz;devise;monnaie;moneda;divisa;valuta",
    "total": """
total;total amount;invoice total;grand total;amount;gross;gross amount;gross total;invoice amount;amount due;total incl. tax;total incl. vat;total inc vat;total (inc. vat)
brutto;bruttobetrag;gesamt;gesamtbetrag;rechnungsbetrag;betrag;summe;betrag brutto;endbetrag;umsatz (ohne soll/haben-kz);summe brutto
total ttc;montant ttc;ttc;montant;montant total;importe;importe total;total factura;totale;totale fattura;importo;importo totale;totaal;totaalbedrag;bedrag;totaal incl. btw;bedrag incl. btw
""",
    "tax": """
tax;vat;gst;sales tax;tax amount;vat amount;tax total;total tax;total vat;mwst;mwst.;ust;ust.;umsatzsteuer;mehrwertsteuer;steuer;steuerbetrag;mwst-betrag
tva;montant tva;total tva;iva;importe iva;importo iva;cuota iva;btw;btw bedrag;btw-bedrag;totaal btw
""",
    "subtotal": """
subtotal;sub total;sub-total;net;net amount;net total;amount excl. tax;total excl. vat;total ex vat;netto;nettobetrag;zwischensumme;summe netto;betrag netto
total ht;montant ht;ht;base imponible;base;imponibile;totale imponibile;subtotaal;totaal excl. btw;bedrag excl. btw
""",
    "paid_amount": "amount paid;paid amount;paid;payments;received;bezahlt;gezahlt;zahlbetrag;montant payé;payé;réglé;pagado;importe pagado;pagato;incassato;betaald;betaald bedrag",
    "open_amount": """
balance;balance due;open balance;outstanding;amount outstanding;open amount;amount open;remaining;unpaid;offen;offener betrag;restbetrag;saldo;solde;reste à payer;restant dû
pendiente;saldo pendiente;importe pendiente;residuo;da pagare;openstaand;openstaand bedrag
""",
    "po_number": """
po number;po;po #;po no;po no.;purchase order;purchase order number;order number;customer po;customer reference;your reference;bestellnummer;bestellnr.;bestell-nr.;ihre bestellung;auftragsnummer
bon de commande;n° commande;numéro de commande;pedido;número de pedido;ordine;numero ordine;ordernummer;inkoopnummer;bestelnummer
""",
    "status": "status;state;invoice status;payment status;zahlungsstatus;statut;état;estado;stato;betaalstatus",
    "description": "description;subject;memo;notes;title;details;beschreibung;betreff;buchungstext;bezeichnung;verwendungszweck;objet;libellé;désignation;concepto;descripción;asunto;descrizione;oggetto;causale;omschrijving;onderwerp",
    "kind": "document type;type;transaction type;belegart;typ;art;type de document;tipo;tipo documento;soort",
    "terms": "terms;payment terms;net days;zahlungsziel;zahlungsbedingungen;conditions de paiement;condiciones de pago;condizioni di pagamento;betalingstermijn",
    "item_name": "item;item name;product;product/service;service;artikel;position;produkt;leistung;article;produit;artículo;producto;articolo;prodotto;product/dienst",
    "item_description": "item description;line description;line item;line;item desc;positionstext;artikelbezeichnung;ligne;descripción línea;regelomschrijving",
    "quantity": "quantity;qty;hours;units;menge;anzahl;stunden;quantité;qté;cantidad;quantità;qta;aantal;hoeveelheid",
    "unit": "unit;uom;unit of measure;usage unit;einheit;unité;unidad;unità;um;eenheid",
    "unit_price": "unit price;rate;price;unit cost;price per unit;einzelpreis;preis;stückpreis;prix unitaire;pu ht;prix;precio;precio unitario;prezzo;prezzo unitario;prijs;stuksprijs;eenheidsprijs",
    "discount_pct": "discount %;discount percentage;discount pct;line discount %;rabatt %;rabatt in %;remise %;descuento %;dto. %;sconto %;korting %",
    "item_amount": "line amount;line total;item amount;item total;amount net;line net;positionsbetrag;zeilenbetrag;betrag position;montant ligne;importe línea;importo riga;regelbedrag;regeltotaal",
    "item_tax_pct": "tax rate;vat rate;tax %;vat %;line tax rate;steuersatz;mwst %;mwst-satz;ust %;taux tva;tva %;iva %;tipo iva;aliquota;aliquota iva;btw %;btw-tarief",
}  # fmt: skip


def _aliases(block: str) -> tuple[str, ...]:
    return tuple(name for line in block.strip().splitlines() for name in line.split(";") if name)


#: Found by its column names alone; tried last.
OTHER = Format(
    "a table with known column names", (), {"number": _aliases(_NUMBER), **{name: _aliases(block) for name, block in _NAMES.items()}}
)
#: What a table must at least say to be one of invoices.
NEEDED = ("number", "client_name")


def mapped(pairs: tuple[str, ...]) -> Format:
    """Return the format that `--map FIELD=COLUMN` describes; fields it does not name are found by their usual names.

    Raises LedgerError naming what is wrong.
    """
    named: dict[str, tuple[str, ...]] = {}
    for pair in pairs:
        name, equals, column = pair.partition("=")
        known = {**{each: each for each in FIELDS}, "amount": "item_amount", "discount": "discount_pct", "tax_rate": "item_tax_pct"}
        if not equals or name.strip() not in known:
            raise LedgerError(f"--map {pair!r} is not FIELD=COLUMN; FIELD is one of {' '.join(sorted(known))}")
        named[known[name.strip()]] = (" ".join(column.split()).casefold(),)
    others = {name: tuple(alias for alias in aliases if (alias,) not in named.values()) for name, aliases in OTHER.columns.items()}
    must = tuple(column for (column,) in named.values())
    return Format("a table mapped by hand", must, {**others, **named})
