"""Which invoice is meant: written numbers first, then everything else that fits; another client's is never used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.ledger.clues import ORDERED, Clue, key_of, side_clues, weigh
from bot.ledger.naming import Named, foreign_numbers, in_order, named_invoices, named_invoices_exactly
from bot.ledger.work import stems_of
from bot.ledger.writer import writer_for, writer_of
from bot.vocabulary.books import Invoice, Match
from bot.vocabulary.labels import Cause
from bot.vocabulary.listing import client_of, listing_clients

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.ledger.clues import Key
    from bot.vocabulary.books import Writer
    from bot.vocabulary.claim import Verdict
    from bot.vocabulary.dossier import Dossier
    from bot.vocabulary.reading import Reading

__all__ = ["match", "writer_for", "writer_of"]

#: From this combined weight an invoice is asserted; below it is a candidate, below CANDIDATE_AT it is nothing. Where the mail
#: names another client's number, nothing is asserted by weight and a candidate needs as much as an assertion otherwise.
ASSERT_AT = 0.5
CANDIDATE_AT = 0.25
#: Two invoices nearer than this fit equally well.
SAME_WEIGHT = 0.1
_MOST_CANDIDATES = 5
_MOST_OTHERS = 10
#: What the approver is told at most about one mail.
_STRANGER_CONFIDENCE = 0.4
_STRANGER = "unlisted_sender: the sender is not listed for this client"


@dataclass(frozen=True, slots=True)
class _Scene:
    """All that choosing needs: the writer's invoices, what the mail names of them, the clues for each."""

    invoices: dict[Key, Invoice]
    named: tuple[Named, ...]
    clues: dict[Key, tuple[Clue, ...]]
    foreign: tuple[str, ...]
    unknown: bool
    blocked: bool
    duplicate: bool = False

    def weight(self, key: Key) -> float:
        return weigh(self.clues.get(key, ()))


def match(reading: Reading, writer: Writer, dossier: Dossier, thread_numbers: tuple[str, ...] = ()) -> Match:
    """Return the invoice the mail is about, further ones it names, candidates where it is not certain, and why.

    Only invoices of clients that list the writer are considered. For a writer nobody lists, an exactly written number that
    one client has is asserted with low confidence, for the approver's eyes.
    """
    clients = (*listing_clients(dossier.clients, writer.email), *((writer.client,) if writer.client else ()))
    if not clients:
        return _for_stranger(reading, dossier.books.invoices)
    keys = {client.key for client in clients}
    own = [invoice for invoice in dossier.books.invoices if _belongs_to(invoice, keys, dossier)]
    others = [invoice for invoice in dossier.books.invoices if not _belongs_to(invoice, keys, dossier)]
    scene = _scene(reading, own, others, thread_numbers)
    chosen = _by_name(scene) or _by_weight(scene)
    told = tuple(f"foreign_number: {number} is an invoice of another client" for number in scene.foreign)
    return Match(chosen.invoice, chosen.confidence, chosen.others, chosen.candidates, scene.foreign, (*chosen.reasons, *told))


def _belongs_to(invoice: Invoice, keys: set[str], dossier: Dossier) -> bool:
    owner = client_of(invoice, dossier.clients)
    return (owner.key if owner else invoice.client_key) in keys


def _scene(reading: Reading, own: Sequence[Invoice], others: Sequence[Invoice], thread_numbers: Sequence[str]) -> _Scene:
    named, unknown = named_invoices(reading, own)
    foreign, blocked = foreign_numbers(reading, own, others)
    clues: dict[Key, tuple[Clue, ...]] = {}
    from_names = ((key_of(invoice), name.clue(invoice)) for name in named for invoice in name.invoices)
    for key, clue in (*from_names, *side_clues(reading, own, thread_numbers)):
        if all(known.name != clue.name for known in clues.get(key, ())):
            clues[key] = (*clues.get(key, ()), clue)
    return _Scene(
        {key_of(i): i for i in own},
        in_order(named, reading),
        clues,
        foreign,
        unknown,
        blocked,
        _is_duplicate(reading.verdict),
    )


def _is_duplicate(verdict: Verdict) -> bool:
    """Whether the complaint is a second bill for the same; where that is unsure, only if nothing else is complained of."""
    return verdict.primary_cause is Cause.DUPLICATE and (len(verdict.causes) == 1 or not verdict.unsure)


def _by_name(scene: _Scene) -> Match | None:
    """The invoices that the mail itself names, the one the complaint is nearest to first; None if it names none surely."""
    sure: list[Invoice] = []
    for name in scene.named:
        if name.old_subject or (scene.blocked and not name.exact):
            continue
        best = _best(scene, [key_of(invoice) for invoice in name.invoices])
        if len(best) > 1 and not sure and name.exact:
            return _candidates(scene, best, "several_fit: the number stands for more than one invoice of the client")
        if len(best) == 1 and scene.weight(best[0]) >= ASSERT_AT:
            sure.append(scene.invoices[best[0]])
    found = _extra_first(tuple(dict.fromkeys(sure)), scene)
    return _asserted(scene, found[0], found[1 : 1 + _MOST_OTHERS]) if found else None


def _extra_first(found: tuple[Invoice, ...], scene: _Scene) -> tuple[Invoice, ...]:
    """Of two invoices for the same work the later one is the one too many, whichever the client names first."""
    if not scene.duplicate or len(found) < 2 or any(invoice.issue_date is None for invoice in found[:2]):  # noqa: PLR2004
        return found
    first, second = found[:2]
    if not _bill_alike(first, second):
        return found
    later = (second.issue_date, second.number) > (first.issue_date, first.number)
    return (second, first, *found[2:]) if later else found


def _bill_alike(one: Invoice, other: Invoice) -> bool:
    """Whether two invoices can be for the same work: one sum, one line's sum, or words in common."""
    sums = [{invoice.total, *(line.amount for line in invoice.lines)} for invoice in (one, other)]
    works = [stems_of(f"{i.description} {' '.join(line.description for line in i.lines)}") for i in (one, other)]
    return not sums[0].isdisjoint(sums[1]) or not works[0].isdisjoint(works[1])


def _by_weight(scene: _Scene) -> Match:
    """The invoice that all clues together point to; candidates where that is not enough."""
    best = _best(scene, list(scene.clues))
    if not best:
        return Match(reasons=("no_invoice: nothing in the mail fits an invoice of the client",))
    kept = {clue.name for clue in scene.clues[best[0]]}
    vouched = not scene.unknown or "po_number" in kept
    if len(best) == 1 and scene.weight(best[0]) >= ASSERT_AT and vouched and not scene.blocked:
        return _asserted(scene, scene.invoices[best[0]], ())
    ordered = [key for key in best if any(clue.name == "po_number" and clue.weight == ORDERED for clue in scene.clues[key])]
    if len(best) > 1 and ordered == best and not scene.blocked:  # each by an order number of its own: all are meant
        return _asserted(scene, *_split(tuple(scene.invoices[key] for key in best[: 1 + _MOST_OTHERS])))
    twins = tuple(scene.invoices[key] for key in best)
    if scene.duplicate and len(twins) == 2 and twins[0].total == twins[1].total and vouched and not scene.blocked:  # noqa: PLR2004
        return _asserted(scene, *_split(_extra_first(twins, scene)))
    if scene.weight(best[0]) < (ASSERT_AT if scene.blocked else CANDIDATE_AT) or len(best) > _MOST_CANDIDATES:
        return Match(reasons=("no_invoice: nothing in the mail points to one invoice of the client",))
    why = "several_fit: these fit equally well" if len(best) > 1 else "weak: this fits, but not surely enough"
    return _candidates(scene, best, why)


def _split(invoices: tuple[Invoice, ...]) -> tuple[Invoice, tuple[Invoice, ...]]:
    return invoices[0], invoices[1:]


def _best(scene: _Scene, keys: Sequence[Key]) -> list[Key]:
    """The keys that fit about as well as the best of them, best first."""
    ranked = sorted(keys, key=lambda key: (-scene.weight(key), key))
    return [key for key in ranked if scene.weight(ranked[0]) - scene.weight(key) < SAME_WEIGHT]


def _asserted(scene: _Scene, invoice: Invoice, others: tuple[Invoice, ...]) -> Match:
    reasons = tuple(str(clue) for clue in scene.clues[key_of(invoice)])
    more = tuple(str(clue) for other in others for clue in scene.clues[key_of(other)][:1])
    return Match(invoice, scene.weight(key_of(invoice)), others, (), (), (*reasons, *more))


def _candidates(scene: _Scene, keys: Sequence[Key], why: str) -> Match:
    reasons = (why, *(str(clue) for key in keys for clue in scene.clues[key][:2]))
    return Match(None, scene.weight(keys[0]), (), tuple(scene.invoices[key] for key in keys), (), reasons)


def _for_stranger(reading: Reading, invoices: Iterable[Invoice]) -> Match:
    """What an unlisted sender's exact numbers point to; nothing weaker counts."""
    named = in_order(named_invoices_exactly(reading, tuple(invoices)), reading)
    if not named:
        return Match(reasons=("unlisted_sender: the ledger does not list the sender",))
    if len(named[0].invoices) > 1:
        return Match(candidates=named[0].invoices[:_MOST_CANDIDATES], reasons=("several_fit: several clients have that number", _STRANGER))
    found = tuple(dict.fromkeys(name.invoices[0] for name in named if len(name.invoices) == 1))
    return Match(found[0], _STRANGER_CONFIDENCE, found[1 : 1 + _MOST_OTHERS], (), (), (str(named[0].clue(found[0])), _STRANGER))
