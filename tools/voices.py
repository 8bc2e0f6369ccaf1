"""Learns the weights of bot/arrivals/voices.npz: how much each mark of a mail says that a machine wrote it.

`python tools/voices.py [--cross]`

Written by hand and labelled: `data/voices/*.jsonl`, `tests/arrivals/wording*.jsonl`, and the corpus of the classifier, whose `auto_reply` is a
machine's. The held-out mails of data/ are never learned from. Each of our own mails is learned twice, once as if no sign of
boilerplate.py had been heard in it: those signs were made for these very texts, and elsewhere fewer of them are heard. `--cross` writes
nothing and tells what is known of each hand when it is left out.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bot.arrivals import automatic, voices  # noqa: E402 - after the path
from bot.arrivals.read import arrive  # noqa: E402
from bot.vocabulary.policy import Policy  # noqa: E402
from bot.vocabulary.reasons import Reason  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Columns = NDArray[np.int64]

#: What the corpus of the classifier counts beside our own mails, and a mail without its signs beside itself.
_CORPUS, _UNHEARD = 0.5, 0.5
#: So much of the corpus is learned from; all of what machines write in it.
_SHARE = 45
_DECAY, _STEPS, _RATE = 6e-5, 150, 0.05
_FOLDS = 4
#: In so many mails a mark must stand to say anything.
_SEEN = 2


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail: its hand, whether a machine wrote it, the columns of its marks with and without signs."""

    hand: str
    automatic: bool
    columns: Columns
    unheard: Columns

    @property
    def corpus(self) -> bool:
        """Whether it is the classifier's."""
        return self.hand.startswith("corpus")


def rows() -> Iterator[tuple[str, dict[str, Any]]]:
    """All labelled mails with their hand; those of the corpus get a sender that some other mail has, lest senders tell them apart."""
    own = [
        (path.stem, row)
        for folder in ("data/voices", "tests/arrivals")
        for path in sorted((ROOT / folder).glob("*.jsonl"))
        for row in read(path)
    ]
    yield from own
    for path in sorted((ROOT / "data/corpus/mails").glob("*.jsonl")):
        for row in read(path):
            machine, place = row["intent"] == "auto_reply", crc32(row["id"].encode())
            if machine or place % 100 < _SHARE:
                sender = own[place % len(own)][1]["from"]
                yield f"corpus {path.stem}", {"from": sender, "subject": row["subject"], "text": row["body"], "automatic": machine}


def read(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a file."""
    return map(json.loads, path.read_text(encoding="utf-8").splitlines())


def mail(hand: str, row: dict[str, Any]) -> Mail:
    """One row as the desk reads it."""
    head = f"From: {row['from']}\r\nSubject: {' '.join(row['subject'].split())}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    arrived = arrive(
        (head + row["text"].replace("\r\n", "\n").replace("\n", "\r\n")).encode(), Policy(), Reason.AUTO_REPLY
    )  # judged without the weights
    message = arrived.message
    marks = voices.marks(message.from_.email if message.from_ else "", message.subject, arrived.words.new_text)
    return Mail(hand, row["automatic"], columns(marks), columns({mark for mark in marks if not voices.is_heard(mark)}))


def columns(marks: set[str]) -> Columns:
    """The columns of marks, each once."""
    return np.array(sorted({voices.column(mark) for mark in marks}))


def learned(mails: list[Mail]) -> NDArray[np.float64]:
    """Logistic regression with weight decay, by the whole batch (Adam); the last weight stands alone."""
    machines = [one for one in mails if one.automatic or not one.corpus]
    taken = [one.columns for one in mails] + [one.unheard for one in machines]
    truth = np.array([one.automatic for one in (*mails, *machines)], float)
    share = np.array([_CORPUS if one.corpus else 1 for one in (*mails, *machines)]) * np.repeat([1, _UNHEARD], [len(mails), len(machines)])
    share /= share.sum()
    counts = np.array([len(one) for one in taken])
    flat, starts, owner = np.concatenate(taken), np.cumsum(counts) - counts, np.repeat(np.arange(len(taken)), counts)
    seen = np.bincount(np.concatenate([one.columns for one in mails]), minlength=voices.COLUMNS) >= _SEEN
    weights = np.zeros(voices.COLUMNS + 1)
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, _STEPS + 1):
        chance = 1 / (1 + np.exp(-np.add.reduceat(weights[flat], starts) - weights[-1]))
        error = (chance - truth) * share
        slope = np.append(seen * np.bincount(flat, error[owner], voices.COLUMNS) + _DECAY * weights[:-1], error.sum())
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope * slope
        rate = _RATE * (1 - 0.9 * step / _STEPS)
        weights -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-9)
    return weights


def cross(mails: list[Mail]) -> None:
    """Print what is known of hands that were left out: machines known, and people taken for one, by the score alone."""
    own = sorted({one.hand for one in mails if not one.corpus})
    corpus = sorted({one.hand for one in mails if one.corpus})
    for left in [own[:3], *([hand] for hand in own[3:]), *(corpus[fold::_FOLDS] for fold in range(_FOLDS))]:
        weights = learned([one for one in mails if one.hand not in left])
        told = [(one.automatic, weights[one.columns].sum() + weights[-1]) for one in mails if one.hand in left]
        parts = []
        for machine in (True, False):
            scores = [score for truth, score in told if truth is machine]
            parts.append(f"{sum(score > automatic.VOICE for score in scores)} of {len(scores)}")
        name = " ".join(left) if len(left) < _FOLDS else f"{len(left)} hands of the corpus"
        print(f"{name}: {parts[0]} machines known, {parts[1]} people taken for one")


def main() -> None:
    """Learn, and write the weights or tell how good they are."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--cross", action="store_true", help="leave out hand by hand and write nothing")
    crossed = parser.parse_args().cross
    mails = [mail(hand, row) for hand, row in rows()]
    if crossed:
        cross(mails)
    else:
        np.savez_compressed(ROOT / "bot/arrivals/voices.npz", weights=learned(mails).astype(np.float16))


if __name__ == "__main__":
    main()
