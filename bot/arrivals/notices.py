"""Recognises what firms and programs put under letters: legal notices, a plea for the trees, a scanner's word that all is clean."""

from __future__ import annotations

import re

from bot.arrivals import blocks
from bot.arrivals.phrases import DISCLAIMERS, fold
from bot.vocabulary.ignorecase import AnyOf, small

#: Lines at the end that are looked at, lines of a notice that are searched for words of the law, letters of a line that is no short one.
_LINES = 300
_BLOCK = 18
_LONG_LINE = 60
_NATURE_LETTERS = 250
_SCANNER_LETTERS = 500
#: What a firm's own entry in a register says, wherever it stands in its line.
_REGISTERED = re.compile(
    r"\b(?:is a (?:limited )?company|registered (?:in|office|as|with|company)|company (?:no|number|registration)\b)", re.IGNORECASE
)
#: One of these stands in each of them.
_FIRMS = AnyOf(["company", "registered"])
#: What a gateway or a scanner says of the mail it let through.
_SCANNED = re.compile(
    r"(?=.{0,200}\b(?:e-?mail|mail|message|nachricht|courriel|correo|mensaje|messaggio|bericht|mensagem|meddelande|besked|melding|viesti|wiadomo\w{1,4}|zpráva)\b)"
    r".{0,200}\b(?:virus(?:es|sen|free|tarkistettu)?|viren(?:frei)?|vírus|malware|antivirus|wirus\w{0,4}|virů|viry)\b",
    re.IGNORECASE,
)
_VIRUSES = AnyOf(["vir", "vír", "wirus", "malware"])
#: A message that speaks of itself, and words of which a notice has at least one.
_OF_ITSELF = re.compile(
    r"[^\w]{0,6}(?:this|diese[rs]?|der inhalt diese|ce|cet|este|esta|questo|questa|il presente|dit|deze|det här|detta|denne|tämä|ta|tato|tento|ez az|acest|bu|это)\b",
    re.IGNORECASE,
)
#: "This e-mail", "Diese Nachricht" at the beginning of a line.
_MAIL_ITSELF = re.compile(
    rf"(?:{_OF_ITSELF.pattern})[^.]{{0,20}}?\b(?:e-?mail|mail|message|nachricht|courriel|correo|mensaje|messaggio|bericht|mensagem|meddelande|besked|melding|"
    r"viesti|wiadomo\w{1,4}|zpráva)\b",
    re.IGNORECASE,
)
#: What some firms write above their notice: "AVIS :", "NOTICE:".
_LABEL = re.compile(r"^[^\w]{0,6}(?:avis|notice|note|hinweis|aviso|avviso|nota|important|wichtig)\s?:\s*(?=\w)", re.IGNORECASE)
_LEGAL = re.compile(
    r"confiden|vertraul|vertrouwel|riservat|poufn|důvěrn|luottamuks|fortrolig|конфиденц|gizli|privileg|intended|recipient|addressee|empfänger|adressat|destinat|geadresseerd|"
    r"ontvanger|mottagar|modtager|mottaker|vastaanottaj|adresat|příjemc|címzett|получател|gönderil|virus|scanned|checked|gdpr|rgpd|avg\b|privacy|datenschutz|environment|umwelt|milieu|"
    r"ambiente|environnement|print|druck|imprim|stampar|afdruk|disclaimer|liabilit|haftung|\bis a service\b|ein service\b|un (?:service|servi[cz]io)\b|een service\b|um serviço\b|responsab|aansprakelijk|unauthori[sz]ed|heures de bureau|working hours|arbeitszeit|horario laboral|orario di lavoro|werkuren|disclos|unbefugt|was sent (?:to|from)|attach|anh[aä]ng|bijlage|allegat|pièces? jointe|adjunt",
    re.IGNORECASE,
)
#: "Think of the environment before you print this", in whichever words: nature and the printer in one short line.
_NATURE = re.compile(
    r"environment|umwelt|natur|milj[øö]|ympäristö|środowisk|životní prostředí|ambiente|environnement|planète|planeta|pianeta|milieu|\btrees?\b|\bbäume?\b|arbres?\b|"
    r"árbol|albero|alberi|árvore|\bbomen\b|környezet|mediul|природ|çevre",
    re.IGNORECASE,
)
_NATURAL = AnyOf(
    ["environ", "umwelt", "natur", "miljö", "miljø", "ympäristö", "środowisk", "životní", "ambiente", "plan", "pianeta", "milieu", "tree", "baum", "bäum", "arbre",
     "árbol", "alber", "árvore", "bomen", "környezet", "mediul", "природ", "çevre"]
)  # fmt: skip
_PRINTER = re.compile(
    r"print|druck|imprim|stamp|afdruk|skriv\w{0,3} (?:ud|ut)|udskriv|utskrift|tulost|druk|tisk|tlač|nyomtat|tipări|распечат|yazd\u0131r|papier|paper\b|papel|carta\b",
    re.IGNORECASE,
)
#: A scanner's footer: its own name and what it did not find.
_SCANNER = re.compile(r"avast|\bavg\b|\bnorton\b|\beset\b|kaspersky|mcafee|bitdefender", re.IGNORECASE)
_SCANNERS = AnyOf(["avast", "avg", "norton", "eset", "kaspersky", "mcafee", "bitdefender"])
#: All of these: most lines have none.
_TELLING = AnyOf([*_VIRUSES.words, *_NATURAL.words, *_SCANNERS.words])
_FOUND = re.compile(r"v[ií]rus|viren|malware|wirus|viry|вирус", re.IGNORECASE)
_LINK = re.compile(r"[\s<(\[]{0,4}(?:https?://|www\.|#[0-9A-F-]{8})\S{0,500}[\s>)\]]{0,4}", re.IGNORECASE)


def by_letter(phrases: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return phrases by their first letter: each line of a mail is compared with all of a table."""
    return {letter: tuple(phrase for phrase in phrases if phrase[0] == letter) for letter in {phrase[0] for phrase in phrases}}


_DISCLAIMERS = by_letter(DISCLAIMERS)


def starts(line: str, table: dict[str, tuple[str, ...]]) -> bool:
    """Return whether a line begins with a phrase of a table, drawn edges aside."""
    inner, outer = line.lstrip(" \t\xa0*_[(<>|-\u2013\u2014"), line.lstrip(" *")
    folded = fold(inner)
    if folded.startswith(table.get(folded[:1], ())):
        return True
    bare = folded if len(outer) == len(inner) else fold(outer)
    return bare is not folded and bare.startswith(table.get(bare[:1], ()))


def disclaims(line: str) -> bool:
    """Return whether a line begins as legal notices begin."""
    return starts(line, _DISCLAIMERS)


def opens(line: str) -> bool:
    """Return whether a line can be the first of a legal notice, or is what a scanner says."""
    lawful = starts(line, _DISCLAIMERS) and (not _OF_ITSELF.match(line) or _LEGAL.search(line[:1000]) is not None)
    return lawful or _scanned(line)


def _scanned(line: str) -> bool:
    return _VIRUSES.within(small(line)) and _SCANNED.match(line) is not None


def first(lines: list[str], segment: range, *, begun: bool) -> int | None:
    """Return the first line of a notice that is not the first line of the letter, `begun` above or here; None where there is none."""
    begun = begun or len(segment) > _LINES
    for index in segment[-_LINES:]:
        line = lines[index]
        # a short line in the midst of the letter is the writer's
        placed = begun and line.strip() and (not lines[index - 1].strip() or len(line) > _LONG_LINE or index + 4 >= segment.stop)
        if placed and told(lines, range(index, segment.stop)):
            return _from(lines, segment.start, index)
        begun = begun or bool(line.strip())
    return None


def _from(lines: list[str], start: int, index: int) -> int:
    """A rule, and links that a scanner set above its words, belong to the notice."""
    at = index
    while at - 1 > start and (blocks.rule(lines[at - 1]) or _LINK.fullmatch(lines[at - 1])):
        at -= 1
    return at


def told(lines: list[str], rest: range) -> bool:
    """Return whether a notice begins with the first of these lines."""
    line = lines[rest.start]
    plain = small(line)
    if _law(lines, rest) or (len(line) > _LONG_LINE and _FIRMS.within(plain) and len(_REGISTERED.findall(line)) > 1):
        return True
    if not _TELLING.within(plain):
        return _LINK.fullmatch(line) is not None and _clean(lines, rest)
    return bool(
        _scanned(line)
        or (len(line) < _NATURE_LETTERS and _NATURAL.within(plain) and _NATURE.search(line) and _PRINTER.search(line))
        or _clean(lines, rest)
    )


def _law(lines: list[str], rest: range) -> bool:
    """Whether a notice begins; "This message is my third about invoice 88" speaks of itself and is none: that takes words of the law."""
    line = lines[rest.start]
    label = _LABEL.match(line)
    if label:
        line = line[label.end() :]
    if not starts(line, _DISCLAIMERS):
        return bool(_MAIL_ITSELF.match(line)) and len({told.lower() for told in _LEGAL.findall(line[:1000])}) > 1
    return not _OF_ITSELF.match(line) or any(_LEGAL.search(lines[index][:1000]) for index in rest[:_BLOCK])


def _clean(lines: list[str], rest: range) -> bool:
    """Whether a scanner says in its own name, over a few short lines, that no virus was found."""
    line = lines[rest.start]
    if not (_LINK.fullmatch(line) or (_SCANNERS.within(small(line)) and _SCANNER.search(line))):
        return False
    near = " ".join(lines[index][:200] for index in rest[:4])
    return len(near) < _SCANNER_LETTERS and bool(_SCANNER.search(near)) and bool(_FOUND.search(near))
