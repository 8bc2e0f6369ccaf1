from __future__ import annotations

import pytest

from bot.arrivals.phrases import fold
from bot.arrivals.spans import CODE, DAYS, SPANS, TEL, TILL, WHEN, anywhere


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "I'm off till Monday 30 November", {TILL, WHEN}),
        ("en", "back on Friday", {WHEN}),
        ("en", "maybe we march on, friend, for the money", set()),
        ("en", "within four working days", {DAYS}),
        ("de", "bis einschließlich 2. Dezember", {TILL, WHEN}),
        ("fr", "du 20 au 30 novembre", {TILL, WHEN}),
        ("es", "hasta el próximo lunes", {TILL, WHEN}),
        ("pl", "do 5 sztuk", set()),
        ("cs", "do 1. prosince", {TILL, WHEN}),
        ("fi", "2.12. saakka", {TILL, WHEN}),
        ("hu", "december 1-jéig", {TILL, WHEN}),
        ("tr", "1 Haziran tarihine kadar", {TILL, WHEN}),
        ("ru", "до 4 декабря", {TILL, WHEN}),
        ("ja", "12月1日まで", {TILL, WHEN}),
        ("ja", "3営業日以内に", {DAYS, WHEN}),
        ("zh", "两个工作日内", {DAYS}),
        ("ko", "12월 1일까지", {TILL, WHEN}),
    ],
)
def test_days_and_delays(language: str, text: str, found: set[str]) -> None:
    assert SPANS[language].terms(fold(text)) & {TILL, DAYS, WHEN} >= found
    assert TILL in found or TILL not in SPANS[language].terms(fold(text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ring 04 74 55 01 02", {TEL}),
        ("Nebenstelle 17", {TEL}),
        ("under APQ-204418", {CODE}),
        ("2026/118804", {CODE}),
        ("on 2.12.2026", set()),
        ("see https://a.example/123456", set()),
        ("12 rolls", set()),
    ],
)
def test_phones_and_files(text: str, found: set[str]) -> None:
    assert anywhere(fold(text)) == found
