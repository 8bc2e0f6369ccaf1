"""Eight questions asked of a desk's folder after every story, answered without any code of the desk.

They read the maildirs, config.toml, the ledger's CSV files and the SQLite file by plain SQL, and nothing else.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import sqlite3
import tomllib
from collections import Counter
from dataclasses import dataclass
from email import message_from_bytes, policy
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import EmailMessage
    from pathlib import Path

_TOKEN = re.compile(r"\+([0-9a-z]{26})@")
#: The closed list of reason codes, written down here once more.
CODES = frozenset(
    re.findall(
        r"\w+",
        """FROM_MULTI FROM_MALFORMED HDR_BARE_CR HDR_BROKEN AUTH_NONE AUTH_FAIL AUTH_UNTRUSTED TOKEN_UNKNOWN TOKEN_EXPIRED TOKEN_USED
    TOKEN_OTHER_USER DRAFT_STALE CMD_UNCLEAR CMD_CONFLICT AUTO_REPLY BOUNCE LIST_MAIL LOOP_SELF LOOP_RATE RATE_GLOBAL TOO_BIG TOO_DEEP
    TOO_MANY_PARTS HDR_TOO_BIG PARSE_TIME PARSE_CRASH CHARSET_UNKNOWN CHARSET_FORBIDDEN ENCRYPTED TNEF CALENDAR DUPLICATE NO_INVOICE
    INVOICE_AMBIGUOUS PARTY_MISMATCH FWD_UNCLEAR ATT_UNSAFE SEND_UNCERTAIN SEND_REJECTED RECIPIENT_FORBIDDEN EGRESS_BLOCK DISK_FULL
    CLOCK_JUMP SPAM BEFORE_SINCE VANISHED RENUMBERED""",
    )
)
#: Kinds and commands that are the ordinary course; everything else must say why.
_PLAIN_KINDS = frozenset({"client_mail", "staff_forward", "approver_reply"})
_NOT_DONE = frozenset({"help", "refuse", "ignore"})
_JOURNAL = "SELECT j.*, c.content FROM journal j LEFT JOIN journal_contents c ON c.seq = j.seq ORDER BY j.seq"


@dataclass(frozen=True)
class Sent:
    """One file of the outgoing maildir."""

    id: str
    raw: bytes
    envelope: tuple[str, ...]
    mail: EmailMessage

    @property
    def staff(self) -> str | None:
        """The kind of a mail to staff, None for a mail to a client."""
        mark = self.mail["X-Dispute-Desk"]
        return str(mark) if mark else None

    @property
    def shown(self) -> str:
        """Everything readable in it, decoded, headers included."""
        parts = [part.get_content() for part in self.mail.walk() if part.get_content_maintype() == "text"]
        return "\n".join([*(f"{name}: {value}" for name, value in self.mail.items()), *parts])


@dataclass
class Evidence:
    """A desk's folder, looked at from outside. `also` are addresses an approver typed or that were configured earlier."""

    base: Path
    also: frozenset[str] = frozenset()

    @cached_property
    def config(self) -> dict[str, Any]:
        return tomllib.loads((self.base / "config.toml").read_text("utf-8"))

    @cached_property
    def sent(self) -> list[Sent]:
        return [_sent(path) for part in ("new", "cur") for path in sorted((self.base / "outbox" / part).glob("*"))]

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """Return the rows of one query."""
        connection = sqlite3.connect(self.base / "desk.db")
        connection.row_factory = sqlite3.Row
        try:
            return [dict(row) for row in connection.execute(sql)]
        finally:
            connection.close()

    @cached_property
    def clients(self) -> frozenset[str]:
        """Every address the ledger lists."""
        found: set[str] = set()
        for name, column in (("invoices.csv", "client_email"), ("contacts.csv", "email")):
            if (self.base / name).exists():
                with (self.base / name).open(encoding="utf-8", newline="") as handle:
                    found |= {row[column].lower() for row in csv.DictReader(handle) if row[column]}
        return frozenset(found)

    def people(self, *roles: str) -> frozenset[str]:
        """Return the addresses of these roles; the substitute is an approver."""
        listed = {address.lower() for role in roles for address in self.config["people"].get(role, ())}
        substitute = self.config.get("approval", {}).get("substitute")
        return frozenset(listed | ({substitute.lower()} if substitute and "approvers" in roles else set()))


def check(base: Path, also: tuple[str, ...] = ()) -> list[str]:
    """Return what is wrong, one sentence per finding; empty where all eight hold."""
    evidence = Evidence(base, frozenset(also))
    return [f"{name}: {fault}" for name, oracle in ORACLES.items() for fault in oracle(evidence)]


def _sent(path: Path) -> Sent:
    whole = path.read_bytes()
    _, envelope, raw = whole.split(b"\r\n" if b"\r\n" in whole[:500] else b"\n", 2)
    mail: EmailMessage = message_from_bytes(raw, policy=policy.default)
    addresses = envelope.decode("ascii").partition(":")[2].split(",")
    return Sent(path.name.partition(":")[0], raw, tuple(one.strip() for one in addresses), mail)


def nothing_lost(seen: Evidence) -> Iterator[str]:
    """O1: every file of the inbox has exactly one row, and the kept bytes are its bytes."""
    kept = {row["key"]: row for row in seen.rows("SELECT m.key, m.sha256, r.raw FROM mails m JOIN raws r ON r.sha256 = m.sha256")}
    count = Counter(row["key"] for row in seen.rows("SELECT key FROM mails"))
    for part in ("new", "cur"):
        for path in (seen.base / "inbox" / part).iterdir():
            key, raw = path.name.partition(":")[0], path.read_bytes()
            if count[key] != 1:
                yield f"{key} has {count[key]} rows"
            elif bytes(kept[key]["raw"]) != raw or kept[key]["sha256"] != hashlib.sha256(raw).hexdigest():
                yield f"{key} was kept with other bytes"


def no_wrong_party(seen: Evidence) -> Iterator[str]:
    """O2: staff mails go to our people, client mails to one ledger address or to one an approver typed."""
    for sent in seen.sent:
        allowed = seen.people("approvers", "staff", "digest") if sent.staff else seen.clients
        if not set(sent.envelope) <= allowed | seen.also:
            yield f"{sent.id} went to {sent.envelope}"
        named = [address.addr_spec for header in ("To", "Cc", "Bcc") for one in sent.mail.get_all(header, []) for address in one.addresses]
        if tuple(named) != sent.envelope or (not sent.staff and len(sent.envelope) != 1):
            yield f"{sent.id} names {named} for {sent.envelope}"


def nothing_unapproved(seen: Evidence) -> Iterator[str]:
    """O3: each client mail has exactly one approval in the journal, for the hash of what was sent."""
    approvals = [json.loads(row["content"]) for row in seen.rows(_JOURNAL) if row["kind"] == "approval"]
    rows = {row["id"]: row for row in seen.rows("SELECT * FROM outbox WHERE audience = 'client'")}
    for sent in seen.sent:
        if sent.staff:
            continue
        mine = [entry for entry in approvals if entry["draft_id"] == rows[sent.id]["draft_id"]]
        if len(mine) != 1 or mine[0]["approved_hash"] != _draft_hash(sent):
            yield f"{sent.id} was not approved as it was sent ({len(mine)} approvals)"


def _draft_hash(sent: Sent) -> str:
    """Hash the canonical JSON of everything a person approves, taken from the bytes that left."""
    mail = sent.mail
    ids = {name: [one.strip("<>") for one in str(mail[name] or "").split()] for name in ("Message-ID", "In-Reply-To", "References")}
    sender = mail["From"].addresses[0]
    content = {
        "recipients": list(sent.envelope),
        "from": [sender.display_name, sender.addr_spec],
        "reply_to": str(mail["Reply-To"] or ""),
        "subject": str(mail["Subject"]),
        "message_id": "".join(ids["Message-ID"]),
        "in_reply_to": "".join(ids["In-Reply-To"]),
        "references": ids["References"],
        "text": hashlib.sha256(_octets(mail, "plain")).hexdigest(),
        "html": hashlib.sha256(_octets(mail, "html")).hexdigest(),
        "files": [[str(part.get_filename()), part.get_content_type(), _hash_of(part)] for part in mail.iter_attachments()],
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def _hash_of(part: EmailMessage) -> str:
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return hashlib.sha256(payload).hexdigest()


def _octets(mail: EmailMessage, kind: str) -> bytes:
    part = mail.get_body((kind,))
    payload = part.get_payload(decode=True) if part is not None else b""
    assert isinstance(payload, bytes)
    return payload.replace(b"\r\n", b"\n")


def at_most_once(seen: Evidence) -> Iterator[str]:
    """O4: one mail per draft, one file per Message-ID."""
    rows = seen.rows("SELECT id, draft_id FROM outbox WHERE audience = 'client'")
    for draft, count in Counter(row["draft_id"] for row in rows).items():
        if count > 1:
            yield f"draft {draft} was queued {count} times"
    for message_id, count in Counter(sent.mail["Message-ID"] for sent in seen.sent).items():
        if count > 1:
            yield f"{message_id} left {count} times"


def no_token_leak(seen: Evidence) -> Iterator[str]:
    """O5: a token, its address and our internal headers are in no mail but the approver's own request."""
    owner = {token: sent for sent in seen.sent for token in _TOKEN.findall(str(sent.mail["Reply-To"] or ""))}
    desk = seen.config["desk"]["address"].partition("@")[0] + "+"
    for sent in seen.sent:
        everything = (sent.shown + sent.raw.decode("latin-1")).lower()
        for token, home in owner.items():
            if home.id != sent.id and token in everything:
                yield f"{sent.id} holds a token of {home.id}"
        if not sent.staff and any(word in everything for word in ("dispute-desk", desk, "auto-submitted")):
            yield f"{sent.id} shows a client what is internal"
        if sent.staff == "approval" and (len(sent.envelope) != 1 or sent.envelope[0] not in seen.people("approvers") | seen.also):
            yield f"{sent.id} asks somebody who is no approver"


def clear_reason(seen: Evidence) -> Iterator[str]:
    """O6: every mail is settled or held; what was not handled ordinarily has one code of the list and a sentence."""
    for row in seen.rows("SELECT m.*, e.explanation FROM mails m LEFT JOIN explanations e ON e.mail_id = m.id"):
        told = json.loads(row["explanation"] or "{}")
        if row["state"] not in {"settled", "held", "discarded"} or told.get("kind") != row["kind"]:
            yield f"mail {row['id']} is {row['state']} as {row['kind']}, told as {told.get('kind')}"
            continue
        odd = row["kind"] not in _PLAIN_KINDS or told["command"] in _NOT_DONE
        if (odd or row["reason"]) and row["reason"] not in CODES:
            yield f"mail {row['id']} ({row['kind']}, {told['command']}) has the reason {row['reason']!r}"
        if told["reason"] != row["reason"] or (odd and not told["reasons"]):
            yield f"mail {row['id']} tells {told['reason']!r} with {len(told['reasons'])} sentences, kept is {row['reason']!r}"


def bounded(seen: Evidence) -> Iterator[str]:
    """O7: per incoming mail at most one mail to a client and one to each staff address; digests and commands apart."""
    came = Counter(row["ended_at"] for row in seen.rows("SELECT ended_at FROM mails"))
    queued = seen.rows("SELECT queued_at, recipients, staff_mail FROM outbox WHERE staff_mail IS NULL OR staff_mail <> 'digest'")
    for (at, to), count in Counter((row["queued_at"], row["recipients"]) for row in queued).items():
        if came[at] and count > came[at]:
            yield f"{count} mails to {to} for {came[at]} that came at {at}"


def chain_verifies(seen: Evidence) -> Iterator[str]:
    """O8: the journal's hashes, contents and order, and the hash of every incoming mail."""
    before = "0" * 64
    for number, row in enumerate(seen.rows(_JOURNAL), 1):
        entry = {name: row[name] for name in ("seq", "prev_hash", "at", "kind", "content_sha256")} | {"case": row["case_id"]}
        canonical = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        whole = hashlib.sha256(canonical.encode()).hexdigest() == row["entry_hash"]
        if row["seq"] != number or row["prev_hash"] != before or not whole:
            yield f"entry {row['seq']} does not follow"
        if row["content"] is not None and hashlib.sha256(row["content"].encode()).hexdigest() != row["content_sha256"]:
            yield f"entry {row['seq']} has another content"
        before = row["entry_hash"]
    for row in seen.rows("SELECT sha256, raw FROM raws"):
        if hashlib.sha256(row["raw"]).hexdigest() != row["sha256"]:
            yield f"raw {row['sha256']} was changed"


ORACLES: dict[str, Callable[[Evidence], Iterator[str]]] = {
    "O1": nothing_lost, "O2": no_wrong_party, "O3": nothing_unapproved, "O4": at_most_once,
    "O5": no_token_leak, "O6": clear_reason, "O7": bounded, "O8": chain_verifies,
}  # fmt: skip
