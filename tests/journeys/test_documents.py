"""Documents of an invoice on their way: into the draft, under its hash, before the approver's eyes, to the client as approved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.journeys import world
from tests.journeys.habits import Reply
from tests.journeys.stage import Stage

if TYPE_CHECKING:
    from pathlib import Path


def desk(base: Path) -> Stage:
    stage = Stage.build(base, ledger={"documents": "documents"})
    (base / "documents").mkdir()
    for name in ("INV-1041.pdf", "INV-1041 statement.pdf", "INV-2001.pdf"):
        (base / "documents" / name).write_bytes(b"%PDF-1.4 " + name.encode())
    return stage


def test_what_is_registered_goes_with_the_answer_once_it_is_approved(tmp_path: Path) -> None:
    stage = desk(tmp_path / "desk")
    said = stage.client()
    text = " ".join(line.strip(" |") for line in world.text_of(stage.requests()[-1]).splitlines())
    assert "The documents we hold on this are attached." in said[0]["draft"]["body"]
    assert "Goes with the answer: INV-1041.pdf (1 kB)." in text
    assert "We also have: INV-1041 statement.pdf (statement)." in text
    stage.answer(Reply("Approve"))
    sent = stage.left(None)[-1]
    assert [(part.get_filename(), part.get_content()) for part in sent.iter_attachments()] == [("INV-1041.pdf", b"%PDF-1.4 INV-1041.pdf")]
    stage.check()


def test_a_stranger_gets_none(tmp_path: Path) -> None:
    stage = desk(tmp_path / "desk")
    said = stage.client(sender="pat@stranger.example")
    assert "attached" not in said[0]["draft"]["body"]
    assert "Goes with the answer" not in world.text_of(stage.requests()[-1])


def test_what_is_missing_is_told(tmp_path: Path) -> None:
    stage = desk(tmp_path / "desk")
    words = "Hi Ana,\n\nINV-1042 bills a whole year of hosting. We only had six months of it, please check the quantity.\n\nTom\n"
    stage.client(words, "INV-1042 hosting, months received")
    assert "Missing:" in world.text_of(stage.requests()[-1])
