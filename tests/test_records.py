"""The dossier as somebody outside gets it: unpacked, read, checked by its own checker, and tampered with."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING, Any

import pytest

from bot import commands, config, records
from bot.errors import UsageError
from bot.summary import printed
from tests.household import APPROVER, DESK, NOW, Household
from tests.journeys import world

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TOKEN = re.compile(rb"(?:\+|ref:\s*)[0-9a-hjkmnp-tv-z]{26}", re.IGNORECASE)
ACTING = ("ana", NOW + timedelta(hours=3))


def dispute_with_file(text: str) -> bytes:
    mail = EmailMessage()
    mail["Authentication-Results"] = f"{world.AUTHSERV}; dmarc=pass header.from=harbourandpine.example"
    mail["From"], mail["To"], mail["Subject"] = f"Tom <{world.CLIENT}>", DESK, "Invoice INV-1041"
    mail["Message-ID"], mail["Date"] = "<with-file@harbourandpine.example>", "Tue, 06 Oct 2026 08:50:00 +0000"
    mail.set_content(text)
    mail.add_attachment(b"%PDF-1.7 our order", maintype="application", subtype="pdf", filename="../../etc/Bestellung\u202e 17.pdf")
    return mail.as_bytes(policy=SMTP)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Household:
    """A case that was answered; another client's case beside it; the client saw the request and quotes it."""
    made = Household(tmp_path_factory.mktemp("records") / "desk")
    made.books()
    made.deliver(dispute_with_file(world.DISPUTE))
    other = world.client_mail(DESK, world.DISPUTE.replace("INV-1041", "INV-2001"), "Invoice INV-2001", "ap@kestrelfoods.example")
    made.deliver(world.write(other, NOW))
    made.poll()
    request = next(mail for mail in made.staff_mails("approval") if "[D-0001]" in mail["Subject"])
    made.deliver(world.write(world.reply(request, APPROVER, "Approve"), NOW + timedelta(minutes=1)), NOW + timedelta(minutes=1))
    quoting = world.reply(request, world.CLIENT, "The invoice INV-1041 is still wrong, I dispute it.")
    made.deliver(
        world.write(world.Letter(quoting.sender, DESK, "Re: Invoice INV-1041 [D-0001]", quoting.text, quoting.proof), NOW),
        NOW + timedelta(minutes=2),
    )
    made.poll(NOW + timedelta(hours=1))
    return made


@pytest.fixture
def unpacked(house: Household, tmp_path: Path) -> Path:
    with house.store() as store:
        records.dossier(store, house.settings, "D-0001", tmp_path / "d.zip", ACTING)
    with zipfile.ZipFile(tmp_path / "d.zip") as archive:
        archive.extractall(tmp_path)
    return tmp_path / "dossier-D-0001"


def check(folder: Path, *heads: str) -> tuple[int, str]:
    """Run the checker as a stranger would: isolated, without the desk's own packages."""
    command = [sys.executable, "-I", "-S", str(folder / "verify.py"), *heads]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own interpreter and file
    return done.returncode, done.stdout + done.stderr


def manifest(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "manifest.json").read_text(encoding="utf-8")))


def test_sto_07_a_dossier_holds_the_mails_as_they_came_and_left_and_checks_itself(house: Household, unpacked: Path) -> None:
    told = manifest(unpacked)
    raws = {path.read_bytes() for path in (house.base / "inbox").rglob("*.test*")}
    assert (unpacked / "received/001.eml").read_bytes() in raws
    (left,) = [path for path in (house.base / "outbox/new").iterdir() if path.name == next(iter(told["sent"].values()))]
    assert left.read_bytes().endswith((unpacked / "sent/001.eml").read_bytes())
    assert (unpacked / "received/001-attachments/01-Bestellung 17.pdf").read_bytes() == b"%PDF-1.7 our order"
    assert len((unpacked / "verify.py").read_text(encoding="utf-8").splitlines()) <= 40
    with house.store() as store:
        head = store.verify().head
    assert check(unpacked, head, head[:12])[0] == 0
    assert check(unpacked, "0" * 64) == (1, f"no entry has the head {'0' * 64}\n")


def test_a_dossier_never_holds_what_could_approve(house: Household, unpacked: Path) -> None:
    assert any(TOKEN.search(path.read_bytes()) for path in (house.base / "outbox/new").iterdir())
    for path in unpacked.rglob("*"):
        assert path.is_dir() or not TOKEN.search(path.read_bytes()), path
    left_out = manifest(unpacked)["left_out"]
    assert len(left_out) == 2, "the approver's yes, and the client's mail that quotes the request"
    assert all("request" in row["why"] for row in left_out)


def test_a_dossier_says_who_decided_and_what_the_books_say(unpacked: Path) -> None:
    acts = json.loads((unpacked / "decisions.json").read_text(encoding="utf-8"))
    assert [(act["act"], act["by"]) for act in acts][:2] == [("approval", APPROVER), ("settle_draft", APPROVER)]
    (invoice,) = json.loads((unpacked / "invoices.json").read_text(encoding="utf-8"))
    assert (invoice["number"], invoice["total"], len(invoice["lines"])) == ("INV-1041", "4248.00", 2)
    findings = json.loads((unpacked / "findings.json").read_text(encoding="utf-8"))
    assert any(one["check"] == "line_sum" for one in findings[0]["findings"])
    page = (unpacked / "timeline.html").read_text(encoding="utf-8")
    for words in ("A mail came", "An answer was drafted", f"Decided by {APPROVER}", "The answer left.", "received/001.eml", "sent/001.eml"):
        assert words in page, words
    assert ("timeline.pdf" in manifest(unpacked)["files"]) is printed.available()
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page


def test_a_dossier_tells_nothing_of_other_clients(unpacked: Path) -> None:
    for path in unpacked.rglob("*"):
        assert path.is_dir() or b"kestrel" not in path.read_bytes().lower(), path


TAMPERED: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "a mail's byte": ("received/001.eml", lambda raw: raw.replace(b"INV-1041", b"INV-1042", 1)),
    "our answer": ("sent/001.eml", lambda raw: raw + b"\r\n"),
    "an entry": ("journal.jsonl", lambda raw: raw.replace(b'"kind": "approval"', b'"kind": "note"')),
    "an entry's content": ("journal.jsonl", lambda raw: raw.replace(APPROVER.encode(), b"bob@northlight.example")),
    "an entry taken out": ("journal.jsonl", lambda raw: b"".join(raw.splitlines(keepends=True)[:3] + raw.splitlines(keepends=True)[4:])),
    "the page": ("timeline.html", lambda raw: raw.replace(b"The answer left.", b"The answer did not leave.")),
}


def sealed(folder: Path, name: str) -> None:
    """Put the changed file's hash into the manifest, as somebody who knows how would."""
    import hashlib  # noqa: PLC0415 - only the forger needs it

    told = manifest(folder)
    told["files"][name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(told), encoding="utf-8")


@pytest.mark.parametrize("what", TAMPERED)
def test_the_checker_names_what_was_changed(unpacked: Path, what: str) -> None:
    name, change = TAMPERED[what]
    before = (unpacked / name).read_bytes()
    (unpacked / name).write_bytes(change(before))
    assert (unpacked / name).read_bytes() != before
    code, said = check(unpacked)
    assert (code, f"{name} is missing or was changed" in said) == (1, True)
    sealed(unpacked, name)
    assert check(unpacked)[0] == (0 if name == "timeline.html" else 1), "the journal vouches for mails and entries, the seal for the page"


@pytest.mark.parametrize("what", ["removed", "added"])
def test_the_checker_sees_files_that_are_missing_or_came_later(unpacked: Path, what: str) -> None:
    if what == "removed":
        (unpacked / "decisions.json").unlink()
    else:
        (unpacked / "received/999.eml").write_bytes(b"x")
    assert check(unpacked)[0] == 1


def test_the_zip_is_private_and_never_written_over(house: Household, tmp_path: Path) -> None:
    with house.store() as store:
        said = records.dossier(store, house.settings, "D-0001", tmp_path / "d.zip", ACTING)
        assert "SHA-256 of manifest.json" in said
        assert (tmp_path / "d.zip").stat().st_mode & 0o077 == 0
        with pytest.raises(UsageError, match="is there already"):
            records.dossier(store, house.settings, "D-0001", tmp_path / "d.zip", ACTING)
        with pytest.raises(UsageError, match="no case D-0099"):
            records.dossier(store, house.settings, "D-0099", tmp_path / "e.zip", ACTING)
        with pytest.raises(UsageError, match="cannot be written"):
            records.dossier(store, house.settings, "D-0001", tmp_path / "none" / "d.zip", ACTING)
        assert sum('"dossier_made"' in (entry.content or "") for entry in store.journal("D-0001")) >= 2
    assert config.load(house.base / "config.toml").desk.timezone == "UTC"


def test_sto_08_erasure_is_refused_under_retention_with_the_reason_and_done_after_it(tmp_path: Path) -> None:
    house = Household(tmp_path / "desk", more="[retention]\ndays = 30")
    house.books()
    house.deliver(world.write(world.client_mail(DESK), NOW))
    house.poll()
    with house.store() as store:
        settings = house.settings
        said = records.erase_person(store, settings, world.CLIENT, ACTING, sure=True)
        assert said.startswith("Nothing was erased. Case D-0001 stays: it is open")
        commands.close(store, "D-0001", "credit", "ana", NOW)
        said = records.erase_person(store, settings, world.CLIENT, ACTING, sure=True)
        assert "Case D-0001 stays until 2026-11-05" in said
        assert [entry.kind for entry in store.journal()].count("erasure_refused") == 2
        after = ("ana", NOW + timedelta(days=31))
        assert "would be erased; nothing was changed" in records.erase_person(store, settings, world.CLIENT, after, sure=False)
        assert records.erase_person(store, settings, world.CLIENT, after, sure=True).startswith("Erased: 1 case and 0 mails of no case.")
        assert store.verify().broken is None
        with pytest.raises(UsageError, match="nothing of"):
            records.erase_person(store, settings, world.CLIENT, after, sure=True)
    assert b"Tom" not in b"".join(path.read_bytes() for path in house.base.glob("desk.db*") if path.suffix != ".lock")


def test_what_is_old_enough_is_erased_by_the_day(tmp_path: Path) -> None:
    house = Household(tmp_path / "desk", digest_at="00:00", more="[retention]\ndays = 30")
    house.books()
    house.deliver(world.write(world.client_mail(DESK), NOW))
    house.poll()
    with house.store() as store:
        commands.close(store, "D-0001", "credit", "ana", NOW)
    house.poll(NOW + timedelta(days=29))
    with house.store() as store:
        assert store.case("D-0001").client_name
    house.poll(NOW + timedelta(days=31))
    house.poll(NOW + timedelta(days=32))
    with house.store() as store:
        assert not store.case("D-0001").client_name
        assert store.verify().broken is None
        records.dossier(store, house.settings, "D-0001", tmp_path / "d.zip", ("ana", NOW + timedelta(days=33)))
    with zipfile.ZipFile(tmp_path / "d.zip") as archive:
        archive.extractall(tmp_path)
    assert check(tmp_path / "dossier-D-0001")[0] == 0
    assert {row["why"] for row in manifest(tmp_path / "dossier-D-0001")["left_out"]} == {
        "its bytes were erased after the time of retention"
    }
    assert any("Erased: 1 case, 1 mail" in world.text_of(mail) for mail in house.staff_mails("digest"))
