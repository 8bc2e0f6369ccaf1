"""Tells what machines say by signs: words that stand together in one sentence, in any order, as boilerplate.toml lists them by language.

A letter of a machine is signs and courtesies from end to end; a person's has a sentence of its own, a question, a sum or a wish.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.arrivals import spans, yours
from bot.arrivals.phrases import FAREWELLS, LABELS, fold

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Letters looked at, and sentences: what a machine has to say stands on top.
_HEAD = 1_500
_SENTENCES = 16
#: Languages that are tried, those first of whose words the text has most.
_TRIED = 2
_WORD = re.compile(r"[^\W_]++(?:['-][^\W_]++)*+")
#: Ends of sentences. Each look back stands behind the blank it is about, so that a search stops at blanks only.
_BLANK_END = r"\s(?:(?<=[^\d\s][.!?;].)\s*(?=\S)|(?<=\d\d\d\d\..)\s*|(?<=\d\.\d\d\..)\s*(?=[A-Z\u00c0-\u00de])|(?<=\n)\s{0,40}\n)"
_END = re.compile(_BLANK_END, re.DOTALL)
#: And those of languages without blanks, whose stops are wide.
_WIDE_STOPS = frozenset("\u3002\uff01\uff1f")
_END_OR_WIDE = re.compile(rf"(?<=[\u3002\uff01\uff1f])|{_BLANK_END}", re.DOTALL)
#: A sum of money: who names one has something to say about it.
_SUM = re.compile(
    # from its first digit on, so that a search stops at digits only
    r"\d(?:(?<=[\u20ac$\u00a3\u20bd\u20b4\u20a9\uffe5\u00a5].)|(?<=[\u20ac$\u00a3\u20bd\u20b4\u20a9\uffe5\u00a5] .)"
    r"|(?<=\b(?:eur|usd|gbp|chf|sek|dkk|nok|pln|czk) .)"
    r"| ?(?:[\u20ac$\u00a3]|(?:eur|euros?|usd|gbp|chf|sek|dkk|nok|kr|pln|zł|kč|czk|ft|huf|tl|try|\u0440\u0443\u0431\w{0,4}|\u0433\u0440\u043d|uah)\b|[\u20bd\u20b4\u20ba円元원])|\d\d[.,]\d\d\b(?![.,/]\d))",
    re.IGNORECASE,
)
#: Abbreviations whose full stop ends no sentence.
_SHORT = re.compile(
    r"\.(?:(?=\s\w)(?:(?<=\b(?:dr|hr|fr|sr|mr|ms|\u0432\u043d)\.)|(?<=\b(?:dott|prof|prot|mevr)\.)"
    r"|(?<=\b(?:ref|tel|tlf|int|ext|sra|sig|mrs|wew|dhr|inż|mgr|\u0434\u043e\u0431)\.))"
    r"|(?=\s\d)(?:(?<=\b[nč]\.)|(?<=\b(?:no|nr)\.)|(?<=\b(?:num|núm)\.)))",
    re.IGNORECASE,
)
#: What a machine repeats of the mail it answers.
_ECHO = re.compile(r"[\"\u201c\u201e\u00ab][^\"\u201c\u201d\u201e\u00ab\u00bb\n]{3,120}[\"\u201c\u201d\u00bb]")
#: What machines ask and answer themselves: "Is it urgent?", "Did you know?".
_ASKING_WORDS = re.compile(
    "urgent|urgently|did you know|questions|dringend|eilig|wussten sie|fragen|urgence|urgente|le saviez-vous|urgenza|spoed|brådskande|bråttom|"
    "haster det|kiire|kiireellistä|pilne|naléhavé|spěchá",
    re.IGNORECASE,
)
_ASKED = re.compile(rf"[^?.!\n]{{0,20}}\b(?:{_ASKING_WORDS.pattern})[^?.!\n]{{0,12}}\?", re.IGNORECASE)
#: Letters before a question mark in which such a word stands.
_ASKED_LETTERS = 30
#: Where a report names whom it could not reach: "was not delivered to:", then the address in a paragraph of its own.
_ADDRESSED = re.compile(r":[ \t]{0,9}\n\s{0,40}\n")
#: Farewells by their first word that say no more: "Mit besten Grüßen, Lieferantenservice". Those that thank may begin a receipt.
_LEAVING: dict[str, tuple[str, ...]] = {}
for _farewell in FAREWELLS:
    if " " in _farewell and not re.search(r"thank|dank|merci|graci|grazi|obrigad|tack|tak|kiit|dzi|děku|day|tag", _farewell):
        _first = _farewell.partition(" ")[0]
        _LEAVING[_first] = (*_LEAVING.get(_first, ()), _farewell)
_ADDRESS = re.compile(r"[^\s<>()\[\]\"',;:@]{1,64}@[^\s<>()\[\]\"',;:@]{1,190}(?<=\w)")
#: Signs that hardly any letter of a person has, and signs that business words beside them turn into a person's.
_STRONG = frozenset({"unread", "machine", "opened", "undelivered", "challenge"})
_WEAK = frozenset(
    {"absent", "back", "closed", "promise", "received", "left", "number", "staffed", "span", "elsewhere", "code", "delay", "day"}
)
#: Signs beside which business words are news of a person's where nothing is answered: "please send your bills to Ann from now on".
_NEWS = frozenset({"instead", "mute"})
#: Signs of which one must be there: anybody promises something, or names somebody else to ask.
_CORE = _STRONG | {"absent", "closed", "left", "received", "mute", "staffed"}
#: Signs that say it all where nothing else is said.
_ALONE = frozenset({"absent", "closed", "left"})
#: Signs beside which it means something that somebody will be back.
_AWAY = frozenset({"absent", "closed", "left", "instead", "unread"})
#: Signs beside which a machine may ask for something: to write elsewhere, to look at a portal, to check an address.
_ASKING = frozenset({"instead", "unread", "left", "undelivered", "portal", "mute", "challenge"})
_NO_SIGNS = frozenset({"asks", "matter", "much", "pleasant", "general"})
#: Lists of words of a language that are no signs, and which of them bar a sign.
_NAMED = ("mail", "box", "past", "own", "self")
_BARRED = {"absent": "past", "closed": "past", "back": "past", "undelivered": "own"}
_FEW_WORDS = 3
#: What our own people answer to a request, in so few words.
_DECISIONS = frozenset(
    ["approve", "approved", "yes", "send", "reject", "freigeben", "freigegeben", "genehmigt", "ja", "approuvé", "j'approuve", "oui", "aprobado", "apruebo", "sí",
     "approvato", "approvo", "sì", "akkoord", "goedgekeurd"]
)  # fmt: skip
_COMMAND_WORDS = 5
_ELSEWHERE = "$at"
#: What stands in a sentence whatever its words, as signs that count beside others: till when, whom else to ask, a file's number, how soon.
_BESIDE = {spans.TILL: "span", spans.TEL: "elsewhere", _ELSEWHERE: "elsewhere", spans.CODE: "code", spans.DAYS: "delay", spans.WHEN: "day"}
#: Beside an end of days these say that somebody is away, and beside the number of a file or a delay that something was received.
_GONE = frozenset({"back", "instead", "elsewhere", "unread"})
#: Signs that make no sentence one of a machine's, that nobody reads what is answered, and that something has arrived.
_IDLE = frozenset({"day", "delay", "code"})
_UNMANNED = frozenset({"machine", "mute", "unread"})
_RECEIPT = frozenset({"received", "staffed"})
#: Scripts that tell the language, and texts of languages that are written without blanks.
_SCRIPTS = (
    (re.compile("[\u3040-\u30ff]"), ("ja",)),
    (re.compile("[\uac00-\ud7af]"), ("ko",)),
    (re.compile("[\u3400-\u9fff]"), ("zh",)),
    (re.compile("[\u0400-\u04ff]"), ("ru", "uk")),
)
_UNSPACED = re.compile("([\u3040-\u30ff\u3400-\u9fff])")

_Terms = frozenset[str]
#: Letters by which beginnings of words are kept.
_STEM_KEY = 2


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A sign, the groups of terms of which it takes one each, and the terms that must not stand there."""

    sign: str
    groups: tuple[_Terms, ...]
    barred: _Terms

    def met(self, terms: set[str]) -> bool:
        for group in self.groups:
            if group.isdisjoint(terms):
                return False
        return self.barred.isdisjoint(terms)


@dataclass(slots=True)
class _Language:
    """The patterns of one language, how one person speaks (`own_voice`), and its terms: plain words, beginnings of words by their first two letters,
    and phrases by their first word with the second beside them.
    """

    patterns: list[_Pattern]
    own_voice: _Terms = frozenset()
    words: _Terms = frozenset()
    stems: dict[str, list[str]] = field(default_factory=dict)
    phrases: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    matter: _Terms = frozenset()
    matter_stems: tuple[str, ...] = ()
    by_term: dict[str, list[int]] = field(default_factory=dict)
    own_phrases: tuple[str, ...] = ()
    spans: spans.Spans | None = None

    def __post_init__(self) -> None:
        self.own_phrases = tuple(own for own in self.own_voice if " " in own)
        terms = {term for pattern in self.patterns for group in (*pattern.groups, pattern.barred) for term in group}
        self.words = frozenset(term for term in terms if _WORD.fullmatch(term))
        for stem in sorted(term[:-1] for term in terms if term.endswith("*")):
            self.stems.setdefault(stem[:_STEM_KEY], []).append(stem)
        self.matter = frozenset(term for pattern in self.patterns if pattern.sign == "matter" for term in pattern.groups[0])
        self.matter_stems = tuple(term[:-1] for term in self.matter if term.endswith("*"))
        for term in terms:
            if term.startswith(" "):
                first, *rest = term.split()
                self.phrases.setdefault(first, []).append((rest[0] if rest else first, term))
        for number, pattern in enumerate(self.patterns):
            for term in min(pattern.groups, key=len):
                self.by_term.setdefault(term, []).append(number)

    def terms(self, sentence: _Sentence) -> set[str]:
        """The terms of this language that stand in a sentence."""
        found = set(self.words & sentence.words)
        for word in self.phrases.keys() & sentence.words:
            found.update([phrase for second, phrase in self.phrases[word] if second in sentence.words and phrase in sentence.text])
        for word in sentence.words:
            for stem in self.stems.get(word[:_STEM_KEY], ()):
                if word.startswith(stem):
                    found.add(f"{stem}*")
        found |= sentence.extra
        return found | self.spans.terms(sentence.written) if self.spans else found

    def signs(self, sentence: _Sentence) -> set[str]:
        """The signs that a sentence shows; `much` matter where several words of business stand in it."""
        terms = self.terms(sentence)
        asked = {number for term in self.by_term.keys() & terms for number in self.by_term[term]}
        found = {self.patterns[number].sign for number in asked if self.patterns[number].met(terms)}
        found.update([_BESIDE[term] for term in _BESIDE.keys() & terms])
        if "received" in found:
            found.update(told for extra, told in (("code", "number"), ("delay", "promise")) if extra in found)
        if "promise" in found and self.speaks(sentence):
            found = (found - {"promise"}) | {"pleasant"}
        return found | {"much"} if "matter" in found and self._matters(sentence) > 1 else found

    def speaks(self, sentence: _Sentence) -> bool:
        """Whether one person speaks of themselves in a sentence."""
        return not self.own_voice.isdisjoint(sentence.words) or any(map(sentence.text.__contains__, self.own_phrases))

    def _matters(self, sentence: _Sentence) -> int:
        """How many words of business a sentence has."""
        return sum(word in self.matter or word.startswith(self.matter_stems) for word in sentence.words)


class _Sentence(NamedTuple):
    """The words of a sentence without addresses, in a row and as a set, and all of it folded; `extra`: what spans found, an address not the writer's."""

    row: tuple[str, ...]
    text: str
    words: _Terms
    written: str
    extra: _Terms


def _spaced(text: str) -> str:
    """A text with each letter of a language without blanks as a word of its own."""
    return text if text.isascii() else " ".join(_UNSPACED.sub(r" \1 ", text).split())


def _group(text: str) -> _Terms:
    terms = (_spaced(fold(term.strip())) for term in text.split("|"))
    return frozenset(term if term[-1:] == "*" or term[:1] == "$" or _WORD.fullmatch(term) else f" {term} " for term in terms)


def _patterns(table: dict[str, Any]) -> Iterator[_Pattern]:
    named = {name: table[name][0] for name in _NAMED}
    for sign, texts in table.items():
        always = _group(named[_BARRED[sign]]) if sign in _BARRED else frozenset()
        for text in texts if sign not in named else ():
            wanted, _, barred = text.replace("$mail", named["mail"]).replace("$box", named["box"]).partition("+ -")
            yield _Pattern(
                sign, tuple(_group(group) for group in wanted.split(" + ")), (_group(barred) if barred else frozenset()) | always
            )


_LANGUAGES = {
    language: _Language(list(_patterns(table)), _group(table["self"][0]), spans=spans.SPANS.get(language))
    for language, table in tomllib.loads(Path(__file__).with_name("boilerplate.toml").read_text(encoding="utf-8")).items()
}


#: In which languages a plain word is looked for.
_SPOKEN_IN: dict[str, list[str]] = {}
for _name, _language in _LANGUAGES.items():
    for _word in _language.words:
        _SPOKEN_IN.setdefault(_word, []).append(_name)


@dataclass(frozen=True, slots=True)
class Heard:
    """Who speaks in a text: a machine where there are `signs` of one, a person where it is `personal`, either where neither.

    `asks`: a sentence of that person wants something.
    """

    signs: frozenset[str] = frozenset()
    personal: bool = False
    asks: bool = False


def hear(text: str, writer: str = "", *, fresh: bool = False) -> Heard:
    """Say who speaks in a text; `writer` is the sender's address. A `fresh` mail answers none, so a matter of business in it is somebody's news."""
    head, asks, summed = _head(text)
    if asks or summed:
        return Heard(personal=True, asks=asks)
    first = heard = _judged(_told(head, writer, 0), fresh=fresh)
    rank = 1
    while not heard.signs and rank < len(_laid_out(head, writer)[0]):
        heard = _judged(_told(head, writer, rank), fresh=fresh)
        rank += 1
    return heard if heard.signs else first


def wants(text: str) -> bool:
    """Whether a text asks something or names a sum."""
    _, asks, summed = _head(text)
    return asks or summed


class Said(NamedTuple):
    """One sentence: its words in a row, the signs in it, whether one person speaks of themselves."""

    words: tuple[str, ...]
    signs: frozenset[str]
    self: bool


def listen(text: str, writer: str = "") -> tuple[tuple[Said, ...], bool, bool]:
    """Return the sentences of a text in the language that it is likeliest in, whether it asks something, and whether it names a sum."""
    head, asks, summed = _head(text)
    said = (Said(sentence.row, frozenset(signs), own) for sentence, signs, own in _told(head, writer, 0))
    return tuple(said), asks, summed


@lru_cache(maxsize=4)
def _head(text: str) -> tuple[str, bool, bool]:
    """What is looked at of a text, whether it asks something, and whether it names a sum."""
    head = text[:_HEAD].replace("\u2019", "'")
    head = _ASKED.sub(". ", head) if _asks_itself(head) else head
    head = head.replace("\uff1f", "?")
    return head, "?" in head, _SUM.search(head) is not None


def _asks_itself(head: str) -> bool:
    """Whether it is worth while to look for a machine's own question: one of its words stands somewhere before a question mark."""
    at = head.find("?")
    while at >= 0:
        if _ASKING_WORDS.search(head, max(0, at - _ASKED_LETTERS), at):
            return True
        at = head.find("?", at + 1)
    return False


_Told = tuple[tuple["_Sentence", set[str], bool], ...]


@lru_cache(maxsize=8)
def _laid_out(head: str, writer: str) -> tuple[list[_Language], list[_Sentence]]:
    """The languages that a text may be in, and its sentences."""
    sentences = _cut(_ECHO.sub(" ", head), writer)
    return _tried(head, sentences), sentences


@lru_cache(maxsize=8)
def _told(head: str, writer: str, rank: int) -> _Told:
    """The sentences of a text with their signs in one of the languages it may be in, the likeliest first."""
    languages, sentences = _laid_out(head, writer)
    return tuple((one, languages[rank].signs(one), languages[rank].speaks(one)) for one in sentences)


def _tried(head: str, sentences: list[_Sentence]) -> list[_Language]:
    """The languages a text may be in: by its script, else those of whose words it has most."""
    named = () if head.isascii() else next((names for script, names in _SCRIPTS if len(script.findall(head)) * 4 > len(head)), ())
    if named:
        return [_LANGUAGES[name] for name in named]
    counts = dict.fromkeys(_LANGUAGES, 0)
    words = frozenset[str]().union(*[sentence.words for sentence in sentences])
    for word in _SPOKEN_IN.keys() & words:
        for name in _SPOKEN_IN[word]:
            counts[name] += 1
    return [_LANGUAGES[name] for name in sorted(counts, key=counts.__getitem__, reverse=True)[:_TRIED]]


def _cut(head: str, writer: str) -> list[_Sentence]:
    sentences: list[_Sentence] = []
    if ":" in head:
        lines = (line for line in head.split("\n") if ":" not in line or fold(line.partition(":")[0].strip()) not in LABELS)
        head = _ADDRESSED.sub(": ", "\n".join(lines))
    end = _END if _WIDE_STOPS.isdisjoint(head) else _END_OR_WIDE
    for piece in end.split(_SHORT.sub("", head))[:_SENTENCES]:
        written = fold(_ADDRESS.sub(" ", piece) if "@" in piece else piece)
        words = _WORD.findall(_spaced(written))
        text = " ".join(words)
        if words and not text.startswith(_LEAVING.get(words[0], ())):
            elsewhere = "@" in piece and any(found.lower() != writer for found in _ADDRESS.findall(piece))
            tails = (word.partition("'")[2] for word in words if "'" in word)  # l'adresse, dell'account
            extra = spans.anywhere(written) | ({_ELSEWHERE} if elsewhere else set())
            sentences.append(_Sentence(tuple(words), f" {text} ", frozenset((*words, *tails)), written, frozenset(extra)))
    return sentences


def _judged(told: _Told, *, fresh: bool) -> Heard:
    """Who speaks, by the words of one language: one sentence of a person's own makes all of it a person's."""
    every = {sign for _, seen, _ in told for sign in seen}
    own = frozenset() if every & _UNMANNED and every & _RECEIPT else (_WEAK | _NEWS if fresh else _WEAK)
    loose = 0
    for sentence, seen, _ in told:
        said = seen - _NO_SIGNS
        if yours.spoken_of(sentence.text) or _decides(sentence, seen) or _business(seen, own):
            return Heard(personal=True, asks="asks" in seen)
        loose += not said - _IDLE and "pleasant" not in seen and len(sentence.words) > _FEW_WORDS
    found = _summed(every - _NO_SIGNS, fresh=fresh)
    machine = (
        (found & _STRONG and loose * 2 <= len(told))
        or ({"number", "received"} <= found and loose <= 1)
        or (len(found) > 1 and found & _CORE and loose <= 1)
        or (found & _ALONE and not loose)
    )
    return Heard(frozenset(found) if machine else frozenset())


def _summed(every: set[str], *, fresh: bool) -> set[str]:
    """What the sentences say together: an end of days and somebody else to ask are an absence, a number counts where something was received."""
    found = set(every)
    if ("span" in found and found & _GONE) or (not fresh and found & {"instead", "back"} and {"day", "elsewhere"} <= found):
        found.add("absent")
    if not found & _AWAY:
        found.discard("back")
    if found & _ALONE and "elsewhere" in found:
        found.add("instead")
    return found - (frozenset(_BESIDE.values()) if "received" in found else {*_BESIDE.values(), "number"})


def _decides(sentence: _Sentence, seen: set[str]) -> bool:
    """Whether a sentence is a decision in few words, or wants something that machines do not ask for."""
    if len(sentence.words) <= _COMMAND_WORDS and not _DECISIONS.isdisjoint(sentence.words):
        return True
    return "asks" in seen and not seen & _ASKING


def _business(seen: set[str], own: frozenset[str]) -> bool:
    """Whether a sentence speaks of business without saying more than people say: `own` are such signs, none where a receipt is plainly a machine's."""
    return bool(own) and "matter" in seen and "general" not in seen and ("much" in seen or seen - _NO_SIGNS <= own)
