"""Was it really a signature? The first line below a letter that is no farewell, name, title, address, notice or habit is told of.

What is cut as a signature is the writer's word all the same; below a yes it may limit it, so whoever takes a yes must know of it.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from bot.arrivals import banner, signature
from bot.arrivals.phrases import DEVICES, FAREWELLS, GREETINGS, fold
from bot.vocabulary.ignorecase import AnyOf, small
from bot.vocabulary.mail import Around, Signed, Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_TABLES: dict[str, dict[str, str | list[str]]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
#: Words of a paragraph from which one word of a legal notice is enough to make it one.
_LONG = 25
#: Letters of a line above a notice that has run over into it.
_WRAPPED = 40
#: Longest paragraph that is looked at, in characters.
_MAX_PARAGRAPH = 20_000
#: Unknown words in small letters that a line with a number, a link or a title may have.
_BESIDE = 1
#: Lines below a letter that are looked at; words of the longest phrase of greeting or farewell.
MOST, _PHRASE = 120, 8
#: What stands between a name and what its bearer is.
_NAMED = re.compile(r"\s{0,3}[|,\u00b7\u2022/]|\s{1,3}[-\u2013\u2014]\s")
#: Letters of a word that says nothing: initials, kisses.
_INITIALS = 2
_PARAGRAPHS = re.compile(r"\n[ \t]*\n")
_DELIMITER = re.compile(r"^-- ?$", re.MULTILINE)
_WORD = re.compile(r"[^\W\d_]++(?:['-][^\W_]++)*+")
_EDGES = " \t*_|-\u2013\u2014,.;:!~()<>\u2022\u00b7"
#: What is no word of anybody: addresses, file names of pictures, numbers of a register ("Registered no. 123"), per procura, floors.
_SILENT = re.compile(
    r"\b(?:instagram|insta|ig|facebook|fb|linked ?in|pinterest|twitter|tik ?tok|you ?tube|mastodon|bluesky|threads|xing|whatsapp|etsy|flickr|vimeo)\b ?:? ?(?:[@/]|(?=\+?\d))[\w./+ -]{0,40}|"
    r"<?https?://\S+|www\.\S+|\S{1,64}@\S{1,190}|\[cid:[^\]]{0,80}\]|\b(?:no|nr|núm|n)\b\.? ?[:°º]? ?(?=[a-z]{0,3} ?\d)|\bi\. ?[av]\.|\bapproved (?:supplier|contractor|installer|partner|dealer|vendor|provider|trader|agent|member|repairer|assessor|consultant|centre|center|body|scheme)s?\b|\b(?:first|second|third) floor\b|\bsend(?:ing)? (?:e-?mails?|messages?)\b|(?-i:\bM[aª]\.(?= [A-ZÁÉÍÓÚ]))",
    re.IGNORECASE,
)
#: Without one of these or a digit there is nothing of the kind.
_DIGIT = re.compile(r"\d")
_HUSHED = AnyOf(["@", "/", "www.", "[cid:", "i.", "approved", "floor", "send", "ma.", "mª."])
#: Letters of a line that is looked into; a wrapped disclaimer without a line end has some hundreds.
_LONGEST = 2_000
#: What makes a line, and the lines around it, those of a firm's signature.
_CONTACT = re.compile(r"\+?\d[\d ()/.-]{6,}|www\.|https?://|\S@\S|\[cid:")
_ADDED = re.compile(r"[(\[][^()\[\]]*[)\]]")
_ADDRESS = re.compile(r"\S{1,64}@\S{1,190}")
#: "Credit the freight", "Bajar el precio", "Lower it"; not "Making the", "Over the", "Unter den".
_ORDER = re.compile(
    r"(?!(?:\w+ing|of|for|at|on|in|by|to|from|over|under|behind|near|beside|above|opposite|off|and|an|auf|aus|bei|im|in|unter|über|hinter|neben|von|zu|am|à|au|chez|sur|"
    r"sous|dans|en|de|du|con|para|por|sobre|junto|a|da|di|su|presso|bij|aan|op|naast|achter|tegenover|van|voor|all|both|not?)\b)"
    r"[^\W\d_]{2,}+ (?:(?-i:the|this|that|these|those|them|it|him|her|us|me|our|my|their|das|den|dem|les|los|las|lo|el|la|le|il|gli|het) (?-i:[a-zß-ÿ])|(?-i:it|them|him|her|us|me|ihn|ihm)\b)",
    re.IGNORECASE,
)
#: From one day of the week to another, as hours are told: "Mon-Thu", "lun. \u2013 ven.".
_WEEK = re.compile(
    r"\b(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim|mi\u00e9|jue|vie|s\u00e1b|dom|gio|sab|ma|wo|vr|za|zo)[a-z]{0,6}\.?\s?[-\u2013/]\s?"
    r"(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim|mi\u00e9|jue|vie|s\u00e1b|dom|gio|sab|ma|wo|vr|za|zo)[a-z]{0,6}\b",
    re.IGNORECASE,
)
#: A street by its first word, with a number behind it.
_STREET = re.compile(
    r"(?:via|viale|vicolo|piazza|corso|largo|rue|avenue|av|bd|boulevard|place|quai|chemin|all[ée]e|impasse|route|calle|c/|plaza|avda|avenida|paseo|ronda|camino|rua)\b"
    r"[^?!:;]{1,40}\d{1,5}[^?!:;\d]{0,3}",
    re.IGNORECASE,
)
#: A number, names and a word for a street: "3 Advocates' Stair, Dunmorrow".
_NUMBERED = re.compile(
    r"\d{1,5}[a-z]?(?:[-/]\d{1,4})?,? (?:[A-Z][\w'\u2019.-]* ){0,3}"
    r"(?:Street|St|Road|Rd|Lane|Avenue|Ave|Drive|Way|Court|Close|Square|Place|Terrace|Row|Hill|Gardens|Park|Yard|Wharf|Quay|Stairs?|Walk|Crescent|Mews|"
    r"Green|Gate|House|Mill|Bridge|Boulevard|Blvd|Highway|Parade|Alley|Rise|View|Buildings|Chambers|Estate|Grove|Passage|Side|Wynd)\b"
    r"(?:,? [A-Z0-9][\w'\u2019.-]*){0,6}"
)
#: When a shop is shut and somebody works: "Ruhetag: Mittwoch", "closed Mondays", "Working days: Monday, Tuesday and Thursday".
_DAY = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|(?:mon|diens|donners|frei|sams|sonn)tags?|mittwochs?|lundis?|mardis?|mercredis?|jeudis?|vendredis?|samedis?|dimanches?|"
    r"lunes|martes|mi\u00e9rcoles|jueves|viernes|s\u00e1bados?|domingos?|luned\u00ec|marted\u00ec|mercoled\u00ec|gioved\u00ec|venerd\u00ec|sabato|domenica|"
    r"(?:maan|dins|woens|donder|vrij|zater|zon)dag(?:en)?"
)
_ROTA = re.compile(
    r"(?:ruhetage?|geschlossen|closed|shut|ferm\u00e9e?|jour de fermeture|cerrad[oa]|d\u00eda de cierre|chius[oa]|riposo(?: settimanale)?|giorno di chiusura|gesloten|sluitingsdag|"
    r"(?:my )?(?:working|work|office) days|(?:meine )?(?:arbeitstage|b\u00fcrotage|sprechtage)|anwesend|jours (?:de pr\u00e9sence|travaill\u00e9s)|pr\u00e9sente?|d\u00edas (?:de trabajo|laborables)|"
    r"giorni (?:di lavoro|lavorativi)|presente|(?:mijn )?werkdagen|aanwezig)"
    rf"(?:\W{{1,3}}(?:on|am|op|le|les|il|la|los|el|the|and|und|et|y|e|en|to|bis|au|a|al|tot|\+)?\s?(?:{_DAY})){{1,5}}|"
    rf"(?:{_DAY}) (?:closed|off|geschlossen|ferm\u00e9|cerrado|chiuso|gesloten|dicht)|(?:early|half day) closing (?:on )?(?:{_DAY})|(?:{_DAY}) (?:early|half day) closing",
    re.IGNORECASE,
)
#: A saying in quotation marks.
_SAYING = re.compile('["\u201c\u201e\u00ab\u2018\'][^"?]{4,120}["\u201d\u201c\u00bb\u2019\'][.]?')
#: The courtesies of a device, to the end of the line.
_EXCUSES = re.compile(r"(?:\bplease )?\b(?:excuse|forgive|pardon)\b.*|\btypos?\b.*|\bbitte entschuldigen\b.*", re.IGNORECASE)
_EXCUSING = AnyOf(["excuse", "forgive", "pardon", "typo", "entschuldigen"])


def _words(table: str) -> frozenset[str]:
    return frozenset(word for text in _TABLES[table].values() for word in str(text).split())


_SAID = _words("limits") | _words("wishes") | _words("decisions")
_LIMITS, _NOTICES, _TITLES, _SMALL = _words("limits"), _words("notices"), _words("titles"), _words("small")
_ORDERS, _GOES_ON, _WAYS, _POSTS = _words("orders"), _words("goes_on"), _words("ways"), _words("posts")
_THERE, _CLOCK = _words("there"), _words("clock")
_HABITS = tuple(_TABLES["habits"]["all"])


def doubtful(below: str, writer: str) -> str:
    """Return the first line of what was cut that may say something, or nothing; `writer` is the sender's name and address."""
    known = _known(writer)
    cut = ((line, firm) for line, place, firm in _standing(below, known) if place is Around.CUT)
    return next((line for line, firm in cut if _doubts(line, known, firm=firm)), "")


def closing(words: Words, writer: str) -> Words:
    """Return the words of a reply with the lines in and around its letter: pleasantries it opens with, what it says, and all from the first
    farewell, thanks or the writer's name on, whatever was kept there as a sentence.
    """
    known = _known(writer)
    lines = words.new_text.split("\n")
    opening, at = _frame(lines, known)
    begun = [place for place, line in enumerate(lines[: words.signed_from or 0]) if line.strip(_EDGES) and place not in opening]
    if begun and words.signed_from is not None and words.signed_from < len(lines):
        at = min(words.signed_from, len(lines) if at is None else at)
    opening = [place for place in opening if not _speaks(lines[place], known, firm=False)]  # what may say something stays in the letter
    letter = _without(lines[:at], opening)
    kept = [Signed(lines[place], place=Around.OPENING) for place in opening]
    inside = [_told(line.strip(), known, Around.INSIDE, firm=False) for line in letter if line.strip(_EDGES)]
    below = "" if at is None else "\n".join(lines[at:])
    kept += [replace(line, place=Around.KEPT) if line.place is Around.CUT else line for line in signed(below, writer)]
    cut = signed(words.signature, writer, firm=_CONTACT.search(below) is not None)
    return replace(words, signed=tuple(islice(chain(kept, inside, cut), MOST)), above="\n".join(letter).strip("\n"))


def _known(writer: str) -> frozenset[str]:
    """The words of a name; what it adds in brackets is as good as said: "Ana (not before Friday)"."""
    return frozenset(_WORD.findall(_ADDED.sub(" ", fold(writer))))


def opens_or_closes(line: str) -> bool:
    """Whether a line begins as greetings, thanks and farewells do."""
    bare = line.strip(_EDGES)
    return _begins(bare, GREETINGS) or _begins(bare, FAREWELLS)


def told(line: str, writer: str, place: Around, *, firm: bool = False) -> Signed:
    """Return a line with what its words say of it; `firm`: phone numbers or links stand beside or above it."""
    return _told(line, _known(writer), place, firm=firm)


def _told(line: str, known: frozenset[str], place: Around, *, firm: bool) -> Signed:
    if len(line) > _LONGEST:
        return Signed(line, doubtful=True, limits=True, place=place)  # nobody's footer; what it says is for people to read
    if _ROTA.fullmatch(line.strip(_EDGES)):
        return Signed(line, place=place)
    limits = "%" in line or not _SAID.isdisjoint({fold(word) for word in _WORD.findall(_unhushed(line))} - known)
    return Signed(line, _speaks(line, known, firm=firm), limits, place)


def _unhushed(line: str) -> str:
    """A line without what is no word of anybody; only where there is something of that sort in it."""
    return _SILENT.sub(" ", line) if _DIGIT.search(line) or _HUSHED.within(small(line)) else line


def _doubts(line: str, known: frozenset[str], *, firm: bool) -> bool:
    """Whether a line may say something: all that is asked of most that is cut."""
    return len(line) > _LONGEST or (not _ROTA.fullmatch(line.strip(_EDGES)) and _speaks(line, known, firm=firm))


def _frame(lines: Sequence[str], known: frozenset[str], *, opens: bool = True) -> tuple[list[int], int | None]:
    """Where pleasantries open a letter, and where what stands below it begins; None where there is no letter between them.

    A letter on the line of its greeting is found in a second look that knows no opening.
    """
    opening: list[int] = []
    begun = False
    for at, line in enumerate(lines):
        bare = line.strip(_EDGES)
        if not bare:
            continue
        if begun:
            if _begins(bare, FAREWELLS) or (signature.takes_leave(line) and not signature.greeting(line)) or _is_own_name(bare, known):
                return opening, at
        elif opens and _begins(bare, GREETINGS):
            opening.append(at)
        elif opening and _is_own_name(bare, known):
            break
        else:
            begun = not _begins(bare, FAREWELLS)
    return _frame(lines, known, opens=False) if opening and not begun else (opening, None)


def _begins(bare: str, phrases: frozenset[str] | tuple[str, ...]) -> bool:
    """Whether a line begins with one of these phrases."""
    words = fold(bare).split()[:_PHRASE]
    return any(" ".join(words[:count]).strip(_EDGES) in phrases for count in range(1, len(words) + 1))


def _is_own_name(bare: str, known: frozenset[str]) -> bool:
    """Whether a line is the writer's name, or the first of it, or a farewell and that name; behind a stroke may stand what they are."""
    words = [fold(word) for word in _WORD.findall(_NAMED.split(bare, maxsplit=1)[0])]
    if len(words) > 1 and set(words[-1]) == {"x"}:  # kisses
        words.pop()
    while words and (words[-1] in known or (len(words[-1]) > _INITIALS and signature.short_for(words[-1], set(known)))):
        words.pop()
        if not words or " ".join(words) in FAREWELLS:
            return True
    return False


def _without(lines: Sequence[str], places: Sequence[int]) -> list[str]:
    return [line for at, line in enumerate(lines) if at not in places]


def signed(below: str, writer: str, *, firm: bool = False) -> Iterator[Signed]:
    """Yield the lines of what was cut, names and streets aside; below the mark "-- " they are a signature by the writer's own word."""
    known = _known(writer)
    for line, place, firm_here in _standing(below, known, firm=firm):
        yield _told(line, known, place, firm=firm_here)


def _standing(below: str, known: frozenset[str], *, firm: bool = False) -> Iterator[tuple[str, Around, bool]]:
    """Yield those lines, where they stand, and whether phone numbers or links stand beside or above them."""
    for marked, part in enumerate(_DELIMITER.split(below.replace("\xa0", " "), maxsplit=1)):
        for paragraph in _PARAGRAPHS.split(part):
            lines = [line.strip() for line in paragraph[:_MAX_PARAGRAPH].split("\n") if line.strip(_EDGES)]
            notice = 0 if banner.is_banner([fold(line) for line in lines]) else _notice_begins(lines)
            firm = firm or any(_CONTACT.search(line) for line in lines[:notice])
            for at, line in enumerate(lines):
                if not (_is_their_name(line, known) or _is_street(line)):
                    place = Around.NOTICE if at >= notice else Around.MARKED if marked else Around.CUT
                    yield line, place, firm


def _is_street(line: str) -> bool:
    """Whether a short line is a street and a number: "via dell'Esempio 5"."""
    return (
        len(line) <= 2 * _WRAPPED
        and any(street.fullmatch(line.strip(_EDGES)) for street in (_STREET, _NUMBERED))
        and not {fold(word) for word in _WORD.findall(line)} & _SAID
    )


def _is_their_name(line: str, known: frozenset[str]) -> bool:
    """Whether a line is words of the writer's name and nothing else."""
    words = [fold(word) for word in _WORD.findall(line)]
    return bool(words) and known.issuperset(words) and not set(_WORD.sub("", line)) - set(" .,-'|*\t")


def is_signature(lines: Sequence[str], writer: str) -> bool:
    """Whether a paragraph may stand below a letter: it names the writer, a post, a telephone or a page, takes leave, or is a notice."""
    known = _known(writer)
    if _notice_begins(lines) < len(lines):
        return True
    for line in lines:
        told = _ADDRESS.sub(" ", line)
        words = {fold(word) for word in _WORD.findall(told)}
        if words & (known | _TITLES) or _CONTACT.search(told) or fold(line).strip(_EDGES).startswith((*FAREWELLS, *DEVICES, *_HABITS)):
            return True
    return False


def _notice_begins(lines: Sequence[str]) -> int:
    """Where the legal notice of a paragraph begins; the line above its first telling word is part of it when it is a long one."""
    words = [set(_WORD.findall(fold(line))) for line in lines]
    told = {word for each in words for word in each & _NOTICES}
    if len(told) < (1 if sum(map(len, words)) >= _LONG else 2):
        return len(lines)
    first = next(at for at, each in enumerate(words) if each & _NOTICES)
    return first - 1 if first and len(lines[first - 1]) > _WRAPPED else first


def _orders(line: str) -> bool:
    """Whether a line begins as orders do, by a verb and a thing in small letters, or says how or when: "In July", "By post"."""
    words = [fold(word) for word in _WORD.findall(line)]
    way = len(words) > 1 and words[0] in _WAYS and words[1] not in _POSTS and not any(map(str.isdigit, line))
    return way or _ORDER.match(line.lstrip(_EDGES)) is not None


def _speaks(line: str, known: frozenset[str], *, firm: bool) -> bool:
    """Whether a line is none of what stands below letters; `firm`: phone numbers or links stand beside or above it."""
    bare = fold(line).strip(_EDGES)
    if all(part.strip(_EDGES) in FAREWELLS for part in bare.split(",")):
        return False
    device = bare.startswith(DEVICES)
    told = _WORD.findall(_unhushed(_EXCUSES.sub(" ", line) if _EXCUSING.within(small(line)) else line))
    words = {fold(word) for word in told} - known
    if bare.startswith(_HABITS) and not words & (_LIMITS if device else _ORDERS):
        return False
    contact = _CONTACT.search(line) is not None
    hours = any(map(str.isdigit, line)) and (bool(words & _THERE) or _WEEK.search(line) is not None)
    words -= _CLOCK if hours else frozenset()
    if words & _SAID or ("?" in line and not contact):
        return True
    if device or signature.takes_leave(line):
        return bool(words & _GOES_ON) and not device
    if _SAYING.fullmatch(line.strip()):
        return _orders(line)
    little = {fold(word) for word in told if word[0].islower() and len(word) > _INITIALS} - known - _TITLES - _SMALL
    allowed = _BESIDE if contact or words & _TITLES else 0
    return (len(little) > allowed and not hours and not (firm and line.lstrip(_EDGES)[:1].isupper())) or _orders(line)
