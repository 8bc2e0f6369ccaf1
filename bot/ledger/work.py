"""The work an invoice bills, named in the client's own words: "the open day banners", "la facture des couvertures"."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.ledger.wording import is_common

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.vocabulary.books import Invoice
    from bot.vocabulary.reading import Reading

#: How much of a mail and of an invoice's wording is compared.
_SEARCHED_CHARS = 20_000
_WORDING_CHARS = 2000
_WORD = re.compile(r"[^\W\d_]{3,40}|\d{2,8}")
_SHORTEST_WORD = 4
_SHORTEST_STEM = 3
#: A compound is looked for by its beginning or its end of at least this length: `Katalog` in `Katalogseiten`, `Grafik` in `Standgrafik`.
_SHORTEST_PART = 5
#: Beyond this many different words compounds are not looked for: a client with that many names its numbers.
_MOST_COMPARED = 600
#: A subject of at most this many telling words is a title of what the mail is about.
_TITLE_WORDS = 3
#: Words between "invoice" and the work it is for: "the invoice for our new front door sign".
_REACH = 4
_INVOICE = frozenset(
    "invoice invoices bill bills rechnung rechnungen facture factures factura facturas fattura fatture factuur facturen".split()  # noqa: SIM905
)
_REPLY = re.compile(r"\s{0,9}(?:re|aw|antw|sv|vs|tr|rif|r|rv|fw|fwd|wg|doorst)\s?(?:\[\d{1,3}\])?\s?:", re.IGNORECASE)
#: What words that only one invoice has are worth: two of them, or one in a telling place, name it; one alone may be chance.
NAMED, TOLD, ALONE = 0.6, 0.5, 0.3
#: The same where another invoice bills it too, but only one is open.
_LESS = 0.1


@dataclass(frozen=True, slots=True)
class Work:
    """The words of a text as they are compared: each word's stem and how it is written, in order."""

    stems: tuple[str, ...]
    words: tuple[str, ...]
    telling: frozenset[str]
    pairs: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, words: Sequence[str]) -> Work:
        """Return words as they are compared: which of them tell, and which of those follow one another, whatever small words between."""
        stems = tuple(stem(word) for word in words)
        return cls(stems, tuple(words), frozenset(stems) - {""}, frozenset(pairwise(each for each in stems if each)))


def work_named(reading: Reading, invoices: Sequence[Invoice], is_open: Callable[[Invoice], bool]) -> Iterable[tuple[Invoice, float, str]]:
    """Yield invoice, weight and the words by which the mail names its work, for invoices that alone bill (or alone still bill) it."""
    spoken = _spoken(reading)
    works = [(invoice, _billed(_wording(invoice))) for invoice in invoices]
    holders: dict[str, list[Invoice]] = defaultdict(list)
    pair_holders: dict[tuple[str, str], list[Invoice]] = defaultdict(list)
    for invoice, work in works:
        for each in work.telling:
            holders[each].append(invoice)
        for pair in work.pairs & spoken.pairs:
            pair_holders[pair].append(invoice)
    found = _Found(is_open)
    for each, word in dict(zip(spoken.stems, spoken.words, strict=True)).items():
        for same in _same_stems(each, holders):
            found.add(holders[same], word, telling=word in _telling(reading))
    for held in pair_holders.values():
        found.add_pair(held)
    yield from found.results(invoices)


class _Found:
    """Gathers per invoice the words that only it has."""

    def __init__(self, is_open: Callable[[Invoice], bool]) -> None:
        self._is_open = is_open
        self._words: dict[tuple[str, str], dict[str, bool]] = defaultdict(dict)
        self._pairs: dict[tuple[str, str], bool] = {}
        self._told: set[tuple[str, str]] = set()

    def add(self, holders: list[Invoice], word: str, *, telling: bool) -> None:
        only, surely = self._only(holders)
        if only is not None:
            self._words[_key(only)][word] = surely
            if telling:
                self._told.add(_key(only))

    def add_pair(self, holders: list[Invoice]) -> None:
        only, surely = self._only(holders)
        if only is not None:
            self._pairs[_key(only)] = self._pairs.get(_key(only), False) or surely

    def results(self, invoices: Sequence[Invoice]) -> Iterable[tuple[Invoice, float, str]]:
        for invoice in invoices:
            words, key = self._words.get(_key(invoice), {}), _key(invoice)
            if not words and key not in self._pairs:
                continue
            named = key in self._pairs or len(words) > 1
            weight = NAMED if key in self._pairs and len(words) > 1 else TOLD if named or key in self._told else ALONE
            surely = any(words.values()) or self._pairs.get(key, False)
            yield invoice, weight if surely else weight - _LESS, ", ".join(sorted(words)[:3]) or "the work named"

    def _only(self, holders: list[Invoice]) -> tuple[Invoice | None, bool]:
        """The one invoice with it, and whether it is the only one at all; else the only open one."""
        if len(holders) == 1:
            return holders[0], True
        waiting = [invoice for invoice in holders if self._is_open(invoice)]
        return (waiting[0], False) if len(waiting) == 1 else (None, False)


def _key(invoice: Invoice) -> tuple[str, str]:
    return invoice.client_key, invoice.number


def _same_stems(stem: str, holders: dict[str, list[Invoice]]) -> list[str]:
    """The ledger's stems that are this one, or compounds with it."""
    if not stem:
        return []
    if stem in holders:
        return [stem]
    if len(holders) > _MOST_COMPARED or len(stem) < _SHORTEST_PART:
        return []
    return [other for other in holders if len(other) >= _SHORTEST_PART and _is_part(*sorted((stem, other), key=len))]


def _is_part(short: str, long: str) -> bool:
    return long.startswith(short) or (len(short) > _SHORTEST_PART and long.endswith(short))


@lru_cache(maxsize=16)
def _read(text: str) -> Work:
    return Work.of(_WORD.findall(text[:_SEARCHED_CHARS].casefold()))


@lru_cache(maxsize=4096)
def _billed(wording: str) -> Work:
    """The words of an invoice; kept, since the same invoices are looked at for every mail of a client."""
    return _read.__wrapped__(wording)


def stems_of(text: str) -> frozenset[str]:
    """Return the stems of the telling words of an invoice's wording."""
    return _billed(text[:_WORDING_CHARS]).telling


def _wording(invoice: Invoice) -> str:
    return " . ".join((invoice.description, *(line.description for line in invoice.lines)))[:_WORDING_CHARS]


def _spoken(reading: Reading) -> Work:
    return _read(f"{reading.arrived.client_subject} . {reading.arrived.client_words}")


def _telling(reading: Reading) -> frozenset[str]:
    """Words that stand beside "invoice", make up a fresh, short subject, or carry the cause."""
    return _telling_words(reading.arrived.client_subject, reading.arrived.client_words) | _accused(reading)


def _accused(reading: Reading) -> frozenset[str]:
    """The words of the first sentence that surely carries the cause, for mails that name other work only to compare."""
    causes = () if reading.verdict.unsure else reading.verdict.causes
    spans = [span for span in (causes[0].evidence if causes else ()) if span.field == "body"]
    return frozenset(_read(spans[0].text).words) if spans else frozenset()


@lru_cache(maxsize=16)
def _telling_words(subject: str, body: str) -> frozenset[str]:
    title = [word for word in _WORD.findall(subject[:200].casefold()) if stem(word)]
    found = set(title) if len(title) <= _TITLE_WORDS and not _REPLY.match(subject) else set()
    words = _read(body).words
    for place, word in enumerate(words):
        if word in _INVOICE:
            found.update(words[max(0, place - 2) : place + 1 + _REACH])
    return frozenset(found)


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """Return a word (lower case) without accents and the endings of a plural in the desk's languages; "" for words that say nothing.

    Rough on purpose: both sides are treated alike. `banners` and `banner`, `divani` and `divano`, `Seiten` and `Seite` agree.
    """
    if word.isdigit() or len(word) < _SHORTEST_WORD or is_common(word):
        return ""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter))
    short = (plain[:-1] if plain[-1] in "snx" else plain).rstrip("aeiou")
    return short if len(short) >= _SHORTEST_STEM else plain
