"""The words that numbers are made of in the desk's six languages: plain tables."""

from __future__ import annotations

from decimal import Decimal

#: The words for 1 to 19 and for 20 to 90 by tens.
ONES = {
    "en": "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    "de": "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn",
    "fr": "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf",
    "es": "un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve",
    "it": "un due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove",
    "nl": "een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien",
}
TENS = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "de": "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "fr": "vingt trente quarante cinquante soixante septante quatre-vingts nonante",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "it": "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
    "nl": "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
}
#: How a ten and a one make one word, of (ten, one); other languages set them side by side.
JOINED = {"de": "{1}und{0}", "nl": "{1}en{0}", "it": "{0}{1}"}
BIG: dict[str, dict[str, int]] = {
    "en": {"hundred": 100, "thousand": 1000},
    "de": {"hundert": 100, "tausend": 1000},
    "fr": {"cent": 100, "cents": 100, "mille": 1000},
    "es": {"cien": 100, "ciento": 100, "mil": 1000},
    "it": {"cento": 100, "mille": 1000, "mila": 1000},
    "nl": {"honderd": 100, "duizend": 1000},
}
MORE: dict[str, dict[str, int]] = {
    "en": {},
    "de": {"eins": 1, "eine": 1, "einen": 1, "einer": 1, "dreissig": 30},
    "fr": {"une": 1, "quatre-vingt": 80, "huitante": 80, "octante": 80},
    "es": {
        "uno": 1, "una": 1, "veintiún": 21, "veintiuno": 21, "veintiuna": 21, "veintidós": 22, "veintitrés": 23, "veinticuatro": 24,
        "veinticinco": 25, "veintiséis": 26, "veintisiete": 27, "veintiocho": 28, "veintinueve": 29, "quinientos": 500, "quinientas": 500,
        "setecientos": 700, "setecientas": 700, "novecientos": 900, "novecientas": 900,
        **{f"{one}cient{end}": nth * 100 for nth, one in ((2, "dos"), (3, "tres"), (4, "cuatro"), (6, "seis"), (8, "ocho")) for end in ("os", "as")},
    },
    "it": {"una": 1, "uno": 1},
    "nl": {"één": 1},
}  # fmt: skip
#: A word for one that does not also mean "a".
SINGLE = {
    "en": "single", "de": "einziger einzige einzigen einziges einzigem", "fr": "unique", "es": "único única", "it": "unico unica", "nl": "enkele enige",
}  # fmt: skip
#: Words that mean something else as well ("new", "you are").
HOMONYMS = frozenset({"neuf", "sei"})
AND = {"en": "and", "de": "und", "fr": "et", "es": "y", "it": "e", "nl": "en"}
#: Words that are a number by themselves: dozens and halves.
WHOLE: dict[str, dict[str, int | Decimal]] = {
    "en": {"half a dozen": 6, "a dozen": 12},
    "de": {
        "halbes dutzend": 6,
        "ein dutzend": 12,
        "anderthalb": Decimal("1.5"),
        "eineinhalb": Decimal("1.5"),
        "einundeinhalb": Decimal("1.5"),
    },
    "fr": {"une demi-douzaine": 6, "demi-douzaine": 6, "une douzaine": 12, "une quinzaine": 15},
    "es": {"media docena": 6, "una docena": 12},
    "it": {"mezza dozzina": 6, "una dozzina": 12},
    "nl": {"half dozijn": 6, "een dozijn": 12, "anderhalf": Decimal("1.5"), "anderhalve": Decimal("1.5")},
}
