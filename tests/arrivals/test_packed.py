from __future__ import annotations

import pytest

from bot.arrivals.packed import unpack


@pytest.mark.parametrize(
    ("line", "lines"),
    [
        (
            "  ----- Forwarded Message ----- From: Ann <a@b.example>To: <c@d.example>Sent: Monday, 1 June 2026, 09:26:50 GMT+1Subject: Re: 88",
            [
                "----- Forwarded Message -----",
                "From: Ann <a@b.example>",
                "To: <c@d.example>",
                "Sent: Monday, 1 June 2026, 09:26:50 GMT+1",
                "Subject: Re: 88",
            ],
        ),
        (
            "----- Przekazana wiadomość ----- Od: A <a@b.example>Dw C <c@d.example>Wysłano: 2 listopada 2026 CETTemat: 88",
            [
                "----- Przekazana wiadomość -----",
                "Od: A <a@b.example>",
                "Dw: C <c@d.example>",
                "Wysłano: 2 listopada 2026 CET",
                "Temat: 88",
            ],
        ),
        (
            "----- Mensagem encaminhada ----- De: A <a@b.example>Enviado: 2 de novembro 09:26:50 CETAssunto 88",
            ["----- Mensagem encaminhada -----", "De: A <a@b.example>", "Enviado: 2 de novembro 09:26:50 CET", "Assunto: 88"],
        ),
        ("----- Forwarded Message ----- see below", ["----- Forwarded Message ----- see below"]),
        ("----- Our offer ----- From: 100 EUR To: 200 EUR", ["----- Our offer ----- From: 100 EUR To: 200 EUR"]),
    ],
)
def test_fields_get_lines_of_their_own(line: str, lines: list[str]) -> None:
    assert unpack(f"Hi\n{line}\nbody") == "\n".join(["Hi", *lines, "body"])
