"""A fault of the invoice named in so few words that nothing else can be meant: "PO missing", "Preis falsch", "totale sbagliato"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.disputes.evidence import turning_at
from bot.vocabulary.claim import CauseVerdict, Span
from bot.vocabulary.labels import Cause, Intent

if TYPE_CHECKING:
    from bot.vocabulary.reading import Reading

#: What such a verdict is sure of: a rule read it, not the model.
_CHANCE = 0.6
#: A mail of at most so many words is read by this rule; of a longer one what stands behind the words that turn to a further point.
_FEW_WORDS = 14
_SEARCHED_CHARS = 1_000
_REACH = r"(?:[^.!?;\n]|[.](?=\d)){0,40}?"
_WRONG = (
    r"(?:missing|absent|wrong|incorrect|inaccurate|forgotten|omitted|lacking|not (?:\w+ )?(?:right|correct|shown|given|applied|deducted|taken off|agreed|ours|there|quoted|stated)|(?:isn't|aren't|wasn't|weren't|doesn't|don't|hasn't) (?:\w+ )?(?:right|correct|shown|given|applied|agreed|ours|there|match|add up|been)|too (?:high|many|much|long|short|early)|way off|is off|off by"
    r"|fehl(?:t|en|te|ten|end\w*|erhaft\w*)|falsch\w*|inkorrekt\w*|unrichtig\w*|vergessen|stimm(?:t|en|te) (?:so )?nicht|pass(?:t|en) (?:so )?nicht|zu (?:hoch|viele?|kurz|früh)|nicht (?:\w+ )?(?:korrekt|richtig|abgezogen|vereinbart|angegeben|berücksichtigt|nachvollziehbar|da)"
    r"|manqu\w+|absent\w*|erroné\w*|faux|fausses?|incorrecte?s?|inexacte?s?|oubliée?s?|trop d|trop (?:élevée?s?|haut\w*|cher|court\w*)|pas (?:le bon|la bonne|correcte?|juste|appliquée?|déduite?|indiquée?|conforme)|non (?:appliquée?|déduite?|indiquée?|conforme)"
    r"|falta\w*|ausente|equivocad\w+|incorrect\w+|erróne\w+|errad\w+|olvidad\w+|está mal|mal (?:calculad|puest|sumad)\w+|demasiad\w+|no (?:\w+ )?(?:aplicad|aparece|figura|coincide|cuadra|consta|indicad|es correct)\w*"
    r"|manca\w*|assente|sbagliat\w+|errat\w+|scorrett\w+|dimenticat\w+|non (?:\w+ ){0,2}(?:corrett|applicat|stat[oa] applicat|torna|indicat|riportat|quadra|detratt|giust)\w*|tropp[oeai]"
    r"|ontbre\w+|fout\w*|onjuist\w*|verkeerd\w*|vergeten|klop(?:t|pen) niet|te (?:hoog|veel|kort|vroeg)|niet (?:\w+ )?(?:juist|correct|vermeld|toegepast|afgetrokken|verrekend|afgesproken))"
)
_LACKING = r"(?:no|without(?: an?| any| the| our)?|kein\w*|ohne|pas de|sans|aucune?|sin|ningún|senza|nessun\w*|geen|zonder)"
_THINGS = (
    (
        Cause.INVOICE_DETAILS,
        r"(?:(?:a |the |our |your |valid |correct )*(?:p\.?o\.?\b(?: number| no\.?)?|purchase order(?: number)?|order (?:number|no\.?|ref\w*))|bestellnummer|bestellung|auftragsnummer|bestellbezug|bon de commande|numéro de (?:bon|commande)|n° de commande|engagement|orden de compra|(?:número de )?pedido|numero d'ordine|ordine(?: d'acquisto)?|cig|ordernummer|bestelnummer|inkoop\w+|bestelbon)",
        True,
    ),
    (
        Cause.INVOICE_DETAILS,
        r"(?:(?:company |billing |firm |legal )?name|(?:billing |invoice )?address|company|entity|firmenname|anschrift|rechnungsadresse|firmierung|raison sociale|adresse|razón social|dirección|ragione sociale|indirizzo|intestazione|bedrijfsnaam|tenaamstelling|adres)",
        False,
    ),
    (Cause.DISCOUNT, r"(?:discount|rebate|rabatt|nachlass|skonto|remise|ristourne|descuento|sconto|korting)", True),
    (
        Cause.PRICE,
        r"(?:(?:unit |hourly |day )?(?:price|rate)s?|pricing|(?:stunden|tages)?s[aä]tz\w?|(?:einzel|stück)?preise?|tarif\w?|prix|taux|precios?|tarifas?|prezz[oi]|tariff[ae]|(?:uur)?tarie(?:f|ven)|prij(?:s|zen))",
        False,
    ),
    (
        Cause.QUANTITY,
        r"(?:hours|quantit(?:y|ies)|qty|units|stunden\w*|mengen?|stückzahl|anzahl|heures|quantités?|horas|cantidad\w*|ore\b|quantità|uren|aantal\w*|hoeveelheid)",
        False,
    ),
    (Cause.TAX, r"(?:vat|gst|(?:sales )?tax|mwst\.?|umsatzsteuer|mehrwertsteuer|ust\.?|steuersatz|t\.?v\.?a\.?|i\.?v\.?a\.?|btw)", False),
    (
        Cause.TERMS,
        r"(?:due date|payment terms?|terms|zahlungsziel|zahlungsfrist|fälligkeit\w*|échéance|délai(?: de paiement)?|vencimiento|plazo(?: de pago)?|scadenza|termini(?: di pagamento)?|vervaldatum|betaal\w*termijn|betalingstermijn)",
        False,
    ),
    (
        Cause.MISCALCULATION,
        r"(?:(?:grand |sub)?totals?|sum|sums|addition|maths?|gesamt\w*|(?:end)?summe|(?:rechnungs|end)?betrag|totaux|somme|montant|suma|importe|totale|somma|importo|totaal\w*|bedrag|optelling)",
        False,
    ),
)
#: What must not stand in such a mail: it was found, nothing is wrong, it is of the future, or it is asked for.
_SETTLED = re.compile(
    r"\b(?:nothing|nichts|rien|nada|niente|niets|not wrong|after all|needed|necessary|required|nötig|nécessaires?|necesari\w+|necessari\w+|nodig|no longer|system|now|found|sorted|resolved|sorry|ignore|thanks for|corrected|received|gefunden|erledigt|hat sich|entschuldig\w*|danke für|korrigiert|erhalten|trouvée?|réglée?|désolée?|merci pour|corrigée?|reçue?"
    r"|encontrad\w+|resuelt\w+|perdón|gracias por|corregid\w+|recibid\w+|trovat\w+|risolt\w+|scusa\w*|grazie per|corrett[oa]\b(?<!non corretto)(?<!non corretta)|ricevut\w+|gevonden|opgelost|excuus|sorry|bedankt voor|gecorrigeerd|ontvangen|future|künftig\w*|à l'avenir|en el futuro|in futuro|voortaan)(?!\w)|\?",
    re.IGNORECASE,
)
_FAULTS = tuple(
    (
        cause,
        re.compile(
            rf"\b(?:{thing}(?!\w|[ -]list|liste){_REACH}{_WRONG}|{_WRONG}(?:[ '][^\W\d_]{{1,12}}){{0,2}}[ ']{thing}"
            + (rf"|{_LACKING} {thing}" if lacking else "")
            + r")(?!\w)",
            re.IGNORECASE,
        ),
    )
    for cause, thing, lacking in _THINGS
)
#: What few words of blame are taken for.
_READ_AS = frozenset({Intent.ACKNOWLEDGEMENT, Intent.OTHER, Intent.QUESTION, Intent.CHANGE_REQUEST})


def fault_named(words: str) -> tuple[Cause, int, int] | None:
    """Return the cause of the first fault that the words name and its offsets, None where they name none."""
    words = words[:_SEARCHED_CHARS].replace("\u2019", "'")
    found = [(said.start(), said.end(), cause) for cause, fault in _FAULTS if (said := fault.search(words))]
    return next(((cause, start, end) for start, end, cause in sorted(found, key=lambda each: each[:2])), None)


def told_in_few_words(reading: Reading) -> Reading:
    """Return the reading as an unsure dispute where a mail of a few words, or what it says behind the words that turn to a further point,
    names a fault and was surely read as nothing else; else as is.

    A dispute whose cause is unsure gets the cause of the fault that is named.
    """
    words, verdict = reading.arrived.client_words, reading.verdict
    if not verdict.unsure or (verdict.intent is not Intent.DISPUTE and verdict.intent not in _READ_AS):
        return reading
    few = len(words.split()) <= _FEW_WORDS
    start = 0 if few else turning_at(words)
    if start is None or _SETTLED.search(words, start):
        return reading
    found = fault_named(words[start:])
    if found is None:
        return reading
    cause, begins, ends = found
    span = Span("body", words[start + begins : start + ends], start + begins, start + ends)
    if verdict.intent is Intent.DISPUTE:
        return _with_cause(reading, cause, span) if few else reading
    told = CauseVerdict(cause, _CHANCE, (span,))
    return replace(
        reading,
        verdict=replace(verdict, intent=Intent.DISPUTE, intent_probability=_CHANCE, dispute_probability=_CHANCE, causes=(told,)),
    )


def _with_cause(reading: Reading, cause: Cause, span: Span) -> Reading:
    """The dispute with this cause first, others that were likelier than not behind it."""
    causes = reading.verdict.causes
    if causes and causes[0].cause is cause:
        return reading
    mine = next((each for each in causes if each.cause is cause), CauseVerdict(cause, _CHANCE, (span,)))
    rest = tuple(each for each in causes if each.cause is not cause and each.probability > _CHANCE)
    return replace(reading, verdict=replace(reading.verdict, causes=(mine, *rest)))
