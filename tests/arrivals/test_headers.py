from __future__ import annotations

import pytest

from bot.arrivals.headers import date, message_ids


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"yesterday",
        b"Thu, 1 Oct 2026 10:00:00 +99999999999999",
        b"Mon, 1 Jan 1601 00:00:00 +0000",
        b"Fri, 31 Dec 9999 23:59:59 -2359",
        b"(" * 200,
    ],
)
def test_wrong_dates_are_none(raw: bytes) -> None:
    assert date(raw) is None


def test_dates_are_aware() -> None:
    at = date(b"Thu, 1 Oct 2026 10:00:00 -0000")
    assert at is not None
    assert at.tzinfo is not None


@pytest.mark.parametrize(
    ("raw", "ids"),
    [(b"<a@b> <c@d>\t<a@b>", ("a@b", "c@d")), (b"a@b", ("a@b",)), (b"<<<<", ()), (b"<" + b"x" * 600 + b">", ()), (b"junk", ())],
)
def test_message_ids(raw: bytes, ids: tuple[str, ...]) -> None:
    assert message_ids([raw]) == ids
