"""Leaves out what is only manners: salutations, thanks, "one more for you:", closing lines; a quotation begins with the point."""

from __future__ import annotations

import re

#: A salutation, with the names it is for: "hi Ana,", "Sehr geehrte Frau Lopes,", "Bonjour à tous -".
_SALUTATION = re.compile(
    r"^(?:(?:hi|hello|hey|hiya|dear|good (?:morning|afternoon|evening|day)|morning|afternoon|greetings|gentlemen|team"
    r"|hallo|guten (?:tag|morgen|abend)|sehr geehrte[rn]?|liebe[rs]?|moin|servus|grüezi|grüß gott|werte[rs]?"
    r"|bonjour|bonsoir|salut|cher|chère|chers|madame|monsieur|messieurs|mesdames"
    r"|hola|buen(?:os|as)? (?:días|dias|tardes|noches)|buenas|estimad[oa]s?|querid[oa]s?"
    r"|buongiorno|buonasera|buon giorno|salve|ciao|gentil(?:e|i|issim[aoie])|egregi[oa]?|spett(?:\.le|abile)|car[oaie]"
    r"|beste|geachte|goede(?:morgen|middag|navond|ndag)|goeden?dag|goedemorgen|hoi|dag)\b"
    r"(?:\s+(?:again|there|both|all|everyone|team|zusammen|alle|à tous|à toutes|encore|de nuevo|di nuovo|nogmaals|allemaal"
    r"|[^\W\d_](?:[^\W\d_]|['.&/-]){0,24}\.?)){0,5}?\s*(?:[,!:;.]|\s[-\u2013\u2014]\s))+\s*"
    r"|^(?:dear (?:sirs?|madam|sir or madam|all)|to whom it may concern|sehr geehrte damen und herren|madame,? monsieur|muy señor(?:es)? (?:mío|nuestro)s?"
    r"|spett\.?le ditta|geachte (?:heer|mevrouw)(?:/mevrouw)?|hello|hallo|bonjour|buongiorno|hola)[\s,:;.!-]*(?=$|[A-ZÀ-Þ])",
    re.IGNORECASE,
)
#: A name alone before the sentence: "Ines, nobody asked for it".
_NAME = re.compile(r"^[A-ZÀ-Þ][a-zß-ÿ]{1,14}(?:,| -) (?=[a-zß-ÿ])")
#: What only leads up to the point, closed by a colon, a comma or a dash.
_LEAD = re.compile(
    r"^(?:(?:(?:and|oh|so|just|ok|okay|well|right|also|und|also|so|nun|et|alors|y|bueno|e|allora|en|nou),?\s+)?"
    r"(?:(?:one|another|a|two|the|just a?) (?:(?:more|other|different|quick|small|last|further|final)\s?)?(?:thing|one|point|question|note|matter|query)?s?(?: (?:for|from) (?:you|us|me))?(?: though)?"
    r"|quick (?:one|question|note|query)|different one|to be clear|heads[- ]up|fyi|btw|by the way|p\.?s\.?|sorry,? (?:me|it's me) again|me again|while i'm (?:at|looking at) it|for your information"
    r"|noch (?:etwas|eine (?:sache|frage)|ein punkt)|kurze frage|übrigens|zur info|nur kurz"
    r"|encore (?:une chose|un point)|une (?:autre )?(?:chose|question)(?: encore)?|au fait|petite question|pour info"
    r"|otra cosa|una (?:cosa|pregunta|consulta)(?: más)?|por cierto|a todo esto"
    r"|un'altra cosa|una (?:cosa|domanda)(?: ancora)?|a proposito|tra l'altro"
    r"|nog (?:iets|een vraag|één ding|een ding)|overigens|trouwens|korte vraag|ter info)\s*(?:[:,;]|\s?[-\u2013\u2014])\s*"
    r"|(?:also|and|but|so|außerdem|und|de plus|et|además|y|inoltre|e|bovendien|en|ook)(?:, |\s(?=[^\W\d_]{2,20}\s(?:of|from|von|de|del|di|van)\b)))",
    re.IGNORECASE,
)
#: A whole sentence that only greets, thanks, hopes or closes.
_MANNERS = re.compile(
    r"^(?:(?:many |kind |best |warm )?(?:thanks|thank you|regards|wishes|cheers)|thx|hope (?:you|this|all)|i hope|trust you|nice to|lovely|no rush|sorry (?:for|to)"
    r"|(?:vielen |herzlichen |besten |schönen )?dank|danke|(?:mit )?(?:freundliche|freundlichem|beste|viele|herzliche|liebe|schöne)[nr]? gr(?:üßen?|uß)|ich hoffe"
    r"|merci (?:d'avance|beaucoup|pour votre|bien|à vous)|merci\b.{0,12}$|cordialement|bien à vous|bonne (?:journée|réception)|j'espère|sincères"
    r"|(?:muchas )?gracias|(?:un )?(?:cordial )?saludos?|quedo a|quedamos a|espero que"
    r"|grazie|(?:cordiali|distinti|cari) saluti|resto in attesa|restiamo in attesa|spero che|un saluto"
    r"|(?:alvast |hartelijk )?(?:bedankt|dank)|met vriendelijke groet|groet(?:en|jes)?|hopelijk|fijne)\b",
    re.IGNORECASE,
)
_SHORT_MANNERS = 14


def to_the_point(sentence: str) -> str:
    """Return a sentence without the salutation and the lead it begins with; "" where nothing else is in it."""
    found = sentence
    for _ in range(3):
        shorter = _behind(_LEAD, _behind(_NAME, _behind(_SALUTATION, found))).lstrip(" ,;:-\u2013\u2014")
        if shorter == found:
            break
        found = shorter
    return found


def _behind(beginning: re.Pattern[str], sentence: str) -> str:
    """A sentence without this beginning. What can only begin it is not looked for in the rest of it."""
    found = beginning.match(sentence)
    return sentence[found.end() :] if found else sentence


def only_manners(sentence: str) -> bool:
    """Return whether a sentence does nothing but greet, thank, hope or close."""
    return len(sentence.split()) <= _SHORT_MANNERS and _MANNERS.match(sentence.strip(" ,.-")) is not None
