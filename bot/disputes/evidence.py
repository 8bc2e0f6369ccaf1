"""Whether a mail only hands something in - photographs, a time sheet, the page of a contract - in the desk's six languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.vocabulary.ignorecase import AnyOf, small

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
    r"|adjunt\w+|aquí (?:(?:l[oa]s? |te l[oa]s? )?(?:tienes?|tienen?)|está|están|van?)|tal (?:y )?como|como (?:les? )?(?:promet|acord|pid)\w+|les? (?:envío|adjunto|remito|mando)"
    r"|in allegato|allego|alleghiamo|ecco(?:l[oaie]|ne|ti|vi)?|come (?:promesso|richiesto|d'accordo|concordato)|le (?:invio|trasmetto|mando)"
    r"|hier is (?:hij|ie|het|ze)|hierbij|bijgevoegd|bijgaand|in de bijlage|zoals (?:beloofd|gevraagd|afgesproken)|hier (?:is|zijn) de)(?!\w)",
    re.IGNORECASE,
)
#: Explains what was written before.
_EXPLAINS = re.compile(
    r"\b(?:to (?:be (?:clear|precise|exact)|clarify|explain|make (?:it|myself) clear)|(?:just )?for (?:clarity|clarification)|what (?:i|we) mean[ts]?|(?:i|we) (?:meant|mean)|(?:it|that)(?:'s| is| was) (?:clause|page|line|section|paragraph|item)"
    r"|zur (?:klarstellung|erläuterung|präzisierung)|(?:ich|wir) mein(?:e|en|te|ten)|gemeint (?:ist|war|sind)|es (?:geht|handelt sich) um|(?:das|es) (?:steht|ist) (?:in|auf|unter)"
    r"|pour (?:être (?:clair|précis)\w*|préciser|clarifier)|je (?:précise|parle|veux dire)|nous (?:précisons|parlons)|il s'agit (?:de|du|des)|c'est (?:à|la) (?:la )?(?:page|ligne|clause)"
    r"|para (?:aclarar|precisar|ser más (?:claro|exacto)s?)|me refiero|nos referimos|se trata de|(?:aclaro|aclaramos)"
    r"|per (?:chiarire|precisare|essere (?:chiar|precis)\w)|(?:preciso|precisiamo|intendo|intendevo|intendiamo)|si tratta (?:di|del)"
    r"|ter (?:verduidelijking|toelichting)|voor de duidelijkheid|(?:ik|wij|we) bedoel\w*|het gaat om)(?!\w)",
    re.IGNORECASE,
)
#: What announces, beyond doubt, a further point beside the one the case is about.
_MORE = (
    r"while (?:i have you|(?:i'm|we're|you're|i am|we are|you are) (?:at it|about it|on|doing|redoing|there|writing))|(?:another|one more|one other|a further|a separate|a second|separate|different) (?:thing|point|issue|matter|problem|question)"
    r"|in addition|besides|on top of (?:that|this|it)|furthermore|moreover|what is more|what's more|adding to (?:the above|this|that|my)|further to (?:the above|this|that|my)|to add to|and then there|one more(?=[,.:;]|$)"
    r"|außerdem|ausserdem|zudem|ferner|darüber hinaus|des weiteren|überdies|noch etwas|noch was|noch eins|eins noch|noch ein punkt|weiterer punkt|(?:zweiter|dritter) punkt|ergänzend|nachtrag|(?:hinzu|dazu) kommt|kommt (?:noch )?(?:hinzu|dazu)"
    r"|de plus|en outre|par ailleurs|d'autre part|qui plus est|autre (?:point|chose|problème|souci)|puisque (?:nous y sommes|j'y suis|nous en parlons)|pendant que (?:nous y sommes|j'y suis)|(?:à cela|s'y) s'ajoute|s'ajoute"
    r"|además|asimismo|otra cosa|ya que estamos|una cosa más|otro (?:punto|problema)|por otr[oa] (?:lado|parte)|a (?:esto|ello|eso) se (?:añade|suma)|aparte de (?:eso|esto|ello)"
    r"|inoltre|un'altra cosa|ancora una cosa|già che ci siamo|visto che ci siamo|altr[oa] (?:cosa|punto|problema|questione)|per di più|oltre a (?:ciò|questo)|(?:a ciò )?si aggiunge"
    r"|bovendien|daarnaast|nog (?:iets|een punt)|tevens|nog één ding|nog wat|nu we toch bezig zijn|aanvullend|daar komt (?:nog )?bij|daarbij komt|ander (?:punt|probleem)"
)
#: And what may announce one.
_BESIDES = re.compile(
    rf"\b(?:{_MORE}|also|as well|another|zusätzlich|en plus|encima|in più|too(?=[.,;!?\n]|$)|ebenfalls|auch|aussi|également|también|anche|ook|verder)(?!\w)",
    re.IGNORECASE,
)
_SURELY_BESIDES = re.compile(rf"\b(?:{_MORE})(?!\w)", re.IGNORECASE)
#: Whatever that matches holds one of these.
_TURNS = AnyOf(
    (
        *("while ", "another ", "one more", "one other", "a further", "a separate", "a second", "separate ", "different ", "in addition"),
        *("besides", "on top of", "furthermore", "moreover", "what is more", "what's more", "adding to", "further to", "to add to"),
        *("and then there", "außerdem", "ausserdem", "zudem", "ferner", "darüber hinaus", "des weiteren", "überdies", "noch etwas"),
        *("noch was", "noch eins", "eins noch", "noch ein punkt", "weiterer punkt", "zweiter punkt", "dritter punkt", "ergänzend"),
        *("nachtrag", "zu kommt", "kommt ", "de plus", "en outre", "par ailleurs", "d'autre part", "qui plus est", "autre ", "puisque "),
        *("pendant que ", "ajoute", "además", "asimismo", "otra cosa", "ya que estamos", "una cosa más", "otro ", "por otr", "se añade"),
        *("se suma", "aparte de", "inoltre", "un'altra cosa", "ancora una cosa", "che ci siamo", "altro ", "altra ", "per di più"),
        *("oltre a", "si aggiunge", "bovendien", "daarnaast", "nog ", "tevens", "nu we toch", "aanvullend", "daar komt", "daarbij komt"),
        "ander ",
    )
)
#: A share in words, which is a figure as well.
_SHARE = re.compile(
    r"\b(?:per ?cent|percent|prozent|pour[- ]cent|por ciento|per cento|procent|half|hälfte|moitié|mitad|metà|helft)(?!\w)|%",
    re.IGNORECASE,
)


#: Figures that say where, not how much.
_PLACE = re.compile(
    r"\b(?:lines?|pages?|positions?|pos|items?|no|nr|seite|zeile|lignes?|ligne|posiciones|línea|página|righe|riga|pagina|regel|position)\b\.? {0,2}\d{1,3}\b",
    re.IGNORECASE,
)


#: Asks how things stand, and claims nothing by it.
_CHASES = re.compile(
    r"\b(?:any (?:news|update|progress|word|joy)|(?:where|how far) (?:are we|have you got)|how (?:is|are) (?:this|it|things|that) (?:going|coming|looking|getting)|(?:haven't|have not|still not|yet to) hear\w*"
    r"|(?:chas|follow)(?:e|ing) (?:this |that )?up|following up|still waiting|when (?:can|will|do|may) (?:i|we|you) (?:expect|hear|answer|reply|get (?:an answer|back))|what(?:'s| is) (?:the (?:status|position|latest)|happening)|status of"
    r"|gibt es (?:schon |etwas )?(?:neues|neuigkeiten|einen stand)|wie (?:ist der stand|weit sind|sieht es aus)|noch (?:nichts|keine antwort|keine rückmeldung)|wann (?:dürfen|können|darf|kann) (?:wir|ich) (?:mit|eine)|sachstand|warte(?:n)? (?:noch )?(?:immer )?auf"
    r"|où en (?:est|êtes|sommes)|des nouvelles|toujours (?:pas|sans|rien)|j'attends (?:toujours|encore)|nous attendons|quand (?:pourrons|puis|aurons|pouvons)|relance"
    r"|hay (?:alguna )?(?:novedad|noticia)\w*|alguna novedad|cómo va|en qué (?:punto|estado|quedó)|sigo (?:esperando|sin)|seguimos (?:esperando|sin)|cuándo (?:podré|podremos|tendré|tendremos|van)"
    r"|(?:ci sono|avete|qualche) (?:novità|notizi\w+|aggiornament\w+)|a che punto|sto ancora aspettando|attendiamo ancora|ancora (?:nessuna|niente|nulla)|quando (?:posso|possiamo|avr\w+)"
    r"|(?:is|zijn) er (?:al )?(?:nieuws|iets bekend)|hoe staat het|hoe ver|nog (?:niets|geen (?:antwoord|reactie|bericht))|wanneer (?:kan|kunnen|mag|mogen|krijg\w*) (?:ik|wij|we)|wacht(?:en)? nog)(?!\w)",
    re.IGNORECASE,
)
_CHASING_WORDS = 45


def names_figures(reading: Reading) -> bool:
    """Return whether a sum, a count or a percentage stands in the new words; a subject keeps its own through a whole thread."""
    mentions = reading.mentions
    spans = (*(amount.span for amount in mentions.amounts), *(one.span for one in mentions.quantities), *mentions.percentages)
    return any(span.field == "body" for span in spans)


def chases(reading: Reading) -> bool:
    """Return whether the new words, few as they are, only ask how things stand: no sum and no count stands in them."""
    words = _words(reading)
    return not names_figures(reading) and len(words.split()) <= _CHASING_WORDS and _CHASES.search(words) is not None


def announces_more(reading: Reading) -> bool:
    """Return whether the new words announce a further point and name a figure with it: a claim of its own, however short."""
    words = _words(reading)
    figure = any(letter.isdigit() for letter in _PLACE.sub("", words)) or _SHARE.search(words) is not None
    return bool(_BESIDES.search(words)) and figure


def turns_to_more(reading: Reading) -> bool:
    """Return whether the new words announce beyond doubt a point beside the one that was spoken of."""
    return turning_at(_words(reading)) is not None


def turning_at(words: str) -> int | None:
    """Return where words turn to a further point beyond doubt: the offset behind what says so, None where nothing does."""
    words = words.replace("\u2019", "'")
    found = _SURELY_BESIDES.search(words) if _TURNS.within(small(words)) else None
    return found.end() if found else None


def explains(reading: Reading) -> bool:
    """Return whether the new words, few as they are, begin by explaining what was said before, and bring no sum and no further point."""
    words = _words(reading)
    few = len(words.split()) <= _MOST_WORDS
    return few and not names_figures(reading) and _EXPLAINS.search(words[:_BEGINNING_CHARS]) is not None and not _BESIDES.search(words)


def hands_in(reading: Reading) -> bool:
    """Return whether the new words, few as they are, say that something is handed in and announce no further point."""
    words = _words(reading)
    if len(words.split()) > _MOST_WORDS:
        return False
    return _HANDS_IN.search(words[:_BEGINNING_CHARS]) is not None and not _BESIDES.search(words)


def _words(reading: Reading) -> str:
    return " ".join(reading.arrived.client_words.replace("\u2019", "'").split())
