"""Sentences of leave, good wishes, thanks, and apologies for being late or brief: every part is from a closed list, none can carry a meaning."""

from __future__ import annotations

import re
from functools import cache

from bot.review.words import LANGUAGES

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
#: Words among which a wish, thanks or an apology ends.
_LONGEST = 16


def is_leave(words: tuple[str, ...]) -> bool:
    """Whether these lower-case words of one line are such a sentence, whole."""
    return len(words) <= _MOST and _LEAVES.fullmatch(" ".join(words)) is not None


def may_take_leave(words: tuple[str, ...]) -> bool:
    """Whether some of these words from the first may be such a sentence; False is certain."""
    return _LEAVES.match(" ".join(words[:_MOST])) is not None


_EN_DAY = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_WISH_EN = (
    r"enjoy (?:the |your )?(?:rest of (?:the|your) )?(?:day|evening|weekend|week|afternoon|holidays?|break|summer|sunshine|sun|lunch)(?: (?:ahead|all|everyone|both))*|"
    r"(?:(?:(?:i |we )?hope (?:you|you all) have|have|enjoy|wishing you|wish you|wishing you all|to you) )?(?:a |an |your |the |my )?(?:very |really )?"
    r"(?:good|great|nice|lovely|wonderful|fantastic|pleasant|beautiful|happy|merry|quiet|sunny|restful|peaceful|productive|safe|relaxing|cracking|fab|super|brilliant|blessed|grand|terrific)"
    r"(?: (?:and )?(?:sunny|restful|peaceful|relaxing|happy|safe))? "
    rf"(?:long weekend|bank holiday|travels|journey|flight|day|evening|weekend|week|afternoon|morning|night|one|holidays?|break|easter|christmas|xmas|new year|summer|trip|lunch|{_EN_DAY}|"
    r"rest of (?:the|your) (?:day|week|evening|afternoon)|start to the week)(?: (?:ahead|all|everyone|too|both|team|off|to you|to you all|to all|to everyone))*"
)
_SEEING = (
    rf"(?:see|catch) you(?: all| both| there)? (?:(?:on |next )?(?:{_EN_DAY})|tomorrow|next week|later|soon|then|at the (?:meeting|office|weekend)|in the (?:office|morning)|around)|"
    r"wir sehen uns(?: (?:am |dann am )?(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|morgen|bald|später|nächste woche))?|"
    r"on se (?:voit|revoit) (?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|demain|bientôt|la semaine prochaine)|"
    r"nos vemos (?:el (?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)|mañana|pronto|la semana que viene)|"
    r"ci (?:vediamo|sentiamo) (?:lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|domani|presto|la settimana prossima)|"
    r"(?:ik |we )?zien? (?:je|jullie|u|elkaar) (?:maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|morgen|straks|volgende week)"
)
_WISH_DE = (
    r"(?:(?:ich |wir )?wünschen? |habt |haben sie |hab )?(?:(?:noch|euch|ihnen|dir|allen) )*(?:eine?n? )?(?:noch )?(?:ganz |wunder)?"
    r"(?:schön|gut|angenehm|erholsam|sonnig|entspannt|ruhig|erfolgreich|fröhlich|froh|toll|gesegnet|besinnlich)(?:e|en|es|er) "
    r"(?:(?:und )?(?:erholsam|sonnig|entspannt|ruhig|stressfrei)(?:e|en|es|er) )?"
    r"(?:tag|abend|feierabend|wochenende|woche|wochenstart|start in (?:die|den|das) (?:woche|tag|wochenende)|urlaub|mittag|mittagspause|nachmittag|vormittag|resttag|"
    r"restwoche|ostern|osterfeiertage|weihnachten|feiertage|ferien|sommer|arbeitstag|rutsch(?: ins neue jahr)?|jahreswechsel|pfingsten|advent|montag|dienstag|mittwoch|"
    r"donnerstag|freitag|samstag|sonntag)(?: (?:noch|euch|ihnen|dir|allen|zusammen|allerseits|gewünscht))*"
)
_WISH_FR = (
    r"(?:(?:(?:je|nous) )?(?:vous|te) souhait(?:e|ons|ant) |passez |passe )?(?:une? |de |d')?(?:très |bien )?(?:bon(?:ne)?s?|belle|beau|bel|excellente?|agréable|joyeu(?:x|se|ses)|douce|heureuse) "
    r"(?:fin de journée|fin de semaine|début de semaine|journée|soirée|nuit|week end|weekend|semaine|après midi|continuation|réception|fêtes?|noël|année|pâques|vacances|congés|"
    r"appétit|courage|matinée|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)(?: (?:à toutes et à tous|à toutes et tous|à tous et à toutes|à vous|à toi|à tous|à toutes|à toute l'équipe|à ceux qui partent|à celles et ceux qui partent|également|aussi))*"
)
_WISH_ES = (
    r"(?:que )?(?:(?:le|les|te|os) (?:deseo|deseamos|deseando) |deseo |deseamos )?(?:(?:tengas?|tengan|tengáis|pases?|pasen|paséis) )?(?:una?s? |unos )?(?:muy )?"
    r"(?:buena?s?|buenos|feliz|felices|excelente|bonit[oa]|lind[oa]|gran|estupend[oa]|agradable|tranquil[oa]) "
    r"(?:fin de semana|finde|día|días|tardes?|noches?|semana|jornada|puente|verano|vacaciones|fiestas|navidad|pascua|año|inicio de semana|resto de (?:día|semana|tarde)|"
    r"lunes|martes|miércoles|jueves|viernes|sábado|domingo)(?: (?:a todos y todas|a todos y a todas|a todos|a todas|a todo el equipo|también|para todos))*"
)
_WISH_IT = (
    r"(?:(?:(?:le|ti|vi) )?augur(?:o|iamo|ando|andovi|andole) |passi |passate |passa )?(?:una |un )?(?:buon[aeo]?|ottim[oa]|bella?|felice|seren[oa]|piacevole) "
    r"(?:giornata|serata|lavoro|ponte|rientro|weekend|week end|fine settimana|pomeriggio|settimana|proseguimento|feste|natale|pasqua|vacanze|ferie|pranzo|inizio settimana|anno|notte|"
    r"continuazione|estate|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica)(?: (?:a voi|a te|a lei|a tutti|a tutte|a tutto il team|anche a voi))*"
)
_WISH_NL = (
    r"(?:(?:ik |wij )?wens(?:en)? (?:je|jullie|u) |maak er |geniet van )?(?:verder )?(?:nog )?(?:een |de |het )?(?:heel |hele )?"
    r"(?:fijne?|aangename|aangenaam|prettige?|goede?|mooie?|leuke?|gezellige?|zonnige?|rustige?|succesvolle|productieve|lekkere?) "
    r"(?:dag|avond|weekend|middag|werkdag|week|ochtend|vakantie|feestdagen|kerst|kerstdagen|pasen|jaarwisseling|start van de week|werkweek|maandag|dinsdag|woensdag|"
    r"donderdag|vrijdag|zaterdag|zondag)(?: (?:nog|verder|toegewenst|gewenst|allemaal|iedereen|samen))*"
)
_WISHES = re.compile(
    "(?:" + "|".join(f"(?:{each})" for each in (_WISH_EN, _SEEING, _WISH_DE, _WISH_FR, _WISH_ES, _WISH_IT, _WISH_NL)) + ")(?= |$)"
)


def wished(words: tuple[str, ...]) -> int:
    """Count the words at the beginning of these lower-case ones that are a good wish and nothing else: "einen schönen Feierabend"."""
    return _counted(_WISHES, words)


_SORRY_EN = (
    r"(?:(?:i'm |i am |we're |we are )?(?:so |very |really |terribly |awfully |ever so )*sorry|(?:(?:please accept )?(?:my|our|many|sincere|humble|with|all) )*apologies|"
    r"(?:i |we )?(?:do )?apologi[sz]e|(?:(?:do |kindly |and )?(?:please |pls |do |kindly ))?(?:excuse|forgive|pardon))(?: again)?(?: to you(?: all)?)? "
    r"(?:(?:for |about )?(?:the |my |our |this |such a )?(?:very |rather |so )?(?:late|slow|short|brief|terse|quick|tardy|delayed|belated)(?: (?:reply|answer|response|email|mail|message|note))|"
    r"(?:for |about )?(?:the |my |our |this |any )?(?:very |rather |slight |long )?(?:delay|delays|lateness|slowness|brevity|haste|hurry|rush|typos?|silence|shortness|tardiness)"
    r"(?: in (?:replying|answering|responding|getting back(?: to you)?))?(?: to (?:it|this|you))?|"
    r"to be (?:so |this |a bit |rather )?(?:late|slow|brief|short|terse)(?: in (?:replying|answering))?|(?:that )?(?:this|it) (?:is|comes|has come) (?:so |a bit |rather )?late|(?:that )?(?:this|it) (?:took|has taken) (?:so|this|too) long|"
    r"for (?:being|replying|answering|responding) (?:so |a bit |rather )?(?:late|slow|slowly|brief|short)|for taking (?:so|this|too) long|"
    r"(?:i'm |i am |to be )?so late|(?:for keeping|to keep|to have kept) you waiting)"
)
_SORRY_DE = (
    r"(?:(?:bitte |ich bitte (?:sie )?um |wir bitten um |um )?(?:vielmals )?(?:entschuldigung|verzeihung|nachsicht)|(?:bitte )?(?:entschuldigen?|entschuldigt|verzeihen?|verzeiht)(?: sie)?|sorry|"
    r"(?:es )?tut mir (?:sehr )?leid)(?: bitte| vielmals)? "
    r"(?:(?:für |wegen )?(?:die |der |den |das |meine |meiner |unsere )?(?:(?:späte|verspätete|kurze|knappe|lange|langsame|verzögerte|schnelle)[nr]? )?"
    r"(?:antwort|rückmeldung|reaktion|verspätung|verzögerung|kürze|eile|wartezeit|tippfehler)|"
    r"dass (?:ich|wir) (?:jetzt )?(?:erst|so spät) (?:jetzt |heute )?(?:antworten?|schreiben?)|dass es so lange gedauert hat)"
)
_SORRY_FR = (
    r"(?:(?:je suis |nous sommes )?(?:vraiment |sincèrement )?désolée?s?|(?:avec )?(?:toutes )?(?:mes|nos)(?: plus plates| sincères)? excuses|excusez(?: moi| nous)?|excuse(?: moi)?|"
    r"pardonnez(?: moi)?|pardon|(?:je )?vous prie d'excuser|veuillez (?:bien )?(?:m'excuser|excuser)|merci d'excuser)(?: encore)? "
    r"(?:(?:pour |de |du )?(?:le |la |ce |cette |ma |mon |cet )?(?:réponse (?:tardive|courte|brève|rapide)|retard|délai(?: de réponse)?|brièveté|hâte|attente|l'attente|fautes de frappe)"
    r"(?: (?:à|de) (?:vous |te )?répondre)?|de (?:vous |te )?répondre (?:si |aussi |un peu )?(?:tard|tardivement))"
)
_SORRY_ES = (
    r"(?:perd[oó]n(?:a|e|en|ad|adme|ame|eme)?|disculp(?:a|e|en|as|ad)|mis disculpas|nuestras disculpas|(?:le |les |te |os )?pido (?:disculpas|perdón)|lo siento|siento|lamento) "
    r"(?:(?:por )?(?:el |la |mi |esta |tanta |las |los )?(?:retraso|tardanza|demora|brevedad|prisas?|espera|respuesta (?:tardía|breve)|erratas)(?: en (?:responder|contestar|la respuesta))?|"
    r"(?:por|que) (?:responder|contestar|conteste|responda) (?:tan )?tarde)"
)
_SORRY_IT = (
    r"(?:scus(?:a|ate|i|ami|atemi|imi|ino)|(?:chiedo|chiediamo) scusa|mi scuso|ci scusiamo|perdon(?:a|ate|i|ami|atemi|imi)|(?:le )?mie scuse|mi (?:dispiace|spiace))(?: tanto| molto)? "
    r"(?:(?:per )?(?:il |la |lo |questo |l'attesa |i )?(?:mio )?(?:ritardo|fretta|brevità|attesa|lentezza|errori di battitura|risposta (?:tardiva|breve|veloce))"
    r"(?: (?:nella|della) risposta| nel rispondere)?|per l'attesa|se rispondo (?:tardi|così tardi))"
)
_SORRY_NL = (
    r"(?:sorry|excuus|excuses|(?:met )?(?:mijn|onze) (?:oprechte )?excuses|neemt? (?:u )?(?:me|mij) niet kwalijk|vergeef me|pardon)(?: hoor)? "
    r"(?:(?:voor )?(?:de |het |mijn )?(?:(?:late|trage|korte|snelle|verlate) )?(?:reactie|antwoord|vertraging|haast|traagheid|wachttijd)|voor het (?:lange )?wachten|"
    r"dat (?:het zo lang duurde|ik zo laat (?:reageer|antwoord|ben)))"
)
_APOLOGIES = re.compile(
    "(?:" + "|".join(f"(?:{each})" for each in (_SORRY_EN, _SORRY_DE, _SORRY_FR, _SORRY_ES, _SORRY_IT, _SORRY_NL)) + ")(?= |$)"
)


def apologised(words: tuple[str, ...]) -> int:
    """Count the words at the beginning of these lower-case ones that ask pardon for a late or brief answer and nothing else: "sorry so late"."""
    return _counted(_APOLOGIES, words)


_THANKS_EN = (
    r"(?:(?:i |we )?(?:very )?(?:many |with )?(?:thanks|thank you|thankyou|thank u|thx))(?: (?:very much|so much|ever so much|kindly|again|a lot|indeed|as always|all|both))* "
    r"(?:for (?:your|the|this|that|all your|yours)(?: (?:kind|prompt|quick|helpful|swift|good|nice|lovely|clear))?(?: (?:message|mail|email|note|letter|reminder|draft|help|patience|reply|"
    r"response|update|work|time|support|effort|efforts|trouble|kindness|information|info|heads up|nudge|attention|assistance))?(?: of (?:this (?:morning|afternoon|evening)|today|yesterday))?|"
    r"for (?:asking|checking|letting me know|getting in touch|writing|waiting|chasing|reminding me|the nudge|preparing (?:this|it)|drafting (?:this|it)|sorting (?:this|it)(?: out)?)"
    r"(?: me| with me)?(?: first| again)?)"
)
_THANKS_DE = (
    r"(?:ich danke|wir danken|danke|(?:vielen|herzlichen|besten|lieben|schönen|tausend)(?: lieben| herzlichen)? dank)(?: (?:schön|sehr|dir|ihnen|euch|vielmals|nochmals?|herzlich))* "
    r"für (?:die|deine|ihre|eure|den|das|deinen|ihren|euren)(?: (?:schnelle|nette|gute|liebe|freundliche|rasche)n?)? "
    r"(?:nachricht|mail|anfrage|mühe|hilfe|info|information|erinnerung|entwurf|geduld|unterstützung|rückmeldung|arbeit|vorbereitung|vorlage|nachfrage)"
)
_THANKS_FR = (
    r"(?:(?:un )?(?:grand |mille )?merci|je vous remercie|je te remercie|nous vous remercions)(?: (?:beaucoup|bien|encore|infiniment|à vous|à toi|à tous))* "
    r"(?:pour|de) (?:(?:votre|ton|ta|le|la|cette|ce|vos) )?(?:message|mail|courriel|aide|l'aide|rappel|travail|retour|réactivité|patience|envoi|l'envoi|projet|préparation|mot)"
)
_THANKS_ES = (
    r"(?:(?:muchas|muchísimas|mil) )?gracias(?: de nuevo| otra vez)? por (?:(?:su|tu|el|la|vuestro|vuestra|todo el|toda la) )?"
    r"(?:mensaje|correo|mail|email|ayuda|aviso|recordatorio|trabajo|paciencia|borrador|nota|gestión|atención|avisar|preguntar)"
)
_THANKS_IT = (
    r"(?:(?:tante|molte|mille) )?grazie(?: (?:mille|tante|infinite|ancora|di cuore))? (?:per|del|della|di) (?:(?:il|la|il suo|la sua|il tuo|la tua|il vostro|la vostra|questa|questo) )?"
    r"(?:messaggio|mail|email|l'aiuto|aiuto|promemoria|lavoro|pazienza|bozza|avviso|l'avviso|segnalazione|disponibilità)"
)
_THANKS_NL = (
    r"(?:(?:hartelijk|heel erg|alvast|vriendelijk) )?(?:bedankt|dank (?:je|u|jullie)(?: wel)?|dank|dankjewel|dankuwel)(?: hoor)? voor (?:je|uw|jullie|het|de|dit)(?: (?:snelle|fijne|goede))? "
    r"(?:bericht|berichtje|mail|mailtje|hulp|herinnering|werk|geduld|concept|reactie|moeite|info)"
)
_THANKS = re.compile(
    "(?:" + "|".join(f"(?:{each})" for each in (_THANKS_EN, _THANKS_DE, _THANKS_FR, _THANKS_ES, _THANKS_IT, _THANKS_NL)) + ")(?= |$)"
)


def thanked(words: tuple[str, ...]) -> int:
    """Count the words at the beginning of these lower-case ones that give thanks for a message or a service and nothing else."""
    return _counted(_THANKS, words)


def _counted(phrases: re.Pattern[str], words: tuple[str, ...]) -> int:
    found = phrases.match(" ".join(words[:_LONGEST]))
    return found[0].count(" ") + 1 if found else 0


def without_tail(core: str) -> str:
    """Return a line without the politeness at its end: `hold until Friday, thanks`."""
    said = core.rstrip(" .!")
    lowered = said.lower()
    tail = next((tail for tail in _tails().get(lowered[-2:], ()) if lowered.endswith(tail)), None)
    if tail is None or len(lowered) != len(said):
        return core
    return core[: len(said) - len(tail) + 1].rstrip(" ,")


@cache
def _tails() -> dict[str, list[str]]:
    """Polite endings behind a space or a comma by their last two letters, the longest first."""
    phrases = {phrase for language in LANGUAGES.values() for phrase in (*language.please, *language.thanks)}
    found: dict[str, list[str]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        for tail in (f" {phrase}", f",{phrase}"):
            found.setdefault(tail[-2:], []).append(tail)
    return found
