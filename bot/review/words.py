"""What an approver may write: one table of phrases per language, for the parser and the documentation alike."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """The closed lists of one language, all lower case, words separated by one space.

    `yes` are the only ways to approve. `no` are ways to reject that may be followed by a reason; `bare_no` are the same
    but a reason must be set apart by punctuation ("no problem" is no rejection). The rest is politeness, which never counts.
    """

    yes: tuple[str, ...]
    no: tuple[str, ...]
    bare_no: tuple[str, ...]
    please: tuple[str, ...]
    thanks: tuple[str, ...]
    greeting: tuple[str, ...]
    farewell: tuple[str, ...]
    joiner: tuple[str, ...]


#: ISO 639-1 -> lists. A yes in any language counts whatever language the case is in.
LANGUAGES: dict[str, Language] = {
    "en": Language(
        yes=(
            "approve", "approved", "i approve", "yes", "yes send it", "ok send it", "okay send it", "send", "send it",
            "please send", "go ahead", "go ahead and send it", "ok approve",
        ),
        no=(
            "reject", "rejected", "i reject", "reject this", "reject it", "don't send", "do not send", "don't send it", "do not send it",
            "don't send this", "do not send this", "don't send that", "do not send that",
            "don't send anything", "do not send anything", "not ok", "not okay", "do not approve", "don't approve", "i do not approve",
            "i don't approve", "not approved",
        ),
        bare_no=("no",),
        please=("please", "pls", "plz"),
        thanks=("thanks", "thank you", "many thanks", "thanks a lot", "thank you very much", "thx", "ty", "cheers", "thanks so much", "thanks very much", "thanks again", "thank you so much", "thank you all", "thanks all", "much appreciated"),
        greeting=("hi", "hello", "hey", "dear", "good morning", "good afternoon", "good evening", "morning", "good day", "greetings", "afternoon", "evening"),
        farewell=(
            "regards", "kind regards", "best regards", "warm regards", "best", "best wishes", "all the best", "br", "rgds", "kr",
            "sincerely", "yours sincerely", "yours", "with kind regards", "with best regards", "kindest regards", "bests", "take care", "have a nice day", "have a good day", "have a great day", "have a nice weekend", "have a good weekend", "have a great weekend", "have a nice evening", "have a good evening", "have a good one", "nice weekend", "good weekend", "have a good week", "have a great week", "have a nice week", "have a lovely day", "have a lovely weekend", "enjoy your weekend", "speak soon", "talk soon", "see you soon", "see you later",
        ),
        joiner=("and",),
    ),
    "de": Language(
        yes=("freigeben", "freigegeben", "genehmigt", "ja", "ja senden", "bitte senden"),
        no=("ablehnen", "abgelehnt", "ich lehne ab", "lehne ab", "zurückweisen", "zurückgewiesen", "nicht senden", "bitte nicht senden", "nicht schicken", "nicht abschicken", "nicht verschicken", "nicht absenden", "nicht versenden", "nicht freigeben", "nicht genehmigt", "nicht freigegeben"),
        bare_no=("nein",),
        please=("bitte",),
        thanks=("danke", "danke schön", "vielen dank", "besten dank", "herzlichen dank", "dank", "danke dir", "danke euch", "danke ihnen", "danke sehr", "dankeschön", "tausend dank", "lieben dank", "danke und gruß", "danke und grüße", "danke vorab"),
        greeting=("hallo", "guten tag", "guten morgen", "guten abend", "liebe", "lieber", "moin", "servus", "sehr geehrte", "sehr geehrter", "hallöchen", "grüß gott", "grüezi", "tag", "moin moin", "hi"),
        farewell=(
            "gruß", "grüße", "viele grüße", "liebe grüße", "beste grüße", "schöne grüße", "mit freundlichen grüßen",
            "freundliche grüße", "mfg", "vg", "lg", "gruss", "grüsse", "mit freundlichen grüssen", "viele grüsse", "liebe grüsse", "beste grüsse", "freundliche grüsse", "herzliche grüße", "mit besten grüßen", "viele liebe grüße", "lieben gruß", "schönen gruß", "besten gruß", "freundlichen gruß", "mit freundlichem gruß", "bg", "schönes wochenende", "schönen tag", "schönen tag noch", "schönen abend", "schönen feierabend", "einen schönen tag", "tschüss", "ciao", "einen schönen tag noch", "schönen abend noch", "einen schönen abend", "schöne woche", "schöne woche noch", "eine schöne woche", "ein schönes wochenende", "bis bald", "bis dann",
        ),
        joiner=("und",),
    ),
    "fr": Language(
        yes=("approuvé", "j'approuve", "oui", "oui envoyez", "envoyez"),
        no=("refusé", "je refuse", "rejeter", "rejeté", "rejetez", "rejette", "je rejette", "refuser", "refusez", "refus", "n'envoyez pas", "ne pas envoyer", "n'envoie pas", "ne l'envoyez pas", "ne l'envoie pas", "n'envoyez rien", "ne pas l'envoyer", "ne rien envoyer", "je n'approuve pas", "pas d'accord"),
        bare_no=("non",),
        please=("s'il vous plaît", "s'il te plaît", "svp", "stp"),
        thanks=("merci", "merci beaucoup", "merci bien", "un grand merci", "merci à vous", "merci à toi", "merci d'avance", "mille mercis"),
        greeting=("bonjour", "bonsoir", "salut", "cher", "chère", "chers", "chères", "coucou", "bonjour à tous"),
        farewell=("cordialement", "bien cordialement", "bien à vous", "salutations", "cdt", "bien à toi", "cdlt", "sincères salutations", "meilleures salutations", "très cordialement", "bonne journée", "bonne soirée", "bon week end", "bon weekend", "bonne fin de journée", "belle journée", "belle soirée", "bonne semaine", "bonne fin de semaine", "bon après midi", "à bientôt", "à plus tard"),
        joiner=("et",),
    ),
    "es": Language(
        yes=("aprobado", "apruebo", "sí", "sí enviar", "envíelo", "envielo"),
        no=("rechazar", "rechazado", "rechazo", "rechace", "rechaza", "denegado", "no autorizo", "no enviar", "no envíe", "no lo envíe", "no envíes", "no lo envíes", "no la envíe", "no la envíes", "no enviarlo", "no lo mande", "no lo mandes", "no mandar", "no apruebo", "no aprobado", "no aprobar"),
        bare_no=("no",),
        please=("por favor",),
        thanks=("gracias", "muchas gracias", "mil gracias", "muchísimas gracias", "gracias de antemano"),
        greeting=("hola", "buenos días", "buenas tardes", "buenas", "estimado", "estimada", "buenas noches", "buen día", "estimados", "estimadas"),
        farewell=("saludos", "un saludo", "saludos cordiales", "atentamente", "cordiales saludos", "un cordial saludo", "cordialmente", "atte", "un abrazo", "buen fin de semana", "feliz día", "que tengas un buen día", "que tenga un buen día", "buena semana", "feliz semana", "feliz fin de semana", "hasta luego", "hasta pronto", "quedo atenta", "quedo atento"),
        joiner=("y",),
    ),
    "it": Language(
        yes=("approvato", "approvo", "sì", "invia", "procedi"),
        no=("rifiuto", "rifiutato", "respinto", "respingi", "rifiuta", "rifiutare", "respingere", "non inviare", "non inviarlo", "non inviarla", "non inviate", "non mandare", "non mandarlo", "non approvo", "non approvato"),
        bare_no=("no",),
        please=("per favore", "per piacere", "perfavore"),
        thanks=("grazie", "grazie mille", "molte grazie", "mille grazie", "grazie ancora", "tante grazie", "grazie a te", "grazie a voi"),
        greeting=("ciao", "buongiorno", "buonasera", "salve", "gentile", "gentili", "egregio", "egregia", "egregi", "caro", "cara", "cari", "care", "buon giorno", "buona sera", "ciao a tutti"),
        farewell=("saluti", "cordiali saluti", "un saluto", "distinti saluti", "cordialmente", "un cordiale saluto", "a presto", "buona giornata", "buona serata", "buon weekend", "buon lavoro", "buon fine settimana", "buona settimana", "buon pomeriggio", "a dopo", "resto a disposizione"),
        joiner=("e",),
    ),
    "nl": Language(
        yes=("akkoord", "goedgekeurd", "ja", "verstuur"),
        no=("afgewezen", "afwijzen", "wijs af", "ik wijs het af", "afkeuren", "afgekeurd", "geweigerd", "niet versturen", "niet verzenden", "niet sturen", "niet opsturen", "stuur het niet", "verstuur het niet", "niet akkoord", "niet goedgekeurd", "verstuur niet"),
        bare_no=("nee",),
        please=("alstublieft", "alsjeblieft", "aub", "graag"),
        thanks=("bedankt", "dank je", "dank u", "dank je wel", "dank u wel", "hartelijk dank", "dankjewel", "dankuwel", "alvast bedankt", "heel erg bedankt", "dank", "hartelijk bedankt"),
        greeting=("hoi", "goedemorgen", "goedemiddag", "goedendag", "beste", "dag", "goedenavond", "hallo", "hi", "hey"),
        farewell=("groet", "groeten", "met vriendelijke groet", "vriendelijke groet", "mvg", "met vriendelijke groeten", "vriendelijke groeten", "hartelijke groet", "hartelijke groeten", "groetjes", "gr", "grtz", "fijne dag", "fijne dag nog", "fijne avond", "fijn weekend", "prettige dag", "prettig weekend", "fijne week", "fijne dag verder", "fijne avond nog", "tot later", "tot snel"),
        joiner=("en",),
    ),
}  # fmt: skip


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: Whom a greeting may address besides a name.
ADDRESSEES = frozenset(
    [
        "desk",
        "dispute",
        "disputes",
        "all",
        "team",
        "there",
        "everyone",
        "everybody",
        "colleagues",
        "zusammen",
        "alle",
        "kollegen",
        "kolleginnen",
        "collègues",
        "compañeros",
        "compañeras",
        "equipo",
        "équipe",
        "colleghi",
        "colleghe",
        "collega's",
        "collegae",
        "tous",
        "todos",
        "tutti",
        "allemaal",
        "iedereen",
    ]
)

#: Words that never are a name: a line that holds one is a sentence about the request, not politeness.
NEVER_A_NAME = frozenset(
    [
        "no",
        "not",
        "never",
        "don't",
        "dont",
        "doesn't",
        "isn't",
        "can't",
        "won't",
        "cannot",
        "if",
        "unless",
        "until",
        "till",
        "when",
        "once",
        "after",
        "before",
        "only",
        "except",
        "but",
        "however",
        "later",
        "tomorrow",
        "tonight",
        "today",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "wait",
        "stop",
        "hold",
        "cancel",
        "change",
        "changes",
        "without",
        "with",
        "first",
        "then",
        "maybe",
        "perhaps",
        "almost",
        "amount",
        "wrong",
        "please",
        "remove",
        "delete",
        "add",
        "again",
        "also",
        "still",
        "or",
        "else",
        "instead",
        "nein",
        "nicht",
        "kein",
        "keine",
        "wenn",
        "falls",
        "sobald",
        "erst",
        "nach",
        "vor",
        "aber",
        "nur",
        "morgen",
        "heute",
        "später",
        "warten",
        "stopp",
        "ändern",
        "oder",
        "ohne",
        "non",
        "pas",
        "jamais",
        "si",
        "quand",
        "après",
        "avant",
        "mais",
        "seulement",
        "demain",
        "attendez",
        "sauf",
        "ou",
        "sans",
        "nunca",
        "cuando",
        "después",
        "antes",
        "pero",
        "sólo",
        "solo",
        "mañana",
        "espere",
        "excepto",
        "sin",
        "mai",
        "quando",
        "dopo",
        "prima",
        "ma",
        "soltanto",
        "domani",
        "aspetta",
        "tranne",
        "oppure",
        "senza",
        "niet",
        "nooit",
        "als",
        "wanneer",
        "na",
        "voor",
        "maar",
        "alleen",
        "morgen",
        "wacht",
        "tenzij",
        "of",
        "zonder",
        "cc",
        "bcc",
        "copy",
        "ask",
        "call",
        "tell",
        "check",
        "fix",
        "correct",
        "update",
        "use",
        "attach",
        "include",
        "see",
        "ps",
    ]
)

#: People are called so, but on the line of a yes these words may mean what they say: not, half, on Friday.
NEVER_BESIDE_A_YES = _set(
    "none nothing nobody neither nor nope nah half part partly partial partially some few less more most next soon yesterday week month year "
    "noon morning evening night january february march april may june july august september october november december mon tue wed thu fri sat "
    "sun late false fake zero draft test pause freeze delay skip drop void deny denied refuse refused decline declined against minus reduced "
    "nichts niemand keiner keines keinem keinen nie niemals weder halb halbe teilweise teil bald gestern übermorgen montag dienstag mittwoch "
    "donnerstag freitag samstag sonntag januar februar märz mai juni juli oktober dezember mittag abend nacht früh woche monat jahr falsch bis "
    "vielleicht noch zuerst erstmal ab "
    "rien personne aucun aucune demi moitié partiel bientôt hier lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril "
    "juin juillet août septembre octobre novembre décembre midi soir nuit matin semaine mois faux moins guère point "
    "nada nadie ningún ninguno ninguna tampoco medio media mitad parcial pronto ayer lunes martes miércoles jueves viernes sábado domingo enero "
    "febrero marzo abril mayo junio julio septiembre octubre noviembre diciembre mediodía tarde noche falso quizás quizá menos "
    "niente nulla nessuno nessuna neanche mezzo metà parziale presto ieri lunedì martedì mercoledì giovedì venerdì sabato domenica gennaio "
    "febbraio aprile maggio giugno luglio agosto settembre ottobre dicembre sera notte settimana mese forse meno "
    "niets geen halve deels gedeeltelijk straks gisteren overmorgen maandag dinsdag woensdag donderdag vrijdag zaterdag zondag januari februari "
    "maart mei augustus middag avond maand fout misschien minder"
)

#: After a rejecting word these make it a condition, a delay or a choice: asked back, not done.
CONDITIONS = frozenset(
    ["if", "unless", "until", "till", "before", "when", "once", "after", "or", "wenn", "falls", "bis", "bevor", "vor", "oder", "si", "jusqu'au",
     "jusqu'à", "avant", "ou", "hasta", "antes", "quando", "fino", "prima", "oppure", "o", "als", "tot", "voor", "voordat", "of"]
)  # fmt: skip

#: Behind a rejecting word these put the answer off and refuse nothing: asked back, not done.
POSTPONING = frozenset(["yet", "noch", "vorerst", "erstmal", "encore", "todavía", "aún", "ancora", "nog", "voorlopig"])

#: What people call out before they say no (lower case); with a comma or a full stop behind it, it says nothing.
INTERJECTIONS = frozenset(
    ["stop", "wait", "sorry", "oh", "hm", "halt", "stopp", "moment", "entschuldigung", "attendez", "désolé", "espera", "perdón", "aspetta", "scusa",
     "wacht"]
)  # fmt: skip

#: A line that begins so was written by the device, not the person (lower case).
DEVICE_LINES = (
    "sent from my", "sent from", "sent via", "sent with", "get outlook for", "von meinem", "gesendet von", "gesendet mit",
    "envoyé de mon", "envoyé depuis", "envoyé à partir", "obtenir outlook", "enviado desde mi", "enviado desde", "enviado de",
    "obtener outlook", "inviato da", "ottieni outlook", "scarica outlook", "verstuurd vanaf", "verzonden vanaf", "outlook voor",
    "holen sie sich outlook", "outlook für", "on my mobile", "typed on", "written on my", "excuse typos", "excuse any typos", "please excuse",
    "sent on the go", "mobil gesendet", "unterwegs gesendet", "unterwegs getippt", "envoyé de l'application", "inviato dal mio", "vanaf mijn",
)  # fmt: skip

#: Words of our own approval mails (lower case, single spaces): own words that hold one are an echo of us, never a decision.
MARKERS = ("what will be sent to", "end of what will be sent")
