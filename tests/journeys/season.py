"""Plays a season: a firm's books and many weeks' mail in order of arrival, told in one file, on one desk, and counts what came out right.

A season is a folder under seasons/: five CSV files of books and `mails.toml` (or `books` in it names the season whose books it shares). Each `[[mail]]` has `id`, `from`, `subject`, `text`;
`re` (the id of an earlier mail of the season) or `answers` (a case's letter: our latest answer in it) put it into a thread;
`mark` is auto, list or bounce, `proof` false for no Authentication-Results, `files` names attachments, `wait` keeps its draft undecided,
`to` is the addressee of a mail that has the desk in Cc only.
`expect` holds what is judged: `intent`, `cause` (alternatives as lists), `invoice` ("?" where asking is right), `case` (a letter, ""
for none), `draft` (true, false, or "open" for one without an address), `finding` ("check verdict"), `client` (who wrote).
"""

from __future__ import annotations

import asyncio
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import policy as email_policy
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import bookwork, config, opening
from bot.arrivals.maildir import MaildirMailbox
from bot.sending.maildir import MaildirBox
from bot.service import Desk
from bot.store.sqlite import open_store
from tests.faults.story import Inline
from tests.journeys import world

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SEASONS = Path(__file__).parent / "seasons"
BEGINNING = datetime(2026, 10, 6, 8, 0, tzinfo=UTC)
_STEP = timedelta(minutes=25)
DESK, APPROVER, COLLEAGUE = (f"{name}@brightwater.example" for name in ("billing", "ines", "rob"))
CONFIG = f"""
[desk]
name = "Brightwater Trades"
address = "{DESK}"
contact = "Ines Moreau"
timezone = "Europe/London"
[mailbox]
kind = "maildir"
path = "inbox"
since = "2026-10-01"
[outgoing]
kind = "maildir"
path = "outbox"
[people]
approvers = ["{APPROVER}"]
staff = ["{COLLEAGUE}"]
[trust]
authserv_id = "{world.AUTHSERV}"
[limits]
mails_per_recipient_day = 20
mails_per_domain_hour = 60
mails_per_hour = 600
"""


@dataclass
class Season:
    """One season as it goes: `said` by mail id; `cases` and `answers` by the letters of the expectations."""

    base: Path
    name: str
    said: dict[str, dict[str, Any]] = field(default_factory=dict)
    raw: dict[str, bytes] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    sent: dict[str, EmailMessage] = field(default_factory=dict)
    now: datetime = BEGINNING

    @property
    def folder(self) -> Path:
        """Where the season's books are."""
        return books_of(self.name)

    def play(self, only: str = "") -> Season:
        """Play all mails, or those of one `part`; return the season with what was said."""
        self._open()
        for told in mails(self.name):
            if not only or told.get("part", only) == only:
                self._one(told)
        return self

    def _open(self) -> None:
        self.base.mkdir(parents=True, exist_ok=True)
        (self.base / "config.toml").write_text(CONFIG, encoding="utf-8")
        for part in ("new", "cur", "tmp"):
            (self.base / "inbox" / part).mkdir(parents=True)
        settings = config.load(self.base / "config.toml")
        with opening.store_of(settings) as store:
            report = bookwork.import_ledger(store, {path.stem: path for path in sorted(self.folder.glob("*.csv"))}, self.base)
            assert not report["rejected"], report
            opening.policy_of(settings, store, BEGINNING)

    def _one(self, told: dict[str, Any]) -> None:
        self.now += _STEP
        self.raw[told["id"]] = raw = self._letter(told).as_bytes(policy=email_policy.SMTP)
        said = self._work(raw)[0]
        self.said[told["id"]] = said
        letter = told["expect"].get("case", "")
        if letter and said["case"]:
            self.cases.setdefault(letter, said["case"])
        if said["draft"] and said["draft"]["to"] and not told.get("wait"):
            self._approve(letter)

    def _letter(self, told: dict[str, Any]) -> EmailMessage:
        mail, (name, email) = EmailMessage(), _sender(told)
        domain = email.rpartition("@")[2]
        if told.get("proof", True):
            mail["Authentication-Results"] = f"{world.AUTHSERV}; dmarc=pass header.from={domain}"
        mail["From"], mail["To"], mail["Subject"] = formataddr((name, email)), told.get("to", DESK), told["subject"]
        if "to" in told:
            mail["Cc"] = DESK
        mail["Date"], mail["Message-ID"] = format_datetime(self.now), f"<{told['id']}.{self.name}@{domain}>"
        thread = self._thread(told)
        if thread:
            mail["In-Reply-To"] = mail["References"] = thread
        for name, value in _MARKS.get(told.get("mark", ""), ()):
            mail[name] = value
        mail.set_content(told["text"].strip() + "\n")
        if "reply_to" in told:
            mail["Reply-To"] = told["reply_to"]
        if "attached" in told:
            mail.add_attachment(self._inner(told))
        for name in told.get("files", ()):
            mail.add_attachment(b"%PDF-1.4 " + name.encode() + b"x" * 50_000, maintype="application", subtype="pdf", filename=name)
        return mail

    def _inner(self, told: dict[str, Any]) -> EmailMessage:
        """The client's mail that a colleague forwards as an attachment."""
        mail, sender = EmailMessage(), told["attached"]["from"]
        mail["From"], mail["To"], mail["Subject"] = sender, COLLEAGUE, told["attached"]["subject"]
        mail["Date"] = format_datetime(self.now - timedelta(hours=3))
        mail["Message-ID"] = f"<{told['id']}.inner@{sender.rpartition('@')[2].strip('>')}>"
        mail.set_content(told["attached"]["text"].strip() + "\n")
        return mail

    def _thread(self, told: dict[str, Any]) -> str:
        if "answers" in told:
            return self.answers.get(told["answers"], "")
        earlier = next((one for one in mails(self.name) if one["id"] == told.get("re")), None)
        return f"<{earlier['id']}.{self.name}@{_sender(earlier)[1].rpartition('@')[2]}>" if earlier else ""

    def _approve(self, letter: str) -> None:
        request = max(self._left("approval"), key=_when)
        self.now += timedelta(minutes=5)
        self._work(world.write(world.reply(request, APPROVER, "Approve"), self.now))
        left = self._left(None)
        if left and letter:
            self.answers[letter] = str(max(left, key=_when)["Message-ID"])

    def _left(self, kind: str | None) -> list[EmailMessage]:
        for path in (path for part in ("new", "cur") for path in (self.base / "outbox" / part).glob("*")):
            if path.name not in self.sent:
                self.sent[path.name] = world.parsed(path.read_bytes())
        return [mail for mail in self.sent.values() if mail["X-Dispute-Desk"] == kind]

    def _work(self, raw: bytes) -> list[dict[str, Any]]:
        number = len(list((self.base / "inbox").glob("*/*")))
        (self.base / "inbox" / "new" / f"{int(self.now.timestamp())}.M{number}P1.test").write_bytes(raw)
        settings = config.load(self.base / "config.toml")
        store = open_store(settings.database_path)
        said: list[dict[str, Any]] = []
        try:
            policy = opening.policy_of(settings, store, BEGINNING)
            desk = Desk(store, Inline(policy), MaildirMailbox(self.base / "inbox"), MaildirBox(self.base / "outbox"), policy)  # type: ignore[arg-type]
            desk.clock = lambda: self.now
            desk.on_processed = said.append
            asyncio.run(_once(desk))
        finally:
            store.close()
        return said


_MARKS = {
    "auto": (("Auto-Submitted", "auto-replied"),),
    "list": (("List-Id", "<weekly.trade.example>"), ("List-Unsubscribe", "<mailto:off@trade.example>")),
    "bounce": (("Return-Path", "<>"), ("Auto-Submitted", "auto-replied")),
}


async def _once(desk: Desk) -> None:
    await desk.recover()
    await desk.poll_once()
    await desk.process_due()
    await desk.send_due()
    await desk.close()


def _sender(told: dict[str, Any]) -> tuple[str, str]:
    """Name and address of who writes; a comma in the name needs no quotes in the file."""
    name, _, email = str(told["from"]).rpartition("<")
    return name.strip(), email.strip("> ")


def _when(mail: EmailMessage) -> datetime:
    found: datetime = mail["Date"].datetime
    return found


def mails(name: str) -> list[dict[str, Any]]:
    """Return the mails of a season in order of arrival."""
    found: list[dict[str, Any]] = _told(name)["mail"]
    return found


def books_of(name: str) -> Path:
    """Return the folder with a season's books: its own, or that of the season whose books it shares."""
    return SEASONS / str(_told(name).get("books", name))


def _told(name: str) -> dict[str, Any]:
    return tomllib.loads((SEASONS / name / "mails.toml").read_text(encoding="utf-8"))


# --- judging ----------------------------------------------------------------------------------------------------------


def misses(season: Season) -> tuple[list[str], Counter[str], Counter[str]]:
    """Return what came out otherwise than expected, and per measure how many were right and how many were judged."""
    right: Counter[str] = Counter()
    judged: Counter[str] = Counter()
    found: list[str] = []
    for told in mails(season.name):
        said = season.said.get(told["id"])
        for measure, wanted in told["expect"].items() if said else ():
            assert said is not None
            judged[measure] += 1
            got, fits = _JUDGES[measure](said, wanted, season)
            right[measure] += fits
            if not fits:
                found.append(f"{told['id']} {measure}: {got!r}, not {wanted!r}")
    return found, right, judged


def _number(said: dict[str, Any]) -> str | None:
    return said["invoice"]["number"] if said["invoice"] else None


def _intent(said: dict[str, Any], wanted: Any, _: Season) -> tuple[object, bool]:
    got = said["kind"] if said["kind"] != "client_mail" and said["kind"] != "staff_forward" else said["intent"]
    return got, got in _either(wanted)


def _cause(said: dict[str, Any], wanted: Any, _: Season) -> tuple[object, bool]:
    got = [cause["cause"] for cause in said["causes"]]
    return got, bool(got) and got[0] in _either(wanted)


def _invoice(said: dict[str, Any], wanted: Any, _: Season) -> tuple[object, bool]:
    got = _number(said)
    return (got, said["candidates"]), got in _meant(wanted)


def _case(said: dict[str, Any], wanted: Any, season: Season) -> tuple[object, bool]:
    letters = [letter for letter, case in season.cases.items() if case == said["case"]]
    return letters or said["case"], letters == [wanted] if wanted else said["case"] is None


def _draft(said: dict[str, Any], wanted: Any, _: Season) -> tuple[object, bool]:
    got = bool(said["draft"]) and (said["draft"]["to"] or "open")
    fits = {"open": got == "open", True: bool(got) and got != "open", False: not got}
    return got, any(fits[one] for one in _either(wanted))


def _finding(said: dict[str, Any], wanted: Any, _: Season) -> tuple[object, bool]:
    got = [f"{finding['check']} {finding['verdict']}" for finding in said["findings"]]
    return got, any(one in got for one in _either(wanted))


def _client(said: dict[str, Any], wanted: Any, _: Season) -> tuple[object, bool]:
    got = (said["client"] or {}).get("email")
    return got, got == wanted


def _meant(wanted: Any) -> list[Any]:
    """The numbers that may be asserted; "?" beside them or alone says that asking is right."""
    return [None if one == "?" else one for one in _either(wanted)]


def _either(wanted: Any) -> list[Any]:
    return wanted if isinstance(wanted, list) else [wanted]


_JUDGES: dict[str, Callable[[dict[str, Any], Any, Season], tuple[object, bool]]] = {
    "intent": _intent,
    "cause": _cause,
    "invoice": _invoice,
    "case": _case,
    "draft": _draft,
    "finding": _finding,
    "client": _client,
}


def wrong_invoices(season: Season) -> Iterator[str]:
    """Yield the mails for which an invoice is asserted that is not the one meant, whatever else was right."""
    for told in mails(season.name):
        wanted, said = told["expect"].get("invoice"), season.said.get(told["id"])
        if said and wanted and (got := _number(said)) is not None and got not in _meant(wanted):
            yield f"{told['id']}: {got}"
