"""Which words with a digit name an invoice and which an order: what the rules say, weighed with shape and neighbours as the corpus has it."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.classifier.linear import minimum, sigmoid
from bot.classifier.numbers import candidates
from bot.vocabulary.ignorecase import small

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from numpy.typing import NDArray

    from bot.classifier.numbers import Candidate, Field
    from bot.vocabulary.claim import Span

    Array = NDArray[np.float32]

#: Places that signs are hashed to; the last one of a row of weights stands for no sign.
PLACES = 1 << 13
_STRENGTH = 1.0
_STEPS = 60
#: From these chances on a number is taken for an invoice's, an order's.
_INVOICE, _AN_ORDER = 0.5, 0.4
_WORD = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")
_LETTERS = re.compile(r"[A-Za-z]+")
_RUN = re.compile(r"[A-Za-z]+|[0-9]+")
#: Words for an order, anywhere in the mail, in small letters.
_ORDER = re.compile(
    r"\b(?:po|purchase|order|commitment|requisition|bestell\w*|auftrag\w*|commande|engagement|pedido|ordine|ordini|oda|bestel\w*|inkoop\w*|verplichting\w*|indkøb\w*|best\.?nr)\b",
)
_YEAR = re.compile(r"(?:19|20)\d\d$")
#: Characters and words looked at before and behind a number.
_BEFORE, _BEHIND = 70, 50
_LAST_BEFORE, _FIRST_BEHIND = slice(-8, None), slice(6)
_STEM = 5


@dataclass(frozen=True, slots=True)
class Numbers:
    """Identifiers found, bare, each distinct one once, in order of first mention."""

    invoices: tuple[Span, ...]
    orders: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Judge:
    """Weights of the signs, shape (PLACES + 1, 2): of being an invoice's number, and an order's."""

    weights: Array

    def kinds(self, items: Sequence[Candidate]) -> list[str]:
        """Return invoice, order or "" for every candidate of one mail."""
        if not items:
            return []
        chances = sigmoid(np.array([np.add.reduce(self.weights.take(places, axis=0)) for places in signs(items)]))
        return [
            "order" if order > max(_AN_ORDER, invoice) else "invoice" if invoice > _INVOICE else "" for invoice, order in chances.tolist()
        ]


def find(fields: Iterable[Field], judge: Judge | None = None) -> Numbers:
    """Return invoice and PO numbers, by the rules or, where there is one, by the judge that has learned from a corpus."""
    invoices: dict[str, Span] = {}
    orders: dict[str, Span] = {}
    others: set[str] = set()
    items = candidates(fields)
    for item, kind in zip(items, judge.kinds(items) if judge else [item.kind for item in items], strict=True):
        if kind == "invoice":
            invoices.setdefault(item.span.text, item.span)
        elif kind == "order":
            orders.setdefault(item.span.text, item.span)
        elif kind == "other":
            others.add(item.span.text)
    if not judge:
        orders |= {text: invoices[text] for text in invoices if text not in orders and _sibling(text, orders)}
    return Numbers(
        tuple(
            span for text, span in invoices.items() if text not in orders and text not in others and not _tail_of_another(text, invoices)
        ),
        tuple(orders.values()),
    )


def _tail_of_another(text: str, invoices: Iterable[str]) -> bool:
    """Whether a number of digits alone is how the same mail says another one in short: 1041 beside INV-1041."""
    if not text.isdigit():
        return False
    return any(len(other) > len(text) and other.endswith(text) and not other[-len(text) - 1].isdecimal() for other in invoices)


def _sibling(text: str, orders: dict[str, Span]) -> bool:
    """Whether a number is built like a purchase order of the same mail ("KX-181" beside "PO KX-118")."""
    head = re.split(r"[-/]", text)[0]
    return len(head) < len(text) and any(
        order != text and len(order) == len(text) and re.split(r"[-/]", order)[0] == head for order in orders
    )


def fit(mails: Sequence[Sequence[Candidate]], named: Sequence[tuple[Collection[str], Collection[str]]]) -> Judge:
    """Learn from the candidates of every mail and the invoice and order numbers it names; the same input gives the same judge."""
    rows = _padded([row for items in mails for row in signs(items)])
    truth = np.array(
        [[item.span.text in numbers for numbers in pair] for items, pair in zip(mails, named, strict=True) for item in items],
        np.float32,
    ).reshape(-1, 2)
    weights = np.stack([_fitted(rows, truth[:, column]) for column in range(2)], axis=1)
    return Judge(np.vstack([weights, np.zeros((1, 2), np.float32)]))


def _fitted(rows: NDArray[np.int32], truth: Array) -> Array:
    places, width = rows.ravel(), rows.shape[1]

    def loss(weights: Array) -> tuple[float, Array]:
        scores = np.append(weights, np.float32(0))[rows].sum(axis=1)
        value = float((np.logaddexp(0, scores) - truth * scores).sum() + weights @ weights / (2 * _STRENGTH))
        slope = np.repeat(sigmoid(scores) - truth, width)
        gradient = np.bincount(places, weights=slope, minlength=PLACES + 1)[:PLACES] + weights / _STRENGTH
        return value, gradient.astype(np.float32)

    return minimum(loss, np.zeros(PLACES, np.float32), _STEPS)


def _padded(rows: Sequence[Sequence[int]]) -> NDArray[np.int32]:
    out = np.full((len(rows), max(map(len, rows), default=1)), PLACES, np.int32)
    for place, row in enumerate(rows):
        out[place, : len(row)] = row
    return out


def signs(items: Sequence[Candidate]) -> list[list[int]]:
    """Return the places of the signs of every candidate of one mail."""
    texts = [item.span.text for item in items]
    built = [(shape(text), _prefix(text)) for text in texts]
    peers: dict[tuple[str, str], dict[str, None]] = {}
    for item, form in zip(items, built, strict=True):
        peers.setdefault(form, {})[item.kind] = None
    times = Counter(texts)
    invoices = {item.span.text for item in items if item.kind == "invoice"}
    ordered = any(_ORDER.search(small(text)) for text in {item.text for item in items})
    kinds = ["^", *(item.kind for item in items), "$"]
    many = min(len(items), 6)
    found = []
    for at, (item, form) in enumerate(zip(items, built, strict=True)):
        kind, listed = item.kind, item.listed
        words = _own(item, form, times[item.span.text])
        words += _neighbours(item, form[0])
        words += [f"peer={peer}" for peer in peers[form]]
        other = len(invoices) > (item.span.text in invoices)
        words += [f"many={many}", f"first={not at}", f"other={other}", f"other={other}{kind}"]
        words += [f"ordered={ordered}", f"ordered={ordered}{kind}", f"ordered={ordered}{form[0]}"]
        words += [f"last={kinds[at]}{listed}", f"next={kinds[at + 2]}"]
        found.append([zlib.crc32(word.encode()) % PLACES for word in dict.fromkeys(words)])
    return found


def shape(text: str) -> str:
    """Return how a number is built: runs of letters and digits with their lengths, and what stands between them."""
    return _RUN.sub(lambda run: _built(run[0]), text)


def _built(run: str) -> str:
    if run.isdigit():
        return f"9{min(len(run), 10)}"
    return "a" if run[0].islower() else f"A{min(len(run), 4)}"


def _prefix(text: str) -> str:
    found = _LETTERS.match(text)
    return found[0].casefold() if found else ""


def _own(item: Candidate, form: tuple[str, str], times: int) -> list[str]:
    text, kind, field, start = item.span.text, item.kind, item.span.field, item.span.start
    built, prefix = form
    return [
        "all",
        f"kind={kind}",
        f"kind={kind}{field}",
        f"built={built}",
        f"built={built}{kind}",
        f"prefix={prefix}",
        f"prefix={prefix}{kind}",
        f"field={field}",
        f"counted={item.counted}",
        f"listed={item.listed}",
        f"times={min(times, 3)}",
        f"long={min(len(text), 14)}",
        f"round={text.endswith('00')}",
        f"zero={text.startswith('0')}",
        f"year={bool(_YEAR.match(text))}",
        f"digits={text.isdigit()}",
        f"begins={not item.text[:start].strip()}",
        f"alone={item.text.strip() == text}",
        f"leads={text[:2]}{min(len(text), 12)}",
        f"line={chr(10) in item.text[max(0, start - 3) : start]}",
    ]


def _words(text: str, kept: slice) -> list[str]:
    return ["0" * min(len(word), 5) if word.isdigit() else word.casefold() for word in _WORD.findall(text)[kept]]


def _neighbours(item: Candidate, built: str) -> list[str]:
    start, end, kind = item.span.start, item.span.end, item.kind
    before = _words(item.text[max(0, start - _BEFORE) : start], _LAST_BEFORE)
    behind = _words(item.text[end : end + _BEHIND], _FIRST_BEHIND)
    third, second, first = (["^", "^", "^", *before])[-3:]
    after, later = [*behind, "$", "$"][:2]
    return [
        f"-1={first}",
        f"-2={second}",
        f"-21={second} {first}",
        f"-321={third} {second} {first}",
        f"+1={after}",
        f"+2={later}",
        f"+12={after} {later}",
        f"-1+1={first} {after}",
        f"-1k={first}{kind}",
        f"+1k={after}{kind}",
        f"-1s={first}{built}",
        f"-1begins={first[:_STEM]}",
        f"-1ends={first[-_STEM:]}",
        f"-2begins={second[:_STEM]}",
        f"-2ends={second[-_STEM:]}",
        f"+1begins={after[:_STEM]}",
        f"+1ends={after[-_STEM:]}",
        f"-21begins={second[:_STEM]}{first[:_STEM]}",
        f"-1kbegins={first[:_STEM]}{kind}",
        *[f"before={word}" for word in before],
        *[f"behind={word}" for word in behind],
    ]
