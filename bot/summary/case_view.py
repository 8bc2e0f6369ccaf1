"""Cases, the journal, held mails and the outbox as plain rows for the command line; times in the desk's zone."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.summary.terminal import COLUMNS, amount, status, when, wrapped
from bot.summary.wording import safe
from bot.vocabulary.reasons import SENTENCES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.vocabulary.accounts import HeldMail, JournalEntry
    from bot.vocabulary.cases import Case, OutboxRow
    from bot.vocabulary.dossier import TokenRecord

#: One mail of a case: store id, direction in|out, when, sender or recipient, subject.
MailRow = tuple[int, str, datetime, str, str]


def cases(found: Iterable[Case], zone: str) -> list[dict[str, Any]]:
    """Return one row per case."""
    return [_case(each, zone) for each in found]


def _case(case: Case, zone: str) -> dict[str, Any]:
    return {
        "id": case.id,
        "status": case.status.value,
        "client": case.client_name or case.client_email,
        "invoice": case.invoice_numbers[0] if case.invoice_numbers else None,
        "causes": [cause.value for cause in case.causes],
        "opened_at": _local(case.opened_at, zone),
        "due_at": _local(case.due_at, zone),
        "amount": f"{case.amount:f} {case.currency}".strip() if case.amount is not None else None,
    }


def case(
    found: Case, mails: Sequence[MailRow], pending: Sequence[TokenRecord], zone: str, unsent: Sequence[OutboxRow] = ()
) -> dict[str, Any]:
    """Return one case with its mails in order of time and the draft that waits; `unsent` are messages of the outbox that have not left."""
    states = {(row.queued_at, ", ".join(row.recipients)): row.state.value for row in unsent}
    row = _case(found, zone)
    row["invoices"] = list(found.invoice_numbers)
    row["client_email"] = found.client_email
    row["closed_at"] = _local(found.closed_at, zone)
    row["outcome"] = found.outcome.value if found.outcome else None
    row["mails"] = [
        {
            "id": mail_id,
            "direction": direction,
            "at": _local(at, zone),
            "address": address,
            "subject": subject,
            **({"state": states.get((at, address), "sent")} if direction == "out" else {}),
        }
        for mail_id, direction, at, address, subject in mails
    ]
    row["pending"] = [{**_pending(record, zone), "asked": [each.token.approver for each in pending]} for record in pending[:1]]
    return row


def _pending(record: TokenRecord, zone: str) -> dict[str, Any]:
    mail = record.draft.mail
    return {
        "draft": record.draft.id,
        "to": mail.recipients[0] if mail.recipients else None,
        "subject": mail.subject,
        "body": mail.text,
        "approver": record.token.approver or None,
        "agreed": list(record.draft.agreed),
        "expires_at": _local(record.token.expires_at, zone) if record.token.approver else None,
    }


def case_text(row: dict[str, Any], width: int = COLUMNS) -> str:
    """Return one case for people; outside text without control characters, plain dates, lines of at most `width` columns."""
    due = when(row["due_at"])
    lines = [
        f"{row['id']}  {status(row['status'])}{', ' + row['outcome'] if row['outcome'] else ''}",
        f"client    {safe(row['client']) or 'unknown'}{_known(row['client_email'])}",
        f"invoices  {safe(', '.join(row['invoices'])) or 'not known yet'}",
        f"causes    {', '.join(cause.replace('_', ' ') for cause in row['causes']) or 'not known yet'}",
        f"amount    {amount(row['amount']) or 'not stated'}",
        f"opened    {when(row['opened_at'])}",
        f"due       {due}",
    ]
    lines += [f"closed    {when(row['closed_at'])}"] if row["closed_at"] else []
    shown = [piece for line in lines for piece in wrapped(line, width, 10)]
    shown += ["", *(piece for mail in row["mails"] for piece in _mail_text(mail, width))] if row["mails"] else []
    for draft in row["pending"]:
        shown += ["", *_pending_text(draft, width)]
    return "\n".join(shown)


#: What is told of a mail of ours that is not known to have left.
_UNSENT = {
    "queued": " - not sent yet",
    "sending_dialogue": " - being sent",
    "sending_data": " - being sent",
    "deferred": " - not sent yet, tried again by itself",
    "rejected": " - refused by their server: `dispute-desk outbox`",
    "uncertain": " - not known whether it arrived: `dispute-desk outbox`",
    "given_up": " - not sent, given up",
    "blocked": " - not sent, the last check blocked it: `dispute-desk outbox`",
}


def _mail_text(mail: dict[str, Any], width: int) -> list[str]:
    way = "from" if mail["direction"] == "in" else "to"
    head = wrapped(
        f"{when(mail['at'])}  {way} {safe(mail['address']) or 'an address that is erased or unreadable'}{_UNSENT.get(mail.get('state', ''), '')}",
        width,
        10,
    )
    return [*head, *wrapped(f"          {safe(mail['subject']) or 'no subject'}", width, 10)]


def _known(email: str) -> str:
    return f" <{safe(email)}>" if email else ""


def _pending_text(draft: dict[str, Any], width: int) -> list[str]:
    until = f", until {when(draft['expires_at'])}" if draft["approver"] else ""
    who = " and ".join(dict.fromkeys(draft["asked"])) if draft["approver"] else "a request (none was sent yet)"
    who += f" ({' and '.join(draft['agreed'])} said yes)" if draft["agreed"] else ""
    head = f"waits for {who}{until}; to {draft['to'] or 'nobody yet'}: {safe(draft['subject'])}"
    body = [safe(line, len(line) + 1) for line in draft["body"].splitlines()]
    return [*wrapped(head, width, 10), *(f"| {piece}".rstrip() for line in body for piece in wrapped(line, width - 2))]


def journal(entries: Iterable[JournalEntry], zone: str) -> list[dict[str, Any]]:
    """Return the entries as they are hashed, with a one-line summary for people."""
    return [
        {
            "seq": entry.seq,
            "at": _local(datetime.fromisoformat(entry.at), zone),
            "kind": entry.kind,
            "case": entry.case_id,
            "summary": _summary(entry.content),
            "content": _content(entry.content),
            "content_sha256": entry.content_sha256,
            "prev_hash": entry.prev_hash,
            "entry_hash": entry.entry_hash,
        }
        for entry in entries
    ]


def _content(content: str | None) -> Any:
    return json.loads(content) if content else None


def _summary(content: str | None) -> str:
    """The few words of an entry that people look for."""
    found = _content(content)
    if not isinstance(found, dict):
        return "(erased)" if content is None else ""
    words = (found.get(key) for key in ("event", "detail", "why", "state", "kind", "reason", "by", "result", "answer", "subject"))
    return " ".join(" ".join(str(word).split()) for word in words if word)[:120]


def held(mails: Iterable[HeldMail], zone: str) -> list[dict[str, Any]]:
    """Return held mails with the reason in words and the cure."""
    return [
        {
            "id": mail.mail_id,
            "reason": mail.reason.value,
            "held_at": _local(mail.held_at, zone),
            "from": mail.sender,
            "subject": mail.subject,
            "size_bytes": mail.size_bytes,
            "why": SENTENCES[mail.reason][0],
            "cure": SENTENCES[mail.reason][1],
        }
        for mail in mails
    ]


def outbox(rows: Iterable[OutboxRow], zone: str) -> list[dict[str, Any]]:
    """Return outgoing messages with where they stand."""
    return [
        {
            "id": row.id,
            "state": row.state.value,
            "to": list(row.recipients),
            "case": row.case_id,
            "queued_at": _local(row.queued_at, zone),
            "next_at": _local(row.next_at, zone),
            "tries": row.tries,
            "answer": row.last_answer,
        }
        for row in rows
    ]


def _local(at: datetime | None, zone: str) -> str | None:
    return at.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds") if at else None
