"""DOOR, spaCy: the components the model lives in, written to and read from data/model."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from bot.classifier.layout import Piece, pieces
from bot.classifier.reader import Reader, Scored
from bot.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_CUT = "desk_pieces"
_READ = "desk_reader"
#: Mails understood together: the more there are, the less the steps between the products count.
_BATCH = 48
_Item = TypeVar("_Item")

for _name in ("mail", "pieces", "scored"):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=None)


@Language.component(_CUT)
def _cut(doc: Doc) -> Doc:
    subject, body = doc._.mail
    doc._.pieces = pieces(subject, body)
    return doc


class ReaderComponent:
    """Puts the networks' numbers on each doc; holds no state but the networks."""

    def __init__(self, reader: Reader | None = None) -> None:
        self.reader = reader

    def __call__(self, doc: Doc) -> Doc:
        """Score one doc."""
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Doc], batch_size: int = _BATCH) -> Iterator[Doc]:
        """Score docs in batches, so the encoder sees many sentences at once."""
        for batch in _batches(docs, batch_size):
            if self.reader is None:
                msg = "the model has no networks: train it first"
                raise ModelError(msg)
            for doc, scored in zip(batch, self.reader.score_many([doc._.pieces for doc in batch]), strict=True):
                doc._.scored = scored
                yield doc

    def to_disk(self, path: Path, exclude: Iterable[str] = ()) -> None:  # noqa: ARG002 - spaCy's signature
        """Write the arrays and the facts about them."""
        if self.reader is None:
            return
        path.mkdir(parents=True, exist_ok=True)
        arrays, facts = self.reader.to_bytes()
        np.savez_compressed(path / "networks.npz", **arrays)  # type: ignore[arg-type]
        (path / "networks.json").write_text(facts + "\n", "utf-8")

    def from_disk(self, path: Path, exclude: Iterable[str] = ()) -> Self:  # noqa: ARG002 - spaCy's signature
        """Read what `to_disk` wrote."""
        with np.load(path / "networks.npz", allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        self.reader = Reader.from_bytes(arrays, (path / "networks.json").read_text("utf-8"))
        return self


def _batches(items: Iterable[_Item], size: int) -> Iterator[list[_Item]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


@Language.factory(_READ)
def _reader_component(nlp: Language, name: str) -> ReaderComponent:  # noqa: ARG001 - spaCy's signature
    return ReaderComponent()


def build(reader: Reader) -> Language:
    """Return a pipeline around trained networks."""
    nlp = spacy.blank("xx")
    nlp.add_pipe(_CUT)
    component: Any = nlp.add_pipe(_READ)
    component.reader = reader
    return nlp


def save(reader: Reader, out: Path) -> None:
    """Write the whole pipeline to a folder."""
    build(reader).to_disk(out)


def open_model(folder: Path) -> Language:
    """Load the pipeline from a folder; raises ModelError when it is missing or does not fit this version."""
    try:
        return spacy.load(folder)
    except (OSError, ValueError, KeyError, json.JSONDecodeError) as error:
        msg = f"the model in {folder} cannot be used: {error}"
        raise ModelError(msg) from error


def reader_of(nlp: Language) -> Reader:
    """Return the networks inside a pipeline; raises ModelError when there are none."""
    component: Any = nlp.get_pipe(_READ)
    if component.reader is None:
        msg = "the model has no networks: train it first"
        raise ModelError(msg)
    return cast("Reader", component.reader)


def score(nlp: Language, mails: Iterable[tuple[str, str]]) -> Iterator[tuple[tuple[Piece, ...], Scored]]:
    """Cut and score (subject, body) pairs in order, as the pipeline's components do, without a doc for each of them."""
    reader = reader_of(nlp)
    for batch in _batches(mails, _BATCH):
        cut = [pieces(subject, body) for subject, body in batch]
        yield from zip(cut, reader.score_many(cut), strict=True)
