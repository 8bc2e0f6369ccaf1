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
        (
            "-------- Original message --------From: A <a@b.example> Date: 30/09/2026  09:00 To: c@d.example Subject: Re: 88",
            [
                "-------- Original message --------",
                "From: A <a@b.example>",
                "Date: 30/09/2026  09:00",
                "To: c@d.example",
                "Subject: Re: 88",
            ],
        ),
        (
            "Date: Tue, 2 Oct 2012 02:35:10 +0000 From: a@b.example To: Smith, Ann Subject: 88",
            ["Date: Tue, 2 Oct 2012 02:35:10 +0000", "From: a@b.example", "To: Smith, Ann", "Subject: 88"],
        ),
        ("Please send it From: a@b.example To: c", ["Please send it From: a@b.example To: c"]),
        ("----- Forwarded Message ----- see below", ["----- Forwarded Message ----- see below"]),
        ("----- Our offer ----- From: 100 EUR To: 200 EUR", ["----- Our offer ----- From: 100 EUR To: 200 EUR"]),
    ],
)
def test_fields_get_lines_of_their_own(line: str, lines: list[str]) -> None:
    assert unpack(f"Hi\n{line}\nbody") == "\n".join(["Hi", *lines, "body"])


@pytest.mark.parametrize(
    ("line", "own"),
    [
        ("Fine for me. On Wed, Apr 4, 2012 at 3:59 PM, bob@example.com wrote:", "Fine for me."),
        ("no--- On Wed, Apr 4, 2012 at 3:59 PM, bob@example.com wrote:", "no"),
        ("Passt. Am 4. April 2012 um 15:59 schrieb Bob <bob@example.com>:", "Passt."),
    ],
)
def test_a_wrote_line_behind_the_last_word(line: str, own: str) -> None:
    intro = line[line.index("On " if "On " in line else "Am ") :]
    assert unpack(f"{line}\n> Hi") == f"{own}\n\n{intro}\n> Hi"


@pytest.mark.parametrize(
    "line", ["We agreed On 3 April that a@b.example pays 5:", "On Wed, Apr 4, 2012 at 3:59 PM, bob@example.com wrote:"]
)
def test_a_line_that_stays_whole(line: str) -> None:
    assert unpack(f"{line}\nx") == f"{line}\nx"
