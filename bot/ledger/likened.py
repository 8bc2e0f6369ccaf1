"""How people name an invoice only to set another beside it: "unlike INV-7", "INV-7 was right", "taken off on INV-7"."""

from __future__ import annotations

import re

#: How far before and behind a number its clause is read.
_AROUND_CHARS = 90
_SEARCHED_CHARS = 4_000
_CLAUSE_END = re.compile(r"[.;!?\n](?!\d)")
_PART_END = re.compile(r"[.,;:!?\n](?!\d)")
#: What may stand between the words and the number: "unlike your last invoice no. INV-7", "as on the bill for March (INV-7".
_TO_NUMBER = r"(?:[ (\u201c\"'#:]{1,3}(?:[^\W\d_]{1,14}\.?|\u2116)){0,5}[ (\u201c\"'#:]{1,3}$"
_BEFORE = re.compile(
    r"\b(?:unlike|(?:as )?(?:opposed|compared) (?:to|with)|in (?:contrast|comparison) (?:to|with)|as (?:on|in|with)|like (?:on|in|with|for)|(?:just|exactly) like|same (?:rate|price|discount|terms|way|basis) as|than (?:on|in|for|with)"
    r"|anders als|im (?:gegensatz|vergleich) zu[rm]?|verglichen mit|wie (?:schon |auch |bisher |zuletzt )?(?:auf|bei|in)|als (?:auf|bei|in|noch auf|noch bei)"
    r"|contrairement à|à la différence d[eu]|par rapport à|comparée? à|comme (?:sur|dans|pour)|que (?:sur|dans|pour)"
    r"|a diferencia de|en comparación con|comparad[oa] con|(?:igual que|tal como|como) en|que en"
    r"|a differenza d(?:i|ell[ao]|al)|rispetto a(?:ll[ao])?|in confronto a|come (?:in|per|nell[ao]|sull[ao]|su)|che (?:in|nell[ao]|sull[ao]|su)"
    r"|in tegenstelling tot|in vergelijking met|vergeleken met|anders dan|zoals (?:op|bij|in)|dan (?:op|bij|in))" + _TO_NUMBER,
    re.IGNORECASE,
)
#: What was right there, said before the number.
_RIGHT_ON = re.compile(
    r"\b(?:(?:right|correct|fine|ok|okay|correctly|properly) (?:on|in|with|for)|(?:richtig|korrekt|in ordnung) (?:auf|bei|in)|(?:correcte?|juste|bonne?|correctement) (?:sur|dans|pour)"
    r"|(?:bien|correct[oa]|correctamente) en|(?:corrett[oa]|giust[oa]|bene) (?:in|nell[ao]|sull[ao]|su)|(?:correct|juist|goed|in orde) (?:op|bij|in))"
    + _TO_NUMBER,
    re.IGNORECASE,
)
_NO = r"(?!(?:not|never|hardly|far|kaum|nicht|nie|pas|jamais|no|nunca|non|mai|niet|nooit|in|un)\b)"
#: Behind the number: it is right as it stands.
_BEHIND = re.compile(
    r"[)\u201d\"']{0,2},?(?: (?:for|of|from|vom|von|für|du|de|del|di|van|voor) [^\W\d_]{2,14}\)?)? "
    r"(?:(?:was|is|were|are|came(?: through)?|went(?: through)?|has been|had been|(?:i|wa)s all|looks?|looked)"
    rf"(?: {_NO}[^\W\d_]{{1,12}}){{0,3}} (?:correct(?:ly)?|right|fine|ok(?:ay)?|in order|properly|as agreed|good|perfect)"
    rf"|(?:ist|war|wurde|sieht|sah)(?: {_NO}[^\W\d_]{{1,14}}){{0,3}} (?:richtig|korrekt|in ordnung|okay|ok|gut|wie vereinbart)|(?:stimmt|stimmte|passt|passte)(?! nicht)"
    rf"|(?:est|était|a été)(?: {_NO}[^\W\d_]{{1,12}}){{0,3}} (?:correcte?|correctement|juste|exacte?|conforme|bonne?|en ordre)"
    rf"|(?:está|estaba|es|era|fue|vino|venía|se facturó)(?: {_NO}[^\W\d_]{{1,12}}){{0,3}} (?:bien|correct[oa]|correctamente|conforme)"
    rf"|(?:è|era|è stat[ao]|andava|va)(?: {_NO}[^\W\d_]{{1,12}}){{0,3}} (?:corrett[oa]|correttamente|giust[oa]|bene|a posto|in regola)"
    rf"|(?:is|was|werd)(?: {_NO}[^\W\d_]{{1,12}}){{0,3}} (?:correct|juist|goed|in orde|oké)|(?:klopt|klopte)(?! niet))(?!\w)",
    re.IGNORECASE,
)
#: What the clause of such an invoice says was done on it as it should be; nothing is denied there.
_DONE_THERE = re.compile(
    r"\b(?:taken off|came off|deducted|applied|given|granted|shown?|included|right|correct(?:ly)?|fine|had (?:it|the|our|that|\d)|got (?:it|the|our)|there on"
    r"|abgezogen|berücksichtigt|gewährt|angegeben|richtig|korrekt|gestimmt|enthalten|war (?:er|sie|es|das) (?:noch )?drin|hatten wir"
    r"|déduite?|appliquée?|accordée?|indiquée?|correcte?|compris|figurait|avions"
    r"|descontad[oa]|descontasteis|aplicad[oa]|aplicasteis|indicad[oa]|correct[oa]|incluid[oa]|bien|figuraba|venía"
    r"|detratt[oa]|scontat[oa]|applicat[oa]|indicat[oa]|corrett[oa]|inclus[oa]|c'era|risultava"
    r"|verrekend|afgetrokken|toegepast|gegeven|vermeld|correct|juist|goed|stond)(?!\w)",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:not|never|neither|nor|without|missing|forg[eo]t\w*|wrong\w*|both|\w+n't|nicht|nie|kein\w*|ohne|fehl\w+|vergessen|falsch\w*|beide\w*|weder"
    r"|pas|jamais|aucun\w*|sans|oubli\w+|manqu\w+|deux|ni|no|nunca|ningun\w*|sin|falta\w*|olvid\w+|amb[oa]s|mal"
    r"|non|mai|nessun\w*|senza|manca\w*|dimenticat\w*|entramb[ie]|sbagliat\w*|né|niet|nooit|geen|zonder|ontbre\w+|vergeten|fout\w*|beide|noch)(?!\w)",
    re.IGNORECASE,
)


#: One that is not named, set beside one that is.
_THE_OTHER = re.compile(
    r"\b(?:(?:the|your) other (?:one|invoice|bill)?|the (?:next|second|new(?:er|est)?|latest|previous|earlier) (?:one|invoice|bill)"
    r"|(?:die|der|bei der|auf der) (?:andere[nr]?|zweite[nr]?|nächste[nr]?|neue[nr]?|neueste[nr]?)(?: rechnung)?(?=[ ,.])|l'autre|la (?:seconde|deuxième|suivante|nouvelle|dernière)"
    r"|la (?:otra|segunda|siguiente|nueva|última)|l'altra|la (?:seconda|prossima|successiva|nuova)|de (?:andere|tweede|volgende|nieuwe|laatste))(?!\w)",
    re.IGNORECASE,
)


def is_likened(words: str, start: int, end: int) -> bool:
    """Return whether the number that stands there is plainly named only to set another invoice beside it."""
    around, first, last = _around(words, start, end)
    if _BEFORE.search(around, 0, first) or _BEHIND.match(around, last):
        return True
    return _RIGHT_ON.search(around, 0, first) is not None and _DENIED.search(_clause(around, first, last, _CLAUSE_END)) is None


def is_praised(words: str, start: int, end: int) -> bool:
    """Return whether the clause around a number, or its part between commas, says what was done as it should be, and denies nothing."""
    told = (_clause(*_around(words, start, end), ends) for ends in (_CLAUSE_END, _PART_END))
    return any(_DONE_THERE.search(each) and not _DENIED.search(each) for each in told)


def is_denied(words: str, start: int, end: int) -> bool:
    """Return whether something is denied, missing or wrong in the part of the sentence around a number."""
    return _DENIED.search(_clause(*_around(words, start, end), _PART_END)) is not None


def speaks_of_the_other(words: str) -> bool:
    """Return whether the words go on to "the other one" without naming it."""
    return _THE_OTHER.search(words[:_SEARCHED_CHARS].replace("\u2019", "'")) is not None


def _around(words: str, start: int, end: int) -> tuple[str, int, int]:
    """The words around a number, and where it stands in them."""
    begin = max(0, start - _AROUND_CHARS)
    return words[begin : end + _AROUND_CHARS].replace("\u2019", "'"), start - begin, end - begin


def _clause(around: str, start: int, end: int, ends: re.Pattern[str]) -> str:
    return f"{ends.split(around[:start])[-1]} {ends.split(around[end:])[0]}"
