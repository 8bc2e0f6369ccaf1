from __future__ import annotations

from bot.arrivals.fingerprint import fingerprint


def test_prefixes_case_and_blanks_do_not_count() -> None:
    assert fingerprint("AW: Fwd: [D-0042] Invoice 1", "A  b\nC", ["y", "x"]) == fingerprint("invoice 1", "a b c", ["x", "y"])


def test_words_and_attachments_count() -> None:
    same = fingerprint("s", "a", [])
    assert len({same, fingerprint("s", "b", []), fingerprint("t", "a", []), fingerprint("s", "a", ["x"])}) == 4
