"""Every way to write "do not send this": built from choices, in six languages, and as phones spell it, without apostrophes and accents."""

from __future__ import annotations

import re
from functools import cache

from bot.review.orders import fold
from bot.review.words import LANGUAGES, each

_EN_IT = (
    "",
    "it",
    "this",
    "that",
    "them",
    "these",
    "this one",
    "that one",
    "it out",
    "this out",
    "this one out",
    "anything",
    *each("this", "email mail reply draft answer"),
)
_DE_IT = (
    "",
    "das",
    "dies",
    "diese",
    "diesen",
    "dieses",
    "den",
    "die",
    "es",
    "so",
    "das so",
    *each(("die", "diese"), "mail antwort"),
    *each(("den", "diesen"), "entwurf"),
)
_DE_SEND = "senden schicken abschicken verschicken absenden versenden rausschicken raussenden rausgeben losschicken freigeben genehmigen"
_FR_IT = (
    "",
    "ça",
    "ca",
    "cela",
    "ceci",
    "celui-ci",
    "celle-ci",
    "ce mail",
    "cet email",
    "ce courriel",
    "ce message",
    "cette réponse",
    "ce brouillon",
)
_ES_IT = ("", "este correo", "esta respuesta", "este mensaje", "este borrador", "esto", "nada")
_ES_SEND = "envíe envíes envíen enviéis enviemos envías envía envíen mande mandes manden mandéis remita remitan apruebe apruebes aprueben"
_IT_SEND = "inviare inviate inviamo invii inviino invia mandare mandate mandi manda spedire spedite spediamo approvare approvate"
_IT_IT = (
    "",
    "questo",
    "questa",
    "quello",
    "quella",
    "questa mail",
    "questa risposta",
    "questa bozza",
    "questo messaggio",
    "niente",
    "nulla",
)
_NL_IT = ("", "dit", "deze", "die", "dat", "het", "hem", "m", "'m", "deze mail", "dit bericht", "dit antwoord", "die mail", "zo", "dit zo")
_NL_SEND = "versturen verzenden sturen opsturen uitsturen wegsturen verstuur stuur verzend stuurt verstuurt goedkeuren"

#: ISO 639-1 -> more ways to reject than the manual lists; a reason may follow them, and what postpones or sets a condition makes them none.
_FORMS: dict[str, tuple[str, ...]] = {
    "en": (
        *each(("", "i", "we"), ("don't", "do not", "won't", "will not", "can't", "cannot", "can not"), ("approve",), _EN_IT),
        *each(("don't", "do not"), ("send", "sent", "release", "mail", "email"), _EN_IT),
        *each(("don't", "do not"), ("go ahead", "proceed")),
        *each(("i'm", "i am", "we're", "we are"), ("not approving", "rejecting", "declining"), ("", "this", "it", "this one")),
        *each(("i", "we"), ("do not", "don't"), "wish want", ("this", "it", "that"), ("sent", "to be sent", "to go", "to go out")),
        *each(("this", "it", "that"), ("must not", "mustn't", "should not", "shouldn't", "cannot", "can't"), ("go out", "be sent", "go")),
        *each("rejecting declining decline refuse", ("", "this", "it", "this one")), "i decline", "i refuse", "not approving", "not approving this",
    ),
    "de": (
        "lehne ich ab", "das lehne ich ab", "nicht einverstanden", "nicht ok", "nicht okay", "keine freigabe", "kein versand", "freigabe verweigert",
        *each(("", "das", "das hier", "den", "die"), ("geb", "gebe"), ("ich",), ("", "so"), ("nicht frei",)),
        *each(_DE_IT, ("", "bitte"), ("nicht", "auf keinen fall", "keinesfalls"), _DE_SEND),
        *each(("sende", "sendet", "senden sie", "schick", "schicke", "schickt", "schicken sie", "verschicke", "verschickt", "verschicken sie", "versende", "versenden sie"), _DE_IT, ("", "bitte"), ("nicht", "nicht ab", "nicht raus", "nicht los", "nicht weg")),
    ),
    "fr": (
        "je ne l'approuve pas", "j'approuve pas", "je ne valide pas", "je valide pas", "à ne pas envoyer", "pas approuvé", "non approuvé", "pas validé", "non validé", "pas ok", "n'envoie rien", "envoyez rien",
        *each(("", "merci de", "prière de", "veuillez"), ("ne pas", "ne surtout pas", "surtout ne pas"), ("envoyer", "l'envoyer", "les envoyer", "expédier", "transmettre", "approuver", "valider"), _FR_IT),
        *each(("", "surtout"), ("n'envoyez", "n'envoie", "n'envoyer", "ne l'envoyez", "ne l'envoie", "ne l'envoyer", "ne les envoyez", "envoyez", "envoie", "l'envoyez", "l'envoie"), ("pas", "surtout pas"), _FR_IT),
    ),
    "es": (
        "lo rechazo", "no lo autorizo", "no lo apruebo", "no conforme", "no estoy de acuerdo",
        *each(("no",), ("", "lo", "la", "le", "los", "las", "me lo"), _ES_SEND), *each(("no",), _ES_SEND, _ES_IT),
        *each(("no",), "enviar enviarlo enviarla enviarle mandar mandarlo mandarla remitir remitirlo aprobarlo", _ES_IT),
    ),
    "it": (
        "lo rifiuto", "non lo approvo", "non la approvo", "non autorizzo", "non va inviato", "non va inviata", "non sono d'accordo", "da non inviare",
        *each(("non",), ("", "lo", "la", "li", "le", "gli"), _IT_SEND), *each(("non",), _IT_SEND, _IT_IT),
        *each(("non",), "inviarlo inviarla inviarli inviatelo inviatela mandarlo mandarla mandatelo mandatela spedirlo spedirla speditelo"),
    ),
    "nl": (
        "wijs dit af", "niet ok", "niet oké", "ik wijs dit af", "ik ga niet akkoord", "niet mee eens", "hier niet mee akkoord", "niet doen",
        *each(_NL_IT, ("", "graag", "aub", "alsjeblieft"), ("niet",), _NL_SEND),
        *each("stuur verstuur verzend", _NL_IT, ("", "aub", "alsjeblieft"), ("niet", "niet op", "niet weg", "niet uit")),
    ),
}  # fmt: skip


#: Letters of a line in which such a phrase can end.
_LONGEST = 80
_END = re.compile(r"[^\W_]+")


def refusal(line: str) -> tuple[int, bool] | None:
    """Return how many letters of a line are the rejecting phrase it begins with, and whether a reason must be set apart from it."""
    lowered = line[:_LONGEST].lower()
    if lowered[:1] not in _initials() or len(lowered) != len(line[:_LONGEST]):
        return None
    begun, known = no_begins(), _phrases()
    longest = None
    for word in _END.finditer(lowered):
        said = lowered[: word.end()]
        if said not in begun:
            break
        if said in known:
            longest = (word.end(), known[said])
    return longest


@cache
def first_words() -> frozenset[str]:
    """Every word that a refusal can begin with, as people spell it."""
    return frozenset(phrase.partition(" ")[0] for phrase in _phrases())


def spelt(phrase: str) -> tuple[str, ...]:
    """Return a phrase and how people type it who do not find the apostrophe or the accent: dont, don t, do'nt, donot, refuse."""
    forms = [phrase, phrase.replace("'", ""), phrase.replace("'", " ").strip()]
    forms += [phrase.replace("n't", told) for told in ("'nt", "nt'", "not", "n;t")] if "n't" in phrase else []
    forms += [phrase.replace("do not", "donot")] if "do not" in phrase else []
    return tuple(dict.fromkeys(written for form in forms for written in (form, fold(form))))


@cache
def _phrases() -> dict[str, bool]:
    """Each phrase in each spelling, and whether a reason must be set apart from it."""
    told = [*(one.no for one in LANGUAGES.values()), *_FORMS.values()]
    phrases = {form: False for table in told for phrase in table for form in spelt(phrase)}
    bare = [no for language in LANGUAGES.values() for phrase in language.bare_no for no in (phrase, *each((phrase,), language.thanks))]
    return phrases | {form: True for phrase in bare for form in spelt(phrase)}


@cache
def no_begins() -> frozenset[str]:
    """Each phrase and every beginning of it that ends behind a word: what is none of these goes on to be no phrase."""
    return frozenset(phrase[: word.end()] for phrase in _phrases() for word in _END.finditer(phrase))


@cache
def _initials() -> frozenset[str]:
    return frozenset(phrase[0] for phrase in _phrases())
