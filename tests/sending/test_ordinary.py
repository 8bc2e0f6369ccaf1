"""What the templates write leaves, whatever the ledger's other numbers look like: the guard refuses no ordinary answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bot.responders import proof
from bot.responders.answer import answer
from bot.responders.words import languages
from bot.sending.foreign import foreign_number

if TYPE_CHECKING:
    from collections.abc import Iterator

#: How ledgers number their invoices; the own one is the 1041st.
STYLES = (
    "INV-{:04d}",
    "INV-2026-{:04d}",
    "2026-{:04d}",
    "RE2026/{:05d}",
    "{:05d}",
    "{:06d}",
    "SI {:05d}",
    "F{:04d}",
    "R-{:04d}/26",
    "OIL-{:04d}",
    "10{:04d}",
)
ON = date(2026, 10, 9)


def drafts(style: str) -> Iterator[tuple[str, str]]:
    """Every answer in every language, about an invoice numbered so, with amounts and days that differ: (subject, text)."""
    own = style.format(1041)
    for language in languages():
        for at, facts in enumerate(proof._samples(language)):  # noqa: SLF001 - the same samples as `templates --check`
            match = facts.match
            first = replace(match.invoice, number=own, total=Decimal(1041 + 977 * at) / 4) if match.invoice else None
            told = replace(facts, match=replace(match, invoice=first), promised_on=ON + timedelta(days=at))
            made = answer(told)
            yield made.mail.subject, made.mail.text


@pytest.mark.parametrize("style", STYLES)
def test_an_ordinary_draft_names_nobody_elses_invoice(style: str) -> None:
    others = {style.format(number) for number in range(1, 1500)} | {each.format(7) for each in STYLES}
    allowed = [style.format(1041), "INV-1041", "INV-1042", "D-0042"]
    foreign = others - set(allowed)
    made = list(drafts(style))
    assert len(made) > 190
    assert [found for each in made if (found := foreign_number(each, foreign, allowed))] == []


@pytest.mark.parametrize("style", STYLES)
def test_another_number_set_into_one_is_found_however_it_is_written(style: str) -> None:
    """R8: letters for digits, digits apart, wide digits and those of other scripts."""
    number = style.format(1101)
    wide = number.translate({ord("0") + n: 0xFF10 + n for n in range(10)})
    arabic = number.translate({ord("0") + n: 0x0660 + n for n in range(10)})
    forms = [
        number,
        number.replace("0", "O"),
        number.replace("1", "l", 1),
        wide,
        arabic,
        number.replace("11", "1\u200b1"),
        number.replace("01", "0 1"),
    ]
    if not number.isdigit():
        forms += [
            number.replace("01", "0.1"),
            number.replace("01", "0-1"),
            " ".join([number[:-3], *number[-3:]]) if number[-3:].isdigit() else number,
        ]
    for at, (subject, text) in enumerate(list(drafts(style))[:: len(STYLES)]):
        form = forms[at % len(forms)]
        assert foreign_number([subject, f"{text}\nSee invoice {form} as well."], [number], [style.format(1041)]), form
