from __future__ import annotations

import pytest

from bot.vocabulary.freemail import is_freemail
from bot.vocabulary.numbers import normalise_name, normalise_number


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("INV-2041", "inv2041"),
        ("inv 2041", "inv2041"),
        ("Inv\u20112041\u200b", "inv2041"),
        ("\uff29\uff2e\uff36\uff0d\uff12\uff10", "inv20"),
        ("2026/0007", "20260007"),
        ("RE_7.1", "re71"),
        ("---", ""),
        ("", ""),
    ],
)
def test_one_key_for_all_spellings_of_a_number(written: str, same: str) -> None:
    assert normalise_number(written) == same
    assert normalise_number(same) == same


def test_a_prefix_is_another_number() -> None:
    assert normalise_number("INV-10") != normalise_number("INV-100")
    assert normalise_number("0042") != normalise_number("42")


@pytest.mark.parametrize(("written", "same"), [("  ALDER\t Ltd\n", "alder ltd"), ("Straße GmbH", "strasse gmbh"), ("", "")])
def test_one_key_for_all_spellings_of_a_name(written: str, same: str) -> None:
    assert normalise_name(written) == same


def test_free_mail_domains() -> None:
    assert is_freemail("GMail.com")
    assert not is_freemail("alder.example")
