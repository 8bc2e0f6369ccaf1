from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.arrivals.authority import takes_back


@pytest.mark.parametrize(
    "line",
    [
        "I am no longer authorised to approve refunds, ask Nell.",
        "(temporary cover, not authorised to release letters)",
        "From June I no longer have authority over credit notes.",
        "Any approval by me is valid only with a second signature.",
        "Anything I agree to in writing is not binding until I have rung you.",
        "Must be countersigned by Mrs Ahern.",
        "Bin nicht freigabeberechtigt, bitte an Frau Koch.",
        "Meine Freigabe gilt erst nach Rücksprache.",
        "Je n'ai plus la délégation de signature.",
        "Mon accord vaut sous réserve du visa de la direction.",
        "Ya no tengo firma en estos asuntos.",
        "Non sono autorizzata a firmare.",
        "Ik ben niet meer tekenbevoegd.",
    ],
)
def test_who_may_not_decide_says_so(line: str) -> None:
    assert takes_back(line)
    assert takes_back(line.upper())


@pytest.mark.parametrize(
    "line",
    [
        "Employees are not authorised to conclude contracts by e-mail.",
        "If you are not authorised to read this message, delete it.",
        "Approved supplier of the county council",
        "The sender has no authority to conclude contracts for the company.",
        "Authority for Public Health, Region North",
        "Prokura erteilt, HRB 44710 Celle",
        "Agence habilitée par le ministère",
        "Technico autorizzato Vaillant",
        "No smoking, no dogs, no exceptions",
        "Aan dit bericht kunnen geen rechten worden ontleend.",
    ],
)
def test_footers_take_nothing_back(line: str) -> None:
    assert not takes_back(line)


def test_no_harmless_line_of_the_corpus_takes_anything_back() -> None:
    folder = Path(__file__).resolve().parents[2] / "data" / "closings"
    rows = [json.loads(line) for path in folder.glob("*.jsonl") for line in path.read_text("utf-8").splitlines()]
    assert [row["line"] for row in rows if not row["says"] and takes_back(row["line"])] == []
