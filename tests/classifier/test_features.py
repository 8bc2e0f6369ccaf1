from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.classifier.features import concepts, encoder, hashing, surface


@given(st.text(max_size=200))
def test_rows_are_finite_and_at_most_unit_length(text: str) -> None:
    row = hashing.row(text)
    assert np.isfinite(row).all()
    assert float((row * row).sum()) <= 1.0001
    assert np.isfinite(concepts.row(text)).all()


def test_folding_removes_case_accents_and_figures() -> None:
    assert hashing.fold("Café 2025") == "cafe 0000"


def test_the_same_idea_in_six_languages() -> None:
    words = ("discount", "Rabatt", "remise", "descuento", "sconto", "korting")
    rows = [concepts.row(word) for word in words]
    assert all(float(rows[0] @ row) > 0.3 for row in rows)


def test_widths_agree() -> None:
    assert surface.rows(["a b"]).shape == (1, surface.width())
    assert encoder.vectors([]).shape == (0, encoder.SIZE)
