from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import StoreError
from bot.store import codec
from bot.vocabulary.books import Client, Invoice, Line
from bot.vocabulary.cases import ApprovalToken, Case, Draft, DraftState
from bot.vocabulary.outgoing import Outgoing, OutgoingFile
from tests.store.scene import case, draft, invoice, outgoing, token

ANY_TEXT = st.text(st.characters(codec=None), max_size=30)


@given(ANY_TEXT, st.binary(max_size=30))
def test_a_draft_survives_with_any_text_and_bytes(text: str, content: bytes) -> None:
    mail = outgoing(text=text, subject=text, files=(OutgoingFile(text, "a/b", content),))
    made = draft(mail=mail, note=text, allowed_numbers=(text,))
    assert codec.loads(Draft, codec.dumps(made)) == made


@given(ANY_TEXT, st.decimals(allow_nan=False, allow_infinity=False))
def test_a_case_survives(text: str, amount: Decimal) -> None:
    made = case(subject=text, amount=amount, due_at=None)
    back = codec.loads(Case, codec.dumps(made))
    assert back == made
    assert str(back.amount) == str(amount)


@pytest.mark.parametrize(
    "value",
    [
        case(),
        draft(promised_on=None),
        outgoing(),
        token(draft()),
        replace(token(draft()), used_at=datetime(2026, 1, 1, tzinfo=UTC)),
        invoice("1", lines=(Line(1, "x", Decimal(1), "h", Decimal(2), Decimal(2)),)),
        Client("a", "A", frozenset({"x@y"}), frozenset({"y"})),
    ],
)
def test_values_come_back_equal(value: Case | Draft | Outgoing | ApprovalToken | Invoice | Client) -> None:
    text = codec.dumps(value)
    assert text.isascii()
    assert codec.loads(type(value), text) == value


def test_what_an_older_version_did_not_write_takes_its_default() -> None:
    text = json.loads(codec.dumps(draft(note="x")))
    del text["note"]
    text["from_a_newer_one"] = 1
    assert codec.loads(Draft, json.dumps(text)) == draft()
    assert codec.loads(Draft, json.dumps(text)).state is DraftState.PENDING


@given(ANY_TEXT)
def test_clean_text_can_be_stored_and_the_rest_is_untouched(text: str) -> None:
    cleaned = codec.clean(text)
    cleaned.encode()
    assert "\x00" not in cleaned
    assert len(cleaned) == len(text)
    if text.isprintable():
        assert cleaned == text


MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(2999, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001 - made aware


@given(MOMENTS, MOMENTS)
def test_text_order_is_time_order(first: datetime, second: datetime) -> None:
    assert (codec.stamp(first) < codec.stamp(second)) is (first < second)
    assert codec.moment(codec.stamp(first)) == first


def test_times_are_kept_in_utc() -> None:
    assert codec.stamp(datetime(2026, 1, 1, 1, tzinfo=timezone(timedelta(hours=2)))) == "2025-12-31T23:00:00.000000+00:00"
    with pytest.raises(StoreError, match="no zone"):
        codec.stamp(datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("12.50", "12.5"),
        ("12.5", "12.5"),
        ("1200", "1200"),
        ("1.2E+3", "1200"),
        ("0.00", "0"),
        ("-0", "0"),
        ("-3.10", "-3.1"),
        ("100", "100"),
    ],
)
def test_equal_amounts_have_one_spelling(value: str, text: str) -> None:
    assert codec.plain_amount(Decimal(value)) == text


def test_the_journal_sees_bytes_by_their_hash_only() -> None:
    told = codec.describe(OutgoingFile("a", "b/c", b"secret"))
    assert told["content"] == {"sha256": "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b", "size_bytes": 6}


def test_dates_and_unknown_types() -> None:
    assert codec.plain(date(2026, 1, 2)) == "2026-01-02"
    with pytest.raises(StoreError, match="object cannot be kept"):
        codec.plain(object())
