"""Whether a mail in an old thread says that it is about another invoice, or about something else, than the thread."""

from __future__ import annotations

import re

_SEARCHED_CHARS = 4_000
#: Another invoice that was sent, in so many words; "please send another invoice" asks for this one again.
_OTHER_INVOICE = re.compile(
    r"\b(?:(?:the|your) (?:other|second|separate) (?:invoice|bill)|(?:on|about|in|with|to) (?:another|an other|a different|a separate) (?:invoice|bill)|(?:another|other|one) of your (?:other )?(?:invoices|bills)|(?:different|separate) (?:matter|subject|job)"
    r"|(?:bei|in|auf|mit|für|zu|gegen) (?:einer|der|ihrer|eine|die|ihre) (?:anderen?|zweiten?) rechnung|(?:die|ihre) (?:andere|zweite) rechnung|andere angelegenheit"
    r"|(?:l'|votre |(?:sur|dans|concernant) une )autre facture|(?:la|votre) (?:deuxième|seconde) facture|(?:autre|tout autre) sujet|rien à voir"
    r"|(?:la|su|vuestra|en) otra factura|(?:la|su) segunda factura|otro (?:asunto|tema)"
    r"|(?:l'|(?:la )?vostra |(?:su|in|per) un')altra fattura|(?:la|vostra) seconda fattura|(?:altro|diverso) argomento|altra questione"
    r"|(?:de|uw|(?:op|bij|over) een) (?:andere|tweede) (?:factuur|rekening)|andere kwestie)(?!\w)",
    re.IGNORECASE,
)
#: Something else, which may still be on the same invoice.
_SOMETHING_ELSE = re.compile(
    r"\b(?:something else|different thing|another thing|other thing|one more thing|unrelated|while (?:i'm|we're|i am|we are) (?:writing|at it|on)|on (?:another|a different) (?:note|point)"
    r"|etwas anderes|was anderes|andere sache|noch etwas|noch was|anderes thema|anderer punkt|autre chose|autre point|par ailleurs|otra cosa|otro punto|por otro lado|aparte de eso"
    r"|un'altra cosa|altra cosa|altro punto|a parte questo|iets anders|nog iets|ander punt|daarnaast)(?!\w)",
    re.IGNORECASE,
)
#: It is the same one after all.
_SAME = re.compile(
    r"\b(?:(?:the )?same (?:invoice|bill|one|job|order)|(?:that|this) (?:invoice|bill|one)|(?:dieselbe|derselben|gleichen?|diese[rn]?|genannten?) rechnung|(?:la )?même facture|cette facture|(?:misma|esta|esa|dicha) factura"
    r"|(?:stessa|medesima|questa|suddetta) fattura|(?:dezelfde|deze|die) (?:factuur|rekening))(?!\w)",
    re.IGNORECASE,
)


def is_another_invoice(words: str) -> bool:
    """Return whether the new words turn to another invoice than the one of the thread."""
    words = words[:_SEARCHED_CHARS].replace("\u2019", "'")
    return _OTHER_INVOICE.search(words) is not None and _SAME.search(words) is None


def is_something_else(words: str) -> bool:
    """Return whether the new words turn to something else, which can still be on the same invoice."""
    words = words[:_SEARCHED_CHARS].replace("\u2019", "'")
    return (_SOMETHING_ELSE.search(words) or _OTHER_INVOICE.search(words)) is not None and _SAME.search(words) is None
