"""Sets the claim beside the books: each finding supports or contradicts what the client says, with its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ledger.agreement import agreement
from bot.ledger.arithmetic import arithmetic
from bot.ledger.doubles import doubles
from bot.ledger.facts import facts_of
from bot.ledger.papers import papers
from bot.ledger.received import received

if TYPE_CHECKING:
    from bot.vocabulary.books import Finding, Match
    from bot.vocabulary.dossier import Dossier
    from bot.vocabulary.reading import Reading

#: The families of checks in the order a reader wants them.
FAMILIES = (arithmetic, agreement, doubles, received, papers)
_MOST_INVOICES = 5


def check(reading: Reading, match: Match, dossier: Dossier) -> tuple[Finding, ...]:
    """Return the findings about the matched invoice and the others the mail names (five at most), the matched one first.

    Only what the claimed causes ask for is checked, and the invoice's own sums always. Findings go to the approver; by
    themselves they never go to the client. No invoice, no findings.
    """
    invoices = (match.invoice, *match.others)[:_MOST_INVOICES] if match.invoice else ()
    scenes = [facts_of(invoice, invoices, reading, dossier) for invoice in invoices]
    return tuple(finding for facts in scenes for family in FAMILIES for finding in family(facts))
