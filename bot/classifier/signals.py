"""Named signals: the few phrases that settle a mail's intent by themselves, whatever else it says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spacy.matcher import PhraseMatcher

from bot.classifier.wording import Wording
from bot.vocabulary.ignorecase import small
from bot.vocabulary.labels import Intent

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spacy.language import Language
    from spacy.tokens import Doc

#: Certainty given to a signal's intent, chosen by hand: right on all 27 corpus mails where one fires, which is too few to prove more.
CERTAINTY = 0.97
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Signal:
    """A rule: one of `phrases` at the very start of the subject (case does not matter) means `intent`."""

    name: str
    intent: Intent
    phrases: tuple[str, ...]


SIGNALS = (
    Signal(
        "automatic_subject",
        Intent.AUTO_REPLY,
        (
            "automatic reply", "auto reply", "auto-reply", "autoreply", "out of office", "out of the office", "ooo:", "automatische antwort",
            "abwesenheitsnotiz", "abwesenheitsnachricht", "automatisch antwoord", "automatisch bericht", "afwezigheidsbericht", "réponse automatique",
            "réponse automatique d'absence", "message d'absence", "respuesta automática", "fuera de la oficina", "risposta automatica", "fuori sede",
            "fuori ufficio", "read:", "gelesen:", "lu :", "lu:", "leído:", "letto:", "gelezen:",
        ),
    ),
    Signal(
        "not_delivered",
        Intent.AUTO_REPLY,
        ("undeliverable", "undelivered mail", "mail delivery failed", "delivery status notification", "unzustellbar", "onbestelbaar", "non remis"),
    ),
)  # fmt: skip


#: Patterns of small letters, and what they are looked for in is in such. Plain refusals, in six languages: "we dispute invoice 7", "the total is wrong", "können wir so nicht bezahlen".
PLAIN_REFUSAL = re.compile(
    r"\b(?:we|i)(?: hereby| formally| must| have to| also| therefore| fully)* (?:dispute|contest|object to|reject|refuse to pay)\b(?! (?:nothing|none|no\b|neither))"
    r"|\b(?:we|i)(?:'re|'m| are| am)(?: hereby| formally| therefore| also| still)? (?:disputing|contesting|rejecting|refusing to pay)\b"
    r"|\b(?:we|i)(?:'ll| will| am| are|'re) not (?:pay|paying) (?:this|the|that|your|for) "
    r"|\b(?:invoice|bill|sum|total|amount|price|rate|hours|quantity|vat|tax|line \d{1,3})\b[^.?!,;]{0,40} (?:is|are) (?:also |simply |clearly )?"
    r"(?:wrong|incorrect|not correct|added up wrongly|calculated wrongly|too high)\b"
    r"|\b(?:wir|ich) (?:hiermit )?(?:widersprech\w{1,3}|bestreiten?|beanstanden?|reklamieren?)\b(?! nichts)|\bso nicht (?:be)?zahlen\b|\bwidersprechen wir\b"
    r"|\b(?:nous|je) (?:contestons|conteste|refusons de payer|refuse de payer)\b"
    r"|\b(?:impugnamos|rechazamos|disputamos|no vamos a pagar) (?:la|esta|su) \w+"
    r"|\b(?:contestiamo|contesto|non pagheremo|rifiutiamo) (?:la|questa|vostra) \w+"
    r"|\b(?:wij|we|ik) (?:betwisten?|maken? bezwaar)\b"
    r"|\b(?:do not|don't|cannot|can't|fail to) see why (?:we|i)(?: should|'d| must| have to| would)\b|\bwhy should (?:we|i) (?:have to )?pay\b"
    r"|\b(?:sehen?|sehe ich|sehen wir) (?:es )?nicht ein, ?(?:dass|warum|wieso|für)\b|\bne (?:vois|voyons) pas pourquoi (?:je|nous)\b"
    r"|\bno (?:veo|vemos) por qu[eé] (?:tengo|tenemos|debo|debemos|habr)\w*|\bnon (?:vedo|vediamo) perch[eé] (?:devo|dobbiamo|dovr)\w*"
    r"|\b(?:zie|zien) niet in waarom\b",
)
_NUMBER = r"[a-z]{1,5}[-/ ]?\d[\w/-]{1,20}"
_MIDST = r"\b[^.?!,;]{0,40}? "
#: A bill, or a part of it, is called wrong without more; what is meant by it may stand elsewhere, or nowhere.
CALLED_WRONG = re.compile(
    rf"\b(?:invoice|bill|sum|total|amount|price|rate|hours|quantity|vat|tax|{_NUMBER}){_MIDST}(?:is|are|isn't|aren't|looks|seems) (?:also |simply |clearly |again |still |not )?(?:wrong|incorrect|mistaken|off|(?<=n't )(?:right|correct)|(?<=not )(?:right|correct))\b"
    r"|\b(?:do not|don't|does not|doesn't|can't|cannot) (?:agree (?:with|to) (?:the|this|your|that)|accept (?:the|this|your|invoice))\b|\bsomething (?:is|'s|must be) (?:off|wrong|not right|amiss)\b|^\s*(?:wrong|incorrect) (?:price|rate|total|amount|vat|tax|quantity|hours|name|company)\b"
    rf"|\b(?:rechnung|betrag|summe|gesamtsumme|endsumme|preis|satz|stundensatz|mwst|mehrwertsteuer|steuer|menge|stunden|berechnung|{_NUMBER})(?:{_MIDST}| )(?:(?:stimmt|stimmen|passt) (?:so |leider |wieder |schon wieder |überhaupt |hinten und vorne )?nicht|(?:ist|sind) (?:so |leider |wieder |schon wieder )?(?:falsch|fehlerhaft|inkorrekt|zu hoch|nicht (?:korrekt|richtig)))\b"
    rf"|\b(?:facture|montant|total|somme|prix|tarif|taux|tva|calcul|quantité|{_NUMBER})(?:{_MIDST}| )(?:est|sont|semble) (?:à nouveau |encore |manifestement |visiblement )?(?:erronée?s?|fausse?s?|faux|incorrecte?s?|inexacte?s?|trop élevée?s?)\b|\b(?:n'est|ne sont) pas (?:correcte?s?|exacte?s?|justes?|bonn?e?s?)\b"
    rf"|\b(?:factura|importe|total|suma|precio|tarifa|iva|cantidad|cálculo|{_NUMBER})(?:{_MIDST}| )(?:está|es|están|son) (?:otra vez |de nuevo )?(?:mal|equivocad[oa]s?|incorrect[oa]s?|erróne[oa]s?|demasiado alt[oa])\b|\bno (?:es|está|son) correct[oa]s?\b"
    rf"|\b(?:fattura|importo|totale|somma|prezzo|tariffa|iva|quantità|calcolo|{_NUMBER})(?:{_MIDST}| )(?:è|sono) (?:di nuovo |ancora )?(?:sbagliat[oaie]|errat[oaie]|scorrett[oaie]|troppo alt[oa])\b|\bnon (?:è corrett[oa]|torna|tornano|va bene)\b"
    rf"|\b(?:factuur|bedrag|totaal|som|prijs|tarief|btw|aantal|berekening|uren|{_NUMBER})(?:{_MIDST}| )(?:(?:klopt|kloppen) (?:weer |helaas |zo )?niet|(?:is|zijn) (?:weer |duidelijk |opnieuw )?(?:fout|onjuist|verkeerd|te hoog))\b|\b(?:niet|oneens|niet mee) (?:mee )?eens met (?:deze|de|uw) (?:factuur|rekening)\b",
)
#: Whether it is, or what to do if it is, and bills to come.
_NOT_SAID = re.compile(
    r"\b(?:if|whether|unless|in case|falls|wenn|ob|si|se|als|indien|wanneer|from now|future|künftig|à l'avenir|futuras?|in futuro|voortaan)\b",
)


#: Asks for a credit note, in six languages: who does holds a bill for too high, however kindly.
ASKS_FOR_CREDIT = re.compile(
    r"\b(?:please|kindly|(?:can|could|would|will) you)(?: please| kindly)? (?:credit (?:us|me|it|them|this|that|the (?:difference|rest|week|day|hours?|lines?|items?))|(?:issue|raise|send|do|make|provide)(?: us| me)? a credit)\b"
    r"|\bschreib\w* (?:sie |bitte )*(?:uns|mir)\b[^.;!?\n]{0,60}\bgut\b|\b(?:bitte|bitten (?:wir |ich )?um|erbitten|stellen sie|erstellen sie)\b[^.;!?\n]{0,30}\b(?:eine|einer|um) (?:\w+ )?gutschrift\b"
    r"|\b(?:faire|établir|émettre|envoyer|adresser)(?: parvenir)?(?: rapidement)? un avoir\b"
    r"|\b(?:emit|hag|hac|enví|envi)\w* (?:una nota de (?:crédito|abono)|un abono)\b|\babón(?:ennos|enos|enme|eme)\b"
    r"|\b(?:emett|fare|fate|faccia|invia|manda)\w* (?:una )?nota (?:di|d') ?(?:credito|accredito)\b"
    r"|\b(?:stuur|maak|mogen (?:wij|we)|graag|ontvangen)\b[^.;!?\n]{0,30}\bcredit(?:nota|factuur)\b",
)


#: Something ought not to stand on the bill, or a payment is kept back until, or because of, something.
OBJECTION = re.compile(
    r"\b(?:should(?:n't| not)|ought not to|must(?:n't| not)) (?:have been |really |actually |even )*(?:be )?(?:on (?:there|here|it|this|that|the (?:bill|invoice))|in there|charged|billed|invoiced)\b|\bha(?:s|ve) no (?:business|place) (?:on|in) (?:there|it|this|that|the (?:bill|invoice))\b"
    r"|\bgehör(?:t|en) (?:da |hier |dort |so )?nicht (?:da(?:rauf|rein|zu)|drauf|hinein|(?:auf|in) (?:die|diese|unsere) rechnung)\b|\bha(?:t|ben) (?:da|dort|darauf|hier|auf der rechnung|in der rechnung) nichts (?:zu suchen|verloren)\b"
    r"|\bn'(?:a|ont) rien à (?:faire|y faire|voir) (?:sur|dans|là|ici)\b|\bne (?:doi(?:t|vent)|devrai(?:t|ent)|devai(?:t|ent)) pas (?:y )?(?:figurer|apparaître|être facturée?s?)\b"
    r"|\bno (?:debe|deben|debería|deberían|tendría|tendrían|tiene|tienen)(?: que)? (?:estar|figurar|aparecer|cobrarse|facturarse|ir) (?:ahí|en (?:la|esta) factura)\b|\bno pinta[n]? nada en (?:la|esta) factura\b"
    r"|\bnon (?:deve|devono|dovrebbe|dovrebbero|doveva|dovevano) (?:esserci|comparire|figurare|essere (?:in|nella) fattura|essere (?:fatturat|addebitat)\w+)\b|\bnon c'entra(?:no)? (?:niente|nulla) (?:con|in) (?:la|questa|nella) fattura\b"
    r"|\b(?:hoort|horen|had|hadden) (?:daar |er |hier )?niet (?:op (?:te staan|thuis|de (?:factuur|rekening))|thuis op|bij)\b"
    r"|\b(?:withh(?:old(?:ing)?|eld)|(?:hold|holding|held|keep|keeping|kept) (?:back )?(?:the|our|your|this|that|all)(?: \w+)? ?(?:payment|invoice|bill|money|amount)s?)\b[^.?!]{0,60}\b(?:until|pending|because|as long as|till)\b"
    r"|\b(?:wir|ich) (?:halten|halte) [^.?!]{0,60}(?:rechnung|zahlung|betrag|summe|geld)[^.?!]{0,40}\bzurück\b[^.?!]{0,20}\b(?:bis|solange|weil)\b"
    r"|\b(?:retenons|suspendons|bloquons) [^.?!]{0,40}(?:paiement|règlement|facture)[^.?!]{0,60}\b(?:jusqu'à|tant que|dans l'attente|car)\b"
    r"|\b(?:retenemos|suspendemos|bloqueamos|dejamos en suspenso) [^.?!]{0,40}(?:pago|factura)[^.?!]{0,60}\b(?:hasta|mientras|porque)\b"
    r"|\b(?:tratteniamo|sospendiamo|blocchiamo) [^.?!]{0,40}(?:pagamento|fattura)[^.?!]{0,60}\b(?:finché|fino a|in attesa|perché)\b"
    r"|\b(?:(?:houden|schorten) (?:wij|we)|(?:wij|we) (?:houden|schorten)) [^.?!]{0,40}(?:betaling|factuur|bedrag)[^.?!]{0,40}\b(?:in|aan|op|vast|tegen)\b[^.?!]{0,20}\b(?:tot|zolang|omdat)\b",
)


#: For each of them the words one of which it has.
_REFUSING = Wording(
    PLAIN_REFUSAL,
    "disput|contest|object to|reject|refus|not pay|wrong|correct|too high|widersprech|bestreite|beanstande|reklamiere|so nicht |impugnamos|rechazamos|vamos a pagar|non pagheremo|rifiutiamo|betwist|bezwaar|see why|why should|nicht ein|pas pourquoi|por qu|perch|niet in waarom",
)
_CALLING_WRONG = Wording(
    CALLED_WRONG,
    "wrong|correct|mistaken| off|right|not agree|n't agree|not accept|n't accept|amiss|stimm|passt|falsch|fehlerhaft|korrekt|zu hoch|richtig|erroné|fauss|faux|exact|trop élev| pas juste| pas bon| mal|equivocad|erróne|demasiado alt|sbagliat|errat|troppo alt|non torna|non va bene|corrett|klop| fout|onjuist|verkeerd|te hoog|eens met",
)
_ASKING = Wording(
    ASKS_FOR_CREDIT,
    "credit|crédito|schreib|gutschrift| un avoir| abono|abón",
)
_OBJECTING = Wording(
    OBJECTION,
    "shouldn't|should not|ought not|mustn't|must not|no business|no place|gehör|nichts zu suchen|nichts verloren| rien à |figurer|apparaître|être facturé|ahí| en la factura| en esta factura|no pinta|non dev|non dov|non c'entra|niet op |niet thuis|niet bij|withh|hold|held|keep|kept|zurück|retenons|suspendons|bloquons|retenemos|suspendemos|bloqueamos|dejamos en suspenso|tratteniamo|sospendiamo|blocchiamo|houden|schorten",
)


def objects(sentences: Iterable[str]) -> bool:
    """Whether a sentence wants something off the bill or keeps the money back for a reason, and not whether, or in case, it does."""
    return _said(_OBJECTING, _plain(sentences))


def asks_for_credit(sentences: Iterable[str]) -> bool:
    """Whether a sentence asks for a credit note, and not whether there will be one."""
    return _said(_ASKING, _plain(sentences))


def refuses(sentences: Iterable[str]) -> bool:
    """Whether a sentence refuses in plain words. It makes a mail a doubtful dispute that the model takes for something else."""
    texts = _plain(sentences)
    return _REFUSING.within(texts) or _said(_CALLING_WRONG, texts)


def _said(wording: Wording, texts: Sequence[str]) -> bool:
    """Whether one of the texts has a wording, and not whether, or in case, it is so."""
    return any(wording.pattern.search(each) and not _NOT_SAID.search(each) for each in wording.candidates(texts))


def says_no_more(sentences: Sequence[str]) -> bool:
    """Whether few words refuse the bill as a whole and tell nothing of why: "INV-7 is wrong again", "we dispute this invoice"."""
    texts = _plain(sentences)
    whole = " ".join(texts)
    return len(_WORD.findall(whole)) <= _FEW and not _PART.search(whole) and refuses(texts)


def only_names(sentences: Iterable[str]) -> bool:
    """Whether the words name a bill at most and say nothing of it: "Invoice INV-1041", "Re: Rechnung 88", none at all."""
    whole = small(" ".join(_plain(sentences)))
    if any(chunk.isalpha() and not _NAMED.fullmatch(chunk) for chunk in whole.split()):
        return False
    return not _WORD.search(_NAMING.sub(" ", whole))


def _plain(sentences: Iterable[str]) -> list[str]:
    return [each.replace("\u2019", "'") for each in sentences]


_WORD = re.compile(r"[^\W\d_]+")
#: What a bill is named with: its number and the words around that, in the subject of a reply too.
_NAMED = re.compile(
    r"(?:re|aw|fwd?|wg|tr|sv|invoices?|bills?|rechnung(?:en)?|rechnungsnummer|facturas?|factures?|facturen|factuur|fattur[ae]"
    r"|no|nr|n|number|nummer|numero|número|numéro|your|ihre|votre|su|vostra|uw|and|und|et|y|e|en)"
)
_NAMING = re.compile(rf"\S*\d\S*|\b{_NAMED.pattern}\b")
_FEW = 18
#: What a refusal of a part names, which is its cause.
_PART = re.compile(
    r"\b(?:sum|total|price|rate|hours?|days?|weeks?|quantity|vat|tax|gst|line|discount|terms|due|name|address|company|order|po|late|paid|twice|betrag|summe|gesamtsumme|preis|satz|stundensatz|mwst|mehrwertsteuer|steuer|menge|stunden|tage|zeile|position|rabatt|anschrift|adresse|name"
    r"|montant|somme|prix|tarif|taux|tva|quantité|heures|ligne|remise|adresse|nom|importe|suma|precio|tarifa|iva|cantidad|horas|línea|descuento|dirección|nombre|importo|totale|somma|prezzo|tariffa|quantità|ore|riga|sconto|indirizzo|nome"
    r"|bedrag|totaal|som|prijs|tarief|btw|aantal|uren|regel|korting|adres|naam|because|weil|parce|porque|perché|omdat|never|nie|jamais|nunca|mai|nooit)\b",
    re.IGNORECASE,
)


class Signals:
    """All signals compiled once for a pipeline's vocabulary."""

    def __init__(self, nlp: Language) -> None:
        self._by_key = {signal.name: signal for signal in SIGNALS}
        self._nlp = nlp
        self._matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
        begins: set[str] = set()
        for signal in SIGNALS:
            phrases = [nlp.make_doc(phrase) for phrase in signal.phrases]
            begins.update(phrase[0].lower_ for phrase in phrases)
            self._matcher.add(signal.name, phrases)
        self._begins = tuple(sorted(begins))

    def find(self, subject: str) -> Signal | None:
        """Return the signal that the subject starts with, if any."""
        words = subject.strip()[:_LONGEST]
        if not words.lower().startswith(self._begins):
            return None
        doc: Doc = self._nlp.make_doc(words)
        for key, start, _ in sorted(self._matcher(doc), key=lambda match: match[1]):
            if start == 0:
                return self._by_key[self._nlp.vocab.strings[key]]
        return None
