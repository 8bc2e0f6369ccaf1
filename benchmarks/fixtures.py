"""Measures the reader on a folder of foreign mails, in two halves by the hash of their names, so that one half can stay unseen.

`python benchmarks/fixtures.py FOLDER [--expect automatic|letter] [--half 0|1] [--show]`: every file that begins with header fields is
read. `--expect` says what all of them are; where NAME has a neighbour `NAME.new`, that is what its new words must be, up to a closing
line. `--show` names the files that are read otherwise, of the half that may be looked at. Exits 1 where a mail raised an exception.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bot.arrivals.read import arrive  # noqa: E402 - after the path
from bot.vocabulary.labels import Kind  # noqa: E402
from bot.vocabulary.policy import Policy  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

_FIELD = re.compile(rb"(?:From [^\n]{1,200}\n)?[A-Za-z][A-Za-z0-9-]{1,60}:")
_MACHINES = {Kind.AUTO_REPLY, Kind.BOUNCE, Kind.LIST}


def half(path: Path) -> int:
    """The half a file belongs to, by its name alone."""
    return hashlib.sha256(path.name.encode()).digest()[0] & 1


def mails(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """All files that begin like a mail, an mbox line above it taken off."""
    for path in sorted(folder.rglob("*")):
        raw = path.read_bytes() if path.is_file() and path.suffix != ".new" else b""
        if _FIELD.match(raw):
            yield path, raw.partition(b"\n")[2] if raw.startswith(b"From ") else raw


def same_words(seen: str, wanted: str) -> bool:
    """Whether two texts have the same words; what follows the wanted ones may be one closing line."""
    ours, theirs = seen.split(), wanted.split()
    return ours[: len(theirs)] == theirs and "\n" not in seen[len(" ".join(theirs)) :].strip()


def measure(folder: Path, expect: str, shown: int | None) -> int:
    """Print what the mails of each half were read as, and how many as expected; return how many raised."""
    kinds: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    right: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    for path, raw in mails(folder):
        number = half(path)
        try:
            arrived = arrive(raw, Policy())
        except Exception as error:  # noqa: BLE001 - what this script looks for
            kinds[number][f"RAISED {type(error).__name__}"] += 1
            continue
        kinds[number][str(arrived.kind)] += 1
        answers = {}
        if expect:
            answers[expect] = (arrived.kind in _MACHINES) is (expect == "automatic")
        beside = path.with_name(path.name + ".new")
        if beside.exists():
            answers["new words"] = same_words(arrived.client_words, beside.read_text(encoding="utf-8"))
        for what, good in answers.items():
            right[number].update({f"{what} of": 1, what: int(good)})
            if not good and shown == number:
                print(f"{path.relative_to(folder)}: {arrived.kind}, not {what}")
    for number in (0, 1):
        told = ", ".join(f"{what} {right[number][what]} of {count}" for what in right[number] if (count := right[number][f"{what} of"]))
        print(f"half {number}: {sum(kinds[number].values())} mails, {dict(kinds[number])} {told}")
    return sum(count for counter in kinds for kind, count in counter.items() if kind.startswith("RAISED"))


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description="Read a folder of foreign mails.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--expect", choices=("automatic", "letter"), default="")
    parser.add_argument("--show", type=int, choices=(0, 1), help="name the files of this half that are read otherwise")
    options = parser.parse_args()
    sys.exit(1 if measure(options.folder, options.expect, options.show) else 0)


if __name__ == "__main__":
    main()
