"""Who wants something of us is no client who disputes: advertising, notices of other firms' machines, bait, demands to pay into a new account."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.vocabulary.ignorecase import AnyOf, small

if TYPE_CHECKING:
    from bot.vocabulary.books import Match, Writer
    from bot.vocabulary.reading import Reading

#: All these are for words in small letters. How advertising and the notices of other firms' machines speak.
_SELLS = re.compile(
    r"\b(?:unsubscribe|opt[- ]out|no win,? no fee|special offer|promotion|click here|reply (?:yes|claim|stop)|you do(?:n't| not) need to do anything|manage (?:billing|your (?:subscription|account|plan))|view in browser"
    r"|do not reply to this|abmelden|abbestellen|newsletter|jetzt sichern|se désabonner|désinscri\w+|ne pas répondre|promoción|darse de baja|no responda|un asesor|disiscri\w+|annullare l'iscrizione|non rispondere"
    r"|uitschrijven|afmelden|niet (?:te )?beantwoorden)(?!\w)"
)
_GAP = r"[^.!?\n]{0,50}?\b"
#: What a creditor says, and no debtor: the money is to go to another account than before ...
_MOVED = re.compile(
    rf"\b(?:(?:our|we) {_GAP}(?:bank|iban|account)\b{_GAP}(?:chang\w+|new|moved|updated|closed|replaced)|(?:chang\w+|moved|switched|new|updated?) {_GAP}(?:banks?|bank(?:ing)? (?:account|details)|iban|account (?:details|number))|new (?:account|details) {_GAP}(?:attached|below|enclosed)"
    rf"|(?:bankverbindung|bankdaten|iban|kontonummer|konto|hausbank)\b{_GAP}(?:geändert|neue?[nrs]?|gewechselt|umgestellt)|neue[nrs]? (?:bank\w*|konto\w*|iban)|(?:bank|konto) {_GAP}gewechselt"
    rf"|(?:coordonnées bancaires|banque|rib|iban|compte bancaire)\b{_GAP}(?:chang\w+|nouv\w+|modifi\w+)|(?:chang\w+|nouv\w+) {_GAP}(?:coordonnées bancaires|banque|rib|iban|compte bancaire)"
    rf"|(?:datos bancarios|banco|iban|cuenta bancaria)\b{_GAP}(?:cambi(?:ado|ó|amos)|nuev\w+|modific\w+)|(?:cambi(?:ado|ó|amos)|nuev[oa]s?) {_GAP}(?:datos bancarios|banco|iban|cuenta)"
    rf"|(?:coordinate bancarie|banca|iban|conto corrente)\b{_GAP}(?:cambiat\w+|nuov\w+|modific\w+)|(?:cambiato|nuov[oaie]) {_GAP}(?:coordinate bancarie|banca|iban|conto)"
    rf"|(?:bankgegevens|bankrekening|iban|rekeningnummer|bank)\b{_GAP}(?:gewijzigd|nieuwe?|veranderd|gewisseld)|(?:nieuwe?|gewijzigde?) {_GAP}(?:bankgegevens|bankrekening|iban|rekening\w*|nummer))(?!\w)"
)
#: ... there is an account of ours with them, and it is not level ...
_OWED = re.compile(
    r"\b(?:your (?:\w+ )?account (?:with|at|shows?|is|has)|your (?:\w+ )?balance|dear (?:\w+ )?(?:customer|client)|(?:in|into) arrears|outstanding balance|you (?:still )?owe|amount due from you"
    r"|ihr (?:\w+)?konto (?:bei|weist|ist)|ihr kundenkonto|(?:sehr geehrte[r]?|liebe[r]?) kund\w+|rückstand|ihr (?:offener )?saldo|ihre (?:offene )?(?:schuld|verbindlichkeit)"
    r"|votre (?:relevé|compte|solde)|che(?:r|rs|ère) client\w*|en notre faveur|vous restez redevables?|solde débiteur"
    r"|su (?:cuenta|saldo|extracto)|estimad[oa]s? client\w+|saldo (?:pendiente|deudor)|nos adeuda\w*"
    r"|il (?:suo|vostro) (?:conto|saldo|estratto)|gentil[ei] client[ei]|saldo (?:scoperto|dovuto|debitore)"
    r"|uw (?:rekening(?:overzicht)?|saldo|klantrekening|account)|(?:beste|geachte) klant|achterstand|openstaand saldo)(?!\w)"
)
#: ... and we are to pay without delay, or else.
_PRESSES = re.compile(
    r"\b(?:(?:pay|settle|transfer|remit|wire) (?:\w+ ){0,5}(?:at once|today|immediately|now|urgently|without delay|within \d+ (?:hours|days))|(?:penalty|late fee|charge) [^.!?\n]{0,20}\b(?:will|shall) be (?:added|applied)|(?:shall|will) (?:add|apply|charge) a (?:late fee|penalty)|(?:legal action|to collection|collection agency|bailiff)|(?:to keep|or lose|lose|forfeit) your (?:\w+ )?(?:discount|account|terms)"
    r"|(?:überweisen|zahlen|begleichen) sie [^.!?\n]{0,60}(?:umgehend|sofort|heute|unverzüglich|binnen|innerhalb)|sonst (?:entfällt|verfällt|verlieren)|(?:inkasso\w*|mahngebühr\w*|gerichtlich\w*)"
    r"|(?:réglez|payez|versez|virez) [^.!?\n]{0,60}(?:immédiatement|aujourd'hui|sans délai|sous \d+)|sans (?:règlement|paiement) (?:sous|dans|avant)|(?:huissier|contentieux|recouvrement)|(?:remise|compte) ser(?:a|ont) (?:annulée?|suspendu)"
    r"|(?:abone|pague|ingrese|transfiera) [^.!?\n]{0,60}(?:hoy|inmediatamente|urgente\w*|de inmediato|ahora)|para no perder|vía judicial"
    r"|(?:paghi|versi|bonifichi|saldi|pagate|versate) [^.!?\n]{0,60}(?:oggi|subito|immediatamente|entro)|(?:recupero crediti|vie legali)|per non perdere"
    r"|(?:betaal|voldoe|maak) [^.!?\n]{0,60}(?:vandaag|direct|onmiddellijk|meteen|per omgaande|binnen)|anders vervalt|(?:incasso\w*|aanmaningskosten|gerechtelijk\w*))(?!\w)"
)
_SEARCHED_CHARS = 4_000
#: It takes two of these signs. Each is looked for only where words stand that any of its matches holds, one of each kind.
SIGNS: tuple[tuple[re.Pattern[str], tuple[AnyOf, ...]], ...] = (
    (
        _MOVED,
        (
            AnyOf(("bank", "iban", "account", "details", "konto", "banc", "banq", "rib", "cuenta", "conto", "rekening", "nummer")),
            AnyOf(
                (
                    *("chang", "new", "moved", "update", "closed", "replaced", "switched", "geändert", "neu", "gewechselt", "umgestellt"),
                    *("nouv", "modifi", "cambi", "nuev", "nuov", "gewijzigd", "nieuw", "veranderd", "gewisseld"),
                )
            ),
        ),
    ),
    (
        _OWED,
        (
            AnyOf(
                (
                    *("account", "balance", "customer", "client", "arrears", "owe", "due from you", "konto", "kund", "rückstand", "saldo"),
                    *("schuld", "verbindlichkeit", "relevé", "compte", "solde", "en notre faveur", "redevable", "cuenta", "extracto"),
                    *("adeuda", "conto", "estratto", "rekening", "klant", "achterstand"),
                )
            ),
        ),
    ),
    (
        _PRESSES,
        (
            AnyOf(
                (
                    *("pay ", "settle ", "transfer ", "remit ", "wire ", "be added", "be applied", "add a ", "apply a ", "charge a "),
                    *("legal action", "to collection", "collection agency", "bailiff", "keep your", "lose your", "forfeit your"),
                    *("überweisen sie", "zahlen sie", "begleichen sie", "sonst ", "inkasso", "mahngebühr", "gerichtlich", "réglez "),
                    *("payez ", "versez ", "virez ", "sans ", "huissier", "contentieux", "recouvrement", "remise ser", "compte ser"),
                    *("abone ", "pague ", "ingrese ", "transfiera ", "para no perder", "judicial", "paghi ", "versi ", "bonifichi "),
                    *("saldi ", "pagate ", "versate ", "crediti", "vie legali", "per non perdere", "betaal ", "voldoe ", "maak "),
                    *("anders vervalt", "incasso", "aanmaningskosten", "gerechtelijk"),
                )
            ),
        ),
    ),
)
_ENOUGH = 2
#: Whoever wants money back may have a new account as well.
_BACK = re.compile(
    r"\b(?:refund\w*|rückerstatt\w*|erstatt\w*|rembours\w*|reembols\w*|devol\w+|devuel\w+|rimbors\w*|terugbeta\w*|terugstort\w*)(?!\w)"
)


def wants_something_of_us(reading: Reading, match: Match, writer: Writer) -> bool:
    """Return whether a writer whom the ledger does not list, about no invoice of ours, sells something or claims money from us.

    What was surely read as a dispute is not taken for advertising, but for bait and for a demand: there the money would go the other way.
    """
    if writer.listed or match.invoice is not None or match.candidates:
        return False
    words = small(f"{reading.arrived.client_subject} {reading.arrived.client_words[:_SEARCHED_CHARS]}".replace("\u2019", "'"))
    if reading.verdict.lures or (reading.verdict.unsure and _SELLS.search(words)):
        return True
    return _shows_signs(words) and not _BACK.search(words)


def _shows_signs(words: str) -> bool:
    """Whether enough of the signs stand in the words; where too few may stand in them, or what comes is too late, none is looked for."""
    likely, found = list[re.Pattern[str]](), 0
    for nth, (sign, needed) in enumerate(SIGNS):
        if len(likely) + len(SIGNS) - nth < _ENOUGH:
            return False
        likely += [sign] if all(kind.within(words) for kind in needed) else []
    for nth, sign in enumerate(likely):
        if found + len(likely) - nth < _ENOUGH:
            break
        found += sign.search(words) is not None
    return found >= _ENOUGH
