from __future__ import annotations

import pytest

from bot.classifier.language import detect

CASES = (
    ("en", "Please send us a new invoice, the rate is not what we agreed."),
    ("de", "Bitte prüfen Sie die Rechnung, wir haben das nicht bestellt."),
    ("fr", "Merci de nous envoyer une facture corrigée, le taux ne va pas."),
    ("es", "Buenos días, la factura no es correcta y no la vamos a pagar."),
    ("it", "Buongiorno, la fattura non è corretta, ci mandate una nuova?"),
    ("nl", "Graag een nieuwe factuur, het bedrag klopt niet met de offerte."),
    ("pt", "Bom dia, não recebemos a vossa encomenda e a fatura não está certa."),
    ("no", "Takk for e-posten din, vi holder dessverre stengt på grunn av flytting denne uken og svarer når vi er tilbake igjen."),
    ("tr", "Merhaba, bu fatura için teşekkürler, ancak miktar doğru değil."),
    ("pl", "Dzień dobry, ta faktura nie jest poprawna, proszę o korektę."),
    ("en", "Hi, Šimon and Łukasz say that the invoice for the work on the roof is not what we agreed."),
    ("en", ""),
    ("en", "ok"),
)


@pytest.mark.parametrize(("expected", "text"), CASES)
def test_detect(expected: str, text: str) -> None:
    assert detect(text) == expected
