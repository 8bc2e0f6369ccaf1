"""The dossier of a case: every client mail as it came and left, who decided what, the books, and the means to check it all."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bot import __version__
from bot.rendering import render_file
from bot.resources import folder
from bot.summary import printed, timeline
from bot.summary.papers import attachments, holds_token
from bot.summary.wording import money, safe
from bot.vocabulary.labels import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.vocabulary.accounts import JournalEntry
    from bot.vocabulary.books import Invoice, Payment
    from bot.vocabulary.evidence import CaseFile, CaseMail

#: The checker that travels with a dossier; it needs the standard library alone.
VERIFIER = "verify.py"
MANIFEST = "manifest.json"
#: Why a mail of the case is not in the dossier.
_REPLY_TO_REQUEST = "a reply to a request of the desk to an approver, which may hold what opens it; what was decided is in the journal"
_QUOTES_REQUEST = "it quotes a request to an approver; its bytes are in the desk's database"
_ERASED = "its bytes were erased after the time of retention"


@dataclass(slots=True)
class Dossier:
    """The files by name, in the order they are written, and the manifest that names each with its SHA-256."""

    files: dict[str, bytes] = field(default_factory=dict)
    received: dict[str, int] = field(default_factory=dict)
    sent: dict[str, str] = field(default_factory=dict)
    left_out: list[dict[str, Any]] = field(default_factory=list)
    manifest: bytes = b""

    def add(self, name: str, content: bytes) -> None:
        """Put a file in."""
        self.files[name] = content


def dossier(found: CaseFile, zone: str, now: datetime) -> Dossier:
    """Return the dossier of a case; times are shown in `zone`. It holds no approval mail and nothing that could approve a draft."""
    made = Dossier()
    for number, mail in enumerate(found.received, 1):
        _receive(made, f"received/{number:03d}", mail)
    for number, row in enumerate(found.sent, 1):
        if row.raw:
            made.sent[f"sent/{number:03d}.eml"] = row.id
            made.add(f"sent/{number:03d}.eml", row.raw)
        else:
            made.left_out.append({"outgoing": row.id, "sha256": row.raw_sha256, "why": _ERASED})
    made.add("decisions.json", _json(timeline.decisions(found)))
    made.add("invoices.json", _json([_invoice(invoice, found.books.payments) for invoice in found.books.invoices]))
    made.add("findings.json", _json(list(_findings(found))))
    made.add("journal.jsonl", b"".join(_line(entry) for entry in found.entries))
    values = _story(found, made, zone, now)
    made.add("timeline.html", render_file("dossier", "timeline", "html", "en", values).encode())
    if printed.available():
        made.add("timeline.pdf", _paper(values))
    for name in (VERIFIER, "README.txt"):
        made.add(name, (folder("templates") / "dossier" / name).read_bytes())
    made.manifest = _manifest(found, made, now)
    return made


def _receive(made: Dossier, name: str, mail: CaseMail) -> None:
    why = _REPLY_TO_REQUEST if mail.kind is Kind.APPROVER_REPLY else _ERASED if not mail.raw else ""
    why = why or (_QUOTES_REQUEST if holds_token(mail.raw) else "")
    if why:
        made.left_out.append({"mail": mail.mail_id, "kind": mail.kind.value, "sha256": mail.sha256, "why": why})
        return
    made.received[f"{name}.eml"] = mail.mail_id
    made.add(f"{name}.eml", mail.raw)
    for number, (file, content) in enumerate(attachments(mail.raw), 1):
        made.add(f"{name}-attachments/{number:02d}-{file}", content)


def _findings(found: CaseFile) -> Iterator[dict[str, Any]]:
    """What the desk made of each mail of the client, as it was decided at the time."""
    for mail in found.received:
        if mail.explanation and mail.kind is not Kind.APPROVER_REPLY:
            told = json.loads(mail.explanation)
            kept = ("intent", "causes", "claim", "invoice", "invoices", "findings", "reasons")
            yield {"mail": mail.mail_id, "received_at": mail.received_at.isoformat(), **{key: told.get(key) for key in kept}}


def _invoice(invoice: Invoice, payments: tuple[Payment, ...]) -> dict[str, Any]:
    lines = [
        {"line": line.line, "description": line.description, "quantity": str(line.quantity), "unit": line.unit,
         "unit_price": str(line.unit_price), "amount": str(line.amount)}
        for line in invoice.lines
    ]  # fmt: skip
    paid = [{"paid_on": p.paid_on, "amount": p.amount, "reference": p.reference} for p in payments if invoice.number in p.reference]
    names = ("number", "client_name", "client_email", "issue_date", "due_date", "currency", "total", "tax", "subtotal", "po_number")
    return {**{name: getattr(invoice, name) for name in names}, "paid_amount": invoice.paid_amount, "lines": lines, "payments": paid}


def _line(entry: JournalEntry) -> bytes:
    link = {"seq": entry.seq, "prev_hash": entry.prev_hash, "at": entry.at, "kind": entry.kind, "case": entry.case_id}
    link |= {"content_sha256": entry.content_sha256, "entry_hash": entry.entry_hash}
    return json.dumps(link | ({"content": entry.content} if entry.content is not None else {})).encode() + b"\n"


def _story(found: CaseFile, made: Dossier, zone: str, now: datetime) -> dict[str, Any]:
    files = {hashlib.sha256(made.files[name]).hexdigest(): name for name in (*made.received, *made.sent)}
    case = found.case
    return {
        "case": case.id,
        "client": f"{safe(case.client_name) or 'unknown client'} <{safe(case.client_email)}>",
        "invoices": safe(", ".join(case.invoice_numbers)) or "not known",
        "amount": money(case.amount, case.currency) or "not stated",
        "status": f"{case.status.value.replace('_', ' ')}{f', outcome {case.outcome.value}' if case.outcome else ''}",
        "steps": timeline.steps(found, files, zone),
        "findings": [f"{row['check'].replace('_', ' ')}, {row['verdict'].replace('_', ' ')}: {safe(row['detail'], 400)}"
                     for told in _findings(found) for row in told["findings"] or ()],
        "left_out": [f"{'mail ' + str(row['mail']) if 'mail' in row else 'outgoing mail'}: {row['why']}" for row in made.left_out],
        "zone": zone,
        "made_at": now.isoformat(timespec="seconds"),
        "head": found.entries[-1].entry_hash if found.entries else "",
        "version": __version__,
    }  # fmt: skip


def _paper(values: dict[str, Any]) -> bytes:
    """The same story as a PDF."""
    facts = (("Client", "client"), ("Invoices", "invoices"), ("In dispute", "amount"), ("Status", "status"))
    made = f"Times are those of {values['zone']}. Made {values['made_at']} by Dispute Desk {values['version']}. Head of the journal: {values['head']}."
    cover = printed.Cover(
        f"Dossier {values['case']}",
        tuple((label, values[key]) for label, key in facts),
        tuple(values["findings"]),
        tuple(values["left_out"]),
        made,
    )
    return printed.printed(cover, values["steps"])


def _manifest(found: CaseFile, made: Dossier, now: datetime) -> bytes:
    last = found.entries[-1] if found.entries else None
    told = {
        "case": found.case.id,
        "made_at": now.isoformat(timespec="seconds"),
        "program": f"Dispute Desk {__version__}",
        "journal": {
            "first": found.entries[0].seq if found.entries else 0,
            "last": last.seq if last else 0,
            "head": last.entry_hash if last else "",
        },
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in made.files.items()},
        "received": made.received,
        "sent": made.sent,
        "left_out": made.left_out,
    }
    return _json(told)


def _json(value: Any) -> bytes:
    return json.dumps(value, indent=1, default=_plain).encode() + b"\n"


def _plain(value: Any) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
