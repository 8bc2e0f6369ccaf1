"""What an approver may write: one table of phrases per language, for the parser and the documentation alike."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product


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


def each(*places: str | tuple[str, ...]) -> tuple[str, ...]:
    """Return every phrase that takes one choice of each place; words of a place are choices, "" is left out."""
    choices = [place if isinstance(place, tuple) else tuple(place.split()) for place in places]
    return tuple(" ".join(filter(None, chosen)) for chosen in product(*choices))


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
            "i don't approve", "not approved", "declined", "denied", "refused", "disapproved",
        ),
        bare_no=("no", "nope", "nah", "naw", "no way"),
        please=(
            "please", "pls", "plz",
            "kindly",
        ),
        thanks=(
            *each(("thanks", "thank you", "many thanks", "thanks a lot", "thanks very much", "thanks so much", "thank you so much", "thank you very much", "thanks again"), ("for your help", "for the help", "for all your help", "for your time", "for your patience", "for your support", "for looking after this", "for dealing with this", "for taking care of this"), ("", "with this", "on this", "today", "all")),
            *each(("thansk", "thnaks", "tahnks", "thakns"), ("", "so much", "a lot", "again", "very much")),
            "thanks both", "thank you both", "thanks everyone",
            "thanks", "thank you", "many thanks", "thanks a lot", "thank you very much", "thx", "ty", "cheers", "thanks so much", "thanks very much", "thanks again", "thank you so much", "thank you all", "thanks all", "much appreciated",
            "thanks a mill", "thanks a million", "thanks a bunch", "thanks heaps", "thanks a ton", "thanks muchly", "thanks kindly",
            "thank you kindly", "thanks ever so much", "thank you ever so much", "thanks much", "many thanks indeed", "thank you indeed",
            "very many thanks", "with thanks", "with many thanks", "thanking you", "thanks in advance", "thank you in advance",
            "many thanks in advance", "thanking you in advance", "thanks for your help", "thank you for your help", "thanks for the help",
            "thanks for this", "thank you for this", "thanks for sorting this", "thanks for sorting", "thanks for your work",
            "thanks for the draft", "thanks for drafting this", "thanks for preparing this", "thanks for everything", "ta", "ta muchly",
            "ta very much", "tks", "tnx", "tx", "thnx", "thanx", "thankyou", "thank u", "appreciated", "appreciate it", "i appreciate it",
            "much obliged", "go raibh maith agat", "go raibh míle maith agat", "thanking you kindly",
        ),
        greeting=(
            "hullo", "helo", "hellow", "hllo", "hallo there", "hello there", "hi there",
            "hi", "hello", "hey", "dear", "good morning", "good afternoon", "good evening", "morning", "good day", "greetings", "afternoon", "evening",
            "hiya", "howya", "mornin", "evenin", "heya", "howdy", "g'day", "gday", "arvo", "yo", "aloha", "kia ora", "namaste", "namaskar", "sirs", "sir",
            "madam", "gentlemen", "dear sir or madam", "dear madam or sir", "sir or madam", "dear sir madam", "salaam", "salam", "shalom", "howzit", "sawubona", "jambo", "habari", "merhaba", "selam", "hej", "ahoj", "to whom it may concern", "respected",
            "esteemed", "a very good morning", "very good morning", "a good morning", "good day to you", "good morning to you",
            "good afternoon to you", "good evening to you", "a very good morning to you", "greetings of the day", "greetings to all",
            "greetings to you", "compliments of the day", "season's greetings", "hello again", "hi again", "hey again",
            "top of the morning", "dia duit", "dia dhuit", "happy monday", "happy friday",
        ),
        farewell=(
            *each(("best wishes", "all the best", "best", "regards"), ("for the rest of the week", "for the rest of the day", "for the weekend", "for the week", "for the week ahead", "to all", "to you all", "to everyone")),
            "regards", "kind regards", "best regards", "warm regards", "best", "best wishes", "all the best", "br", "rgds", "kr",
            "sincerely", "yours sincerely", "yours", "with kind regards", "with best regards", "kindest regards", "kindest", "warmest", "sincerest regards", "bests", "take care", "have a nice day", "have a good day", "have a great day", "have a nice weekend", "have a good weekend", "have a great weekend", "have a nice evening", "have a good evening", "have a good one", "nice weekend", "good weekend", "have a good week", "have a great week", "have a nice week", "have a lovely day", "have a lovely weekend", "enjoy your weekend", "speak soon", "talk soon", "see you soon", "see you later",
            "yours faithfully", "faithfully yours", "yours truly", "very truly yours", "truly yours", "sincerely yours", "most sincerely",
            "yours respectfully", "respectfully", "respectfully yours", "cordially", "cordially yours", "warmly", "with warm regards",
            "with warmest regards", "warmest regards", "with kindest regards", "with regards", "many regards", "regards to all",
            "best to all", "all best", "good wishes", "all good wishes", "with best wishes", "with all good wishes",
            "with every good wish", "every good wish", "warm wishes", "warmest wishes", "kind rgds", "best rgds", "brgds", "vbr", "bw",
            "mvh", "vh", "hilsen", "vänliga hälsningar", "med vänlig hälsning", "med vänliga hälsningar", "venlig hilsen",
            "med venlig hilsen", "med vennlig hilsen", "terveisin", "bye", "bye bye", "bye now", "bye for now", "ta ta", "ta ra", "tara",
            "toodle pip", "toodles", "cheerio", "cheers", "cheers big ears", "hooroo", "slán", "slan", "slán go fóill", "le meas",
            "le gach dea ghuí", "ngā mihi", "nga mihi", "god bless", "god bless you", "god bless you all", "be blessed", "stay blessed",
            "stay safe", "stay well", "keep well", "be well", "with love", "lots of love", "love", "hugs", "fondly", "as ever",
            "yours ever", "ever yours", "good night", "happy weekend", "enjoy your day", "enjoy your evening", "enjoy your week",
            "enjoy the weekend", "enjoy the day", "enjoy the rest of your day", "enjoy the rest of your week",
        ),
        joiner=("and",),
    ),
    "de": Language(
        yes=("freigeben", "freigegeben", "genehmigt", "ja", "ja senden", "bitte senden"),
        no=("ablehnen", "abgelehnt", "ich lehne ab", "lehne ab", "zurückweisen", "zurückgewiesen", "nicht senden", "bitte nicht senden", "nicht schicken", "nicht abschicken", "nicht verschicken", "nicht absenden", "nicht versenden", "nicht freigeben", "nicht genehmigt", "nicht freigegeben"),
        bare_no=("nein", "nö", "nee"),
        please=("bitte",),
        thanks=(
            "danke", "danke schön", "vielen dank", "besten dank", "herzlichen dank", "dank", "danke dir", "danke euch", "danke ihnen", "danke sehr", "dankeschön", "tausend dank", "lieben dank", "danke und gruß", "danke und grüße", "danke vorab",
            "merci", "merci vielmal", "merci vielmals", "merci viu mau", "danke vielmals", "danke vielmal", "danke im voraus",
            "vielen dank im voraus", "besten dank im voraus", "vielen lieben dank", "ganz lieben dank", "ganz herzlichen dank",
            "recht herzlichen dank", "verbindlichen dank", "schönen dank", "dank dir", "dank euch", "dank ihnen", "dankschön",
            "vergelt's gott", "vergelts gott", "danke für die mühe", "danke für ihre mühe", "danke für deine mühe", "danke für die hilfe",
            "danke für ihre hilfe", "danke für deine hilfe", "danke für die unterstützung", "vielen dank für ihre mühe",
            "vielen dank für die mühe", "vielen dank für ihre hilfe", "vielen dank für die unterstützung", "1000 dank", "thx",
        ),
        greeting=(
            "servas", "seas",
            "hallo", "guten tag", "guten morgen", "guten abend", "liebe", "lieber", "moin", "servus", "sehr geehrte", "sehr geehrter", "hallöchen", "grüß gott", "grüezi", "tag", "moin moin", "hi",
            "sehr geehrtes", "sehr verehrte", "sehr verehrter", "geehrte", "geehrter", "verehrte", "verehrter", "werte", "werter",
            "wertes", "liebes", "mahlzeit", "ihr lieben", "hallo ihr lieben", "guten morgen ihr lieben", "hi ihr lieben", "grüß dich", "grüß euch", "grüss gott", "grüss euch", "griaß di", "griaß eich", "griaß euch",
            "griaß enk", "griaß god", "grüß gott beinand", "habe die ehre", "habidere", "tach", "tagchen", "moinsen", "hallöle",
            "hallihallo", "grüezi wohl", "grüezi mitenand", "grüessech", "grüessech mitenand", "sali", "salü", "salü zäme", "hoi",
            "hoi zäme", "hoi zämä", "guete morge", "guete tag", "gueten tag", "gueten abig", "guete abig", "guten nachmittag",
            "schönen guten tag", "schönen guten morgen", "schönen guten abend", "einen schönen guten morgen", "einen schönen guten tag",
            "einen schönen guten abend", "einen guten morgen", "damen und herren", "meine damen und herren", "ciao",
        ),
        farewell=(
            "e liebe gruess", "e liebe grüess", "liebe gruess", "liebi gruess", "fründlichi gruess",
            "gruß", "grüße", "viele grüße", "liebe grüße", "beste grüße", "schöne grüße", "mit freundlichen grüßen",
            "freundliche grüße", "mfg", "vg", "lg", "gruss", "grüsse", "mit freundlichen grüssen", "viele grüsse", "liebe grüsse", "beste grüsse", "freundliche grüsse", "herzliche grüße", "mit besten grüßen", "viele liebe grüße", "lieben gruß", "schönen gruß", "besten gruß", "freundlichen gruß", "mit freundlichem gruß", "bg", "schönes wochenende", "schönen tag", "schönen tag noch", "schönen abend", "schönen feierabend", "einen schönen tag", "tschüss", "ciao", "einen schönen tag noch", "schönen abend noch", "einen schönen abend", "schöne woche", "schöne woche noch", "eine schöne woche", "ein schönes wochenende", "bis bald", "bis dann",
            "mit den besten grüßen", "mit den besten grüssen", "mit besten grüssen", "mit freundlichen gruessen", "mit freundlichem gruss",
            "freundlichen gruss", "freundlicher gruß", "freundlicher gruss", "freundliche gruesse", "viele gruesse", "beste gruesse",
            "liebe gruesse", "herzlichen gruß", "herzlichen gruss", "herzliche grüsse", "mit herzlichen grüßen", "mit herzlichen grüssen",
            "mit herzlichem gruß", "mit lieben grüßen", "mit lieben grüssen", "mit vielen grüßen", "mit bestem gruß", "mit bestem gruss",
            "mit kollegialen grüßen", "mit sonnigen grüßen", "sonnige grüße", "sonnige grüsse", "schöne grüsse", "viele liebe grüsse",
            "ganz liebe grüße", "ganz liebe grüsse", "hochachtungsvoll", "mit vorzüglicher hochachtung", "herzlich", "herzlichst",
            "alles gute", "alles liebe", "liebi grüess", "liebe grüess", "fründlechi grüess", "fründlichi grüess", "beschti grüess",
            "en schöne tag", "e schöne tag", "en schöne", "en schöne abig", "es schöns wuchenänd", "schönen tag dir", "schönen tag euch",
            "schönen tag ihnen", "pfiat di", "pfiat eich", "pfiat euch", "pfiat enk", "pfüat di", "pfüeti", "ade", "adele", "servus",
            "baba", "tschau", "tschö", "tschüs", "tschüssi", "uf wiederluege", "auf wiedersehen", "auf wiederschauen", "auf wiederhören",
            "wiedersehen", "gute nacht", "glg", "hg", "fg", "mbg", "schönes we", "schönes wochenende noch", "angenehmen tag",
            "angenehmes wochenende", "schönen restlichen tag", "guten start in die woche", "frohes schaffen", "mit besten empfehlungen",
            "einen angenehmen tag", "euch einen schönen tag", "ihnen einen schönen tag", "dir einen schönen tag",
        ),
        joiner=("und",),
    ),
    "fr": Language(
        yes=("approuvé", "j'approuve", "oui", "oui envoyez", "envoyez", "envoie", "approuve"),
        no=("refusé", "je refuse", "rejeter", "rejeté", "rejetez", "rejette", "je rejette", "refuser", "refusez", "refus", "n'envoyez pas", "ne pas envoyer", "n'envoie pas", "ne l'envoyez pas", "ne l'envoie pas", "n'envoyez rien", "ne pas l'envoyer", "ne rien envoyer", "je n'approuve pas", "pas d'accord"),
        bare_no=("non",),
        please=(
            "s'il vous plaît", "s'il te plaît", "svp", "stp",
            "s'il vous plait", "s'il te plait", "s v p", "s t p",
        ),
        thanks=(
            "merci", "merci beaucoup", "merci bcp", "merci bien", "un grand merci", "merci à vous", "merci à toi", "merci d'avance", "mille mercis",
            "merci par avance", "mille merci", "grand merci", "un tout grand merci", "merci infiniment", "merci encore",
            "merci bien à vous", "merci à tous", "merci à toutes et à tous", "avec mes remerciements", "avec tous mes remerciements",
            "avec nos remerciements", "je vous remercie", "je te remercie", "je vous en remercie", "nous vous remercions",
            "merci de votre aide", "merci pour votre aide", "merci pour ton aide", "merci pour tout", "merci pour le suivi",
            "merci pour votre travail",
        ),
        greeting=(
            "bonjour", "bonsoir", "salut", "cher", "chère", "chers", "chères", "coucou", "bonjour à tous",
            "madame", "monsieur", "messieurs", "mesdames", "mesdames et messieurs", "bon matin", "allô", "allo", "rebonjour", "re bonjour",
            "bien le bonjour", "hello",
            *each("bonjour bonsoir salut allô allo coucou hello", ("à tous", "à toutes", "à toutes et à tous", "à tous et à toutes", "à vous", "à toi", "tout le monde", "l'équipe", "les amis")),
        ),
        farewell=(
            "cordialement", "bien cordialement", "bien cdt", "bien cdlt", "bien à toi", "bien à vous", "salutations", "cdt", "bien à toi", "cdlt", "sincères salutations", "meilleures salutations", "très cordialement", "bonne journée", "bonne soirée", "bon week end", "bon weekend", "bonne fin de journée", "belle journée", "belle soirée", "bonne semaine", "bonne fin de semaine", "bon après midi", "à bientôt", "à plus tard",
            "salutations distinguées", "mes salutations distinguées", "avec mes salutations distinguées", "mes salutations",
            "avec mes salutations", "mes meilleures salutations", "avec mes meilleures salutations", "mes cordiales salutations",
            "salutations cordiales", "cordiales salutations", "bonnes salutations", "meilleurs messages", "mes meilleurs messages",
            "sentiments distingués", "mes sentiments distingués", "sentiments les meilleurs", "meilleurs sentiments", "amicalement",
            "bien amicalement", "amitiés", "bises", "bisous", "grosses bises", "la bise", "biz", "bien sincèrement", "sincèrement",
            "sincèrement vôtre", "respectueusement", "bien respectueusement", "respectueusement vôtre", "au revoir", "à la prochaine",
            "à très bientôt", "à très vite", "bonne réception", "bon courage", "au plaisir", "tout de bon", "bav", "crdt", "slts",
            "bien à vous tous", "cordialement vôtre", "cordialement à vous", "cordialement à tous",
        ),
        joiner=("et",),
    ),
    "es": Language(
        yes=("aprobado", "apruebo", "sí", "sí enviar", "envíelo", "envielo", "envíalo", "envialo"),
        no=("rechazar", "rechazado", "rechazo", "rechace", "rechaza", "denegado", "no autorizo", "no enviar", "no envíe", "no lo envíe", "no envíes", "no lo envíes", "no la envíe", "no la envíes", "no enviarlo", "no lo mande", "no lo mandes", "no mandar", "no apruebo", "no aprobado", "no aprobar"),
        bare_no=("no",),
        please=(
            "por favor",
            "porfa", "por fa", "porfavor", "x favor", "por gentileza",
        ),
        thanks=(
            "gracias", "muchas gracias", "mil gracias", "muchísimas gracias", "gracias de antemano",
            "muy agradecido", "muy agradecida", "agradecido", "agradecida", "le agradezco", "les agradezco", "te agradezco", "se agradece",
            "gracias mil", "un millón de gracias", "muchas gracias de antemano", "gracias a todos", "gracias a todas", "gracias por todo",
            "gracias por su ayuda", "gracias por tu ayuda", "gracias por el apoyo", "gracias por su apoyo", "gracias por tu apoyo",
            "desde ya gracias", "desde ya muchas gracias", "que dios se lo pague", "dios se lo pague", "graciasss", "grax",
        ),
        greeting=(
            "hola", "buenos días", "buenas tardes", "buenas", "estimado", "estimada", "buenas noches", "buen día", "estimados", "estimadas",
            "buenos dias", "buen dia", "muy buenas", "apreciado", "apreciada", "apreciados", "apreciadas", "distinguido", "distinguida",
            "distinguidos", "distinguidas", "querido", "querida", "queridos", "queridas", "muy señor mío", "muy señores míos",
            "muy señora mía", "señores", "señor", "señora", "un gusto saludarlos", "un gusto saludarle", "gusto en saludarlos",
            "es un gusto saludarlos", "un placer saludarle", "cordial saludo", "qué tal", "que tal", "holi", "holis", "respetados",
            "respetado", "respetada",
            *each(("hola", "buenos días", "buenas tardes", "buenas noches", "buenas", "buen día", "muy buenas", "muy buenos días", "muy buenas tardes", "muy buenas noches", "muy buen día"), ("", "a todos", "a todas", "a todos y todas", "a todos y a todas")),
        ),
        farewell=(
            "abrazo grande", "un abrazo grande", "abrazo fuerte", "un beso grande",
            "saludos", "un saludo", "saludos cordiales", "atentamente", "cordiales saludos", "un cordial saludo", "cordialmente", "atte", "un abrazo", "buen fin de semana", "feliz día", "que tengas un buen día", "que tenga un buen día", "buena semana", "feliz semana", "feliz fin de semana", "hasta luego", "hasta pronto", "quedo atenta", "quedo atento",
            "muy atentamente", "cordial saludo", "un saludo cordial", "reciba un cordial saludo", "reciban un cordial saludo",
            "recibe un cordial saludo", "reciba un saludo", "le saluda atentamente", "les saluda atentamente", "le saluda",
            "saludos atentos", "atentos saludos", "un atento saludo", "saludos a todos", "muchos saludos", "un saludo a todos",
            "afectuosamente", "respetuosamente", "abrazos", "abrazo", "un fuerte abrazo", "besos", "un beso", "besitos", "salu2", "slds",
            "sds", "adiós", "chau", "chao", "hasta la vista", "nos vemos", "a sus órdenes", "quedo a sus órdenes",
            "quedamos a sus órdenes", "a la orden", "quedo a la orden", "quedo a su disposición", "quedo a tu disposición",
            "quedo a vuestra disposición", "a su disposición", "quedamos atentos", "quedamos atentas", "bendiciones", "muchas bendiciones",
            "dios los bendiga", "dios le bendiga", "dios te bendiga", "que dios los bendiga", "que dios le bendiga", "que dios te bendiga",
            "pura vida", "buen finde", "feliz finde", "buen fin", "que estés bien", "que esté bien", "que estén bien", "que te vaya bien",
            "que les vaya bien",
        ),
        joiner=("y",),
    ),
    "it": Language(
        yes=(
            "approvato", "approvo", "sì",
            *each(("invia", "inviate", "invii", "procedi", "procedete", "proceda"), ("", "pure")),
        ),
        no=("rifiuto", "rifiutato", "respinto", "respingi", "rifiuta", "rifiutare", "respingere", "non inviare", "non inviarlo", "non inviarla", "non inviate", "non mandare", "non mandarlo", "non approvo", "non approvato"),
        bare_no=("no",),
        please=(
            "per favore", "per piacere", "perfavore",
            "per cortesia", "cortesemente", "gentilmente", "per gentilezza", "x favore",
        ),
        thanks=(
            "grazie", "grazie mille", "molte grazie", "mille grazie", "grazie ancora", "tante grazie", "grazie a te", "grazie a voi",
            "grazie infinite", "infinite grazie", "grazie di cuore", "grazie tante", "grazie davvero", "grazie in anticipo",
            "grazie anticipatamente", "ringrazio", "la ringrazio", "vi ringrazio", "ti ringrazio", "ringraziando", "grazie a tutti",
            "grazie per l'aiuto", "grazie per la collaborazione", "grazie della collaborazione", "grazie per il supporto",
            "grazie di tutto", "grazie per tutto", "grz",
        ),
        greeting=(
            "ciao", "buongiorno", "buonasera", "salve", "gentile", "gentili", "egregio", "egregia", "egregi", "caro", "cara", "cari", "care", "buon giorno", "buona sera", "ciao a tutti",
            "spettabile", "spettabili", "spett le", "spett li", "gentilissimo", "gentilissima", "gentilissimi", "gentilissime", "gent mo",
            "gent ma", "gent mi", "gent li", "egr", "pregiatissimo", "pregiatissima", "pregiatissimi", "preg mo", "preg ma", "pregiata",
            "pregiato", "stimatissimo", "stimatissima", "stimatissimi", "stimato", "stimata", "carissimo", "carissima", "carissimi",
            "carissime", "buondì", "buondi", "buon pomeriggio", "ehilà", "signori", "signore e signori",
            *each("ciao buongiorno buonasera salve buondì", ("a tutti", "a tutte", "a tutti voi", "a voi", "a te", "a lei", "ragazzi", "ragazze")),
        ),
        farewell=(
            "saluti", "cordiali saluti", "un saluto", "distinti saluti", "cordialmente", "un cordiale saluto", "a presto", "buona giornata", "buona serata", "buon weekend", "buon lavoro", "buon fine settimana", "buona settimana", "buon pomeriggio", "a dopo", "resto a disposizione",
            "un caro saluto", "cari saluti", "tanti saluti", "i migliori saluti", "i miei migliori saluti", "i miei più cordiali saluti",
            "i più cordiali saluti", "con i migliori saluti", "saluti cordiali", "cordialità", "distintamente", "ossequi",
            "con osservanza", "con stima", "con i più cordiali saluti", "un abbraccio", "abbracci", "baci", "un bacio", "bacioni", "ciao",
            "ciao ciao", "arrivederci", "arrivederla", "ci vediamo", "ci sentiamo", "a risentirci", "a rivederci", "buon proseguimento",
            "buona continuazione", "buona notte", "buonanotte", "buon we", "buon riposo", "buona giornata a tutti", "buona serata a tutti",
            "buon lavoro a tutti", "buon weekend a tutti", "saluti a tutti", "un saluto a tutti", "un caro saluto a tutti",
            "cordiali saluti a tutti", "rimango a disposizione", "restiamo a disposizione", "una buona giornata", "una buona serata",
        ),
        joiner=("e",),
    ),
    "nl": Language(
        yes=("akkoord", "goedgekeurd", "ja", "verstuur", "verstuur maar"),
        no=("afgewezen", "afwijzen", "wijs af", "ik wijs het af", "afkeuren", "afgekeurd", "geweigerd", "niet versturen", "niet verzenden", "niet sturen", "niet opsturen", "stuur het niet", "verstuur het niet", "niet akkoord", "niet goedgekeurd", "verstuur niet"),
        bare_no=("nee", "neen"),
        please=(
            "alstublieft", "alsjeblieft", "aub", "graag",
            "gelieve", "a u b", "ajb", "sjb", "svp", "alsjeblief", "alstublief", "als je blieft",
        ),
        thanks=(
            "bedankt", "dank je", "dank u", "dank je wel", "dank u wel", "hartelijk dank", "dankjewel", "dankuwel", "alvast bedankt", "heel erg bedankt", "dank", "hartelijk bedankt",
            "dankjulliewel", "dank jullie wel", "dank u zeer", "dank u vriendelijk", "vriendelijk bedankt", "vriendelijk dank",
            "veel dank", "heel veel dank", "duizendmaal dank", "met dank", "met hartelijke dank", "bij voorbaat dank",
            "bij voorbaat bedankt", "alvast dank", "alvast hartelijk dank", "super bedankt", "superbedankt", "bedankt allemaal",
            "bedankt voor de hulp", "bedankt voor je hulp", "bedankt voor uw hulp", "bedankt voor alles", "merci", "thanks", "thx",
        ),
        greeting=(
            "hoi", "goedemorgen", "goedemiddag", "goedendag", "beste", "dag", "goedenavond", "hallo", "hi", "hey",
            "geachte", "geachte heer of mevrouw", "ha", "goeiemorgen", "goeiemiddag", "goeiedag", "goeieavond", "goede morgen", "goede middag",
            "goede avond", "goede dag", "hé", "hallokes", "hallootjes", "hoi hoi", "mogge", "moi", "hey allemaal", "waarde",
        ),
        farewell=(
            "groet", "groeten", "met vriendelijke groet", "vriendelijke groet", "mvg", "met vriendelijke groeten", "vriendelijke groeten", "hartelijke groet", "hartelijke groeten", "groetjes", "gr", "grtz", "fijne dag", "fijne dag nog", "fijne avond", "fijn weekend", "prettige dag", "prettig weekend", "fijne week", "fijne dag verder", "fijne avond nog", "tot later", "tot snel",
            "hoogachtend", "met hoogachting", "met de meeste hoogachting", "met oprechte hoogachting", "met groet", "met groeten",
            "met beste groet", "met beste groeten", "met hartelijke groet", "met hartelijke groeten", "met warme groet", "warme groet",
            "warme groeten", "lieve groet", "lieve groeten", "lieve groetjes", "vele groeten", "veel groeten", "vele groetjes",
            "veel groetjes", "de groeten", "beste groet", "beste groeten", "vriendelijk groetend", "zonnige groet", "zonnige groeten",
            "zonnige groetjes", "groetekes", "groetjes aan allen", "salukes", "saluutjes", "kusjes", "liefs", "doei", "doeg", "houdoe",
            "tot ziens", "tot gauw", "tot horens", "ciao", "mvrgr", "vr gr", "vrgr", "grtn", "grt",
        ),
        joiner=("en",),
    ),
}  # fmt: skip


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: Whom a greeting may address besides a name.
ADDRESSEES = _set(
    "desk dispute disputes all team there everyone everybody both you two three again accounts billing office beide beiden ihr euch "
    "deux vous ambos dos entrambi due beiden colleagues zusammen alle kollegen kolleginnen collègues compañeros "
    "compañeras equipo équipe colleghi colleghe collega's collegae tous todos tutti allemaal iedereen sirs sir madam ma'am folks guys "
    "gang lads lasses mate mates friends chaps gents gentlemen ladies crew y'all yall damen herren herr frau mitenand mitanand zäme zämä "
    "beinand beinander leute lieben kollegin kollege runde madame monsieur mesdames messieurs toutes l'équipe amis collègue confrère "
    "señor señora señores señoras sres sr sra todas amigos amigas colega colegas signor signore signora signori sig dottore dottoressa "
    "dott tutte ragazzi ragazze collega ufficio heer mevrouw heren dames allen mensen jongens"
)

#: Such words alone on a line greet: "Team,", "All,", "Messieurs,".
ALONE = ADDRESSEES - _set(
    "dispute disputes there both you two three again beide beiden ihr euch deux vous ambos dos entrambi due office billing"
)

#: Words that never are a name: a line that holds one is a sentence about the request, not politeness.
NEVER_A_NAME = _set(
    "no not never don't dont doesn't isn't can't won't cannot if unless until till when once after before only except but however later "
    "tomorrow tonight today monday tuesday wednesday thursday friday saturday sunday wait stop hold cancel change changes without with "
    "first then maybe perhaps almost amount wrong please remove delete add again also still or else instead nein nicht kein keine wenn "
    "falls sobald erst nach vor aber nur morgen heute später warten stopp ändern oder ohne non pas jamais si quand après avant mais "
    "seulement demain attendez sauf ou sans nunca cuando después antes pero sólo solo mañana espere excepto sin mai quando dopo prima ma "
    "soltanto domani aspetta tranne oppure senza niet nooit als wanneer na voor maar alleen wacht tenzij of zonder cc bcc copy ask call "
    "tell check fix correct update use attach include see ps reconsider rethink resend redo hang refund revise rewrite"
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

#: The same, where they go on from it without a comma: "can't approve this today", "do not send them before Monday".
LATER = _set(
    "today until till unless before heute bis bevor aujourd'hui avant jusqu'au jusqu'à hoy hasta antes oggi fino prima vandaag tot totdat voordat"
)

#: How a sentence begins that takes back or limits what was said.
TURNS = _set(
    "but except however although though actually wait no yes only not maybe perhaps rather instead unless aber jedoch doch nur nein sondern mais sauf pourtant "
    "seulement pero salvo sino solo sólo ma però soltanto maar behalve alleen toch or and und et y e en"
)

#: Behind a "no" these refuse nothing: no problem, no objections.
NO_REFUSAL = _set(
    "problem problems worries idea doubt doubts rush hurry issue issues objection objections question questions problema problemas problemi problème probleem "
    "bezwaar bezwaren einwände duda dudas dubbio objeción objeciones"
)

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

#: Behind a farewell and before the name of a place: "Viele Grüße aus Kiel", "Saludos desde Cádiz".
FROM_A_PLACE = _set("from aus vom desde dal dalla da uit vanuit depuis de")
