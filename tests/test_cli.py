from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot import cli
from tests import poison
from tests.household import DESK, NOW, Household
from tests.journeys import world

if TYPE_CHECKING:
    from pathlib import Path

PATH = os.pathsep.join(sys.path)


@dataclass
class Done:
    """How a command ended and what it said."""

    returncode: int
    stdout: str
    stderr: str


class Console:
    """Runs commands in this process, as the program's entry does, in a folder of your choice."""

    def __init__(self, capsys: pytest.CaptureFixture[str], stdin: pytest.MonkeyPatch) -> None:
        self._capsys, self._places = capsys, stdin

    def __call__(self, *words: str, cwd: Path, text: str = "") -> Done:
        self._places.chdir(cwd)
        self._places.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode("latin-1"))))
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main(list(words))
        out, err = self._capsys.readouterr()
        assert "Traceback" not in out + err
        return Done(ended.value.code if isinstance(ended.value.code, int) else 0, out, err)


@pytest.fixture
def desk(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Console:
    return Console(capsys, monkeypatch)


def rows(done: Done) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Household:
    """Give a desk with a case that waits, a held mail, and a digest made; tests only look at it."""
    made = Household(tmp_path_factory.mktemp("cli") / "desk")
    made.books()
    made.deliver(world.write(world.client_mail(DESK), NOW))
    made.deliver(b"From: a@b.example\r\nFrom: c@d.example\r\n\r\nhello\r\n")
    made.poll()
    return made


@pytest.fixture
def fresh(tmp_path: Path) -> Household:
    """Give the same desk for one test to act on; its clock is the real one, as that of the commands."""
    made, now = Household(tmp_path / "desk"), datetime.now(UTC)
    made.books()
    made.deliver(world.write(world.client_mail(DESK), now), now)
    made.deliver(b"From: a@b.example\r\nFrom: c@d.example\r\n\r\nhello\r\n", now)
    made.poll(now)
    return made


#: Commands that only look -> the keys of each JSON line.
SHAPES: dict[tuple[str, ...], set[str]] = {
    ("cases",): {"id", "status", "client", "invoice", "causes", "opened_at", "due_at", "amount"},
    ("case", "D-0001"): {"id", "status", "client", "invoices", "mails", "pending", "outcome"},
    ("log",): {"seq", "at", "kind", "case", "content", "content_sha256", "prev_hash", "entry_hash"},
    ("log", "--case", "D-0001"): {"seq", "kind", "case"},
    ("verify",): {"entries", "mails", "head", "broken"},
    ("held",): {"id", "reason"},
    ("digest", "--preview"): {"subject", "text", "html"},
    ("version",): {"version"},
}


@pytest.mark.parametrize("words", SHAPES)
def test_looking_ends_with_0_in_text_and_json(desk: Console, house: Household, words: tuple[str, ...]) -> None:
    shown = desk(*words, cwd=house.base)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.strip()
    found = desk(*words, "--json", "--config", "config.toml", cwd=house.base)
    assert found.returncode == 0
    assert rows(found)
    for row in rows(found):
        assert SHAPES[words] <= set(row), sorted(row)


def test_an_empty_outbox_and_a_good_config_are_fine(desk: Console, house: Household) -> None:
    assert rows(desk("outbox", "--json", cwd=house.base)) == []
    assert "Nothing to show" in desk("outbox", cwd=house.base).stdout
    checked = desk("check-config", "--json", cwd=house.base)
    assert checked.returncode == 0
    assert all(set(row) == {"level", "text"} for row in rows(checked))
    assert any("without network" in row["text"] for row in rows(checked))


EXPLAINED = {
    "file", "message_id", "kind", "reason", "client", "new_text", "intent", "intent_probability", "unsure", "causes", "mentions",
    "claim", "invoice", "invoices", "candidates", "case", "findings", "draft", "command", "reasons",
}  # fmt: skip
READ = {
    "file", "kind", "reason", "from", "to", "cc", "subject", "date", "message_id", "original", "new_text", "quoted_text", "context", "signature",
    "attachments", "defects",
}  # fmt: skip


def test_explain_changes_nothing(desk: Console, tmp_path: Path) -> None:
    house = Household(tmp_path / "desk")
    house.books()
    (tmp_path / "a.eml").write_bytes(world.write(world.client_mail(DESK), NOW))
    (tmp_path / "b.eml").write_bytes(b"")
    with house.store() as store:
        before = [entry.entry_hash for entry in store.journal()]
    explained = desk("explain", "../a.eml", "../b.eml", "--json", cwd=house.base)
    assert explained.returncode == 0
    first, second = rows(explained)
    assert set(first) >= EXPLAINED
    assert (first["file"], first["kind"], second["kind"]) == ("../a.eml", "client_mail", "held")
    assert first["draft"]["to"] == world.CLIENT
    with house.store() as store:
        assert [entry.entry_hash for entry in store.journal()] == before
        assert store.meta("first_start_at") is None


#: JSON may name half a character, which no UTF-8 can hold.
HALF = {"id": "\ud800", "subject": "\udfff", "body": "invoice \ud800 7"}


def test_read_and_classify_need_no_config(desk: Console, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(poison.mail(7))
    read = desk("read", "a.eml", "--json", cwd=tmp_path)
    assert read.returncode == 0
    (row,) = rows(read)
    assert set(row) >= READ
    assert row["new_text"].strip() == "Hello 7"

    lines = [{"id": 5, "subject": "Invoice 7", "body": "The sum is wrong."}, {"id": "x", "subject": None, "body": ""}, HALF]
    classified = desk("classify", cwd=tmp_path, text="\n".join(json.dumps(line) for line in lines) + "\n\n")
    assert classified.returncode == 0
    assert [row["id"] for row in rows(classified)] == [5, "x", "?"]
    assert all(
        {"intent", "intent_probability", "unsure", "causes", "mentions", "claim", "language"} <= set(row) for row in rows(classified)
    )


#: What is asked -> (exit code, a word of the sentence on stderr).
REFUSED: dict[tuple[str, ...], tuple[int, str]] = {
    ("case", "D-9999"): (2, "D-9999"),
    ("approve", "D-9999"): (2, "D-9999"),
    ("close", "D-0001", "maybe"): (2, "credit corrected upheld"),
    ("close", "D-9999", "paid"): (2, "D-9999"),
    ("release", "99"): (2, "not held"),
    ("discard", "99"): (2, "not held"),
    ("release", "x"): (2, "Invalid value"),
    ("resend", "o-nothing"): (2, "does not exist"),
    ("give-up", "o-nothing"): (2, "does not exist"),
    ("poll",): (2, "--once"),
    ("poll", "--once", "--now", "yesterday"): (2, "ISO 8601"),
    ("digest",): (2, "--preview"),
    ("import-ledger",): (2, "name at least one file"),
    ("import-ledger", "--invoices", "nowhere.csv"): (1, "nowhere.csv"),
    ("explain", "nowhere.eml"): (2, "cannot be read"),
    ("explain", "inbox"): (2, "cannot be read"),
    ("read", "nowhere.eml"): (2, "cannot be read"),
    ("read", "config.toml", "--config", "nowhere.toml"): (2, "cannot be read"),
    ("evaluate", "nowhere.jsonl"): (2, "cannot be read"),
    ("no-such-command",): (2, "No such command"),
    ("cases", "--config", "nowhere.toml"): (2, "copy config.example.toml"),
}


@pytest.mark.parametrize("words", REFUSED)
def test_refusals_are_one_sentence_and_a_code(desk: Console, house: Household, words: tuple[str, ...]) -> None:
    code, said = REFUSED[words]
    done = desk(*words, cwd=house.base)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in " ".join(done.stderr.replace("│", " ").split())


@pytest.mark.parametrize("content", [b"[desk\n", b"\xff\xfe\x00", b"", b"[desk]\nname = 1\n"])
@pytest.mark.parametrize("words", [("cases",), ("check-config",), ("poll", "--once"), ("run",)])
def test_a_bad_config_ends_every_command_with_2(desk: Console, tmp_path: Path, content: bytes, words: tuple[str, ...]) -> None:
    (tmp_path / "config.toml").write_bytes(content)
    done = desk(*words, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert all(line.startswith("dispute-desk: ") for line in done.stderr.splitlines())


@pytest.mark.parametrize("text", ["no json\n", "[1]\n", '"words"\n', "7\n", "\x00\n", '{"id": 1\n'])
def test_classify_names_the_line_that_is_wrong(desk: Console, tmp_path: Path, text: str) -> None:
    done = desk("classify", cwd=tmp_path, text='{"id": 1, "subject": "a", "body": "b"}\n' + text)
    assert done.returncode == 2
    assert "line 2" in done.stderr
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.parametrize("text", ["no json\n", "[1]\n", "\xff\n", "{}\n"])
def test_evaluate_names_what_is_wrong(desk: Console, tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.jsonl").write_text(text, encoding="latin-1")
    done = desk("evaluate", "bad.jsonl", cwd=tmp_path)
    assert done.returncode in {1, 2}
    assert done.stderr.startswith("dispute-desk: ")


def test_now_is_for_maildirs_only(desk: Console, tmp_path: Path) -> None:
    house = Household(tmp_path)
    text = (tmp_path / "config.toml").read_text().replace('kind = "maildir"\npath = "outbox"', "")
    servers = '[outgoing]\nkind = "smtp"\nhost = "localhost"\nusername = "a"\npassword_env = "B"\n'
    (tmp_path / "config.toml").write_text(text.replace("[outgoing]\n", servers))
    done = desk("poll", "--once", "--now", "2026-10-06T09:00:00", cwd=house.base)
    assert done.returncode == 2
    assert "maildirs" in done.stderr


def test_deciding_on_the_command_line(desk: Console, fresh: Household) -> None:
    paused = desk("pause", "--json", cwd=fresh.base)
    assert (paused.returncode, list(rows(paused)[0])) == (0, ["done"])
    assert desk("resume", cwd=fresh.base).stdout == "Sending goes on.\n"
    approved = desk("approve", "D-0001", cwd=fresh.base)
    assert approved.returncode == 0, approved.stderr
    assert desk("approve", "D-0001", cwd=fresh.base).returncode == 2, "one yes is enough"
    with fresh.store() as store:
        assert [row.recipients for row in store.outbox() if row.draft_id and not row.staff_mail] == [(world.CLIENT,)]
    (held,) = rows(desk("held", "--json", cwd=fresh.base))
    assert desk("discard", str(held["id"]), cwd=fresh.base).returncode == 0
    assert desk("discard", str(held["id"]), cwd=fresh.base).returncode == 2
    assert desk("close", "D-0001", "corrected", cwd=fresh.base).returncode == 0
    assert desk("close", "D-0001", "corrected", cwd=fresh.base).returncode in {1, 2}
    assert rows(desk("case", "D-0001", "--json", cwd=fresh.base))[0]["outcome"] == "corrected"
    later = (datetime.now(UTC) + timedelta(minutes=10)).isoformat()
    assert desk("poll", "--once", "--json", "--now", later, cwd=fresh.base).returncode == 0
    assert len(fresh.left_to(world.CLIENT)) == 1
    assert desk("verify", cwd=fresh.base).returncode == 0


def test_verify_finds_a_changed_byte(desk: Console, fresh: Household) -> None:
    import sqlite3  # noqa: PLC0415 - the forger's tool

    forger = sqlite3.connect(fresh.base / "desk.db")
    forger.execute("UPDATE raws SET raw = X'00' WHERE rowid = (SELECT min(rowid) FROM raws)")
    forger.commit()
    forger.close()
    done = desk("verify", "--json", cwd=fresh.base)
    assert done.returncode == 1
    assert rows(done)[0]["broken"]


def test_a_reader_that_goes_away_ends_the_program_quietly(house: Household) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    arguments = [sys.executable, "-m", "bot", "log", "--json"]
    environment = os.environ | {"PYTHONPATH": PATH}
    process = subprocess.Popen(  # noqa: S603 - our own program
        arguments, cwd=house.base, stdout=writing, stderr=subprocess.PIPE, text=True, env=environment
    )
    os.close(writing)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (1, "")


def test_a_full_import_says_what_it_did(desk: Console, tmp_path: Path) -> None:
    house = Household(tmp_path)
    done = desk("import-ledger", *world.books(tmp_path), "--json", cwd=house.base)
    assert done.returncode == 0
    assert rows(done)[0]["added"] == 3
    (tmp_path / "bad.csv").write_text(world.INVOICES + "INV-9,,,not a date,,,x,,,,,,\n")
    bad = desk("import-ledger", "--invoices", "bad.csv", cwd=house.base)
    assert bad.returncode == 1
    assert "rejected: " in bad.stdout
