"""Words of a payment that are a dispute: less is paid than is owed, with a reason; or it was paid before, and we remind."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.disputes.faults import told_in_few_words
from bot.disputes.strangers import wants_something_of_us
from bot.vocabulary.causewords import cause_said
from bot.vocabulary.claim import CauseVerdict, Span
from bot.vocabulary.labels import Cause, Intent, Tone
from bot.vocabulary.numbers import normalise_number

if TYPE_CHECKING:
    from bot.vocabulary.books import Match, Writer
    from bot.vocabulary.reading import Reading

#: What such a verdict is sure of: a rule read it, not the model.
_CHANCE = 0.6
_PAYS = frozenset({Intent.PAYMENT_NOTICE, Intent.PROMISE_TO_PAY, Intent.OTHER})
_WONDERS = frozenset({Intent.QUESTION, Intent.HARDSHIP, Intent.CHANGE_REQUEST, Intent.OTHER})
_DEDUCTS = re.compile(
    r"\b(?:deduct\w*|debit note|short[- ]?pa(?:id|y\w*)|withh(?:e|o)ld\w*|set[- ]off|offset\w*|(?:held|kept|keeping|holding) back|retain(?:ed|ing)|only paid|paid only|less(?= [^.\n]{0,30}\d)|minus"
    r"|abzug|abzüge|abzüglich|abgezogen|abziehen|kürz\w+|gekürzt|einbehalt\w*|belastungsanzeige|verrechn\w+"
    r"|déduction\w*|déduit\w*|déduisons|retenue?s?|retenons|note de débit|moins(?= [^.\n]{0,30}\d)"
    r"|deducci[oó]n\w*|deducid\w+|deducimos|descontad\w+|descontamos|nota de (?:cargo|débito|adeudo)|menos(?= [^.\n]{0,30}\d)"
    r"|detra\w+|decurta\w+|trattenut\w+|trattenendo|tratteniamo|nota di (?:debito|addebito)|meno(?= [^.\n]{0,30}\d)"
    r"|(?:nur|lediglich) [^.\n]{0,12}\d[^.\n]{0,24}(?:überwiesen|bezahlt|gezahlt)|(?:payé|réglé|versé) que|(?:pagado|pagamos|abonado) (?:solo|sólo)|(?:solo|soltanto) [^.\n]{0,12}\d|(?:maar|slechts|alleen) [^.\n]{0,12}\d[^.\n]{0,24}(?:betaald|overgemaakt)|inhouding|ingehouden|houden wij|aftrek|afgetrokken|in mindering|debetnota)(?!\w)",
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
#: Money on its way, as people say it in passing: it went out, "ging am 3. raus", "est parti".
_GONE = (
    r"(?:went|gone) (?:out|off|through|across)|left (?:us|our (?:bank|account))|(?:hit|reached|arrived in) your account|cleared our (?:bank|account)|(?:ging|gingen|gegangen) [^.\n]{0,40}\b(?:raus|weg|ab|hinaus)|rausgegangen|hinausgegangen|abgegangen|(?:belastet|abgebucht) worden"
    r"|(?:est|sont) parti\w*|ha(?:n)? salido|salió|salieron|(?:è|sono) (?:già )?(?:partit|uscit)[oaie]|(?:de deur uit|afgeschreven|de bank uit|van (?:onze|de) rekening (?:gegaan|af))"
)
_ALREADY = re.compile(
    rf"\b(?:{_GONE})(?!\w)|"
    r"\b(?:was|were|been|already|settled|paid|transferred|wired|sent|bezahlt|beglichen|überwiesen|bereits|payée?|réglée?|versé|virée?|viré|déjà|pagad[ao]|pagó|pagamos|ya|transferid[ao]|transferimos|pagat[ao]|saldat[ao]|bonificat[ao]|già|overgemaakt|betaald|voldaan|reeds|al)\b",
    re.IGNORECASE,
)
#: A past tense with words between its two parts: "wir haben den Betrag am 3. Mai überwiesen"; "not yet" may not stand there.
_BETWEEN = r"(?:(?!\b(?:noch nicht|nicht|nog niet|niet|pas|encore|todavía|aún|ancora|non)\b)(?:[^.!?\n]|[.](?=\d))){0,80}?\b"
_DONE = (
    rf"(?:habe|haben|hat|hatten|wurde|wurden) {_BETWEEN}(?:überwiesen|bezahlt|beglichen|angewiesen)|(?:heb|hebben|heeft|hadden|is|werd) {_BETWEEN}(?:overgemaakt|betaald|voldaan|overgeboekt)"
    rf"|(?:avons|ai|a été|ont été) {_BETWEEN}(?:virée?s?|réglée?s?|payée?s?|versée?s?)|(?:hemos|he|ha sido|fue|fueron) {_BETWEEN}(?:pagad[oa]s?|transferid[oa]s?|abonad[oa]s?)|(?:transferimos|abonamos|ingresamos)"
    rf"|(?:abbiamo|ho|è stat[oa]|sono stati) {_BETWEEN}(?:pagat[oaie]|saldat[oaie]|bonificat[oaie]|versat[oaie])"
)
#: Money that has left already, said so plainly that it is no promise.
_LEFT = re.compile(
    rf"\b(?:{_GONE}|{_DONE})(?!\w)|"
    r"\b(?:(?:have|has|had|we|i) (?:already )?paid|was (?:already )?paid|already (?:paid|settled)|left our account|(?:is|are|was|were) (?:already |long |fully )?(?:settled|cleared|paid)|(?:settled|cleared|paid|closed) (?:on|at) our (?:side|end)|was (?:wired|transferred|debited)"
    r"|(?:bereits|schon|längst) (?:bezahlt|beglichen|überwiesen)|ist (?:bei uns |längst |bereits |schon )?(?:ausgeglichen|bezahlt|beglichen|überwiesen|erledigt)|wurde (?:am|bereits)[^.\n]{0,30}(?:bezahlt|überwiesen|beglichen)|abgebucht"
    r"|virement (?:est )?(?:parti|effectué|émis|fait|passé)|(?:est|a été) (?:déjà |bien )?(?:parti|soldée?|payée?|réglée?)|soldée? chez nous|(?:a|avons|ai) (?:déjà |bien )?(?:été )?(?:payée?|réglée?|virée?|versée?)|(?:está|fue|ha sido) (?:ya )?(?:pagada|abonada|liquidada|saldada)|ya (?:la )?(?:pagamos|hemos pagado|está pagada|fue pagada)|transferencia salió"
    r"|(?:già|abbiamo) (?:pagat[ao]|saldat[ao])|(?:risulta|è) (?:già |stata )?(?:pagata|saldata|chiusa)|è (?:stata )?(?:già )?(?:pagata|saldata|partito)|al (?:betaald|voldaan|overgemaakt)|(?:is|zijn) (?:bij ons |reeds |al )*(?:betaald|voldaan|vereffend))(?!\w)",
    re.IGNORECASE,
)
#: Who only tells of a payment does it in few words.
_FEW_WORDS = 40
#: It is done with, as far as the payer sees.
_CLOSED = re.compile(
    r"\b(?:all (?:set|done|square|clear)|done(?: and dusted)?|finished|settle[sd]|squared|sorted|clears|tick\w* [^.\n]{0,12}\boff|cross\w* [^.\n]{0,12}\boff|closed?|off (?:our|my) (?:list|desk|books)|nothing (?:more |left |else )?(?:open|owing|outstanding|to pay)|taken care of|out of the way"
    r"|erledigt|abgeschlossen|ausgeglichen|abgehakt|abhaken|vom tisch|nichts mehr offen|c'est (?:réglé|fait|bon|soldé|classé)|soldée?|affaire (?:close|classée)|classer|resuelt[oa]|cerrad[oa]|saldad[oa]|liquidad[oa]|listo|zanjad[oa]"
    r"|a posto|chius[ao]|saldat[ao]|sistemat[ao]|archiviar\w*|afgehandeld|afgerond|geregeld|in orde|afgevinkt|afvinken|afgesloten)(?!\w)",
    re.IGNORECASE,
)
#: Something is asked, doubted, or set against what we say.
_AGAINST = re.compile(
    r"\?|\b(?:already|twice|again|still|why|wrong|mistake|error|incorrect\w*|appl(?:y|ied)|allocat\w*|your (?:records?|books|ledger|system|side)|updat\w*|missing|instead|but|however|stop|owed?|owing|according to you|move|transfer it|correct\w*|check|confirm|only|part|reject\w*|dispute\w*|claim\w*"
    r"|bereits|schon|längst|doppelt|zweimal|wieder|immer noch|warum|wieso|falsch\w*|fehler\w*|verbuch\w*|zuordn\w*|zugeordnet|ihr(?:en|e[mr]?) (?:büchern|unterlagen|system)|fehlt|aber|jedoch|korrig\w*|prüfen|bestätig\w*|nur|teil\w*|umbuch\w*|offene\w* posten"
    r"|déjà|deux fois|encore|toujours|pourquoi|erreur\w*|imput\w*|vos (?:livres|comptes|registres)|manqu\w*|mais|cependant|pourtant|corrig\w*|vérifi\w*|confirm\w*|seulement"
    r"|dos veces|otra vez|sigue\w*|por qué|error\w*|aplicad\w*|sus (?:libros|registros)|falta\w*|pero|correg\w*|revis\w*|solo"
    r"|già|due volte|di nuovo|ancora|perché|error[ei]|registrat\w*|vostri (?:libri|conti)|manca\w*|ma|però|correg\w*|verific\w*|soltanto"
    r"|reeds|al betaald|alleen|openstaand\w*|omboek\w*|twee keer|dubbel|weer|nog steeds|waarom|fout\w*|verwerk\w*|uw (?:boeken|administratie)|ontbre\w*|maar|corrig\w*|controler\w*|slechts)(?!\w)",
    re.IGNORECASE,
)
_LINE = re.compile(r"[^\n]{1,400}")


def reread(reading: Reading, match: Match, writer: Writer) -> tuple[Reading, Match]:
    """Return reading and match as the books let them be understood: what is wanted of us, paid and no more, blamed in a
    few words, paid short, paid before, or to be cancelled.
    """
    if wants_something_of_us(reading, match, writer):
        verdict = replace(reading.verdict, intent=Intent.OTHER, intent_probability=_CHANCE, dispute_probability=1 - _CHANCE, causes=())
        return replace(reading, verdict=verdict), match
    reading = tells_of_a_payment(reading)
    reading, match = restated(told_in_few_words(reading), match)
    return reading, taken_back(reading, match)


def tells_of_a_payment(reading: Reading) -> Reading:
    """Return the reading as a notice of payment where an unsure dispute only tells that an invoice was paid; else as is.

    It was paid before only where somebody says that it was not. Where no reminder is named or quoted and nothing is set against what we
    say, nobody does; but who answers a mail may answer a reminder that is not quoted, and must call the matter closed.
    """
    verdict, arrived = reading.verdict, reading.arrived
    if verdict.intent is not Intent.DISPUTE or not verdict.unsure or [each.cause for each in verdict.causes] != [Cause.ALREADY_PAID]:
        return reading
    words = f"{arrived.client_subject}\n{arrived.client_words}".replace("\u2019", "'")
    if len(words.split()) > _FEW_WORDS or reading.claim.tone is not Tone.CALM:
        return reading
    if not _LEFT.search(words) or _AGAINST.search(words) or _REMINDED.search(f"{words}\n{arrived.words.quoted_text}"):
        return reading
    if (arrived.message.in_reply_to or arrived.message.references) and not _CLOSED.search(words):
        return reading
    told = replace(verdict, intent=Intent.PAYMENT_NOTICE, intent_probability=_CHANCE, dispute_probability=1 - _CHANCE, causes=())
    return replace(reading, verdict=told)


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
    found = cause_said(words)
    return _disputes(reading, found[0] if found else Cause.OTHER, span), _first_in(match, span.text)


_CANCEL = re.compile(
    r"\b(?:cancel\w*|void|withdraw\w*|credit(?:ed)?\b|delet\w+|revers\w+|write off|strike|stornier\w*|storno\w*|gutschreib\w*|annul\w+|anul\w+|avoir|abon(?:ar|en|o)\b|storn\w+|crediteren|vervallen|intrekken"
    r"|(?:is|was|seems|ist|est|es|è) (?:the |a |das |le |la |il |un )?(?:duplicate|copy|dopp\w+|doublon|duplicad\w+|dubbel\w*))",
    re.IGNORECASE,
)
_AROUND_CHARS = 40


def taken_back(reading: Reading, match: Match) -> Match:
    """Return the match with that invoice first of which alone a dispute says that it is to be cancelled."""
    invoices = [match.invoice, *match.others] if match.invoice else []
    if reading.verdict.intent is not Intent.DISPUTE or len(invoices) < 2:  # noqa: PLR2004 - one needs no choice
        return match
    words = reading.arrived.client_words
    places = {each.number: place for each in invoices for place in [_last(words, each.number)] if place >= 0}
    named = [each for each in invoices if each.number in places and _is_to_go(words, each.number, places)]
    if len(named) != 1:
        return match
    return replace(match, invoice=named[0], others=tuple(each for each in invoices if each is not named[0]))


def _last(words: str, number: str) -> int:
    return words.casefold().rfind(number.casefold())


def _is_to_go(words: str, number: str, places: dict[str, int]) -> bool:
    """Whether a word of cancelling stands at the number, with no other number and no end of a sentence between."""
    start, end = places[number], places[number] + len(number)
    before, behind = words[max(0, start - _AROUND_CHARS) : start], words[end : end + _AROUND_CHARS]
    others = [other for other in places if other != number]
    before = re.split("|".join([r"[.,;!?\n]", *map(re.escape, others)]), before, flags=re.IGNORECASE)[-1]
    behind = re.split("|".join([r"[.,;!?\n]", *map(re.escape, others)]), behind, flags=re.IGNORECASE)[0]
    return _CANCEL.search(before) is not None or _CANCEL.search(behind) is not None


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
