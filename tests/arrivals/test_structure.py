from __future__ import annotations

import pytest

from bot.arrivals.structure import check
from bot.vocabulary.reasons import Reason


def _nested(depth: int) -> bytes:
    levels = [b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (level, level) for level in range(depth)]
    return b"".join(levels) + b"\nx\n"


def _parts(count: int) -> bytes:
    return b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * count + b"--b--\n"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"Subject: x\n\nplain\n-- \nsig\n", None),
        (_nested(49), None),
        (_nested(60), Reason.TOO_DEEP),
        (_nested(5000), Reason.TOO_DEEP),
        (b"Content-Type: message/rfc822\n\n" * 60, Reason.TOO_DEEP),
        (_parts(900), None),
        (_parts(1100), Reason.TOO_MANY_PARTS),
        (b'Content-Type: multipart/mixed; boundary*0="a"; boundary*1="b"\n\n', Reason.HDR_BROKEN),
        (_parts(1) + b"Content-Type: text/plain" + b"; a=b" * 4000 + b"\n\nx", Reason.HDR_TOO_BIG),
    ],
)
def test_tree_is_measured_without_a_parser(raw: bytes, reason: Reason | None) -> None:
    assert check(raw) is reason


def test_many_mails_side_by_side_are_not_deep() -> None:
    digest = b"Content-Type: multipart/digest; boundary=b\n\n" + b"--b\nContent-Type: message/rfc822\n\nSubject: x\n\ny\n" * 80
    assert check(digest) is None
