"""Whether a mail only hands something in - photographs, a time sheet, the page of a contract - in the desk's six languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.vocabulary.reading import Reading

#: Who hands something in says so at the beginning, and briefly.
_BEGINNING_CHARS = 240
_MOST_WORDS = 60
_HANDS_IN = re.compile(
    r"\b(?:here (?:is|are|you (?:go|are))|here's|please find|(?:find|see) (?:the )?(?:attach|enclos)\w*|(?:is|are|i've|i have|have) attached"
    r"|attached (?:is|are|you|please|the)|i attach|attaching|enclosed|as (?:promised|requested|discussed|asked)|forgot\w* (?:to attach|the attachment)"
    r"|(?:sending|send) you the|you asked (?:me )?for|the \w+ you (?:asked|wanted)"
    r"|anbei|im anhang|beigefügt|angehängt|hier (?:ist|sind|kommt|kommen|noch)|wie (?:versprochen|gewünscht|besprochen|erbeten)"
    r"|ci[- ]joint\w*|en pièces? jointes?|vous trouverez|voici|comme (?:promis|convenu|demandé|souhaité)|je vous (?:joins|transmets|envoie)"
    r"|adjunt\w+|aquí (?:tienen?|está|están|van?)|tal (?:y )?como|como (?:les? )?(?:promet|acord|pid)\w+|les? (?:envío|adjunto|remito|mando)"
    r"|in allegato|allego|alleghiamo|ecco|come (?:promesso|richiesto|d'accordo|concordato)|le (?:invio|trasmetto|mando)"
    r"|hierbij|bijgevoegd|bijgaand|in de bijlage|zoals (?:beloofd|gevraagd|afgesproken)|hier (?:is|zijn) de)(?!\w)",
    re.IGNORECASE,
)
#: What announces a further point beside the one the case is about.
_BESIDES = re.compile(
    r"\b(?:also|besides|as well|in addition|another|one more|while (?:i'm|we're|i am|we are)|and then there"
    r"|außerdem|ausserdem|zudem|ferner|zusätzlich|darüber hinaus|noch etwas|ebenfalls|auch"
    r"|de plus|en plus|en outre|aussi|également|par ailleurs|autre point"
    r"|además|también|asimismo|otra cosa|por otro lado"
    r"|inoltre|anche|in più|un'altra cosa|per di più"
    r"|bovendien|daarnaast|ook|verder|nog iets)(?!\w)",
    re.IGNORECASE,
)


#: Figures that say where, not how much.
_PLACE = re.compile(
    r"\b(?:lines?|pages?|positions?|pos|items?|no|nr|seite|zeile|lignes?|ligne|posiciones|línea|página|righe|riga|pagina|regel|position)\b\.? {0,2}\d{1,3}\b",
    re.IGNORECASE,
)


def announces_more(reading: Reading) -> bool:
    """Return whether the new words announce a further point and name a figure with it: a claim of its own, however short."""
    words = " ".join(reading.arrived.client_words.replace("\u2019", "'").split())
    return bool(_BESIDES.search(words)) and any(letter.isdigit() for letter in _PLACE.sub("", words))


def hands_in(reading: Reading) -> bool:
    """Return whether the new words, few as they are, say that something is handed in and announce no further point."""
    words = " ".join(reading.arrived.client_words.replace("\u2019", "'").split())
    if len(words.split()) > _MOST_WORDS:
        return False
    return _HANDS_IN.search(words[:_BEGINNING_CHARS]) is not None and not _BESIDES.search(words)
