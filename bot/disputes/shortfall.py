"""Words of a payment that are a dispute: less is paid than is owed, with a reason; or it was paid before, and we remind."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.vocabulary.claim import CauseVerdict, Span
from bot.vocabulary.labels import Cause, Intent
from bot.vocabulary.numbers import normalise_number

if TYPE_CHECKING:
    from bot.vocabulary.books import Match
    from bot.vocabulary.reading import Reading

#: What such a verdict is sure of: a rule read it, not the model.
_CHANCE = 0.6
_PAYS = frozenset({Intent.PAYMENT_NOTICE, Intent.PROMISE_TO_PAY, Intent.OTHER})
_WONDERS = frozenset({Intent.QUESTION, Intent.HARDSHIP, Intent.CHANGE_REQUEST, Intent.OTHER})
_DEDUCTS = re.compile(
    r"\b(?:deduct\w*|debit note|short[- ]?pa(?:id|y\w*)|withh(?:e|o)ld\w*|set[- ]off|offset\w*|held back|less(?= [^.\n]{0,30}\d)|minus"
    r"|abzug|abzüge|abzüglich|abgezogen|abziehen|kürz\w+|gekürzt|einbehalt\w*|belastungsanzeige|verrechn\w+"
    r"|déduction\w*|déduit\w*|déduisons|retenue?s?|retenons|note de débit|moins(?= [^.\n]{0,30}\d)"
    r"|deducci[oó]n\w*|deducid\w+|deducimos|descontad\w+|descontamos|nota de (?:cargo|débito|adeudo)|menos(?= [^.\n]{0,30}\d)"
    r"|detra\w+|decurta\w+|trattenut\w+|tratteniamo|nota di (?:debito|addebito)|meno(?= [^.\n]{0,30}\d)"
    r"|inhouding|ingehouden|houden wij|aftrek|afgetrokken|in mindering|debetnota)(?!\w)",
    re.IGNORECASE,
)
#: Deductions that were agreed, that the law asks for, or that a credit note of ours allows.
_RIGHTFUL = re.compile(
    r"\b(?:skonto|early[- ]payment|prompt[- ]payment|cash discount|settlement discount|escompte|pronto pago|sconto (?:cassa|per pagamento)|betalingskorting"
    r"|credit (?:note|memo)|gutschrift|avoir|nota de (?:abono|crédito)|abono|nota di credito|creditnota|creditfactuur"
    r"|withholding tax|irpf|ritenuta d'acconto|retención (?:fiscal|de irpf)|bauabzug\w*|cis (?:tax|deduction))(?!\w)",
    re.IGNORECASE,
)
#: We ask for money: a reminder, a statement, an invoice called overdue.
_REMINDED = re.compile(
    r"\b(?:remind\w*|statement|past[- ]due|overdue|dunning|chas(?:e|ed|ing|er)|stop (?:writing|asking|chasing|sending|e-?mailing)|still (?:shows?|showing|open|unpaid|outstanding|owing)"
    r"|mahn\w*|zahlungserinnerung\w*|erinnerung|kontoauszug|immer noch offen|noch offen"
    r"|relan\w+|rappel|mise en demeure|toujours (?:due|impayée|ouverte)|recordatorio\w*|reclama\w*|sigue (?:pendiente|apareciendo)"
    r"|sollecit\w*|promemoria|ancora (?:aperta|scoperta)|herinnering\w*|aanmaning\w*|nog (?:open|steeds open))(?!\w)",
    re.IGNORECASE,
)
_ALREADY = re.compile(
    r"\b(?:was|were|been|already|settled|paid|transferred|wired|sent|bezahlt|beglichen|überwiesen|bereits|payée?|réglée?|versé|virée?|viré|déjà|pagad[ao]|pagó|pagamos|ya|transferid[ao]|transferimos|pagat[ao]|saldat[ao]|bonificat[ao]|già|overgemaakt|betaald|voldaan|reeds|al)\b",
    re.IGNORECASE,
)
#: Money that has left already, said so plainly that it is no promise.
_LEFT = re.compile(
    r"\b(?:(?:have|has|had|we|i) (?:already )?paid|was (?:already )?paid|already (?:paid|settled)|left our account|was (?:wired|transferred|debited)"
    r"|(?:bereits|schon|längst) (?:bezahlt|beglichen|überwiesen)|wurde (?:am|bereits)[^.\n]{0,30}(?:bezahlt|überwiesen|beglichen)|abgebucht"
    r"|est (?:déjà )?parti|(?:a|avons|ai) (?:déjà |bien )?(?:été )?(?:payée?|réglée?|virée?|versée?)|ya (?:la )?(?:pagamos|hemos pagado|está pagada|fue pagada)|transferencia salió"
    r"|(?:già|abbiamo) (?:pagat[ao]|saldat[ao])|è (?:stata )?(?:già )?(?:pagata|saldata|partito)|al (?:betaald|voldaan|overgemaakt)|(?:is|zijn) (?:reeds|al) (?:betaald|voldaan))(?!\w)",
    re.IGNORECASE,
)
_LINE = re.compile(r"[^\n]{1,400}")
#: The reason a payer gives, in the order of how surely the word means it.
_WHY = tuple(
    (cause, re.compile(rf"\b(?:{words})", re.IGNORECASE))
    for cause, words in (
        (Cause.DUPLICATE, r"duplicat|twice|doppelt|doublon|deux fois|dos veces|due volte|doppi|dubbel"),
        (
            Cause.LATE_DELIVERY,
            r"late\b|delay|penalt|lateness|verspät|verzug|vertragsstrafe|retard|pénalit|retraso|penaliza|ritard|penale|te laat|vertraging|boete",
        ),
        (
            Cause.QUALITY,
            r"damag|defect|faulty|rework|complaint|mangel|mängel|beschädig|reklamation|défaut|défectu|endommag|dañad|defectuos|difett|danneggiat|gebrek|beschadig|kapot",
        ),
        (
            Cause.QUANTITY,
            r"missing|short(?:age| deliver| shipp)|hours not|not received|fehlmenge|fehlend|nicht geliefert|manquant|non livr|faltan|no entregad|mancan|non consegnat|ontbrek|niet geleverd",
        ),
        (Cause.DISCOUNT, r"discount|rebate|bonus|rabatt|remise|ristourne|descuento|rappel|sconto|korting"),
        (Cause.PRICE, r"price|pricing|rate\b|preis|prix|tarif|precio|prezzo|tariff|prijs"),
        (Cause.TAX, r"vat\b|tax\b|steuer|tva\b|iva\b|btw\b"),
        (Cause.UNAPPROVED_WORK, r"not ordered|unapproved|not approved|nicht bestellt|non command|no pedid|non ordinat|niet besteld"),
    )
)


def restated(reading: Reading, match: Match) -> tuple[Reading, Match]:
    """Return the reading as a dispute where the client pays an invoice short and says why, or paid before our reminder; else as is.

    A promise or a word of no kind takes plainer words than a notice of payment. Both take a payer's words and an invoice that is surely meant; paying short takes a word of deduction that no agreement, law or
    credit note explains, and an amount below what is open. That invoice comes first.
    """
    words, invoice = reading.arrived.client_words, match.invoice
    if reading.verdict.intent not in _PAYS or invoice is None:
        return reading, match
    reminded = _REMINDED.search(f"{reading.arrived.client_subject} {words}")
    paid = _ALREADY.search(words) if reading.verdict.intent is Intent.PAYMENT_NOTICE else _LEFT.search(words)
    if reminded and paid:
        return _disputes(reading, Cause.ALREADY_PAID, _line_of(words, paid.start())), match
    if _RIGHTFUL.search(words):
        return reading, match
    said = _DEDUCTS.search(words)
    owed = sum((each.total - each.paid_amount for each in (invoice, *match.others)), start=invoice.total * 0)
    if said is None or not any(amount.value is not None and 0 < abs(amount.value) < owed for amount in reading.mentions.amounts):
        return reading, match
    span = _line_of(words, said.start())
    cause = next((cause for cause, why in _WHY if why.search(words)), Cause.OTHER)
    return _disputes(reading, cause, span), _first_in(match, span.text)


def complained(reading: Reading, cause: Cause, place: int) -> Reading:
    """Return the reading as an unsure dispute where the client names the very sum by which the books show us wrong; else as is.

    A mail of thanks or of payment may name it too, once it is settled; those stay what they are.
    """
    if reading.verdict.intent not in _WONDERS:
        return reading
    return _disputes(reading, cause, _line_of(reading.arrived.client_words, place))


def _line_of(words: str, place: int) -> Span:
    line = next(found for found in _LINE.finditer(words) if found.start() <= place < found.end())
    return Span("body", line.group(), *line.span())


def _disputes(reading: Reading, cause: Cause, span: Span) -> Reading:
    """The reading as an unsure dispute for one cause."""
    verdict = replace(
        reading.verdict,
        intent=Intent.DISPUTE,
        intent_probability=_CHANCE,
        dispute_probability=_CHANCE,
        unsure=True,
        causes=(CauseVerdict(cause, _CHANCE, (span,)),),
    )
    return replace(reading, verdict=verdict)


def _first_in(match: Match, line: str) -> Match:
    """The match with only what the line of the deduction names: the other invoices of a remittance are paid, not disputed."""
    invoices = [match.invoice, *match.others] if match.invoice else []
    named = [each for each in invoices if normalise_number(each.number) in normalise_number(line)]
    if not named:
        return match
    return replace(match, invoice=named[0], others=tuple(named[1:]))
