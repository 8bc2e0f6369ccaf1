from __future__ import annotations

import gc
import os

from bot import memory


def test_what_is_there_stays_as_it_is_and_is_left_alone() -> None:
    kept = [os.urandom(1_000) for _ in range(20_000)]
    before = [hash(bytes(bytearray(one))) for one in kept]
    try:
        gathered = memory.settle()
        assert gc.get_freeze_count() > 0
        assert 0 <= gathered < 5_000
        assert [hash(bytes(bytearray(one))) for one in kept] == before
    finally:
        gc.unfreeze()
