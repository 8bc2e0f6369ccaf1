"""What else could be meant: a second reading that is not far from the first is asked about, never guessed away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ledger.clues import weigh

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from bot.ledger.clues import Clue, Key
    from bot.ledger.naming import Named

#: What the clues of another invoice must come to before it is a reading at all.
READING_AT = 0.25
#: The first reading's odds, by what tells the two apart, must be so many times those of the next, or both are possible.
_TIMES = 2.5
_MOST_RIVALS = 3
#: What the thread says of a mail, not the mail itself; together they say one thing.
_OF_THE_THREAD = frozenset({"case_thread", "old_subject", "quoted_number", "answered_line"})
_THREAD = 0.65


def rivals(clues: Mapping[Key, Sequence[Clue]], chosen: Key, meant: Collection[Key], *, replied: bool) -> list[Key]:
    """Return the invoices that could be meant in place of the chosen one, the likeliest first; none if it stands alone.

    `meant` are all that the mail is about already, `replied` says that an answered mail's subject is the thread's word. What shares the
    thread with the chosen one is no rival by that.
    """
    mine = clues[chosen]
    threaded = _is_threaded(mine)
    near: dict[Key, float] = {}
    for key, found in clues.items():
        if key in meant or (threaded and _is_threaded(found)):
            continue
        weight = own_weight(_apart(found, mine), replied=replied)
        if weight >= READING_AT and _odds(own_weight(_apart(mine, found), replied=replied)) < _TIMES * _odds(weight):
            near[key] = weight
    return sorted(near, key=lambda key: (-near[key], key))[:_MOST_RIVALS]


def _apart(clues: Sequence[Clue], others: Sequence[Clue]) -> list[Clue]:
    """The clues without those that speak for the other just as well: one sum that both come to tells nothing."""
    same = {(clue.name, clue.weight) for clue in others}
    return [clue for clue in clues if (clue.name, clue.weight) not in same]


def own_weight(clues: Sequence[Clue], *, replied: bool) -> float:
    """Return what the clues come to where all that the thread says counts once."""
    of_thread = [clue for clue in clues if _says_thread(clue, replied=replied)]
    own = weigh(clue for clue in clues if clue not in of_thread)
    thread = min(_THREAD, weigh(of_thread))
    return round(1 - (1 - own) * (1 - thread), 4)


def unthreaded(clues: Sequence[Clue], *, replied: bool) -> float:
    """Return what the mail itself says of an invoice, without its thread."""
    return weigh(clue for clue in clues if not _says_thread(clue, replied=replied))


def _is_threaded(clues: Sequence[Clue]) -> bool:
    return any(clue.name == "case_thread" for clue in clues)


def _says_thread(clue: Clue, *, replied: bool) -> bool:
    return clue.name in _OF_THE_THREAD or (replied and clue.name == "number_in_subject")


def _odds(weight: float) -> float:
    return weight / (1 - weight)


def is_only_likened(names: Sequence[Named]) -> bool:
    """Return whether an invoice is named, wherever it is, only to set another beside it."""
    return bool(names) and all(name.likened for name in names)
