"""Finds invoice and purchase-order numbers in the wild, and leaves phone, order and ticket numbers alone."""

# ruff: noqa: RUF001 - the typographic quotes, dashes and signs are what people write
from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from bot.classifier.wording import by_letter
from bot.vocabulary.claim import Span
from bot.vocabulary.ignorecase import small

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    #: Name of a field, its text, and the places of dates, money and shares in it, then those of counts.
    Field = tuple[str, str, Sequence[tuple[int, int]], Sequence[tuple[int, int]]]

#: A word with a digit in it, as numbers are written on invoices; "SI 40417" is one number in two words. The glance ahead passes over
#: most words without a digit, and over no other.
_TOKEN = re.compile(
    r"(?<![^\W_])(?<![@.])(?=#?[A-Za-z./\u2010\u2011\u2013-]{0,60}+(?: ?\d|[A-Za-z./-]))#?(?:(?:(?!INV|RG|NF|FT|RE|FA|FC|PO|NO|KW|EFT|ACH|SAC|DDT|CA|RFA|LS|BC|OC|CN|VAT|GST|IBAN)[A-Z]{2,3} (?=\d{4,6}(?![\w-])|\d{1,5}/(?:\d{1,2}/)?\d{2,4}(?![\w/-])))?(?:(?!INV|RG|NF|FT|RE|FA|FC|PO|NO|KW)[A-Z]{1,4} \d\d (?=\d{3,6}(?![\w-]))|[A-Z]{1,3}20\d\d (?=\d{2,6}(?![\w-])))?"
    r"[A-Za-z0-9](?:[A-Za-z0-9]|[-/.](?=[A-Za-z0-9])|(?<=[A-Za-z])[\u2010\u2011\u2013](?=\d)){0,29})(?![^\W_]|@)"
)
_HAS_DIGIT = re.compile(r"\d")
_INVOICE_CUE = re.compile(
    r"(?:\b(?:invoices?|inv|open items?|offene[rn]? posten|openstaande posten?|postes? ouverts?|partidas? abiertas?|partit[ae] apert[ae]|honorarnote|parcella|note d'honoraires|honoraires|avviso di parcella|preavviso|invs|bills?|rechnung(?:en|s)?|rechn|rg|re(?!\s?[:\[])|facturas?|factures?|fact|fac|fatt?ur[ae]|ft|facturen|factuur|faktura|faktur|nota|"
    r"honorarrechnung|minuta|fattura|beleg|belegnummer|notas?|recibo|statement for|proforma)\b\.?"
    r"|rechnung|factuur|rekening)"
    r"[ :_\u00a0\"'„“(\[*-]{0,3}(?:(?:with|met|mit|avec|con)(?: the| der| het| le| el| il)? )?(?:(?:no|nos|nr|№|num|num\.|number|numbers|numero|número|núm|n°|nº|n\.º|nummer|nummern|n|ref|kenmerk|nos|numéro|\#)[.:]{0,2}[ \u00a0]{0,2}){0,2}[\"'„“(\[#*]{0,2}$"
)
_NUMBER_CUE = re.compile(r"(?:^|[\s(\"'„“])(?:no|nos|nr|n|n°|nº|n\.º)[.:]?[ \u00a0]?$|#$")
_ARTICLE = re.compile(r"\b(?:la|alla|della|nella|sulla|vs|vs\.|vostra|votre|tua|die)[ \u00a0]$")
#: Articles of a word for invoice: "sulla 882 sta scritto", "auf der 1077 fehlen".
_ITS_ARTICLE = re.compile(r"\b(?:della|nella|sulla|dalla|(?:auf|von|mit|aus|in|bei|zu) der) $")
_A_THING = re.compile(r"[\d.,%°ªº€$£]|\s?[A-ZÄÖÜ]| ?(?:€|eur|uhr|stunden|ore|kg|km)\b")
_AFTER_ARTICLE = re.compile(
    r" ?(?:[.,;:?!)\n]|$|(?:in|e|que|per|non|momentan|et|y|est|es|è|nicht|pour|para|sin|senza|dans|en|ist|war|wurde|la|fue|a|ha|is|was|hebben|haben|hatte|hat|zahl\w*|l'|l’)\b)"
)
_ORDINAL = re.compile(
    r"\d{1,2}(?:st|nd|rd|th|e|er|ère|ème|de|ste|a|o)$|W-?\d$|Q[1-4]$|\d{1,3}[hxm]$|\d{1,3}[hH]\d{2}$|(?:UTC|GMT|CO|MP|A(?!-))[-]?\d{1,2}$",
    re.IGNORECASE,
)
_FOREIGN = re.compile(
    r"(?:CN-?\d{1,3}$|(?:OC|BST|DDT|COT|LS|NCR|SAC|EFT|DM|DN|WO|JOB|TK|TKT|REQ|KST|GSTIN|SOW|RMA|GRN|HSN|POD|PDC|AWB|GSTR|ISO|DIN|NDA|SLA|BR-DE|BT)[- ]?\d)",
    re.IGNORECASE,
)
_POSTCODE_AFTER = re.compile(r" [A-ZÄÖÜ][a-zäöüé]{2,}")
_PO_CUE = re.compile(
    r"\b(?:p\.?o\.?s?|purchase orders?|bestell?nummer|bestellung|bestelnummer|bestelbon|bestelling|inkooporder|bon de commande|bc|commande|n° de commande"
    r"|order ref|order reference|order numbers?|new po|po on (?:the )?invoice|please quote(?: the)?|must quote(?: the)?|should quote(?: the)?|award number|orden de compra|oc|pedido|ordine|ordine d'acquisto|oda|auftragsnummer)\b[.:]?"
    r"[ :\u00a0\"'(-]{0,3}(?:(?:no|nr|number|num|n°|nº|numero|número|ref|reference|nummer|\#)[.:]{0,2}[ \u00a0]{0,2}){0,2}(?:[^.\n\d]{0,28}, )?#?(?:is |was |it was |ist |lautet |which must be |which is |quoted \(|it's )?\(?$"
)
#: What may stand between the name of a thing and its number. What stands before it is looked at in small letters.
_NUMBERED = r"[ :\u00a0\"'(-]{0,3}(?:(?:no|nos|nr|number|numbers|num|n°|nº|n\.º|numero|número|nummer|id|\#)[.:]{0,2}[ \u00a0]{0,2}){0,2}(?:(?:is|ist|lautet|est|es|è)[ :]{1,2})?#?$"
_OTHER_CUE = re.compile(
    r"(?:\b(?:"
    + by_letter(
        r"orders?|tickets?(?: received| created| opened| id)?|jobs?|case|cases|delivery|deliveries|delivery notes?|dn|asset tag|tag|mandates?|accession|(?:lab )?slip|subcontract|receipts|dispute|vendor|kreditor|debitor(?:en)?|lieferschein(?:s|e)?|marché|march[eé] public|expediente|licitaci[oó]n|bestek|mandato?|determina|folio|trace|grant|warrant|certificaci[oó]n|carte|chambre|avis|zahllauf|lieferschein(?:s|e)?|lieferscheinnummer|bon de livraison|bl|albar[aá]n(?:es)?|ddt|pakbon|leverbon"
        r"|credit notes?|credit memo|cn|gutschrift|avoir|abono|nota de cr[eé]dito|nota di credito|creditnota|quotes?|quotation|estimate|offer|angebot|devis|presupuesto|preventivo"
        r"|offerte|phone|tel|telephone|telefon|mobile|cell|fax|ext|room|suite|unit|floor|zip|plz|flat|lot|batch|serial|sn|sku|art|article|artikel|item|part|model|customer|client"
        r"|account|acct|kunden(?:nummer|nr)?|klantnummer|konto|cliente|iban|bic|vat|ust|ust-id|uid|siret|siren|tva|btw|kvk|gstin|gst|tax|abn|ein|nif|cif|p\.iva|partita iva|reg|registration|charity"
        r"|company|bookings?|reservation|vertrag|contracts?|contrat|contrato|contratto|ls|(?:payment|contract|scheme|tender|project|file|booking|policy|claim|our|case|your) ref(?:erence)?|our ref is|ref is|reference is|reference on it,|referenz ist|claim|policy|project|projekt|tracking|consignment|container|awb|check|cheque|chq"
        r"|unser zeichen|kundenreferenz|transaction|transfer|wire|confirmation|section|clause|page|pos|position|line|zeile|week|kw|semana|§|article|version|rev|stage|phase|chapter|year|since|work order|rma|trip|load|route|gate|bay|site|house|no\. of|bon|dossier|vorgang|utr|timesheet|receipt|reçu|fed|plant|werk|cost cent(?:re|er)|kostenstelle|voucher|matter|shipment|ending|ending in|spec|card|complaint|chargeback|vendor|ncr|caso|mandato|demande|paiement|pago|stelle|leitweg-id|permit|remito|remittance advice|receipt report|org|inquiry|ticketnummer|camion|truck|cotización|anfrage|doc|variation|deal|supplier|lieferant|authori[sz]ation|award|material|hsn|grn|rma|store|assigned reference|case ref|dispute closed ref|our ref|framework|instal+ment|chapter|peppol|docket|b/l|code|query|consol|filial|wk|hours|day|report|items?|shipments?|cartons?|rep|than|only|least|approx|ca|shipment of"
    )
    + r")\b\.?|auftrag(?:s(?:nummer|nr))?|bestell(?:ung|nummer))"
    + _NUMBERED
)
_OUR_ORDER = re.compile(rf"\b(?-i:WO|SO)\b\.?{_NUMBERED}", re.IGNORECASE)
_OWN_PREFIX = re.compile(r"INV(?:OICE)?[-/]?\d", re.IGNORECASE)
#: "Your account ST-2209": a tradesman's word for a bill.
_ACCOUNT_CUE = re.compile(r"\b(?:your|final|term|interim|disbursement|this|the) (?:final )?account (?:no\.? ?)?$")
#: What is to stand on bills to come: "put HX-300871 on it", "use 48-7713 instead".
_FOR_LATER = re.compile(r"\b(?:put|use|quote|wants?|write|add|show|mention|met|mit) $")
_LATER = re.compile(
    r" (?:on it\b|on (?:the|your|every|all|each|any|future|next)\b|instead\b|in place of\b|from now\b|erop\b|gebruiken\b|verwenden\b|angeben\b)",
    re.IGNORECASE,
)
_REMINDER = re.compile(r"\b(?:reminder|mahnung|zahlungserinnerung|relance|rappel|aanmaning|herinnering|sollecito|recordatorio)\b")
_LIST_GAP = re.compile(
    r"(?:(?:[ ,;+&/|]|and|und|et|y|e|en|to|bis|through|thru|or|oder|ou|o|al|au|as well as|plus|[–—-]){1,4}(?:no\.? ?|nr\.? ?|#|invoice |rechnung |n° ?)?)$",
    re.IGNORECASE,
)
_SHAPES = re.compile(
    r"(?:[A-Z]{1,5}[0-9]{0,3}[-/](?:[A-Z0-9]{1,6}[-/]){0,2}\d{1,9}[A-Z]?(?:[-/][A-Z0-9]{1,4})?|[A-Z]{1,4}\d{2,4}[-/]\d{1,9}|[A-Z]{1,3}\d{4,8}(?:[-/]\d{1,4})?|[A-Z]{2,3} \d{4,6}"
    r"|[A-Z]{2,4} \d{1,5}/(?:\d{1,2}/)?\d{2,4}|[A-Z]{1,4} \d\d \d{3,6}|[A-Z]{1,3}20\d\d \d{2,6}|20\d\d\.\d{3,5}|\d{4,8}[A-FNRSTZ]"
    r"|(?=[^a-z]*[A-Z])(?!(?:19|20)\d\d[-/](?:Q[1-4]|K?W\d{1,2}|H[12])$)\d{2,8}(?:[-/](?:[A-Z]{1,4}\d{0,5}|\d{1,6}[A-Z]?)){1,3})$"
)
#: Phone numbers ("050-5550142"), shares and terms ("50/30/20").
_NO_NUMBER = re.compile(r"(?:0\d{2,4}-\d{6,8}|\d{1,2}/\d{1,2}/\d{1,2}|(?:Q[1-4]|H[12]|K?W\d{1,2})[-/](?:19|20)?\d\d)$")
_MINUTES = re.compile(r":\d\d")
_SIGNS = frozenset("+£$€")
_DIGITS_BEFORE = re.compile(r"\d{3,5}[ \u00a0]$")
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2013", "-"))
#: The second of three, the third quarter.
_FOLLOWED = re.compile(r" of \d|\. ?(?:Quartal|Mahnung|Rate|Abschlag|Zahlungserinnerung)\b")
#: What stands before a number of another kind: "EFT 77120", "MSKU 7731".
_ACRONYM = re.compile(r"(?<![^\W_])(?!(?:INV|INVS|RE|RG|FT|NF|FA|FAC|FC|NO|NR|FV|SI|BILL|THE|AND|FOR|PAY|OF|ON)\b)[A-Z]{2,6} $")
_SPLIT_NUMBER = re.compile(r"(?:\d{2,4}[-/]\d{2,9}(?:[-/]\d{1,4})?|(?!(?:19|20)\d\d-)\d{4,8}-\d{1,3})$")
#: Too short to be told from a road or a paper size but by what is said of it: "A119 and A131 are the same".
_SHORT_SHAPE = re.compile(r"[A-Z]{1,3}\d{3}[A-Z]?(?:-[A-Z0-9]{1,4})?$")
_PLAIN = re.compile(r"\d{4,9}$")
#: The number range that SAP gives to standard purchase orders.
_SAP_ORDER = re.compile(r"4[5-7]\d{8}$")
_ORDER_SHAPE = re.compile(r"(?:PO|BO)[-/]\d")
_CLOCK = re.compile(r"\b(?:at|from|to|until|till|um|ab|bis|à|alle|a las) $", re.IGNORECASE)
_TIME = re.compile(r"(?:[01]\d|2[0-4])[0-5]\d$")
#: What is said of an invoice and hardly of any other number.
_SAID_AFTER = re.compile(
    r"(?:(?:, | and | und | et | y | e | en | & | or )[A-Z]{0,3}\d{3,9}[A-Z]?\b|,? (?:is|has|had|can|stays|remains|needs|should|bleibt|reste|resta|hat|heeft|went|relates|are|was|arrived|came|shows?|got|stays|stands|in full|included|received|back|both|twice|over|looks|ist|kam|war)\b| ?:)",
    re.IGNORECASE,
)
_SAID_BEFORE = re.compile(r"(?:\d{3,9}(?:,| and| und| et| y| e| en| &)|\b(?:on|document|transfer|of|for|with)) $", re.IGNORECASE)
_GOES_ON = re.compile(r"(?:[^\W\d], |\b(?:so|but|and|that) )$")
#: Where a sentence begins, or what is said after the greeting.
_BEGINS = re.compile(r"(?:[.!?]\s+|\n\s*|^\s*(?:hi|hello|hey|dear|hallo|moin|bonjour|hola|ciao|dag)[^\n,.]{0,30},\s*)$", re.IGNORECASE)
_ABOUT = re.compile(
    r"\b(?:about|for|relates? to|regarding|concerning|on|of|version of|copy of|über|zu|für|betreffend|wegen|pour|sur|concernant|sobre|para|por|per|sulla?|riguardo|over|voor|wegens) $",
    re.IGNORECASE,
)
#: What people do with an invoice, and its number alone behind it: "just paid 204, thanks", "could you email me 5510".
_DONE_WITH = re.compile(
    r"\b(?:paid|pay|paying|bin|void|cancel|storno|storniere?n?|reissue|re-issue|redo|resend|re-send|send|sent|email|mail|got|received|raised|opened|dispute|disputing|query"
    r"|covers|covering|reimburse|correct|credit|annullare|annulla|rectifier|annuler|anular|crediteren|gutschreiben)(?: (?:me|us|you|mir|uns))? $|\b(?:sie|du|ihr) (?:mir|uns) $",
    re.IGNORECASE,
)
_THEN = re.compile(r"(?:[.,;:?!)](?:\s|$)|$|\n| (?:for|again|and \d{3,9}|as|with|this|in your|from|on|because|noch|encore|is|was|stays)\b)")
_THREE = re.compile(r"\d{3,9}$")
_ON = re.compile(r"\b(?:on|about) $", re.IGNORECASE)
_ENDS = re.compile(r"(?:[.,;:?!)]?(?:\s|$)(?!\d)(?:$|\s|[A-Z]|(?:went|with|is|was|has|the|and|ist|war|a|est|es|è|is)\b))|[.?!,;]")
_YEAR = re.compile(r"(?:19|20)\d\d$")
#: Looked for in small letters.
_NEAR = re.compile(
    r"\b(?:"
    + by_letter(
        r"invoice|invoiced|inv|bill|billed|pay|paid|payment|open|overdue|owe|outstanding|due|settle|query|rechnung|bezahl|gezahlt|zahl|offen|überwiesen|mahnung|factu|fattur|pagat|pagad|pagar"
        r"|payé|payer|réglé|impay|betaal|betaald|openstaan|faktura|dispute|reminder|mahnung|aanmaning|herinnering|relance|sollecit|statement|document|deduct|releas|transfer|bounced|coded|remit|billing|charged|approved|begleich|resend|kill|flagg|covers|void|cancel|send|approve|duplicate|posted|settle|storn|annul|off\b|against|both\b|op\b"
    )
    + r")"
)
_UNIT_AFTER = re.compile(
    r"[ \u00a0]?(?:%|h\b|hrs?\b|hours?|x\b|kg|km|mm|cm|m\b|m²|stk|stück|stunden|units?|pcs|pieces|days?|tage|weeks?|people|guests?|users?|miles|words?|pages?|plates|lunches|euro|street|st\b|road|rd\b|ave|lane|uur|heures|horas|ore\b|litres?|liter|tonnes|t\b|[°º]|visits?|copies|seats|bottles|bags|boxes|meals|sacks?|reels?|handles|uhr\b)",
    re.IGNORECASE,
)
#: "1001 Station Road", "12 rue de la Gare": the number of a house.
_STREET_AFTER = re.compile(
    r"[A-Za-z]?,? (?:(?:rue|avenue|boulevard|place|quai|chemin|impasse)\b|(?:[A-Z][^\W\d_]{1,19}\.? ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Way|Close|Square|Court|Place|Terrace|Hill|Park|Gardens|Quay|Row|Mews|Boulevard)\b)"
)

_SENTENCE_END = re.compile(r"(?<![^\W\d_])([^\W\d_]{3,}+)[.!?][\"')]?\s+(?=\S|$)")
_SHORT_SUBJECT = 60
_ONLY_NUMBERS = re.compile(
    r"(?:(?:re|fwd?|fw|aw|wg|r|tr|rv|sv|antw)\s?:\s?){0,3}(?!net|eom|rma|po|sow|q)(?:#?[A-Z]{0,4}[-/ ]?\d[\dA-Z]*(?:[-/.][\dA-Z]+){0,3}(?:\s?[,;&+/]\s?| and | und | et | y | e | en |$)){1,6}[?!.]*",
    re.IGNORECASE,
)
_ABBREVIATED = frozenset(
    "nos num inv ref tel ext art pos fac fat est rep org tlf abt str max min inc ltd vol cod doc invs rechn fact fatt acct cust approx prot inkl zzgl fakt rech bestell auftr konto".split()  # noqa: SIM905
)
_INVOICE_PREFIX = re.compile(r"(?:INV|RE|RG|FA|FAC|FT|FV|SI)[-/ ]?\d", re.IGNORECASE)
_INVOICE_WORD = re.compile(r"invoic|\bbills?\b|rechnung|factur|fattur|faktur", re.IGNORECASE)
#: A word, then "no.": what the number is of.
_NUMBERED_THING = re.compile(
    r"([^\W\d_]{2,30})[ \u00a0](?:(?:no|nos|nr|n|n°|nº|n\.º|number|numero|número|nummer)[.:]?[ \u00a0]?#?|#)$", re.IGNORECASE
)
#: How the second word ends.
_NUMBER_WORDS = ("no", "nos", "nr", "n", "°", "º", "number", "numero", "número", "nummer")
#: Words that number nothing: before "no. 12" the number may well be an invoice's.
_SMALL_WORDS = frozenset(
    """a an and as at about against are both by for from in is it of on or our paid pay paying per re regarding that the their this to under was with your yours see
    query settle dispute disputing concerning covers including
    am an auf aus bei das dem den der des die für ihre ihrer ihren im in mit nach oder über und unsere unter von vom wegen zu zur zum zahlen bezahlt betr betreff
    à au aux avec concernant dans de des du en et la le les leur notre nos objet par pour sur une votre vos réglé
    al con contra de del el en es la las los nuestra para por pagar pagada por según sobre su sus una vuestra y
    ai al alla alle che col con da dal dalla della di e ed i il la le nella per su sul sulla una vostra vostre
    aan bij de dat en het in is met naar om onder onze op over te tot uw van voor jullie
    invoice invoices bill bills rechnung rechnungen facture factures factura facturas fattura fatture factuur facturen""".split()  # noqa: SIM905
)

#: Words with a digit that are looked at per field: a statement of account names some hundreds.
MOST_WORDS = 2_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word with a digit in the text of its field; `kind` is what the rules make of it, `listed` that it goes on a list of numbers,
    `counted` that it counts something.
    """

    text: str
    span: Span
    kind: str
    listed: bool
    counted: bool


def candidates(fields: Iterable[Field]) -> list[Candidate]:
    """Return the words of the fields that may be numbers, in order."""
    found_all = []
    for field, text, taken, counts in fields:
        last_end, last_kind = -100, ""
        for found in islice(_numbered(text), MOST_WORDS):
            span = _bare(field, found)
            if span is None or _touches(span, taken):
                continue
            counted = _touches(span, counts)
            listed = bool(last_kind) and span.start - last_end <= 16 and bool(_LIST_GAP.fullmatch(text[last_end : found.start()]))  # noqa: PLR2004
            kind = "" if counted else _kind(text, found, span, last_kind if listed and _alike(span.text) else "")
            found_all.append(Candidate(text, span, kind, listed, counted))
            if not counted:
                last_end, last_kind = span.end, kind
    return found_all


def _touches(span: Span, places: Iterable[tuple[int, int]]) -> bool:
    return any(span.start < stop and start < span.end for start, stop in places)


def _numbered(text: str) -> Iterator[re.Match[str]]:
    """The words of a text that have a digit."""
    return (found for found in _TOKEN.finditer(text) if _HAS_DIGIT.search(found[0]))


def _bare(field: str, found: re.Match[str]) -> Span | None:
    words = found.group()
    start = found.start() + (1 if words.startswith("#") else 0)
    text = words.lstrip("#")
    text = text.removesuffix(".pdf").removesuffix(".PDF")
    if _ORDINAL.match(text):
        return None
    return Span(field, text, start, start + len(text))


def _alike(text: str) -> bool:
    return bool(_SHAPES.match(text) or _SPLIT_NUMBER.match(text) or _SHORT_SHAPE.match(text) or text.isdigit())


def _kind(text: str, found: re.Match[str], span: Span, listed: str) -> str:
    """Return invoice, order, other or "" for a number: by what names it, by the list it stands in, by its shape."""
    if _FOLLOWED.match(text, span.end):
        return ""
    before = _same_sentence(text[max(0, found.start() - 40) : found.start()]) + ("#" if found.group().startswith("#") else "")
    counted = span.text.isdigit() and bool(_UNIT_AFTER.match(text, span.end))
    named = "other" if _tagged(text, span) else _by_name(span, before, counted=counted, later=bool(_LATER.match(text, span.end)))
    if named is not None:
        return named
    return listed or _by_number_word(text, span, before, counted=counted) or _by_shape(text, found, span)


def _by_name(span: Span, before: str, *, counted: bool, later: bool) -> str | None:
    """The kind that the words before a number give it, None where they say nothing."""
    said = small(before)
    if _PO_CUE.search(said):
        return "order" if len(span.text) > 2 else ""  # noqa: PLR2004
    if _ORDER_SHAPE.match(span.text) or (later and _FOR_LATER.search(said) and not _INVOICE_CUE.search(said)):
        return "order"
    named = not counted and _INVOICE_CUE.search(said) and not _is_year(span.text)
    account = not span.text.isdigit() and _ACCOUNT_CUE.search(said) and _SHAPES.match(span.text)
    if named or account or _OWN_PREFIX.match(span.text):
        return "invoice"
    other = _OTHER_CUE.search(said) or _OUR_ORDER.search(before) or (len(span.text) == 1 and _REMINDER.search(said))
    return "other" if other else None


def _by_number_word(text: str, span: Span, before: str, *, counted: bool) -> str:
    """The kind of a number behind "no." or an article, or that is all the subject says; "" for none of these."""
    if _of_a_thing(before):
        return "other"
    said = small(before)
    short = span.text.isdigit() and len(span.text) < 3  # noqa: PLR2004 - "no. 6" may be anything in running text
    numbered = _NUMBER_CUE.search(said) and (span.text[0].isdigit() or span.text[0].isupper()) and not counted
    article = (_ITS_ARTICLE.search(said) and not short and not _A_THING.match(text, span.end)) or (
        _ARTICLE.search(said) and span.text[0].isdigit() and len(span.text) > 1 and _AFTER_ARTICLE.match(text, span.end)
    )
    by_word = numbered and not (short and span.field == "body" and "#" not in before)
    return "invoice" if by_word or article or _is_whole_subject(text, span) else ""


def _same_sentence(before: str) -> str:
    """The words before a number as far as they are of its own sentence; the point of an abbreviation ends none."""
    if not ("." in before or "?" in before or "!" in before):
        return before
    end = max((found.end() for found in _SENTENCE_END.finditer(before) if found[1].casefold() not in _ABBREVIATED), default=0)
    return before[end:]


def _tagged(text: str, span: Span) -> bool:
    """Whether a number stands alone in square brackets in the subject: the tag of a ticket system, unless it is named an invoice's."""
    inside = text[max(0, span.start - 2) : span.start].lstrip().startswith("[") or text[span.start - 1 : span.start] == "["
    return span.field == "subject" and inside and text[span.end : span.end + 1] == "]" and not _INVOICE_PREFIX.match(span.text)


def _is_whole_subject(text: str, span: Span) -> bool:
    """Whether a subject says nothing but this number, or some numbers: "Re: 440", "88 and 91"."""
    return (
        span.field == "subject"
        and len(text) < _SHORT_SUBJECT
        and len(span.text) > 1
        and bool(_ONLY_NUMBERS.fullmatch(text.strip()))
        and not _is_year(span.text)
    )


def _of_a_thing(before: str) -> bool:
    """Whether "no." belongs to a thing that is numbered and is no invoice: "lift no. 2", "mandato n. 1944"."""
    if not (before.endswith(("#", "#\n")) or small(before).rstrip("# \u00a0.:\n").endswith(_NUMBER_WORDS)):
        return False
    found = None if _INVOICE_WORD.search(before) else _NUMBERED_THING.search(before)
    return found is not None and found[1].casefold() not in _SMALL_WORDS


def _is_year(text: str) -> bool:
    return bool(_YEAR.match(text)) and 1990 <= int(text) <= 2035  # noqa: PLR2004 - years people write


def _by_shape(text: str, found: re.Match[str], span: Span) -> str:
    words = _as_shaped(span.text)
    if _is_no_number(text, found, span):
        return ""
    if _FOREIGN.match(words) or _MINUTES.match(text, span.end):
        return "order" if words.startswith(("OC", "BST")) else "other"
    if _SAP_ORDER.match(words):
        return "order"
    shaped = _SHAPES.match(words) or (_SPLIT_NUMBER.match(words) and not _span_of_years(words))
    if shaped or (_SHORT_SHAPE.match(words) and _told_of(text, span)):
        return "invoice"
    return "invoice" if _THREE.match(words) and not _is_year(words) and _is_plain_invoice(text, span) else ""


def _is_done_with(text: str, span: Span) -> bool:
    """Whether somebody pays, sends or cancels the bare number."""
    return bool(_THEN.match(text, span.end) and _DONE_WITH.search(text, max(0, span.start - 30), span.start))


def _as_shaped(words: str) -> str:
    """A number as it is printed: plain dashes, and capitals for the prefix of an invoice."""
    plain = words.translate(_DASHES)
    return plain.upper() if _INVOICE_PREFIX.match(plain) else plain


def _is_no_number(text: str, found: re.Match[str], span: Span) -> bool:
    """Whether it counts something, is a house's, an amount, a share or a part of a phone number."""
    words, before = span.text, text[max(0, found.start() - 6) : found.start()]
    if _NO_NUMBER.match(words) or _STREET_AFTER.match(text, span.end) or before[-1:] in _SIGNS:
        return True
    if _SPLIT_NUMBER.match(words) and _DIGITS_BEFORE.search(before):
        return True
    more = text[span.end : span.end + 2].strip().isdigit() or before[-2:].strip().isdigit()
    return words.isdigit() and bool(more or _UNIT_AFTER.match(text, span.end))


def _is_plain_invoice(text: str, span: Span) -> bool:
    """Whether a number of digits alone stands where people write an invoice's; three digits must be plainly dealt with."""
    if not span.text.endswith("00") and _is_done_with(text, span):
        return True
    if not _PLAIN.match(span.text):
        return bool(_ON.search(text, max(0, span.start - 12), span.start) and _spoken_of(text, span))
    if _postcode(text, span) or _ACRONYM.search(text, max(0, span.start - 8), span.start):
        return False
    if _TIME.match(span.text) and _CLOCK.search(text, max(0, span.start - 12), span.start):
        return False
    around = text[max(0, span.start - 60) : span.start] + text[span.end : span.end + 50]
    told = span.field == "subject" or span.text.startswith("00") or _NEAR.search(small(around))
    return bool(told or _told_of(text, span) or _spoken_of(text, span))


def _told_of(text: str, span: Span) -> bool:
    """Whether a bare number stands where people put the number of an invoice: in a list of such, or with what is said of one."""
    return bool(
        _SAID_AFTER.match(text, span.end)
        and (
            not text[max(0, span.start - 200) : span.start].strip()
            or _SAID_BEFORE.search(text, max(0, span.start - 40), span.start)
            or _BEGINS.search(text, max(0, span.start - 40), span.start)
            or (_GOES_ON.search(text, max(0, span.start - 8), span.start) and not span.text.endswith(("00", "50")))
        )
    )


def _spoken_of(text: str, span: Span) -> bool:
    """Whether a bare number that counts nothing round is what is spoken about, as in "a question about 7702"."""
    uneven = not span.text.endswith(("00", "50"))
    return uneven and bool(_ENDS.match(text, span.end) and _ABOUT.search(text, max(0, span.start - 40), span.start))


def _span_of_years(words: str) -> bool:
    parts = re.split(r"[-/]", words)
    if len(parts) != 2 or len(parts[0]) > 4 or len(parts[1]) > 4:  # noqa: PLR2004 - 2024/25, 2024-2025, 12/24
        return False
    first, second = int(parts[0]), int(parts[1])
    return (_is_year(parts[0]) and second in {first + 1, first % 100 + 1}) or (first <= 31 and second <= 31 and max(map(len, parts)) < 3)  # noqa: PLR2004


def _postcode(text: str, span: Span) -> bool:
    return len(span.text) in {4, 5} and bool(_POSTCODE_AFTER.match(text, span.end)) and text[max(0, span.start - 2) : span.start] == ", "
