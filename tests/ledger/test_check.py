from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.ledger.check import confirmed
from bot.ledger.match import match
from bot.ledger.meant import check, weighed
from bot.ledger.writer import writer_of
from bot.vocabulary.labels import Cause
from tests.ledger.scene import Mail, cases, dossier

if TYPE_CHECKING:
    from bot.store.contract import Store
    from bot.vocabulary.books import Finding

TOLD = cases("check")


def found(store: Store, told: dict[str, Any]) -> tuple[Finding, ...]:
    reading = Mail(told).reading
    known = dossier(store, reading)
    return check(reading, match(reading, writer_of(reading.arrived, known), known), known)


@pytest.mark.parametrize("name", TOLD)
def test_case(store: Store, name: str) -> None:
    findings = found(store, TOLD[name])
    expected = TOLD[name]["findings"]
    told = [(finding.check.value, finding.verdict.value, finding.detail) for finding in findings]
    assert sorted((check_name, verdict) for check_name, verdict, _ in told) == sorted((name, verdict) for name, verdict, _ in expected), (
        told
    )
    for check_name, verdict, words in expected:
        assert any((check_name, verdict) == (one, two) and words in detail for one, two, detail in told), told


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        ("INV-1044: could you take off the £284.00?", Cause.DISCOUNT),
        ("INV-1044: could you send it again?", None),
        ("INV-1044: could you take off 10 %?", None),
    ],
)
def test_who_names_the_exact_error_complains_whatever_was_read(store: Store, body: str, cause: Cause | None) -> None:
    reading = Mail({"from": "payables@bellweatherfoods.example", "body": body, "numbers": ["INV-1044"]}).reading
    known = dossier(store, reading)
    found = confirmed(reading, match(reading, writer_of(reading.arrived, known), known), known)
    assert (found[0] if found else None) is cause


def test_every_invoice_named_is_checked_the_primary_first(store: Store) -> None:
    findings = found(
        store, {"body": "INV-1041 and INV-1056 add up wrongly", "numbers": ["INV-1041", "INV-1056"], "causes": [["miscalculation", ""]]}
    )
    assert [finding.invoice for finding in findings] == ["INV-1041"] + ["INV-1056"] * 4


@pytest.mark.parametrize("order", [("INV-1033", "INV-1044"), ("INV-1044", "INV-1033")])
def test_an_invoice_named_only_to_compare_with_is_none_of_those_meant(store: Store, order: tuple[str, str]) -> None:
    told = {"body": "It was taken off on INV-1033, on INV-1044 it is missing", "numbers": list(order), "causes": [["discount", ""]]}
    reading = Mail({"from": "payables@bellweatherfoods.example", **told}).reading
    known = dossier(store, reading)
    better, findings = weighed(reading, match(reading, writer_of(reading.arrived, known), known), known)
    assert better.invoice
    assert (better.invoice.number, [other.number for other in better.others]) == ("INV-1044", [])
    assert findings[0].invoice == "INV-1044"


def test_details_are_sentences_that_name_their_sources(store: Store) -> None:
    for told in TOLD.values():
        for finding in found(store, told):
            assert not finding.detail[0].islower()
            assert finding.detail.endswith(".")
            assert finding.invoice
    line = found(store, TOLD["planted line sum"])[0]
    assert line.sources == ("line 1",)
