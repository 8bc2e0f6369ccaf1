"""An evaluation as one web page that needs nothing else: figures, bars per cause, reliability, who was taken for whom."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_STYLE = (
    "body{font:15px/1.45 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b2430;background:#fff}"
    "h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}table{border-collapse:collapse}"
    "td,th{padding:.2rem .6rem;text-align:right;border-bottom:1px solid #dde3ea}td:first-child,th:first-child{text-align:left}"
    ".bar{fill:#2f6f9f}.line{stroke:#8896a5;fill:none}.dot{fill:#b4532a}text{font:12px system-ui,sans-serif;fill:currentColor}"
    "@media(prefers-color-scheme:dark){body{background:#14181d;color:#e4e9ee}.bar{fill:#6fb1de}.dot{fill:#f0a27a}td,th{border-color:#333c46}}"
)
_BAR_WIDTH, _BAR_HEIGHT, _NAMES = 420, 20, 170
_SIDE = 260


def page(figures: Mapping[str, Any], source: str) -> str:
    """Return the page; `source` names what was measured."""
    causes, intent, sure = figures["causes"], figures["intent"], figures["threshold"]
    head = [
        ("mails", figures["mails"]),
        ("intent accuracy", intent["accuracy"]),
        ("dispute precision", intent["dispute_precision"]),
        ("dispute recall", intent["dispute_recall"]),
        ("dispute F1", intent["dispute_f1"]),
        ("primary cause, of all disputes", causes["primary_accuracy"]),
        ("macro-F1 of the primary cause", causes["macro_f1"]),
        ("F1 of the set of causes", causes["set_f1"]),
        ("answered with certainty", sure["coverage"]),
        ("right among those", sure["precision"]),
        ("milliseconds per mail", figures["ms_per_mail"]),
    ]
    extraction = [(name, *found.values()) for name, found in figures["extraction"].items()]
    parts = [
        f"<h1>{escape(source)}</h1>",
        _table(("figure", "value"), head),
        "<h2>F1 of the primary cause</h2>",
        _bars(causes["per_cause_f1"]),
        "<h2>Reliability of the intent probability</h2><p>A dot on the line: what was said is what came true. Larger dots are more mails.</p>",
        _reliability(figures["reliability"]),
        "<h2>Intents: truth and answer where they differ</h2>",
        _confusion(intent["confusion"]),
        "<h2>Primary causes: truth and answer where they differ</h2>",
        _confusion(causes["confusion"]),
        "<h2>What is read from the words</h2>",
        _table(("list", "precision", "recall", "F1"), extraction),
        "<h2>Evidence</h2>",
        _table(("figure", "value"), list(figures["evidence"].items())),
        "<h2>The claim</h2>",
        _table(("figure", "value"), list(figures["claim"].items())),
    ]
    return (
        f'<!doctype html>\n<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(source)}</title><style>{_STYLE}</style>\n" + "\n".join(parts) + "\n</html>\n"
    )


def _table(names: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join("<tr>" + "".join(f"<td>{escape(str(value))}</td>" for value in row) + "</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{body}</table>"


def _confusion(wrong: Mapping[str, int]) -> str:
    """A table with one row per truth and one column per answer."""
    pairs = {tuple(name.split(">")): count for name, count in wrong.items()}
    if not pairs:
        return "<p>None.</p>"
    truths, answers = sorted({truth for truth, _ in pairs}), sorted({answer for _, answer in pairs})
    return _table(("", *answers), [(truth, *(pairs.get((truth, answer), "") for answer in answers)) for truth in truths])


def _bars(values: Mapping[str, float]) -> str:
    rows = [
        f'<text x="0" y="{at * _BAR_HEIGHT + 14}">{escape(name)}</text>'
        f'<rect class="bar" x="{_NAMES}" y="{at * _BAR_HEIGHT + 3}" width="{value * _BAR_WIDTH:.0f}" height="{_BAR_HEIGHT - 6}"/>'
        f'<text x="{_NAMES + value * _BAR_WIDTH + 6:.0f}" y="{at * _BAR_HEIGHT + 14}">{value:.2f}</text>'
        for at, (name, value) in enumerate(values.items())
    ]
    return f'<svg width="{_NAMES + _BAR_WIDTH + 50}" height="{len(values) * _BAR_HEIGHT + 6}" role="img">{"".join(rows)}</svg>'


def _reliability(bins: Mapping[str, Mapping[str, float]]) -> str:
    most = max((found["mails"] for found in bins.values()), default=1)
    dots = [
        f'<circle class="dot" cx="{found["said"] * _SIDE:.0f}" cy="{_SIDE - found["right"] * _SIDE:.0f}" r="{3 + 9 * (found["mails"] / most) ** 0.5:.1f}">'
        f"<title>{escape(name)}: {found['mails']} mails, said {found['said']}, right {found['right']}</title></circle>"
        for name, found in bins.items()
    ]
    frame = f'<rect class="line" x="0" y="0" width="{_SIDE}" height="{_SIDE}"/><path class="line" d="M0 {_SIDE}L{_SIDE} 0"/>'
    return f'<svg width="{_SIDE + 20}" height="{_SIDE + 20}" viewBox="-10 -10 {_SIDE + 20} {_SIDE + 20}" role="img">{frame}{"".join(dots)}</svg>'
