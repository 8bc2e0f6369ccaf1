"""Reads labelled mails and sentences (JSON Lines) into plain training rows."""

from __future__ import annotations

import json
import lzma
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from bot.classifier.layout import Piece, pieces
from bot.errors import ModelError
from bot.vocabulary.labels import Cause, Intent, Requested, Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

Built = TypeVar("Built")

#: How a file of rows ends that was packed for the wheel (`tools/wheel.py`).
_PACKED = ".jsonl.xz"


@dataclass(frozen=True, slots=True)
class LabelledMail:
    """One labelled mail; `hand` names who wrote it, `evidence` maps a cause or intent to deciding words.

    `causes` is the primary cause first. `weight` is how much it counts in training; `lone`: a single sentence, which tells its cause
    but not what a mail that holds it wants; `requested` is None where nothing is claimed; `numbers` are the invoice and the order
    numbers it names, None where nobody has marked them.
    """

    subject: str
    body: str
    intent: Intent
    causes: tuple[Cause, ...] = ()
    evidence: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hand: str = ""
    language: str = ""
    requested: Requested | None = None
    tone: Tone | None = None
    weight: float = 1.0
    lone: bool = False
    numbers: tuple[frozenset[str], frozenset[str]] | None = None

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The sentences of the new words, as the model reads them."""
        return pieces(self.subject, self.body)


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """One sentence that stands alone; `label` is a cause, an intent or `none`."""

    text: str
    label: str
    hand: str = ""


def short_mails(sentences: Iterable[LabelledSentence], weight: float) -> tuple[list[LabelledMail], list[LabelledSentence]]:
    """Return the sentences that carry a cause as disputes of that weight, and the rest."""
    causes, mails, rest = set(Cause) - {Cause.OTHER}, [], []
    for sentence in sentences:
        if sentence.label in causes and pieces("", sentence.text):
            evidence = {sentence.label: (sentence.text,)}
            cause = (Cause(sentence.label),)
            mails.append(LabelledMail("", sentence.text, Intent.DISPUTE, cause, evidence, sentence.hand, weight=weight, lone=True))
        else:
            rest.append(sentence)
    return mails, rest


def json_lines(lines: Iterable[str]) -> list[dict[str, Any]]:
    """Parse JSON Lines, blank lines skipped; raises ModelError naming the first line that is not a JSON object."""
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            msg = f"line {number} is not JSON: {error}"
            raise ModelError(msg) from error
        if not isinstance(row, dict):
            msg = f"line {number} is not a JSON object"
            raise ModelError(msg)
        found.append(row)
    return found


def built(folder: Path, build: Callable[[dict[str, Any]], Built], told: str) -> list[Built]:
    """Build something of every row of `folder/*.jsonl`, in order; raises ModelError naming file and line of a row that is none, as `told`."""
    found = []
    for path in _files(folder):
        for number, text in enumerate(_lines(path), 1):
            try:
                found.append(build(json.loads(text)))
            except (ValueError, KeyError, TypeError) as error:
                msg = f"{path}, line {number}: {told}"
                raise ModelError(msg) from error
    return found


def labelled_mail(row: Mapping[str, Any], hand: str = "") -> LabelledMail:
    """Build a training mail from one corpus row; raises ModelError when a label is not on the lists."""
    try:
        return LabelledMail(
            subject=str(row.get("subject") or ""),
            body=str(row.get("body") or ""),
            intent=Intent(row["intent"]),
            causes=tuple(Cause(cause) for cause in row.get("causes") or ()),
            evidence={key: tuple(texts) for key, texts in (row.get("evidence") or {}).items()},
            hand=hand,
            language=str(row.get("lang") or ""),
            requested=Requested(row["claim"]["requested"]) if row.get("claim") else None,
            tone=Tone(row["tone"]) if row.get("tone") else None,
            weight=float(row.get("weight", 1)),
            numbers=_numbers(row["mentions"]) if row.get("mentions") else None,
        )
    except (KeyError, ValueError) as error:
        msg = f"mail {row.get('id', '?')} has a label that is not on the list: {error}"
        raise ModelError(msg) from error


def _numbers(mentions: Mapping[str, Any]) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(mentions.get("invoice_numbers") or ()), frozenset(mentions.get("po_numbers") or ())


def read_mails(folder: Path) -> list[LabelledMail]:
    """Read `folder/mails/*.jsonl`, in order of file names; the file's name is the hand."""
    return [labelled_mail(row, _hand(path)) for path in _files(folder / "mails") for row in json_lines(_lines(path))]


def read_sentences(folder: Path) -> list[LabelledSentence]:
    """Read `folder/sentences/*.jsonl`, in order of file names."""
    return [
        LabelledSentence(row["text"], row["label"], _hand(path))
        for path in _files(folder / "sentences")
        for row in json_lines(_lines(path))
    ]


def _files(folder: Path) -> list[Path]:
    """Return the files of rows, in order of their names; an installed package has them packed."""
    return sorted(path for path in folder.glob("*.jsonl*") if path.name.endswith((".jsonl", _PACKED)))


def _hand(path: Path) -> str:
    return path.name.partition(".")[0]


def _lines(path: Path) -> list[str]:
    if not path.name.endswith(_PACKED):
        return path.read_text("utf-8").splitlines()
    try:
        return lzma.decompress(path.read_bytes()).decode("utf-8").splitlines()
    except (lzma.LZMAError, UnicodeDecodeError) as error:
        msg = f"{path} cannot be unpacked: the installation is damaged, install it again"
        raise ModelError(msg) from error
