from __future__ import annotations

import pytest

from bot.arrivals.gate import MAX_FIELD_BYTES, MAX_STRUCTURED_BYTES, admit
from bot.vocabulary.reasons import Reason

PLAIN = b"From: a@b.example\r\nSubject: s\r\n\r\nHello\r\n"


@pytest.mark.parametrize(
    ("raw", "refusal"),
    [
        (PLAIN, None),
        (PLAIN.replace(b"\r\n", b"\n"), None),
        (b"\r\n\r\n" + PLAIN, None),
        (b"\xef\xbb\xbf" + PLAIN, None),
        (b"From a@b Thu Oct  1 10:00:00 2026\r\n" + PLAIN, None),
        (b": no name\r\n" + PLAIN, None),
        (b"Parse: x\r\n__class__: y\r\nSubject_json: z\r\n" + PLAIN, None),
        (PLAIN + b"bare\nend\r\n", Reason.HDR_BROKEN),
        (b"X: a\rFrom: c@d.example\r\n" + PLAIN, Reason.HDR_BARE_CR),
        (b"X: a\x00\r\n" + PLAIN, Reason.HDR_BARE_CR),
        (b"no colon here\r\n" + PLAIN, Reason.HDR_BROKEN),
        (b"Auto-Submitted : yes\r\n" + PLAIN, Reason.HDR_BROKEN),
        (b" folded first\r\n" + PLAIN, Reason.HDR_BROKEN),
        ("X-Ünï: x\r\n".encode() + PLAIN, Reason.HDR_BROKEN),
        (b"X: y\r\n" * 1001 + PLAIN, Reason.HDR_TOO_BIG),
        (b"X: " + b"y" * 1_100_000 + b"\r\n" + PLAIN, Reason.HDR_TOO_BIG),
        (b"Content-Type: text/plain; x=" + b"y" * 9000 + b"\r\n" + PLAIN, Reason.HDR_TOO_BIG),
        (b"From: " + b"y" * 9000 + b"\r\n" + PLAIN, Reason.HDR_TOO_BIG),
    ],
)
def test_what_is_let_in(raw: bytes, refusal: Reason | None) -> None:
    assert admit(raw).refusal is refusal


def test_too_big_a_mail_is_not_even_looked_at() -> None:
    assert admit(PLAIN + b"x" * (50 * 1024 * 1024)).refusal is Reason.TOO_BIG


def test_long_fields_are_cut_and_listed() -> None:
    gated = admit(b"Subject: " + b"s" * 20_000 + b"\r\nTo: " + b"t" * 20_000 + b"\r\n" + PLAIN)
    assert gated.refusal is None
    assert [len(value) for value in (gated.values("subject")[0], gated.values("to")[0])] == [MAX_FIELD_BYTES, MAX_STRUCTURED_BYTES]
    assert len(gated.defects) == 2


def test_folded_fields_are_unfolded() -> None:
    assert admit(b"Subject: one\r\n two\r\n\tthree\r\n\r\n").values("subject") == [b"one two\tthree"]


def test_a_servers_report_may_return_our_mail_with_its_own_line_endings() -> None:
    kind = b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n"
    report = b"Return-Path: <>\r\n" + kind + PLAIN + b"returned\nlines\r\n"
    assert admit(report).refusal is None
    assert admit(report.replace(b"<>", b"<a@b.example>")).refusal is Reason.HDR_BROKEN
    assert admit(b"Return-Path: <x@y.example>\r\n" + report).refusal is Reason.HDR_BROKEN
    assert admit(kind + report).refusal is Reason.HDR_BROKEN
    assert admit(b"X: no colon\r\nbroken\r\n" + report).refusal is Reason.HDR_BROKEN
