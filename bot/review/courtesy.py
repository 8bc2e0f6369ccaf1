"""Sentences with which letters of the old school take leave: every part of them is from a closed list, none can carry a meaning."""

from __future__ import annotations

import re

_FR_WHO = r"(?: (?:cher|chère|chers|chères))?(?: (?:madame|monsieur|mesdames|messieurs|maître|docteur|collègues?|confrères?|et))*"
_FR_NOUN = "salutations?|sentiments?|considération|respects?|hommages|dévouement|cordialité|amitiés"
_FR_HOW = "les|plus|très|bien|distinguée?s?|cordiales?|cordiaux|respectueu(?:x|ses?)|dévouée?s?|sincères?|meilleure?s|haute|parfaite|profonde|amicales?|et"
_FRENCH = (
    r"(?:(?:je|nous) (?:vous|te) pri(?:e|ons) (?:de |d')|veuillez (?:bien )?)?(?:agréer|recevoir|croire|accepter|agréez|recevez|croyez|acceptez)"
    rf"{_FR_WHO}(?: (?:en|à))?(?: l'(?:expression|assurance) de)?(?: toute)? (?:mes|nos|ma|notre|mon)(?: (?:{_FR_HOW}|{_FR_NOUN}))+{_FR_WHO}"
)
_SPANISH = (
    r"(?:sin (?:otro particular|más)(?: por el momento)?(?: y)? )?(?:(?:le|les|te|lo|los|la|las|se|me|nos)? ?(?:saludamos|saludan|saludo|saluda|despedimos|despido|"
    r"despide|reciban?|recibe|enviamos|quedo|quedamos))"
    r"(?: (?:un|una|unos|mis?|nuestros?|cordial(?:es)?|atentos?|atentamente|cordialmente|respetuosamente|atte|muy|más|afectuosos?|fuerte|saludos?|abrazo|de|"
    r"usted(?:es)?|vd|vds|ud|uds|y))+"
)
_ITALIAN = (
    r"(?:(?:la|le|vi) (?:prego|preghiamo) di |voglia |vogliate |vogliano )?(?:gradire|accettare|ricevere|gradisca|gradite|porgo|porgiamo)"
    r"(?: (?:i|le|la|vi|miei|mie|nostri|nostre|più|cordiali|distinti|distinte|sinceri|migliori|saluti|e|espressioni|della|mia|stima))*"
    r" (?:saluti|stima)"
)
_GERMAN = r"(?:ich|wir)? ?(?:verbleiben?|verbleib|es grüßt|es grüßen|grüßt|es grüsst)(?: (?:ich|wir|sie|dich|euch|ihnen|mit|den|freundlichen|besten|herzlichen|herzlich|freundlich|grüßen|grüssen|ihre?|eure?|deine?))*(?: hochachtungsvoll)?"
_DUTCH = r"(?:inmiddels )?(?:ik verblijf|wij verblijven|verblijf ik|verblijven wij|verblijvend)(?: (?:wij|ik|met|de|meeste|oprechte|vriendelijke|hoogachting|groet|groeten|hoogachtend|inmiddels))*"
_ENGLISH = r"(?:(?:i|we) remain(?: as ever)?|believe me)(?: (?:dear|sirs?|madam))*(?: yours?(?: (?:faithfully|sincerely|truly|ever|very|most|respectfully))*)"
_LEAVES = re.compile("|".join(f"(?:{each})" for each in (_FRENCH, _SPANISH, _ITALIAN, _GERMAN, _DUTCH, _ENGLISH)))
_MOST = 25


def is_leave(words: tuple[str, ...]) -> bool:
    """Whether these lower-case words of one line are such a sentence, whole."""
    return len(words) <= _MOST and _LEAVES.fullmatch(" ".join(words)) is not None
