from __future__ import annotations

import pytest

from bot.arrivals.authresults import parse


def test_a_field_is_read() -> None:
    read = parse(
        b'MX.a.example 1; dkim=pass (good (really)) header.d=b.example header.b=Ab+/9= reason="ok; fine"; dmarc=pass header.from=b.example'
    )
    assert read.authserv_id == "mx.a.example"
    assert [(one.method, one.result) for one in read.results] == [("dkim", "pass"), ("dmarc", "pass")]
    assert read.results[0].properties["reason"] == "ok; fine"


def test_microsoft_writes_no_id() -> None:
    read = parse(
        b"spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=b.example; dmarc=pass action=none header.from=b.example;compauth=pass reason=100"
    )
    assert (read.authserv_id, len(read.results), read.broken) == ("", 3, False)


@pytest.mark.parametrize(
    "value",
    [
        b"mx.a.example 2; dmarc=pass",
        b'"mx.a.example"; dmarc=pass',
        b"mx.a.example; dmarc=pass (unclosed",
        b"mx.a.example; dmarc=pass ) x",
        b'mx.a.example; spf=pass smtp.mailfrom="a; dmarc=pass header.from=b"@evil.example',
        b'mx.a.example; spf=pass (") dmarc=pass header.from=b (")',
        b"mx.a.example; dmarc",
        b"mx.a.example; dmarc=pass header.from=b header.from=c",
        b"mx.a.example; dmarc=pass header.from",
        b"mx.a.example; =pass",
        b"mx.a.example; d\xc3\xa9=pass",
        b"mx.a.example; spf=pass smtp.mailfrom=a\\ b",
        b"",
    ],
)
def test_unknown_shapes_are_broken(value: bytes) -> None:
    assert parse(value).broken


def test_none_is_no_result() -> None:
    assert parse(b"mx.a.example; none").results == ()
