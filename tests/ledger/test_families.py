"""Whole families of how clients state figures, in six languages: what they count, what they say was billed, sums, prices for everything."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bot.ledger.check import found_in
from tests.ledger.test_claimed import facts, reading

#: (language, cause, words, contract, "check verdict", what one such finding says); the invoice bills 14 hours at 85, 40 retouched
#: photographs at 30, a set-up of 10; 2,400 net, 19 % tax, 2,856; fourteen days to pay.
CLAIMS: list[tuple[str, str, str, dict[str, Any], str, str]] = [
    # what was counted instead
    ("en", "quantity", "Two men for six hours each is what we signed for.", {}, "quantity cannot_tell", "the client counts 12"),
    ("en", "quantity", "She was here 8:00 to 12:00 and again 2 pm - 5 pm, you billed 14 hours.", {}, "quantity cannot_tell", "14 hours, the client counts"),
    ("en", "quantity", "Six hours on Monday and five hours on Tuesday, eleven in all.", {}, "quantity cannot_tell", "the client counts 11"),
    ("en", "quantity", "Please credit us for six photographs, they never arrived.", {}, "quantity cannot_tell", "the client counts 34"),
    ("en", "quantity", "The design took twelve and a half hours.", {}, "quantity cannot_tell", "the client counts 12.5"),
    ("de", "quantity", "Es waren zwölfeinhalb Stunden.", {}, "quantity cannot_tell", "the client counts 12.5"),
    ("de", "quantity", "Drei Termine zu je vier Stunden.", {}, "quantity cannot_tell", "the client counts 12"),
    ("de", "quantity", "Der Kollege war von 8 bis 12 Uhr da.", {}, "quantity cannot_tell", "the client counts 4"),
    ("fr", "quantity", "Deux personnes pendant cinq heures.", {}, "quantity cannot_tell", "the client counts 10"),
    ("fr", "quantity", "Votre graphiste a passé 12h30 chez nous.", {}, "quantity cannot_tell", "the client counts 12.5"),
    ("es", "quantity", "Fueron doce horas y media.", {}, "quantity cannot_tell", "the client counts 12"),
    ("it", "quantity", "Sono state dodici ore e mezza.", {}, "quantity cannot_tell", "the client counts 12.5"),
    ("nl", "quantity", "Het waren twaalf en een half uur.", {}, "quantity cannot_tell", "the client counts 12.5"),
    # what the client says was billed, and is not
    ("en", "quantity", "You've charged us for 22 hours!", {}, "quantity contradicted", "bills 14 hours, not the 22"),
    ("en", "quantity", "We are down for 18 hours of design.", {}, "quantity contradicted", "not the 18"),
    ("de", "quantity", "Sie haben 22 Stunden berechnet, es waren 14.", {}, "quantity contradicted", "not the 22"),
    ("fr", "quantity", "Vous avez facturé 22 heures au lieu de 14.", {}, "quantity contradicted", "not the 22"),
    ("es", "quantity", "Nos han cobrado 22 horas.", {}, "quantity contradicted", "not the 22"),
    ("it", "quantity", "Avete fatturato 22 ore.", {}, "quantity contradicted", "not the 22"),
    ("nl", "quantity", "U heeft 22 uur berekend.", {}, "quantity contradicted", "not the 22"),
    ("en", "quantity", "You billed 14 hours but only 12 were worked.", {}, "quantity cannot_tell", "the client counts 12"),
    ("en", "quantity", "Billed are 14 hours, correct would be 12.", {}, "quantity cannot_tell", "the client counts 12"),
    ("en", "quantity", "You charged us for 2 extra hours.", {}, "quantity cannot_tell", "the client counts 12"),
    ("en", "quantity", "You billed 8 hours for the first day and 6 hours for the second, but on the second it was 4 hours.", {}, "quantity cannot_tell", "the client counts 4"),
    ("en", "quantity", "You billed us 30 days after the job, and fourteen hours.", {}, "quantity contradicted", "which is what the client counts"),
    ("en", "quantity", "The quote allowed for 10-12 hours, not 14.", {}, "quantity cannot_tell", "the client counts 12"),
    ("fr", "quantity", "Sur les 40 photos, 6 n'ont jamais été livrées.", {}, "quantity cannot_tell", "the client counts 34"),
    ("en", "quantity", "You billed 14 hours, which is far too much.", {}, "quantity cannot_tell", "what was received is not in the books"),
    ("en", "quantity", "Your own timesheet adds up to 11\u00be hours.", {}, "quantity cannot_tell", "the client counts 11.75"),
    # prices
    ("en", "price", "We've been paying 82.50 until now, you put it up to 85.", {}, "rate cannot_tell", "the client names 82.50 EUR, line 1"),
    ("fr", "price", "Le devis prévoyait 1 000 € pour la conception, vous en demandez 1 190.", {}, "rate cannot_tell", "for line 1, which bills 1,190.00 EUR"),
    ("en", "price", "You took 5 euros an hour too much.", {}, "rate cannot_tell", "the client names 80.00 EUR"),
    ("de", "price", "Das sind 5 € pro Stunde zu viel.", {}, "rate cannot_tell", "the client names 80.00 EUR"),
    ("en", "price", "We agreed eighty euros an hour.", {}, "rate cannot_tell", "the client names 80.00 EUR"),
    ("fr", "price", "Le tarif convenu était de quatre-vingts euros de l'heure.", {}, "rate cannot_tell", "the client names 80.00 EUR"),
    ("en", "price", "You charged 95 an hour, we agreed 85.", {}, "rate contradicted", "bills 85.00 EUR, which is what the client says"),
    ("de", "price", "Berechnet wurden 95 € je Stunde, vereinbart sind 85 €.", {}, "rate contradicted", "95.00 EUR is billed nowhere"),
    ("en", "price", "You named a price of 2,000 euros for the lot.", {}, "rate cannot_tell", "for the whole, IV-7 bills 2,400.00 EUR net: 400.00 EUR apart"),
    ("de", "price", "Vereinbart war ein Festpreis von 2.000 Euro.", {}, "rate cannot_tell", "400.00 EUR apart"),
    ("fr", "price", "Nous avions convenu d'un forfait de 2 000 €.", {}, "rate cannot_tell", "400.00 EUR apart"),
    ("es", "price", "Se acordó un precio cerrado de dos mil euros.", {}, "rate cannot_tell", "400.00 EUR apart"),
    ("it", "price", "Era concordato un prezzo fisso di 2.000 euro.", {}, "rate cannot_tell", "400.00 EUR apart"),
    ("nl", "price", "Afgesproken was een vaste prijs van 2.000 euro.", {}, "rate cannot_tell", "400.00 EUR apart"),
    # limits of a contract
    ("en", "quantity", "Our contract stops at 10 hours.", {"note": "at most 10 hours per job"}, "quantity supported", "4 more, 340.00 EUR net"),
    ("de", "unapproved_work", "Mehr als zehn Stunden waren nie freigegeben.", {"note": "max. 10 Stunden pro Auftrag"}, "quantity supported", "340.00 EUR net"),
    ("en", "quantity", "You are over the 20 hours again.", {"note": "at most 20 hours per job"}, "quantity contradicted", "so it is kept"),
    ("en", "other", "The agreement caps labour at 10 hours.", {"note": "max 10 hours per order"}, "quantity supported", "4 more"),
    # terms
    ("en", "terms", "Our terms are four weeks.", {}, "terms cannot_tell", "the client names 28"),
    ("en", "terms", "We pay net 30.", {"payment_terms_days": 30}, "terms supported", "the contract 30"),
    ("de", "terms", "Wir haben einen Monat vereinbart, nicht 14 Tage.", {"payment_terms_days": 30}, "terms supported", "the contract 30"),
    # sums and shares worked out wrongly
    ("en", "miscalculation", "The 1,190 and the 1,200 and 10 make 2,390.", {}, "line_sum contradicted", "adds 1,190 + 1,200 + 10 = 2,390; that is 2,400.00"),
    ("de", "miscalculation", "1.190 + 1.200 = 2.380", {}, "line_sum contradicted", "that is 2,390.00"),
    ("en", "miscalculation", "A fifth of 2,400 is 456? 20 % of that is 480.", {}, "line_sum contradicted", ""),
    ("en", "miscalculation", "Net is 2,400 and 19 % of that is 465.", {}, "line_sum contradicted", "The client writes 19 % = 465; 19 % of 2,400 is 456.00."),
    ("fr", "miscalculation", "Quatorze heures à 85 € font 1 180 €.", {}, "line_sum contradicted", "14 x 85 = 1,180; that is 1,190.00"),
    ("en", "miscalculation", "Total should be 2,400 x 1.19 = 2,846.", {}, "line_sum contradicted", "that is 2,856.00"),
    # what is right says nothing of the client's reckoning
    ("en", "miscalculation", "Fourteen hours at €85 and set-up at €10 is €1,200.", {}, "line_sum contradicted", "!The client"),
    ("en", "miscalculation", "14 hours at 85 is 1,190, and 40 at 30 is 1,200.", {}, "line_sum contradicted", "!The client"),
    ("en", "miscalculation", "2,400 plus 19 % = 2,856, that is right after all.", {}, "line_sum contradicted", "!The client"),
    # discounts
    ("en", "discount", "The agreed tenth off is missing.", {"discount_pct": Decimal(10)}, "discount supported", "240.00 EUR net of it are missing"),
    ("fr", "discount", "La remise de dix pour cent manque.", {}, "discount cannot_tell", "the client names 10 %, which would be 240.00 EUR net"),
]  # fmt: skip


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: f"{claim[0]} {claim[2][:40]}")
def test_claim(claim: tuple[str, str, str, dict[str, Any], str, str]) -> None:
    language, cause, words, contract, expected, says = claim
    scene = facts(reading(words, language, cause), contract)
    told = [(f"{each.check.value} {each.verdict.value}", each.detail) for each in found_in(scene)]
    details = [detail for head, detail in told if head == expected]
    assert details, told
    if says.startswith("!"):
        assert not any(says[1:] in detail for detail in details), details
    else:
        assert any(says in detail for detail in details), details
