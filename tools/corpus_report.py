"""Say what the corpus holds: labels per hand and language, doubles, and how much of the held-out part its phrases cover.

`python tools/corpus_report.py` (`make corpus-report`). A phrase is eight words in a row; shares are 0..1.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
PHRASE = 8
WORD = re.compile(r"\w+")

Row = dict[str, Any]


def rows(pattern: str) -> list[tuple[str, Row]]:
    """Read JSON Lines files as (hand, row)."""
    return [
        (path.stem, json.loads(line))
        for path in sorted(DATA.glob(pattern))
        for line in path.read_text("utf-8").splitlines()
        if line.strip()
    ]


def plain(text: str) -> str:
    """Return the words alone, small."""
    return " ".join(WORD.findall(text.lower()))


def phrases(text: str) -> set[str]:
    """Return every run of eight words."""
    words = WORD.findall(text.lower())
    return {" ".join(words[at : at + PHRASE]) for at in range(len(words) - PHRASE + 1)}


def doubles(texts: Iterable[str]) -> list[str]:
    """Return texts that occur more than once, word for word."""
    return [text for text, count in Counter(map(plain, texts)).items() if count > 1 and text]


def overlap(texts: Sequence[str], known: set[str]) -> float:
    """Return the share of the texts' phrases that are known."""
    found = [phrase for text in texts for phrase in phrases(text)]
    return sum(phrase in known for phrase in found) / max(1, len(found))


def table(title: str, counts: Counter[str]) -> str:
    """Return counts as lines, the largest first."""
    return "\n".join([f"{title} ({sum(counts.values())})", *(f"  {name:18} {count:5}" for name, count in counts.most_common())])


def report() -> str:
    """Return the whole report."""
    mails, sentences, held = (
        [*rows("corpus/mails/*.jsonl"), *rows("plain/mails/*.jsonl")],
        [*rows("corpus/sentences/*.jsonl"), *rows("plain/sentences/*.jsonl")],
        rows("heldout/*.jsonl"),
    )
    bodies = [f"{row['subject']} {row['body']}" for _, row in mails]
    texts = [row["text"] for _, row in sentences]
    known = {phrase for text in [*bodies, *texts] for phrase in phrases(text)}
    by_hand = {
        hand: [body for (name, _), body in zip(mails, bodies, strict=True) if name == hand] for hand in sorted({h for h, _ in mails})
    }
    across = [
        f"  {hand:18} {overlap(own, {phrase for other, theirs in by_hand.items() if other != hand for text in theirs for phrase in phrases(text)}):.4f}"
        for hand, own in by_hand.items()
    ]
    twice = doubles(bodies), doubles(texts)
    held_texts = [f"{row['subject']} {row['body']}" for _, row in held]
    same = {plain(text) for text in held_texts} & {plain(text) for text in bodies}
    return "\n\n".join([
        table("mails by hand", Counter(hand for hand, _ in mails)),
        table("mails by language", Counter(row["lang"] for _, row in mails)),
        table("mails by intent", Counter(row["intent"] for _, row in mails)),
        table("disputes by primary cause", Counter(row["causes"][0] for _, row in mails if row["causes"])),
        table("disputes by number of causes", Counter(str(len(row["causes"])) for _, row in mails if row["causes"])),
        table("sentences by label", Counter(row["label"] for _, row in sentences)),
        table("sentences by hand", Counter(hand for hand, _ in sentences)),
        "\n".join([f"mails that are doubles, word for word: {len(twice[0])}", *(f"  {text[:100]}" for text in twice[0][:10])]),
        "\n".join([f"sentences that are doubles: {len(twice[1])}", *(f"  {text[:100]}" for text in twice[1][:20])]),
        "\n".join(["phrases of a hand's mails that other hands use too (share)", *across]),
        f"held-out: {len(held)} mails; {len(same)} of them in the corpus; share of their phrases known from it: {overlap(held_texts, known):.4f}",
    ])  # fmt: skip


if __name__ == "__main__":
    print(report())  # noqa: T201 - it prints
