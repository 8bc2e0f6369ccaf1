"""`dispute-desk demo`: the whole journey offline, through the real code, on maildirs in a temporary folder."""

from __future__ import annotations

import asyncio
import json
import re
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from bot import bookwork, config, opening
from bot.resources import folder
from bot.review.shown import for_people
from bot.vocabulary.reasons import SENTENCES, Reason

if TYPE_CHECKING:
    from rich.console import Console

    from bot.service import Desk

#: The demo's clock: a Tuesday morning, an hour after the last sample mail.
START = datetime(2026, 10, 6, 9, 0, tzinfo=UTC)
APPROVER = "ana@northlight.example"

_CONFIG = """
[desk]
name = "Northlight Studio"
address = "disputes@northlight.example"
contact = "Ana Lopes"
timezone = "Europe/London"
[mailbox]
kind = "maildir"
path = "inbox"
since = "2026-10-01"
[outgoing]
kind = "maildir"
path = "outbox"
[people]
approvers = ["ana@northlight.example"]
staff = ["ana@northlight.example", "ben@northlight.example"]
digest = ["ana@northlight.example"]
[trust]
authserv_id = "mx.northlight.example"
"""

#: What the approver of the demo writes, request by request; the last one for all further requests.
_ANSWERS = (
    "Approve",
    "looks good?",
    "EDIT\n\nDear client,\n\nthank you for your message. I am looking into it myself and will call you tomorrow.\n\nAna Lopes",
    "Reject - I have already spoken to them on the phone.",
    "Yes, send it\n\nAna\nSent from my iPhone",
)


#: Columns beyond which a table is no easier to read.
_WIDEST = 120


@dataclass(slots=True)
class Scene:
    """The demo's folder, its clock and what happened in it."""

    base: Path
    now: datetime = START
    told: list[dict[str, Any]] = field(default_factory=list)
    answered: set[str] = field(default_factory=set)
    rounds: list[tuple[str, list[dict[str, Any]]]] = field(default_factory=list)


def play(console: Console, *, as_json: bool) -> Path:
    """Play the demo; prints what happened and where the digest is, returns the folder. Nothing leaves the machine."""
    scene = Scene(Path(tempfile.mkdtemp(prefix="dispute-desk-demo-")))
    (scene.base / "config.toml").write_text(_CONFIG, encoding="utf-8")
    settings = config.load(scene.base / "config.toml")
    _import(settings)
    _deliver_samples(scene.base / "inbox")
    with opening.desk(settings, lambda: scene.now) as desk:
        desk.on_processed = scene.told.append
        asyncio.run(_run(scene, desk, settings))
    digest = _save_digest(scene)
    if as_json:
        for _title, entries in scene.rounds:
            for entry in entries:
                print(json.dumps(entry, ensure_ascii=False))  # noqa: T201 - JSON Lines on stdout
        return scene.base
    for title, entries in scene.rounds:
        console.print(_table(title, entries, console.width))
        console.print()
    _sum_up(console, scene, settings, digest)
    return scene.base


async def _run(scene: Scene, desk: Desk, settings: config.Settings) -> None:
    """The morning's mails, up to three rounds of the approver's answers, and the next morning's digest."""
    await _poll(scene, desk, settings, "The mails of the morning")
    for number in range(1, 4):
        scene.now = START + timedelta(minutes=15 * number)
        if not _answer_requests(scene):
            break
        await _poll(scene, desk, settings, f"The approver's answers, round {number}")
    scene.now = START + timedelta(days=1)
    await _poll(scene, desk, settings, "")
    await desk.close()


async def _poll(scene: Scene, desk: Desk, settings: config.Settings, title: str) -> None:
    await desk.once(settings.digest.at)
    if title:
        scene.rounds.append((title, list(scene.told)))
    scene.told.clear()


def _import(settings: config.Settings) -> None:
    books = folder("data") / "sample" / "ledger"
    names = ("invoices", "lines", "payments", "contracts", "contacts")
    with opening.store_of(settings) as store:
        bookwork.import_ledger(store, {name: books / f"{name}.csv" for name in names}, settings.base)


def _deliver_samples(inbox: Path) -> None:
    samples = sorted((folder("data") / "sample" / "inbox").glob("*.eml"))
    for minute, sample in enumerate(samples):
        _deliver(inbox, sample.read_bytes(), START - timedelta(minutes=60 - minute), sample.stem)


def _deliver(inbox: Path, raw: bytes, at: datetime, name: str) -> None:
    for part in ("new", "cur", "tmp"):
        (inbox / part).mkdir(parents=True, exist_ok=True)
    (inbox / "new" / f"{int(at.timestamp())}.M0P1.{name}").write_bytes(raw)


def _outgoing(scene: Scene) -> list[EmailMessage]:
    """All mails that left, case by case and each case in order of time: file names are random, the story is not."""
    files = [path for part in ("new", "cur") for path in (scene.base / "outbox" / part).glob("*")]
    return sorted((message_from_bytes(path.read_bytes(), policy=policy.default) for path in files), key=_place)


def _place(mail: EmailMessage) -> tuple[str, datetime, str]:
    return _case(mail), mail["Date"].datetime, str(mail["X-Dispute-Desk"])


def _answer_requests(scene: Scene) -> int:
    """Answer every open request as a person would; where the desk was unsure of an answer, say it again plainly."""
    mails, sent = _outgoing(scene), 0
    requests = [mail for mail in mails if mail["X-Dispute-Desk"] == "approval"]
    for mail in mails:
        name = str(mail["Message-ID"])
        if name in scene.answered or mail["X-Dispute-Desk"] not in {"approval", "hint"}:
            continue
        answered = mail if mail["X-Dispute-Desk"] == "approval" else [each for each in requests if _case(each) == _case(mail)][-1]
        words = _ANSWERS[min(len(scene.answered), len(_ANSWERS) - 1)] if answered is mail else _said_again(mail, answered)
        scene.answered.add(name)
        sent += 1
        at = scene.now - timedelta(minutes=5)
        _deliver(scene.base / "inbox", _reply(answered, words, at), at, f"answer-{len(scene.answered):02}")
    return sent


def _said_again(hint: EmailMessage, request: EmailMessage) -> str:
    """What the approver answers to a hint: a plain yes, or where nobody may get the answer yet, the address that wrote."""
    if "SEND TO" not in _words(hint):
        return "Yes."
    wrote = re.search(r"\S{1,64}@\S{1,190}", _words(request))
    return f"Send to {wrote.group()}" if wrote else "Reject"


def _words(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    return str(body.get_content()) if body else ""


def _case(mail: EmailMessage) -> str:
    return str(mail["Subject"]).partition("[")[2].partition("]")[0]


def _reply(request: EmailMessage, words: str, now: datetime) -> bytes:
    quoted = "\n".join(f"> {line}" for line in _words(request).splitlines())
    reply = EmailMessage()
    reply["Authentication-Results"] = "mx.northlight.example; dmarc=pass header.from=northlight.example"
    reply["From"] = f"Ana Lopes <{APPROVER}>"
    reply["To"] = str(request["Reply-To"])
    reply["Subject"] = f"Re: {request['Subject']}"
    reply["Date"] = now
    digest = sha256((str(request["Message-ID"]) + words).encode()).hexdigest()
    reply["Message-ID"] = f"<reply-{digest[:20]}@northlight.example>"
    reply["In-Reply-To"] = str(request["Message-ID"])
    reply.set_content(f"{words}\n\nOn Tue, 6 Oct 2026 at 10:00, Northlight Studio wrote:\n{quoted}\n")
    return reply.as_bytes(policy=policy.SMTP)


def _save_digest(scene: Scene) -> Path | None:
    for mail in reversed(_outgoing(scene)):
        html = mail.get_body(("html",))
        if mail["X-Dispute-Desk"] == "digest" and html is not None:
            path = scene.base / "digest.html"
            path.write_text(html.get_content(), encoding="utf-8")
            return path
    return None


def _table(title: str, entries: list[dict[str, Any]], width: int) -> Table:
    whole = min(width, _WIDEST)
    room = max(26, whole * 3 // 10)
    table = Table(title=title, title_justify="left", title_style="bold", box=None, padding=(0, 2, 1, 0), width=whole)
    table.add_column("mail from", overflow="fold", vertical="top", width=room)
    table.add_column("read as", overflow="fold", vertical="top", width=16)
    table.add_column("what follows, and why", overflow="fold", vertical="top", ratio=1)
    for entry in entries:
        sender, read_as, follows = _cells(entry)
        table.add_row(Text(_broken(sender, room)), Text(read_as), Text(follows))
    return table


def _broken(address: str, room: int) -> str:
    """An address too long for its column breaks before the @."""
    return address if len(address) <= room else address.replace("@", "\n@", 1)


def _cells(entry: dict[str, Any]) -> tuple[str, str, str]:
    sender = (entry["client"] or {}).get("email") or "(unreadable sender)"
    kind = entry["kind"].replace("_", " ")
    if entry["kind"] not in {"client_mail", "staff_forward"}:
        return sender, kind, _follows(entry, sender)
    wants = entry["intent"].replace("_", " ") + (", unsure" if entry["unsure"] else "")
    causes = [cause["cause"].replace("_", " ") for cause in entry["causes"]]
    about = ", ".join(entry["invoices"]) or (f"one of {', '.join(entry['candidates'])}" if entry["candidates"] else "no invoice known")
    return sender, "\n".join((kind, wants, *causes, about)), _follows(entry, sender)


def _follows(entry: dict[str, Any], sender: str) -> str:
    lines = [f"case {entry['case']}"] if entry["case"] else []
    if entry["command"]:
        lines.append(f"understood as {entry['command'].replace('_', ' ').upper()}")
    if entry["draft"]:
        to = entry["draft"]["to"]
        lines.append(f"a draft to {'this client' if to == sender else to or 'nobody yet'} waits for a yes")
    lines += [f"our books: {found['verdict'].replace('_', ' ')} - {for_people(found['detail'])}" for found in entry["findings"][:1]]
    if entry["reason"]:
        lines.append(SENTENCES[Reason(entry["reason"])][0])
    return "\n".join(lines) or "noted in the digest, no answer is due"


def _sum_up(console: Console, scene: Scene, settings: config.Settings, digest: Path | None) -> None:
    sent = [mail for mail in _outgoing(scene) if mail["X-Dispute-Desk"] is None]
    console.print(Text(f"Answers that left, each after a yes: {len(sent)}", style="bold"))
    for mail in sent:
        console.print(Text(f"  to {mail['To']}: {mail['Subject']}"))
    with opening.store_of(settings) as store:
        report = store.verify()
    console.print(
        Text(f"\nThe journal: {report.broken or f'{report.entries} entries, {report.mails} mails, whole'}; head {report.head[:16]}")
    )
    console.print(Text(f"Everything is in {scene.base} (config.toml, desk.db, inbox, outbox); nothing left this machine."))
    console.print(Text(f"The digest as a page: {digest}" if digest else "No digest was due."))
