from __future__ import annotations

import pytest

from bot.review.claim import listed, might_be, writer_of
from tests.review.desk import TOM, facts


@pytest.mark.parametrize(("parts", "told"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")])
def test_a_list_is_told_in_words(parts: list[str], told: str) -> None:
    assert listed(parts) == told


def test_what_was_chosen_is_no_doubt() -> None:
    assert might_be(facts()) == "price"
    assert might_be(facts(reading=None)) == ""


def test_who_wrote() -> None:
    assert writer_of(facts()) == writer_of(facts(writer=None)) == TOM
