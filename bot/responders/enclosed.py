"""Which documents go with an answer, and what a person would want to see for each cause: have, and missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.responders.echo import causes
from bot.responders.naming import own_invoice
from bot.vocabulary.labels import Cause
from bot.vocabulary.papers import PaperKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.responders.contract import AnswerFacts
    from bot.vocabulary.outgoing import OutgoingFile
    from bot.vocabulary.papers import Paper

_K = PaperKind
#: cause -> groups of documents that tell; of each group one is enough.
_WANTED: dict[Cause, tuple[tuple[PaperKind, ...], ...]] = {
    Cause.MISCALCULATION: ((_K.INVOICE,),),
    Cause.UNAPPROVED_WORK: ((_K.ORDER, _K.APPROVAL), (_K.CONTRACT, _K.QUOTE, _K.SPECIFICATION)),
    Cause.LATE_DELIVERY: ((_K.DELIVERY_NOTE,), (_K.ORDER, _K.CONTRACT)),
    Cause.QUALITY: ((_K.ACCEPTANCE,), (_K.SPECIFICATION, _K.ORDER)),
    Cause.DISCOUNT: ((_K.CONTRACT, _K.QUOTE),),
    Cause.PRICE: ((_K.CONTRACT, _K.QUOTE, _K.PRICE_LIST),),
    Cause.QUANTITY: ((_K.TIMESHEET, _K.DELIVERY_NOTE),),
    Cause.DUPLICATE: ((_K.INVOICE,),),
    Cause.ALREADY_PAID: ((_K.STATEMENT, _K.REMITTANCE),),
    Cause.TAX: ((_K.INVOICE,),),
    Cause.INVOICE_DETAILS: ((_K.ORDER,),),
    Cause.TERMS: ((_K.CONTRACT,),),
    Cause.OTHER: (),
}
#: What may go to the client; statements and remittances are of our bank, the rest is for the approver to decide.
_SENT = frozenset(PaperKind) - {_K.STATEMENT, _K.REMITTANCE, _K.APPROVAL, _K.OTHER}
#: Finding sources that stand for a document: figures that the books hold themselves.
_IN_THE_BOOKS = {"contract": _K.CONTRACT, "payment": _K.STATEMENT}
_NAMES = {kind: kind.value.replace("_", " ").replace("timesheet", "time sheet") for kind in PaperKind}
_MOST_FILES = 3
_MOST_BYTES = 8_000_000


def enclosed(facts: AnswerFacts) -> tuple[OutgoingFile, ...]:
    """Return the files that go with the answer: registered, not internal, telling for the cause; for a listed client alone."""
    if own_invoice(facts) is None or not facts.writer.may_receive:
        return ()
    wanted = {kind for cause in causes(facts) for group in _WANTED[cause] for kind in group}
    files = [paper.file for paper in facts.papers if paper.kind in wanted & _SENT and not paper.internal]
    kept: list[OutgoingFile] = []
    for file in files[:_MOST_FILES]:
        if sum(len(each.content) for each in kept) + len(file.content) <= _MOST_BYTES:
            kept.append(file)
    return tuple(kept)


def told(facts: AnswerFacts) -> tuple[str, ...]:
    """Return sentences for the approver: what goes with the answer, what we have beside it, what is missing, what the client sent."""
    return tuple(_told(facts))


def _told(facts: AnswerFacts) -> Iterator[str]:
    sent = enclosed(facts)
    if sent:
        yield f"Goes with the answer: {', '.join(map(_sized, sent))}."
    beside = [paper for paper in facts.papers if paper.file not in sent]
    if beside:
        yield f"We also have: {', '.join(map(_named, beside))}."
    held = {paper.kind for paper in facts.papers} | _from_the_books(facts)
    groups = dict.fromkeys(group for cause in causes(facts) for group in _WANTED[cause])
    if own_invoice(facts) is not None and (have := [_or(held & set(group)) for group in groups if held & set(group)]):
        yield f"Have: {'; '.join(have)}."
    if own_invoice(facts) is not None and (missing := [_or(group) for group in groups if not held & set(group)]):
        yield f"Missing: {'; '.join(missing)}."


def _from_the_books(facts: AnswerFacts) -> set[PaperKind]:
    sources = {source.split(" ", maxsplit=1)[0] for finding in facts.findings for source in finding.sources}
    return {kind for source, kind in _IN_THE_BOOKS.items() if source in sources}


def _or(kinds: tuple[PaperKind, ...] | set[PaperKind]) -> str:
    return " or ".join(_NAMES[kind] for kind in sorted(kinds, key=list(PaperKind).index))


def _named(paper: Paper) -> str:
    return f"{paper.file.filename} ({_NAMES[paper.kind]}{', internal' if paper.internal else ''})"


def _sized(file: OutgoingFile) -> str:
    return f"{file.filename} ({max(1, len(file.content) // 1000)} kB)"
