"""The kinds of answer as one table: the first that fits is the template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.responders.contract import Outline
from bot.responders.echo import causes, spoken
from bot.responders.naming import named, offered, own_invoice
from bot.responders.needs import needs

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.responders.contract import AnswerFacts


def outline(facts: AnswerFacts) -> Outline:
    """Return what the answer to this mail says."""
    return next(build(facts) for fits, build in _TABLE if fits(facts))


def _unlisted_sender(facts: AnswerFacts) -> Outline:
    """Nothing of the ledger at all: not even whether an invoice exists."""
    asked = "who" if _wrote_a_number(facts) else "who_and_which"
    return Outline("unlisted_sender", thanks="plain", doing="unlisted_sender", causes=spoken(facts), needs=(asked,))


def _follow_up(facts: AnswerFacts) -> Outline:
    found = spoken(facts)
    wanted = needs(facts, found, at_most=2)
    return Outline(
        "follow_up",
        thanks="again",
        doing="follow_up",
        causes=found,
        needs=wanted if own_invoice(facts) else (_which(facts),),
        numbers=named(facts),
        check=found[0].value,
    )


def _ask_invoice(facts: AnswerFacts) -> Outline:
    choice = offered(facts)
    asked = ("this_one" if len(choice) == 1 else "which_one") if choice else _which(facts)
    return Outline("ask_invoice", thanks="plain", doing="ask_invoice", causes=spoken(facts), needs=(asked,), offered=choice)


def _which(facts: AnswerFacts) -> str:
    """Who wrote a number we cannot place is not asked for it again, whether it is nobody's or somebody else's."""
    return "invoice_copy" if _wrote_a_number(facts) else "invoice_number"


def _wrote_a_number(facts: AnswerFacts) -> bool:
    return bool(facts.reading.mentions.invoice_numbers)


def _several_invoices(facts: AnswerFacts) -> Outline:
    found = spoken(facts)
    return Outline(
        "several_invoices",
        thanks="many",
        doing="several_invoices",
        causes=found,
        needs=needs(facts, found),
        numbers=named(facts),
    )


def _several_causes(facts: AnswerFacts) -> Outline:
    found = spoken(facts)
    return Outline("several_causes", thanks="one", doing="several_causes", causes=found, needs=needs(facts, found), numbers=named(facts))


def _one_cause(facts: AnswerFacts) -> Outline:
    found = spoken(facts)
    return Outline(
        causes(facts)[0].value,
        thanks="one",
        doing="checking",
        causes=found,
        needs=needs(facts, found),
        numbers=named(facts),
        check=found[0].value,
    )


#: Order matters: what we may not say comes before what we would like to say.
_TABLE: tuple[tuple[Callable[[AnswerFacts], bool], Callable[[AnswerFacts], Outline]], ...] = (
    (lambda facts: not facts.writer.listed, _unlisted_sender),
    (lambda facts: facts.follow_up, _follow_up),
    (lambda facts: own_invoice(facts) is None, _ask_invoice),
    (lambda facts: len(named(facts)) > 1, _several_invoices),
    (lambda facts: len(spoken(facts)) > 1, _several_causes),
    (lambda _: True, _one_cause),
)
