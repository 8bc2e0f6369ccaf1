"""Measures the reader on a folder of foreign mails, in two halves by the hash of their names, so that one half can stay unseen.

`python benchmarks/fixtures.py FOLDER [--expect automatic|letter] [--half 0|1] [--show 0|1]`

A file that begins with header fields is a mail; any other `.txt` or `.html` is the body of one. What a mail must be read as stands beside it:

* `NAME.new` holds its new words. A reply is right where ours are the same words; a closing line more or less is allowed.
* `NAME.fwd` holds `{"from", "subject", "starts"}` of the mail forwarded in it: address, subject and the first words of its body.
* `--expect` says what all mails of the folder are; folders called `automatic` and `letters` say it themselves.

`--show` names the files that are read otherwise, of the half that may be looked at. Exits 1 where a mail raised an exception.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections import Counter
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bot.arrivals.read import arrive  # noqa: E402 - after the path
from bot.vocabulary.labels import Kind  # noqa: E402
from bot.vocabulary.policy import Policy  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.vocabulary.reading import Arrived

_FIELD = re.compile(rb"(?:From [^\n]{1,200}\n)?[A-Za-z][A-Za-z0-9-]{1,60}:[ \t]")
_FIELDS = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{1,60}:[^\n]*\n(?:[ \t]+\S[^\n]*\n)*){2}", re.ASCII)
_MACHINES = {Kind.AUTO_REPLY, Kind.BOUNCE, Kind.LIST}
#: What is told of mails by the folder they lie in.
_FOLDERS = {"automatic": "automatic", "letters": "letter"}
#: A closing line, or a farewell and a name below it.
_CLOSING_LINES, _CLOSING_LETTERS = 2, 60
#: So much of a forwarded body must stand at its start.
_START = 40
_BESIDE = {".new", ".fwd"}


def half(path: Path) -> int:
    """The half a file belongs to, by its name alone."""
    return hashlib.sha256(path.name.encode()).digest()[0] & 1


def mails(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """All mails of a folder: an mbox line above one is taken off, a bare body gets a header."""
    for path in sorted(folder.rglob("*")):
        raw = path.read_bytes() if path.is_file() and path.suffix not in _BESIDE else b""
        plain = raw.replace(b"\r\n", b"\n")
        bare = path.suffix in {".txt", ".html"} and (
            path.with_name(path.name + ".new").exists() or path.with_name(path.name + ".fwd").exists()
        )
        if _FIELD.match(raw) and not bare:
            yield path, raw.partition(b"\n")[2] if raw.startswith(b"From ") else raw
        elif bare or (raw and path.suffix in {".txt", ".html"} and not _FIELDS.match(plain)):
            yield path, dressed(raw.decode("utf-8", "replace"), path)


def dressed(body: str, path: Path) -> bytes:
    """A body as a mail: an answer, or a forward where a forward is expected."""
    mail = EmailMessage()
    forward = path.with_name(path.name + ".fwd").exists()
    mail["From"], mail["To"] = "Writer <writer@client.example>", "Desk <desk@supplier.example>"
    mail["Subject"] = "Fwd: a letter" if forward else "Re: a letter"
    mail["Message-ID"] = f"<{hashlib.sha256(path.name.encode()).hexdigest()[:20]}@client.example>"
    if not forward:
        mail["In-Reply-To"] = "<letter@supplier.example>"
    mail.set_content(body, subtype="html" if path.suffix == ".html" else "plain", cte="base64")
    return mail.as_bytes()


def same_words(seen: str, wanted: str) -> bool:
    """Whether two texts have the same words; one may end in a closing line, or a farewell and a name, that the other lacks."""
    ours, theirs = seen.split(), wanted.split()
    longer, shorter = (seen, theirs) if len(ours) > len(theirs) else (wanted, ours)
    if longer.split()[: len(shorter)] != shorter or not (shorter or ours == theirs):
        return False
    rest = longer.strip()
    for word in shorter:
        rest = rest.removeprefix(word).lstrip()
    lines = [line for line in rest.split("\n") if line.strip()]
    return len(lines) <= _CLOSING_LINES and len(rest) <= _CLOSING_LETTERS


def same_forward(arrived: Arrived, wanted: dict[str, str]) -> bool:
    """Whether sender, subject and start of the forwarded mail are those wanted; what is not named is not asked."""
    seen = arrived.original
    if seen is None:
        return False
    writer = f"{seen.from_.name} {seen.from_.email}" if seen.from_ else ""
    email = re.search(r"[^\s<>\[\]\"':;]+@[^\s<>\[\]\"';:]+", wanted.get("from", ""))
    sender = email[0] if email else wanted.get("from", "").strip("<>\" '")
    start = " ".join(wanted.get("starts", "").split())[:_START]
    return (
        sender.lower() in writer.lower()
        and wanted.get("subject", "").split() in ([], seen.subject.split())
        and " ".join(seen.body.split()).startswith(start)
    )


def judged(arrived: Arrived, path: Path, expect: str) -> dict[str, bool]:
    """What can be said of one reading: question -> whether it is right."""
    answers = {}
    expect = expect or next((told for name, told in _FOLDERS.items() if name in path.parts), "")
    if expect:
        machines = _MACHINES if expect == "automatic" else _MACHINES - {Kind.LIST}
        answers[expect] = (arrived.kind in machines) is (expect == "automatic")
    words, forward = path.with_name(path.name + ".new"), path.with_name(path.name + ".fwd")
    if words.exists():
        answers["new words"] = same_words(arrived.client_words, words.read_text(encoding="utf-8"))
    if forward.exists():
        answers["forward"] = same_forward(arrived, json.loads(forward.read_text(encoding="utf-8")))
    return answers


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
        for what, good in judged(arrived, path, expect).items():
            right[number].update({f"{what} of": 1, what: int(good)})
            if not good and shown == number:
                print(f"{path.relative_to(folder)}: {arrived.kind}, not {what}")
    for number in (0, 1):
        told = ", ".join(
            f"{what[:-3]} {right[number][what[:-3]]} of {count}" for what, count in right[number].items() if what.endswith(" of")
        )
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
