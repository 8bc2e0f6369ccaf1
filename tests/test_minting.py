from __future__ import annotations

import math
import re

from bot.minting import ALPHABET, RandomMint
from bot.vocabulary.tidy import is_message_id


def test_case_ids_count_up() -> None:
    mint = RandomMint("desk.example", 42)
    assert [mint.case_id() for _ in range(3)] == ["D-0042", "D-0043", "D-0044"]
    assert RandomMint("desk.example", 12345).case_id() == "D-12345"


def test_names_have_their_shape_and_never_repeat() -> None:
    mint = RandomMint("desk.example", 1)
    for make, shape in (
        (mint.draft_id, r"r-[0-9a-z]{10}"),
        (mint.outbox_id, r"o-[0-9a-z]{16}"),
        (mint.token, r"[0-9a-z]{26}"),
        (mint.message_id, r"[0-9a-z]{26}@desk\.example"),
    ):
        made = {make() for _ in range(500)}
        assert len(made) == 500
        assert all(re.fullmatch(shape, name) for name in made)
    assert is_message_id(mint.message_id())


def test_a_token_has_at_least_128_bits_and_survives_case_folding() -> None:
    token = RandomMint("desk.example", 1).token()
    assert len(token) * math.log2(len(set(ALPHABET))) >= 128
    assert token.upper().lower() == token
    assert not set("ilou") & set(ALPHABET)


def test_all_letters_of_the_alphabet_come_up() -> None:
    mint = RandomMint("desk.example", 1)
    assert set("".join(mint.token() for _ in range(200))) == set(ALPHABET)
