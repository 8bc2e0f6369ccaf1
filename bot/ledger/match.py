"""Which invoice is meant: written numbers first, then everything else that fits; another client's is never used."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.ledger.clues import ORDERED, Clue, is_open, key_of, side_clues, weigh
from bot.ledger.doubles import says_twice
from bot.ledger.likened import speaks_of_the_other
from bot.ledger.naming import Named, foreign_numbers, in_order, is_reply, named_invoices, named_invoices_exactly
from bot.ledger.rivals import READING_AT, is_only_likened, rivals, unthreaded
from bot.ledger.topic import is_another_invoice, is_something_else
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

#: From this combined weight an invoice is asserted if nothing else can be meant; below it is a candidate, below CANDIDATE_AT it is
#: nothing. Where the mail names another client's number, nothing is asserted by weight and a candidate needs as much as an assertion otherwise.
ASSERT_AT = 0.5
CANDIDATE_AT = READING_AT
#: Two invoices nearer than this fit equally well.
SAME_WEIGHT = 0.1
_MOST_CANDIDATES = 5
_TWO_READINGS = "several_fit: two readings are possible"
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
    replied: bool = False
    other_one: bool = False
    twice: bool = False

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
    shown = {each.number for each in (chosen.invoice, *chosen.others, *chosen.candidates) if each}
    beside = dict.fromkeys(i.number for name in scene.named if name.likened for i in name.invoices if i.number not in shown)
    told += tuple(f"likened: {number} is named only to set another beside it" for number in beside)
    return replace(chosen, foreign_numbers=scene.foreign, rivals=_unnamed(scene, shown), reasons=(*chosen.reasons, *told))


def _unnamed(scene: _Scene, shown: set[str]) -> tuple[Invoice, ...]:
    """What the mail does not name though all else it says points to it, the likeliest first."""
    found = [key for key in scene.clues if key[1] not in shown and unthreaded(scene.clues[key], replied=scene.replied) >= ASSERT_AT]
    return tuple(scene.invoices[key] for key in sorted(found, key=lambda key: (-scene.weight(key), key))[:_MOST_CANDIDATES])


def _belongs_to(invoice: Invoice, keys: set[str], dossier: Dossier) -> bool:
    owner = client_of(invoice, dossier.clients)
    return (owner.key if owner else invoice.client_key) in keys


def _scene(reading: Reading, own: Sequence[Invoice], others: Sequence[Invoice], thread_numbers: Sequence[str]) -> _Scene:
    named, unknown = named_invoices(reading, own)
    foreign, blocked = foreign_numbers(reading, own, others)
    replied = is_reply(reading)
    clues = _clues(named, side_clues(reading, own, thread_numbers))
    if _leaves_the_thread(reading, clues, replied=replied):
        named = tuple(name.aged() if replied and name.field == "subject" else name for name in named)
        clues = _clues([name for name in named if not name.old_subject], side_clues(reading, own, ()))
    return _Scene(
        {key_of(i): i for i in own},
        in_order(named, reading),
        clues,
        foreign,
        unknown,
        blocked,
        _is_duplicate(reading.verdict),
        replied,
        speaks_of_the_other(reading.arrived.client_words),
        says_twice(reading.arrived.client_words),
    )


def _clues(named: Sequence[Named], more: Iterable[tuple[Key, Clue]]) -> dict[Key, tuple[Clue, ...]]:
    """All clues by invoice, of each kind the first."""
    clues: dict[Key, tuple[Clue, ...]] = {}
    from_names = ((key_of(invoice), name.clue(invoice)) for name in named for invoice in name.invoices)
    for key, clue in (*from_names, *more):
        if all(known.name != clue.name for known in clues.get(key, ())):
            clues[key] = (*clues.get(key, ()), clue)
    return clues


def _leaves_the_thread(reading: Reading, clues: dict[Key, tuple[Clue, ...]], *, replied: bool) -> bool:
    """Whether the mail says that it is about another invoice than its thread, or turns to something else that points to one by itself."""
    words = reading.arrived.client_words
    if not any(clue.name in {"case_thread", "number_in_subject", "old_subject"} for found in clues.values() for clue in found):
        return False
    return is_another_invoice(words) or (
        is_something_else(words) and any(unthreaded(found, replied=replied) >= ASSERT_AT for found in clues.values())
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
    meant = found if scene.duplicate else tuple(each for each in found if not _is_likened(scene, each)) or found
    if not meant:
        return None
    doubt = [] if scene.duplicate else _doubts(scene, meant)
    if doubt:
        return _candidates(scene, [*(key_of(each) for each in meant), *doubt], _TWO_READINGS)
    return _asserted(scene, meant[0], meant[1 : 1 + _MOST_OTHERS])


def _is_likened(scene: _Scene, invoice: Invoice) -> bool:
    return is_only_likened([name for name in scene.named if invoice in name.invoices and not name.old_subject])


def _doubts(scene: _Scene, meant: tuple[Invoice, ...]) -> list[Key]:
    """Invoices that the mail does not name and may mean all the same: where those named are only set beside it, a number is not
    written as it is in the ledger, or only an answered mail's subject has it.
    """
    keys = [key_of(each) for each in meant]
    if all(_is_likened(scene, each) for each in meant):
        told = _best(scene, [key for key in scene.clues if key not in keys and scene.weight(key) >= CANDIDATE_AT])
        waiting = [key for key, invoice in scene.invoices.items() if scene.other_one and key not in keys and is_open(invoice)]
        return told or (waiting if len(waiting) < _MOST_CANDIDATES else [])
    first = [name for name in scene.named if meant[0] in name.invoices]
    plain = any(name.exact and not (scene.replied and name.field == "subject") for name in first)
    return [] if plain else rivals(scene.clues, keys[0], keys, replied=scene.replied)


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
        near = rivals(scene.clues, best[0], best, replied=scene.replied)
        return _candidates(scene, [*best, *near], _TWO_READINGS) if near else _asserted(scene, scene.invoices[best[0]], ())
    ordered = [key for key in best if any(clue.name == "po_number" and clue.weight == ORDERED for clue in scene.clues[key])]
    if len(best) > 1 and ordered == best and not scene.blocked:  # each by an order number of its own: all are meant
        return _asserted(scene, *_split(tuple(scene.invoices[key] for key in best[: 1 + _MOST_OTHERS])))
    twins = tuple(scene.invoices[key] for key in best)
    if (scene.duplicate or scene.twice) and len(twins) == 2 and twins[0].total == twins[1].total and vouched and not scene.blocked:  # noqa: PLR2004
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
    reasons = (why, *(str(clue) for key in keys for clue in scene.clues.get(key, ())[:2]))
    return Match(None, scene.weight(keys[0]), (), tuple(scene.invoices[key] for key in keys), (), reasons)


def _for_stranger(reading: Reading, invoices: Sequence[Invoice]) -> Match:
    """What an unlisted sender's exact numbers point to; nothing weaker counts."""
    named = in_order(named_invoices_exactly(reading, invoices), reading) if invoices else ()
    if not named:
        return Match(reasons=("unlisted_sender: the ledger does not list the sender",))
    if len(named[0].invoices) > 1:
        return Match(candidates=named[0].invoices[:_MOST_CANDIDATES], reasons=("several_fit: several clients have that number", _STRANGER))
    found = tuple(dict.fromkeys(name.invoices[0] for name in named if len(name.invoices) == 1))
    return Match(found[0], _STRANGER_CONFIDENCE, found[1 : 1 + _MOST_OTHERS], (), (), (str(named[0].clue(found[0])), _STRANGER))
