"""Measures a classifier on labelled mails: every figure with its formula, as a dictionary and as plain text."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from bot.vocabulary.labels import Cause, Intent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.classifier.predict import Understood

    Pairs = Sequence[tuple[Mapping[str, Any], Understood]]

_BINS = 10
_LISTS = ("invoice_numbers", "po_numbers", "amounts", "dates")


class Reads(Protocol):
    """What `evaluate` needs of a classifier."""

    def understand_many(self, items: Iterable[tuple[str, str, str]]) -> Iterable[Understood]:
        """Read (subject, body, context) triples in order."""
        ...


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures; `figures` nests plain numbers, lists and dictionaries only, ready for JSON."""

    figures: Mapping[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as a dictionary."""
        return dict(self.figures)

    def as_text(self) -> str:
        """Return one line per figure, nested ones indented."""
        return "\n".join(_lines(self.figures, "")) + "\n"


def _lines(figures: Mapping[str, Any], indent: str) -> list[str]:
    lines = []
    for name, value in figures.items():
        if isinstance(value, dict):
            lines += [f"{indent}{name}:", *_lines(value, indent + "  ")]
        else:
            lines.append(f"{indent}{name}: {value}")
    return lines


def evaluate(rows: Sequence[Mapping[str, Any]], classifier: Reads) -> Evaluation:
    """Read every row (`subject`, `body`, `intent`, `causes`, optionally `mentions`, `claim`) and compare.

    Probabilities and shares are 0..1 rounded to 4 places; speed is milliseconds per mail on this machine.
    """
    began = time.perf_counter()
    read = list(classifier.understand_many((str(row.get("subject") or ""), str(row.get("body") or ""), "") for row in rows))
    spent_s = time.perf_counter() - began
    pairs = list(zip(rows, read, strict=True))
    return Evaluation(
        {
            "mails": len(rows),
            "intent": intent_figures(pairs),
            "causes": cause_figures(pairs),
            "evidence": evidence_figures(pairs),
            "threshold": threshold_figures(pairs),
            "reliability": reliability(pairs),
            "extraction": {name: _spans_f1(pairs, name) for name in _LISTS},
            "claim": claim_figures(pairs),
            "ms_per_mail": round(spent_s / max(1, len(rows)) * 1000, 2),
        }
    )


def _share(part: float, whole: float) -> float:
    return round(part / whole, 4) if whole else 0.0


def _f1(hits: int, false: int, missed: int) -> float:
    return _share(2 * hits, 2 * hits + false + missed)


def intent_figures(pairs: Pairs) -> dict[str, Any]:
    """Return accuracy, dispute precision / recall / F1 and the confusions (truth>answer: count)."""
    answers = [(str(row["intent"]), found.verdict.intent.value) for row, found in pairs]
    disputes = Counter((truth == Intent.DISPUTE, answer == Intent.DISPUTE) for truth, answer in answers)
    hits, false, missed = disputes[True, True], disputes[False, True], disputes[True, False]
    confused = Counter(f"{truth}>{answer}" for truth, answer in answers if truth != answer)
    return {
        "accuracy": _share(sum(truth == answer for truth, answer in answers), len(answers)),
        "dispute_precision": _share(hits, hits + false),
        "dispute_recall": _share(hits, hits + missed),
        "dispute_f1": _f1(hits, false, missed),
        "confusion": dict(confused.most_common()),
    }


def cause_figures(pairs: Pairs) -> dict[str, Any]:
    """Return primary accuracy (a missed dispute is a miss), macro-F1 over 13 causes, F1 of the sets, per cause, confusions."""
    disputes = [
        (list(row["causes"]), [cause.cause.value for cause in found.verdict.causes])
        for row, found in pairs
        if row["intent"] == Intent.DISPUTE
    ]
    primary = [(truth[0], answer[0] if answer else "") for truth, answer in disputes if truth]
    per_cause = {}
    for cause in Cause:
        hits = sum(truth == answer == cause for truth, answer in primary)
        false = sum(answer == cause != truth for truth, answer in primary)
        per_cause[cause.value] = _f1(hits, false, sum(truth == cause != answer for truth, answer in primary))
    seen = {truth for truth, _ in primary}
    hits = sum(len(set(truth) & set(answer)) for truth, answer in disputes)
    false = sum(len(set(answer) - set(truth)) for truth, answer in disputes)
    missed = sum(len(set(truth) - set(answer)) for truth, answer in disputes)
    return {
        "primary_accuracy": _share(sum(truth == answer for truth, answer in primary), len(primary)),
        "macro_f1": _share(sum(per_cause[cause] for cause in sorted(seen)), len(seen)),
        "set_f1": _f1(hits, false, missed),
        "per_cause_f1": per_cause,
        "confusion": dict(Counter(f"{truth}>{answer or 'no dispute'}" for truth, answer in primary if truth != answer).most_common()),
    }


def _right(row: Mapping[str, Any], found: Understood) -> bool:
    verdict = found.verdict
    return verdict.intent.value == row["intent"] and (
        verdict.intent is not Intent.DISPUTE or bool(verdict.causes and row["causes"] and verdict.causes[0].cause.value == row["causes"][0])
    )


def evidence_figures(pairs: Pairs) -> dict[str, Any]:
    """Return the share of spans whose offsets name their own text, and, where the primary cause is right and the row marks `evidence`,
    the share of mails in which a span meets the marked words: one holds the other, or half of the shorter one's words are the same.
    """
    spans = [(row, span) for row, found in pairs for cause in found.verdict.causes for span in cause.evidence]
    exact = sum(str(row.get(span.field) or "")[span.start : span.end] == span.text for row, span in spans)
    met = []
    for row, found in pairs:
        marked = (row.get("evidence") or {}).get(row["causes"][0] if row["causes"] else "", ())
        if marked and found.verdict.primary_cause == row["causes"][0]:
            met.append(any(_meets(span.text, words) for span in found.verdict.causes[0].evidence for words in marked))
    return {"spans": len(spans), "exact": _share(exact, len(spans)), "marked": len(met), "met": _share(sum(met), len(met))}


def _meets(text: str, words: str) -> bool:
    ours, theirs = set(text.split()), set(words.split())
    return text in words or words in text or 2 * len(ours & theirs) >= min(len(ours), len(theirs))


def threshold_figures(pairs: Pairs) -> dict[str, float]:
    """Return the share of mails answered with certainty and how many of those are right in intent and primary cause."""
    sure = [(row, found) for row, found in pairs if not found.verdict.unsure]
    return {"coverage": _share(len(sure), len(pairs)), "precision": _share(sum(_right(row, found) for row, found in sure), len(sure))}


def reliability(pairs: Pairs) -> dict[str, dict[str, float]]:
    """Return per tenth of intent probability: mails, mean probability, share that was right."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for row, found in pairs:
        probability = found.verdict.intent_probability
        bins.setdefault(min(_BINS - 1, int(probability * _BINS)), []).append((probability, found.verdict.intent.value == row["intent"]))
    return {
        f"{low / _BINS:.1f}-{(low + 1) / _BINS:.1f}": {
            "mails": len(bins[low]),
            "said": _share(sum(p for p, _ in bins[low]), len(bins[low])),
            "right": _share(sum(r for _, r in bins[low]), len(bins[low])),
        }
        for low in sorted(bins)
    }


def _spans_f1(pairs: Pairs, name: str) -> dict[str, float]:
    hits = false = missed = 0
    for row, found in pairs:
        truth = set((row.get("mentions") or {}).get(name) or ())
        answer = {item.text for item in getattr(found.mentions, name)}
        hits, false, missed = hits + len(truth & answer), false + len(answer - truth), missed + len(truth - answer)
    return {"precision": _share(hits, hits + false), "recall": _share(hits, hits + missed), "f1": _f1(hits, false, missed)}


def claim_figures(pairs: Pairs) -> dict[str, float]:
    """Return accuracy of what is requested and of the disputed amount (as written), over mails that claim something; and of tone."""
    claims = [(row, found) for row, found in pairs if row.get("claim")]
    toned = [(row, found) for row, found in pairs if row.get("tone")]
    amount_right = sum(
        (found.claim.disputed_amount.text if found.claim.disputed_amount else None) == row["claim"].get("disputed_amount")
        for row, found in claims
    )
    return {
        "requested_accuracy": _share(
            sum(found.claim.requested.value == row["claim"].get("requested") for row, found in claims), len(claims)
        ),
        "disputed_amount_accuracy": _share(amount_right, len(claims)),
        "tone_accuracy": _share(sum(found.claim.tone.value == row["tone"] for row, found in toned), len(toned)),
    }
