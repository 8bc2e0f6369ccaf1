"""A fault named in a few words, whatever the few words were taken for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.disputes.faults import fault_named, told_in_few_words
from bot.vocabulary.labels import Cause, Intent
from tests.ledger.scene import Mail

FAULTS = {
    "PO missing.": Cause.INVOICE_DETAILS,
    "Keine Bestellnummer.": Cause.INVOICE_DETAILS,
    "Bon de commande absent, facture rejetée.": Cause.INVOICE_DETAILS,
    "falta el pedido": Cause.INVOICE_DETAILS,
    "wrong company name": Cause.INVOICE_DETAILS,
    "Preis falsch": Cause.PRICE,
    "Precio equivocado.": Cause.PRICE,
    "wrong rate again": Cause.PRICE,
    "Prezzo sbagliato": Cause.PRICE,
    "Totale sbagliato.": Cause.MISCALCULATION,
    "the total doesn't add up": Cause.MISCALCULATION,
    "Te veel uren.": Cause.QUANTITY,
    "trop d'heures": Cause.QUANTITY,
    "Der Rabatt wurde nicht abgezogen": Cause.DISCOUNT,
    "geen korting": Cause.DISCOUNT,
    "lo sconto non vediamo applicato": Cause.DISCOUNT,
    "MwSt. zu hoch": Cause.TAX,
    "Zahlungsziel stimmt nicht.": Cause.TERMS,
}
NONE = [
    "PO now found, all good.",
    "Thanks, the price is not wrong after all.",
    "Nothing wrong with the total.",
    "Ok, no discount needed.",
    "Is the PO missing?",
    "Received, thanks.",
    "Please add our PO.",
]


def read(body: str, intent: Intent, *, unsure: bool = True) -> tuple[Intent, Cause | None]:
    reading = Mail({"body": body, "causes": [["quality", ""]] if intent is Intent.DISPUTE else []}).reading
    found = told_in_few_words(replace(reading, verdict=replace(reading.verdict, intent=intent, unsure=unsure))).verdict
    return found.intent, found.primary_cause


@pytest.mark.parametrize("body", FAULTS)
def test_it_is_a_dispute_for_that_cause(body: str) -> None:
    assert read(body, Intent.ACKNOWLEDGEMENT) == (Intent.DISPUTE, FAULTS[body])
    assert read(body, Intent.DISPUTE) == (Intent.DISPUTE, FAULTS[body])
    assert read(body, Intent.ACKNOWLEDGEMENT, unsure=False) == (Intent.ACKNOWLEDGEMENT, None)


@pytest.mark.parametrize("body", NONE)
def test_what_names_none_stays_what_it_is(body: str) -> None:
    assert read(body, Intent.ACKNOWLEDGEMENT) == (Intent.ACKNOWLEDGEMENT, None)


def test_of_a_longer_mail_what_turns_to_a_further_point_is_read() -> None:
    thanks = "Grazie della vostra cortese risposta, attendiamo con fiducia la nota di credito promessa. "
    assert read(f"{thanks}Inoltre lo sconto non è stato applicato.", Intent.ACKNOWLEDGEMENT) == (Intent.DISPUTE, Cause.DISCOUNT)
    assert read(f"{thanks}Lo sconto poi vediamo.", Intent.ACKNOWLEDGEMENT) == (Intent.ACKNOWLEDGEMENT, None)


def test_a_megabyte_is_no_trouble() -> None:
    for text in ("price " * 200_000, "not " * 200_000, "trop " * 200_000, "po" * 500_000, "a " * 500_000):
        assert fault_named(text) is None
