from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.disputes import strangers
from bot.disputes.shortfall import reread
from bot.disputes.strangers import _BACK, _SELLS, wants_something_of_us
from bot.vocabulary.books import Match
from bot.vocabulary.ignorecase import small
from bot.vocabulary.labels import Intent
from tests.classifier.test_wording import lacking
from tests.disputes.desk import NOBODY, WRITER, matched, reading

if TYPE_CHECKING:
    from bot.vocabulary.ignorecase import AnyOf

DEMANDS = (
    "Dear customer, our bank account has changed. Kindly send what is outstanding to the new one.",
    "Your account with Larkin Seeds is in arrears. Pay the balance within 24 hours.",
    "Sehr geehrte Kunden, wir haben eine neue Bankverbindung. Ihr Konto weist noch 88,00 € aus.",
    "Cher client, votre compte présente un solde débiteur. Payez la somme sous 48 heures.",
    "Hemos cambiado de banco. Ingrese hoy los 120,00 euros en la nueva cuenta, su saldo pendiente vence.",
    "Gentile cliente, abbiamo cambiato banca: versi subito l'importo.",
    "Beste klant, ons rekeningnummer is gewijzigd. Betaal het bedrag vandaag nog.",
)
CLIENTS = (
    "Your account shows 14 hours for our garden, it was 12.",
    "We have changed banks, that is why the transfer came late. The hours are wrong all the same.",
    "Please refund the 50.00 today to our new bank account, details attached, dear customer service.",
    "Your late fee is wrong, our balance was paid on the 3rd.",
    "Die Bankverbindung auf Ihrer Rechnung ist neu, stimmt das? Der Betrag stimmt jedenfalls nicht.",
)


@pytest.mark.parametrize("words", DEMANDS)
def test_who_wants_our_money_does_not_dispute_a_bill_of_ours(words: str) -> None:
    found = reread(reading(words), Match(), NOBODY)[0].verdict
    assert (found.intent, found.causes) == (Intent.OTHER, ())


@pytest.mark.parametrize("words", CLIENTS)
def test_an_unlisted_client_is_none_of_those(words: str) -> None:
    assert not wants_something_of_us(reading(words), Match(), NOBODY)


def test_who_is_listed_or_means_an_invoice_of_ours_is_heard() -> None:
    assert not wants_something_of_us(reading(DEMANDS[0]), Match(), WRITER)
    assert not wants_something_of_us(reading(DEMANDS[0]), matched("INV-1"), NOBODY)


def test_bait_is_no_dispute_unless_a_client_or_an_invoice_of_ours_is_meant() -> None:
    said = reading("The fee of 320 must be paid before the funds are released.")
    bait = replace(said, verdict=replace(said.verdict, lures=True))
    assert not wants_something_of_us(said, Match(), NOBODY)
    assert wants_something_of_us(bait, Match(), NOBODY)
    assert not wants_something_of_us(bait, Match(), WRITER)
    assert not wants_something_of_us(bait, matched("INV-1"), NOBODY)


@pytest.mark.parametrize(("sign", "needed"), strangers.SIGNS)
def test_a_word_of_each_kind_stands_in_whatever_a_sign_matches(sign: re.Pattern[str], needed: tuple[AnyOf, ...]) -> None:
    for kind in needed:
        assert not lacking(sign, kind.words)
        assert all(word == small(word) for word in kind.words)


@pytest.mark.parametrize("pattern", [_SELLS, _BACK, *(sign for sign, _ in strangers.SIGNS)])
def test_what_is_looked_for_in_small_letters_has_no_others(pattern: re.Pattern[str]) -> None:
    plain = re.sub(r"\\[A-Za-z]", "", pattern.pattern)
    assert plain == small(plain)
    assert not pattern.flags & re.IGNORECASE
