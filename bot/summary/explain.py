"""The JSON objects of `read`, `classify` and `explain`: fixed keys, plain values, nothing decided here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.summary.terminal import COLUMNS, wrapped
from bot.summary.wording import safe
from bot.vocabulary.reasons import SENTENCES, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.vocabulary.books import Writer
    from bot.vocabulary.cases import Draft
    from bot.vocabulary.claim import Claim, Mentions, Span, Verdict
    from bot.vocabulary.effects import Decision
    from bot.vocabulary.mail import Address, Original
    from bot.vocabulary.reading import Arrived, Reading


#: Longest sentence shown on one line for people; the JSON has the whole.
_WIDE = 400


def read_object(file: str, arrived: Arrived) -> dict[str, Any]:
    """Return the `read` object of one mail (station 1 only)."""
    message = arrived.message
    words = arrived.original.words if arrived.original else arrived.words
    return {
        "file": file,
        "kind": arrived.kind.value,
        "reason": _value(arrived.reason),
        "from": message.from_.email if message.from_ else None,
        "to": _emails(message.to),
        "cc": _emails(message.cc),
        "subject": message.subject,
        "date": message.date_at.isoformat() if message.date_at else None,
        "message_id": f"<{message.message_id}>" if message.message_id else None,
        "original": _original(arrived.original) if arrived.original else None,
        "new_text": words.new_text,
        "quoted_text": words.quoted_text,
        "context": [{"quoted": pair.quoted, "answer": pair.answer} for pair in words.context],
        "signature": words.signature,
        "attachments": [
            {"filename": a.filename, "content_type": a.content_type, "size_bytes": a.size_bytes, "sha256": a.sha256}
            for a in message.attachments
        ],
        "defects": list(message.defects),
    }


def _original(original: Original) -> dict[str, Any]:
    return {
        "from": original.from_.email if original.from_ else None,
        "to": _emails(original.to),
        "cc": _emails(original.cc),
        "subject": original.subject,
        "date": original.date or None,
        "body": original.body,
        "remark": original.remark,
    }


def classify_object(identity: Any, verdict: Verdict, mentions: Mentions, claim: Claim) -> dict[str, Any]:
    """Return the `classify` object; evidence fields are `subject` and `body`."""
    return {
        "id": identity,
        "intent": verdict.intent.value,
        "intent_probability": round(float(verdict.intent_probability), 4),
        "unsure": verdict.unsure,
        "causes": _causes(verdict, {}),
        "mentions": _mentions(mentions),
        "claim": _claim(claim),
        "language": verdict.language,
    }


def explain_object(file: str, reading: Reading, decision: Decision) -> dict[str, Any]:
    """Return the `explain` object: what the mail is, what it wants, what would be done about it and why."""
    arrived, report = reading.arrived, decision.report
    verdict = report.verdict or reading.verdict
    match = report.match
    invoices = (*((match.invoice,) if match.invoice else ()), *match.others) if match else ()
    return {
        "file": file,
        "message_id": f"<{arrived.message.message_id}>" if arrived.message.message_id else None,
        "kind": report.kind.value,
        "reason": _value(report.reason),
        "client": _client(report.writer, arrived),
        "new_text": arrived.client_words,
        "intent": verdict.intent.value,
        "intent_probability": round(float(verdict.intent_probability), 4),
        "unsure": verdict.unsure,
        "causes": _causes(verdict, {"body": "new_text"}),
        "mentions": _mentions(reading.mentions),
        "claim": _claim(report.claim or reading.claim),
        "invoice": {"number": match.invoice.number, "confidence": round(float(match.confidence), 4), "reasons": list(match.reasons)}
        if match and match.invoice
        else None,
        "invoices": [invoice.number for invoice in invoices],
        "candidates": [invoice.number for invoice in match.candidates] if match else [],
        "case": report.case_id,
        "findings": [{"check": f.check.value, "verdict": f.verdict.value, "detail": f.detail} for f in report.findings],
        "draft": _draft(report.draft) if report.draft else None,
        "command": report.command,
        "reasons": list(decision.reasons),
    }


def _client(writer: Writer | None, arrived: Arrived) -> dict[str, Any] | None:
    if writer is not None:
        return {"email": writer.email, "name": writer.name, "listed": writer.listed}
    sender = arrived.message.from_
    return {"email": sender.email, "name": sender.name, "listed": False} if sender else None


def _draft(draft: Draft) -> dict[str, Any]:
    mail = draft.mail
    to = mail.recipients[0] if mail.recipients else None
    return {"id": draft.id, "to": to, "subject": mail.subject, "body": mail.text, "template": draft.template}


def _causes(verdict: Verdict, fields: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {"cause": c.cause.value, "probability": round(float(c.probability), 4), "evidence": [_span(span, fields) for span in c.evidence]}
        for c in verdict.causes
    ]


def _span(span: Span, fields: dict[str, str]) -> dict[str, Any]:
    return {"field": fields.get(span.field, span.field), "text": span.text, "start": span.start, "end": span.end}


def _mentions(mentions: Mentions) -> dict[str, list[str]]:
    return {
        "invoice_numbers": _once(span.text for span in mentions.invoice_numbers),
        "po_numbers": _once(span.text for span in mentions.po_numbers),
        "amounts": _once(amount.text for amount in mentions.amounts),
        "dates": _once(span.text for span in mentions.dates),
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "disputed_amount": claim.disputed_amount.text if claim.disputed_amount else None,
        "requested": claim.requested.value,
        "tone": claim.tone.value,
    }


def _emails(addresses: Iterable[Address]) -> list[str]:
    return [address.email for address in addresses]


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def _value(code: Any) -> str | None:
    return code.value if code is not None else None


def explain_text(entry: dict[str, Any], width: int = COLUMNS) -> str:
    """Return an `explain` object for people: short lines of at most `width` columns, outside text without control characters."""
    client = entry["client"] or {}
    kind = entry["kind"].replace("_", " ")
    stranger = entry["kind"] in {"client_mail", "staff_forward"} and not client.get("listed")
    lines = [
        f"{safe(entry['file'])}: {kind}" + (f", {_reason(entry['reason'])}" if entry["reason"] else ""),
        f"  from      {safe(client.get('email') or '-')}{' (not in the ledger)' if stranger else ''}",
        f"  wants     {entry['intent'].replace('_', ' ')} ({entry['intent_probability']:.0%}{', unsure' if entry['unsure'] else ''})",
    ]
    lines += [_cause_line(cause) for cause in entry["causes"]]
    if entry["invoice"]:
        lines.append(f"  invoice   {', '.join(entry['invoices'])}: {safe('; '.join(entry['invoice']['reasons']), _WIDE)}")
    elif entry["candidates"]:
        lines.append(f"  invoice   one of {', '.join(entry['candidates'])}")
    lines += [
        f"  our books {found['check'].replace('_', ' ')}: {found['verdict'].replace('_', ' ')} - {safe(found['detail'], _WIDE)}"
        for found in entry["findings"]
    ]
    lines += [f"  case      {entry['case']}"] if entry["case"] else []
    lines += [f"  command   {entry['command'].replace('_', ' ')}"] if entry["command"] else []
    shown = [piece for line in lines for piece in wrapped(line, width, 12)]
    if entry["draft"]:
        shown += wrapped(f"  draft to  {entry['draft']['to'] or 'nobody yet'}: {safe(entry['draft']['subject'])}", width, 12)
        body = [safe(line, len(line) + 1) for line in entry["draft"]["body"].splitlines()]
        shown += [f"  | {piece}".rstrip() for line in body for piece in wrapped(line, width - 4)]
    shown += [piece for reason in entry["reasons"] for piece in wrapped(f"  because   {safe(_reason(reason), _WIDE)}", width, 12)]
    return "\n".join(shown) + "\n"


def _reason(code: str) -> str:
    """Return a reason code with its sentence; other reasons are sentences already."""
    return f"{code}: {SENTENCES[Reason(code)][0]}" if code in set(Reason) else code


def _cause_line(cause: dict[str, Any]) -> str:
    words = " / ".join(f'"{safe(span["text"], 100)}"' for span in cause["evidence"])
    return f"  cause     {cause['cause'].replace('_', ' ')} ({cause['probability']:.0%}){': ' + words if words else ''}"
