"""Whether a mail in an old thread says that it is about another invoice, or about something else, than the thread."""

from __future__ import annotations

import re

_SEARCHED_CHARS = 4_000
#: Another invoice, in so many words.
_OTHER_INVOICE = re.compile(
    r"\b(?:(?:an|the|your|this|that)? ?(?:other|another|second|next|new|newest|latest|separate|different) (?:invoice|bill|one of your (?:invoices|bills))|(?:different|separate) (?:matter|subject|job|order)"
    r"|(?:andere[nrms]?|neue[nrs]?|zweite[nrs]?|weitere[nrs]?|nächste[nrs]?) (?:rechnung|angelegenheit)"
    r"|(?:autre|nouvelle|deuxième|seconde|prochaine) facture|(?:autre|tout autre) sujet|rien à voir"
    r"|(?:otra|nueva|segunda|siguiente) factura|otro (?:asunto|tema)"
    r"|(?:altra|nuova|seconda|prossima) fattura|(?:altro|diverso) argomento|altra questione"
    r"|(?:andere|nieuwe|tweede|volgende) (?:factuur|rekening|kwestie))(?!\w)",
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
