"""Finds what stands under a letter: farewell and name, device line, legal notice - and the gateway's banner on top."""

from __future__ import annotations

import re
from itertools import takewhile

from bot.arrivals import notices
from bot.arrivals.phrases import BANNERS, DEVICES, FAREWELLS, GREETING_WORDS, GREETINGS, fold
from bot.vocabulary.smileys import without_smileys

_MAX_BLOCK = 18
_TAIL = 40
_NOTICE_LINES = 300
_NAME_WORDS = 4
_LONG_NAME = 8
_GREETED = 6
_GREETED_LETTERS = 80
_ABOUT = frozenset(("as", "in", "to", "invoice", "line"))
_GREETING_WORDS = 7
_EDGES = " \t\xa0,.;:!-\u2013—*_~()|>\N{SMILE}"
_CONTACT = re.compile(
    r"(?:^|[|,;•·]\s{0,3})(?:t|tel|tél|telefon|phone|telephone|ph|m|mob|mobile|mobil|handy|cell|portable|fax|f|e|email|e-mail|mail|w|web|www|direct|office|"
    r"dw|durchwahl|d|o|p|móvil|tlf|teléfono|cel|puh|gsm|natel)\b[ .:)\t]{0,4}[+(\d\w]|\+\d[\d ()/.-]{7,}|(?:www\.|https?://)\S+|"
    r"^\S{1,64}@\S{1,190}$|\b(?:vat|ust-idnr|uid|kvk|btw|siret|nif|cif|p\.? ?iva|reg)\b[^a-z]{0,6}(?:no|nr|number)?",
    re.IGNORECASE,
)
_MONEY = re.compile(r"\b(?:iban|bic|swift|sort code|account (?:no|number)|kontonummer|blz)\b", re.IGNORECASE)
_SENTENCE_WORDS = 13
_DEVICE_LETTERS = 119
#: From here on full names are one word: kana, Han, Hangul.
_HAN = "\u3040"
_LETTERS, _WORD = re.compile(r"[^\W\d_]+"), re.compile(r"[^\W_]+")
#: What stands behind a name on one line with a title or a firm.
_NAME_END = re.compile(r"\s{0,3}[|,\u00b7\u2022/]|\s{1,3}[-\u2013\u2014]\s|$")
#: Whom a farewell is meant for.
_TO_ALL = re.compile(
    r" (?:to (?:all|you|you all|you both|everyone)|all|everyone|an alle|zusammen|à tous|à toutes et à tous|à vous|a todos|a tutti|allemaal|aan allen)$"
)
#: How such a farewell ends.
_WHOM = ("all", "you", "both", "everyone", "alle", "zusammen", "tous", "toutes", "vous", "todos", "tutti", "allemaal", "allen")
#: Where what stands before and behind a title may become one word without it.
_RUN_ON = re.compile(r"[.)][^\W\d_]")
#: What stands before or behind a name: per procura, Dr, (she/her), ACMA.
_TITLES = re.compile(
    r"^(?:(?:the )?(?:i\. ?[av]|ppa?|p\.p|dr|prof|ing|dipl|dipl\.-[a-zü]{2,6}|mag|dott|dott\.ssa|rag|avv|arch|geom|mr|mrs|miss|ms|mx|mme|mlle|me|sir|dame|lady|lord|rev|"
    r"rev'?d|revd|reverend|canon|fr|hon|capt|cllr|ca|frau|herr|sig|sig\.ra|sr|sra|dña|don|doña|d\.ª|lic|licda|lcdo|c\.p|l\.c|arq|hna|hno|mtro|mtra|mevr|dhr|drs|ir|mw|"
    r"jur|iur|med|phil|rer|nat|oec)\b\.?(?: ?\([a-z]{1,4}\))?[ -]{1,2}){1,5}|"
    r"\s\([^()\d]{2,20}\)|(?<=[^\W_])(?:,? (?-i:[A-Z][A-Za-z]?[A-Z.]{1,5})\b)+",
    re.IGNORECASE,
)
#: What stands between the names of one person: particles, ranks, "y".
_PARTICLES = frozenset(
    re.split(
        " ",
        "von van vom zu zur zum de del della dello dei degli di da do dos das du des la le las los el lo der den den ter ten te 't af av al ibn bin mac mc ní ó st freiherr freifrau "
        "graf gräfin edler ritter y e und i jr jnr snr ii iii",
    )
)
#: How firms end their names in a full stop that ends no sentence: B.V., Lda., S.r.l., Sp. z o.o.
_FIRM_END = re.compile(
    r"(?:\b(?:[^\W\d_]{1,2}\.){1,4}|\b(?:ltd|lda|ltda|inc|corp|co|cie|bros|cía|coop|gmbh|kg|kft|zrt|nyrt|srl|spa|sro|mbh|llc|llp|plc|pty|pte|şti|ges|hnos|"
    r"figli|soc|sas|sarl)\.)$",
    re.IGNORECASE,
)
#: Full stops inside a line but those of initials.
_STOPS = re.compile(r"[^\W\d_]{2}\. ")
#: "for and on behalf of", "for Tremlett & Son".
_FOR = re.compile(
    r"(?:for and on behalf of|on behalf of|for|pour le compte de|pour|por|per conto di|per|namens|im auftrag|i\. ?a\.)(?: [A-Z]|$)"
)
#: What belongs to the letter even where it stands under a name: papers, sums, fields of a form.
_PAPERS = re.compile(
    r"invoice|\brechnung(?:en|snr|snummer)?\b|factura?\b|facture|fattur|faktur|factuur|\border\b|\bpo\b|amount|betrag|[\u20ac$\u00a3]|"
    r"\b(?:subject|betreff|objet|asunto|oggetto|onderwerp|message|nachricht|reason|grund|date|datum|customer|kunde) ?:",
    re.IGNORECASE,
)


#: Things and programs that send mail: "Sent from our warehouse on 3 November" above more of a letter names none.
_GADGET = re.compile(
    r"phone|ipad|tablet|tel[eé]fono|t[eé]l[eé]phone|telefon|handy|mobil|m[oó]vil|celular|cellulare|android|samsung|galaxy|outlook|mail|blackberry|huawei|xiaomi|pixel|"
    r"nokia|windows|app\b|[^\x00-\u02ff]",
    re.IGNORECASE,
)
_DEVICES, _BANNERS = notices.by_letter(DEVICES), notices.by_letter(BANNERS)
_POSTSCRIPT = re.compile(r"p\.? ?s\.?[ :)]", re.IGNORECASE)


def tag(lines: list[str], tags: list[str], writer: str = "", new: str = "n", signed: str = "s") -> None:
    """Retag lines of kind `new` that are signature, notice or banner as `signed`; the letter itself never becomes empty."""
    filled = [index for index, kind in enumerate(tags) if kind == new and lines[index].strip()]
    if not filled:
        return
    before = list(tags)
    _banner(lines, tags, filled, signed)
    for segment in runs(tags, new):
        if not any(map(str.strip, lines[segment.start : segment.stop])):
            continue
        _tail(lines, tags, segment, writer, (signed, filled[0] < segment.start))
    _lone_farewells(lines, tags, new, signed)
    if not any(tags[index] == new for index in filled):
        _give_back(lines, tags, before, filled)


def _give_back(lines: list[str], tags: list[str], before: list[str], filled: list[int]) -> None:
    """All was cut: a mail of "Thanks!" and a name says thanks. Keep its first line, unless a program wrote it."""
    first = filled[0]
    if not notices.starts(lines[first], _DEVICES) and lines[first].rstrip() != "--" and not notices.disclaims(lines[first]):
        tags[first] = before[first]


def _lone_farewells(lines: list[str], tags: list[str], new: str, signed: str) -> None:
    """A farewell alone below quoted lines ends a letter that was written between them."""
    segments = runs(tags, new)
    if len(segments) < 2:  # noqa: PLR2004 - a letter and what is alone below it
        return
    letters = [[at for at in run if lines[at].strip()] for run in segments]
    filled = [run for run in letters if run]
    if len(filled) > 1 and len(filled[-1]) == 1 and _is_farewell(lines[filled[-1][0]]):
        tags[filled[-1][0]] = signed


def runs(tags: list[str], new: str) -> list[range]:
    """Maximal runs of lines of one kind."""
    found: list[range] = []
    left, stop = tags.count(new), 0
    while left:
        start = stop = tags.index(new, stop)
        while stop < len(tags) and tags[stop] == new:
            stop += 1
        left -= stop - start
        found.append(range(start, stop))
    return found


def _banner(lines: list[str], tags: list[str], filled: list[int], signed: str) -> None:
    """Tag a gateway's warning at the very top: its paragraph, at most five lines, never the whole mail."""
    first = filled[0]
    if not notices.starts(lines[first], _BANNERS):
        return
    end = first
    while end < min(len(lines), first + 5) and lines[end].strip():
        end += 1
    if any(index >= end for index in filled):
        for index in range(first, end):
            tags[index] = signed


def _tail(lines: list[str], tags: list[str], segment: range, writer: str, state: tuple[str, bool]) -> None:
    """Cut one run of new lines from below; `state` is the tag of what is cut, and whether the letter has begun above it."""
    signed, begun = state
    end = _cut(lines, segment, tags, signed, notices.first(lines, segment, begun=begun))
    end = _cut(lines, range(segment.start, end), tags, signed, _delimiter(lines, range(segment.start, end)))
    for index in range(max(segment.start, end - _TAIL), end):
        if _sent_from(lines, range(index, end)):
            tags[index] = signed
    kept = [index for index in range(segment.start, end) if lines[index].strip() and tags[index] != signed]
    known = set(_LETTERS.findall(writer.casefold()))
    at = _farewell(lines, kept, known)
    if at is None:
        at = _contact_block(lines, kept)
    if at is None:
        at = _named_block(lines, kept, known)
    if at is None:
        at = _bare_name(lines, kept, known)
    if at is not None:
        for index in range(at, end):
            tags[index] = signed


def _sent_from(lines: list[str], rest: range) -> bool:
    """Whether a short line names the device or program a mail was written on, or says so with no more of the letter below it."""
    line = lines[rest.start]
    if len(line) > _DEVICE_LETTERS or not notices.starts(line, _DEVICES):
        return False
    return _GADGET.search(line) is not None or not any(_sentence(lines[at]) for at in rest[1:])


def _cut(lines: list[str], segment: range, tags: list[str], signed: str, at: int | None) -> int:
    """Tag from `at` to the end of the segment; return where the kept part ends."""
    if at is None:
        return segment.stop
    for index in range(at, segment.stop):
        tags[index] = signed
    while at > segment.start and not lines[at - 1].strip():
        at -= 1
    return at


def _delimiter(lines: list[str], segment: range) -> int | None:
    """The usenet delimiter `-- `, or a short rule above contact lines."""
    filled = [index for index in segment[-_NOTICE_LINES:] if lines[index].strip()][-_TAIL:]
    for position, index in enumerate(filled):
        bare = lines[index].strip()
        if bare in {"--", "—", "\u2013"} and len(lines[index]) <= 4:  # noqa: PLR2004 - the delimiter with blanks
            return index
        if len(bare) > 2 and bare[0] in "-_=*~—" and len(set(bare)) == 1:  # noqa: PLR2004 - a rule
            below = [lines[at] for at in filled[position + 1 :]]
            contacts = any(_CONTACT.search(line[:200]) for line in below)
            if 0 < len(below) <= _MAX_BLOCK and contacts and not any(_sentence(line) for line in below):
                return index
    return None


def _farewell(lines: list[str], kept: list[int], known: set[str]) -> int | None:
    """The first farewell with nothing but a signature below it; None if the letter would be empty without it."""
    for position in range(max(0, len(kept) - _MAX_BLOCK - 1), len(kept)):
        index = kept[position]
        last = position + 1 == len(kept)
        if not _is_farewell(lines[index]) and not (_named_farewell(lines[index], known) or (not last and _greets(lines[index]))):
            continue
        if position == 0 and _opens(lines[index]):
            continue
        below = takewhile(lambda at: not notices.told(lines, range(at, kept[-1] + 1)), kept[position + 1 :])
        if any(_sentence(lines[at]) or _MONEY.search(lines[at][:200]) for at in below):
            continue
        if position == 0 or (position == 1 and greeting(lines[kept[0]])):
            if any(_is_farewell(lines[at]) for at in kept[position + 1 :]):
                continue
            return kept[position + 1] if position + 1 < len(kept) else None
        return index
    return None


def _opens(line: str) -> bool:
    """Whether a farewell greets just as well where it stands first: "Ciao,", "Servus!", "Buen día"."""
    return greeting(line) or fold(line.strip(_EDGES)) in {"buen día", "buen dia", "zdravím"}


def takes_leave(line: str) -> bool:
    """Whether a line is a farewell or a greeting, with a name or not."""
    return _is_farewell(line) or _greets(line) or greeting(line)


def _is_farewell(line: str) -> bool:
    """Whether a whole line is a farewell, perhaps with a name behind a comma."""
    if len(line) > 90:  # noqa: PLR2004 - longer lines are sentences
        return False
    bare = fold(without_smileys(line).strip(_EDGES))
    if bare in FAREWELLS or (bare.endswith(_WHOM) and _TO_ALL.sub("", bare) in FAREWELLS):
        return True
    if "/" in bare and all(part.strip(_EDGES) in FAREWELLS for part in bare.split("/")):
        return True
    head, comma, name = bare.replace("//", ",").partition(",")
    if comma and head.strip(_EDGES) in FAREWELLS:
        rest = name.strip(_EDGES)
        return rest in FAREWELLS or (
            0 < len(rest.split()) <= _NAME_WORDS and not re.search(r"[?!:\d]", rest) and head.strip(_EDGES) not in {"no", "thanks but"}
        )
    return False


def _named_farewell(line: str, known: set[str]) -> bool:
    """Whether a line is a farewell and the writer's own name behind it: "Gruß Jens", "Cheers Tom"."""
    words = fold(line.strip(_EDGES)).split() if known and len(line) <= 90 else []  # noqa: PLR2004 - longer lines are sentences
    names = 0
    while names < len(words) and words[-1 - names].strip(_EDGES) in known:
        names += 1
    return 0 < names < len(words) and " ".join(words[: len(words) - names]).strip(_EDGES) in FAREWELLS


def _greets(line: str) -> bool:
    """Whether a short line holds a word of greeting: "Sunny greetings from Delft" - but not "wrong as regards the rate"."""
    if "?" in line:
        return False
    if len(line) > _GREETED_LETTERS and len(_WORD.findall(fold(line[:_GREETED_LETTERS]))) > _GREETED + 1:
        return False  # too many words already
    words = _WORD.findall(fold(line))
    told = 0 < len(words) <= _GREETED and not GREETING_WORDS.isdisjoint(words) and _ABOUT.isdisjoint(words)
    return told and not any(map(str.isdigit, words))


def _sentence(line: str) -> bool:
    """Whether a line says something: a question, a postscript, many words."""
    bare = line.strip()
    if "?" in bare or _POSTSCRIPT.match(bare):
        return True
    words = len(bare.split())
    return (
        (words >= _SENTENCE_WORDS and (not _CONTACT.search(bare[:200]) or _runs_on(bare)))
        or (
            bare.endswith((".", "!"))
            and words > 5  # noqa: PLR2004 - five words may be a slogan or a street
            and not _CONTACT.search(bare[:200])
            and not _firm(bare)
        )
    )


def _firm(bare: str) -> bool:
    """Whether a line ends in a firm's name, perhaps behind a title: "kierownik zakupów, Meble Nowak Sp. z o.o."."""
    if not _FIRM_END.search(bare) or len(_STOPS.findall(bare)) > 1:
        return False
    title, comma, name = bare.partition(", ")
    return not _runs_on(bare) or (bool(comma) and len(title.split()) <= _NAME_WORDS and name[:1].isupper())


def _runs_on(bare: str) -> bool:
    """Whether most words of a line begin small: a sentence that has a "VAT" in it is no entry of a register."""
    words = bare.split()
    return bare.endswith((".", "!")) and sum(word[0].islower() for word in words) * 2 > len(words)


def greeting(line: str) -> bool:
    """Whether a line is a greeting and no more."""
    words = line.strip(_EDGES).casefold().split()
    return 0 < len(words) <= _GREETING_WORDS and words[0].strip(_EDGES) in GREETINGS


def _contact_block(lines: list[str], kept: list[int]) -> int | None:
    """A last paragraph of name, title and phone lines without a farewell above it."""
    if len(kept) < 3:  # noqa: PLR2004 - a letter, a name and a phone line
        return None
    start = len(kept) - 1
    while start > 0 and kept[start - 1] == kept[start] - 1:
        start -= 1
    block = [lines[index] for index in kept[start:]]
    contacts = sum(1 for line in block if _CONTACT.search(line[:200]))
    plain = not any(_sentence(line) or _MONEY.search(line[:200]) or len(line) > 100 for line in block)  # noqa: PLR2004 - signature lines are short
    if start == 0 or not plain or not 2 <= len(block) <= _MAX_BLOCK or contacts * 3 < len(block):  # noqa: PLR2004 - a third of it are contacts
        return None
    return kept[start]


def _named_block(lines: list[str], kept: list[int], known: set[str]) -> int | None:
    """From the writer's own full name to the end, where titles, firms, streets and numbers follow: no farewell stands above it."""
    for position in range(max(1, len(kept) - _MAX_BLOCK), len(kept)):
        if _names(lines[kept[position]].strip(), known) and all(_stands_below(lines[at]) for at in kept[position + 1 :]):
            return kept[position]
    return None


def _names(line: str, known: set[str]) -> bool:
    """Whether a line begins with the writer's full name, titles aside, and a title or firm is set apart from it."""
    if known.isdisjoint(_LETTERS.findall(line.casefold())) and not _RUN_ON.search(line):
        return False
    for name in (_NAME_END.split(text, maxsplit=1)[0] for text in (line, _TITLES.sub("", line))):
        words = _LETTERS.findall(name.casefold())
        if len(words) == 1 and words[0] in known and words[0][0] >= _HAN:
            return True
        if _in_other_dress(name, words, known):
            return True
        if 1 < len(words) <= _NAME_WORDS and (known.issuperset(words) or (known.issuperset(words[1:]) and short_for(words[0], known))):
            return True
    return False


def _in_other_dress(name: str, words: list[str], known: set[str]) -> bool:
    """Whether a name is the writer's with particles, initials, ranks or more surnames: two of its words are theirs, or an initial and the last."""
    if not 1 < len(words) <= _LONG_NAME or not all(word[:1].isupper() or word in _PARTICLES for word in _LETTERS.findall(name)):
        return False
    letters = {one[0] for one in known}
    own = [word for word in words if word in known and len(word) > 1 and word not in _PARTICLES]
    others = [word for word in words if word not in own and word not in _PARTICLES and not (len(word) == 1 and words[0][0] in letters)]
    initials = len(words[0]) == 1 and words[0] in letters
    return len(own) + initials > 1 and len(others) <= len(own)


def short_for(name: str, known: set[str]) -> bool:
    """Whether a first name is the short form of one the writer has: Walt for Walter, Tom for Thomas."""
    return any(len(one) > len(name) and one[0] == name[0] and set(name) <= set(one) for one in known)


def _stands_below(line: str) -> bool:
    """Whether a line can stand under a name: short, no sentence, no small beginning, nothing of the matter."""
    bare = line.strip()
    contact = _CONTACT.search(bare[:200]) is not None
    told = (
        _sentence(bare) or _MONEY.search(bare) or (not contact and ((bare[:1].islower() and not _FOR.match(bare)) or _PAPERS.search(bare)))
    )
    return not told and len(bare) <= 100  # noqa: PLR2004 - signature lines are short


def _bare_name(lines: list[str], kept: list[int], known: set[str]) -> int | None:
    """A last line that is nothing but the writer's own name or initial."""
    if len(kept) < 2 or not known:  # noqa: PLR2004 - never the only line
        return None
    words = _LETTERS.findall(lines[kept[-1]].casefold())
    if 0 < len(words) <= 4 and all(word in known or (len(word) == 1 and any(name[0] == word for name in known)) for word in words):  # noqa: PLR2004 - a name
        return kept[-1]
    return None
