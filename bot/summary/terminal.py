"""Cases, held mails, the outbox and the journal as lines for a terminal: whole words, plain dates, nothing cut in the middle."""

from __future__ import annotations

import re
import textwrap
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.summary.wording import safe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

#: Columns of a terminal that does not say how wide it is.
COLUMNS = 80
_STATUS = {"waiting_us": "waiting for us", "waiting_client": "waiting for the client"}
_HASH = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}\b")
_AMOUNT = re.compile(r"-?[0-9]{1,20}(?:\.[0-9]{1,10})?")
_NARROWEST = 40
_LONG = 400

#: One row as `--json` prints it.
Row = dict[str, Any]


def wrapped(text: str, width: int = COLUMNS, indent: int = 0) -> list[str]:
    """Return a line broken at spaces; further lines stand `indent` columns in. A word longer than the line stays whole."""
    broken = textwrap.wrap(text, max(width, _NARROWEST), subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False)
    return broken or [""]


def when(iso: str | None) -> str:
    """Return `6 Oct 2026, 10:00` for an ISO moment; a dash for none."""
    return f"{on(iso)}, {datetime.fromisoformat(iso):%H:%M}" if iso else "-"


def on(iso: str | None) -> str:
    """Return `6 Oct 2026` for an ISO moment; a dash for none."""
    return f"{(at := datetime.fromisoformat(iso)).day} {at:%b %Y}" if iso else "-"


def status(code: str) -> str:
    """Return a case's status in words."""
    return _STATUS.get(code, code.replace("_", " "))


def amount(told: str | None) -> str:
    """Return `2174.40 EUR` as `2,174.40 EUR`; empty for none."""
    number, _, currency = (told or "").partition(" ")
    return f"{_with_commas(number)} {currency}".strip() if _AMOUNT.fullmatch(number) else told or ""


def _with_commas(number: str) -> str:
    whole, dot, rest = number.partition(".")
    return f"{int(whole):,}{dot}{rest}"


def cases_text(rows: Iterable[Row], width: int = COLUMNS) -> str:
    """Return two lines per case: where it stands and by when, then whose, which invoice, how much and why."""
    lines: list[str] = []
    for row in rows:
        due = f", answer due {on(row['due_at'])}" if row["due_at"] and row["status"] != "closed" else ""
        lines += wrapped(f"{row['id']}  {status(row['status'])}{due}, opened {on(row['opened_at'])}", width, 8)
        causes = ", ".join(cause.replace("_", " ") for cause in row["causes"])
        about = (safe(row["client"] or "unknown client"), row["invoice"] or "no invoice yet", amount(row["amount"]), causes)
        lines += wrapped(" " * 8 + ", ".join(filter(None, about)), width, 8)
    return "\n".join(lines)


def held_text(rows: Iterable[Row], width: int = COLUMNS) -> str:
    """Return held mails: who and when, the subject, why it waits, the cure."""
    lines: list[str] = []
    for row in rows:
        who = safe(row["from"]) or "an unreadable sender"
        lines += wrapped(f"{row['id']:>4}  {when(row['held_at'])}, from {who}, {row['size_bytes']:,} bytes", width, 6)
        lines += wrapped(" " * 6 + f"Subject: {safe(row['subject']) or '(none)'}", width, 6)
        lines += wrapped(" " * 6 + f"{row['reason']}: {row['why']} {row['cure']}", width, 6)
    return "\n".join([*lines, "", *wrapped("Settle one with `dispute-desk release NUMBER` or `dispute-desk discard NUMBER`.", width)])


def outbox_text(rows: Iterable[Row], width: int = COLUMNS) -> str:
    """Return outgoing messages that are not sent: where each stands, to whom, what the server said."""
    lines: list[str] = []
    for row in rows:
        case = f", case {row['case']}" if row["case"] else ""
        tries = f", {row['tries']} {'try' if row['tries'] == 1 else 'tries'}" if row["tries"] else ""
        lines += wrapped(f"{row['id']}  {row['state'].replace('_', ' ')} since {when(row['queued_at'])}{case}{tries}", width, 6)
        lines += wrapped(" " * 6 + f"to {safe(', '.join(row['to']), _LONG)}", width, 6)
        lines += wrapped(" " * 6 + safe(row["answer"], _LONG), width, 6) if row["answer"] else []
    return "\n".join(lines)


def journal_text(rows: Iterable[Row], width: int = COLUMNS) -> str:
    """Return one sentence per entry, behind its number, its moment and its case."""
    lines: list[str] = []
    for row in rows:
        said = told(row["kind"], row["content"]) or row["summary"] or row["kind"].replace("_", " ")
        case = f"{row['case']}  " if row["case"] else ""
        short = _HASH.sub("\\1…", said)
        lines += wrapped(f"{row['seq']:>5}  {when(row['at'])}  {case}{short}", width, 7)
    return "\n".join(lines)


def told(kind: str, content: Any) -> str:
    """Return what an entry of the journal says, for people; empty where only its summary is known."""
    sentence = _TOLD.get(kind)
    if sentence is None or not isinstance(content, dict):
        return ""
    return " ".join(sentence(_Content(content)).split())


class _Content(dict[str, Any]):
    """An entry's content; what is missing reads as empty."""

    def part(self, *path: str) -> str:
        """Return a nested value as one harmless line."""
        found: Any = self
        for key in path:
            found = found.get(key) if isinstance(found, dict) else None
        if isinstance(found, list):
            found = ", ".join(map(str, found))
        return safe("" if found is None else str(found).replace("_", " ") if path[-1] in {"kind", "state", "causes"} else str(found), _LONG)


def _filed(each: _Content) -> str:
    reason = f", {each.part('reason')}" if each.part("reason") else ""
    return f"mail {each.part('mail_id')} is read as {each.part('kind')}{reason}, from {each.part('sender') or 'an unreadable sender'}: {each.part('subject')}"


def _settled(each: _Content) -> str:
    why = f": {each.part('why')}" if each.part("why") else ""
    return f"draft {each.part('draft_id')} {each.part('state')} by {each.part('by')}{why}"


def _case(verb: str) -> Callable[[_Content], str]:
    def sentence(each: _Content) -> str:
        about = (each.part("case", "client_name"), each.part("case", "invoice_numbers"), each.part("case", "causes"))
        return f"{verb}: {', '.join(filter(None, about))}"

    return sentence


_TOLD: dict[str, Callable[[_Content], str]] = {
    "import_ledger": lambda each: (
        f"books read: {each.part('added')} invoices added, {each.part('changed')} changed, {each.part('payments_added')} payments added"
    ),
    "mail_kept": lambda each: f"mail {each.part('mail_id')} kept, {int(each.part('size_bytes') or 0):,} bytes",
    "file_mail": _filed,
    "open_case": _case("case opened"),
    "update_case": _case("case updated"),
    "draft_reply": lambda each: (
        f"draft {each.part('draft', 'id')} written to {each.part('draft', 'mail', 'recipients') or 'nobody yet'}: {each.part('draft', 'mail', 'subject')}"
    ),
    "ask_approval": lambda each: f"{each.part('token', 'approver')} is asked about draft {each.part('token', 'draft_id')}",
    "agree": lambda each: f"{each.part('by')} said yes to draft {each.part('draft_id')}; a second voice is needed",
    "remind": lambda each: f"a reminder about draft {each.part('draft_id')}" + (" to the substitute" if each.part("step") == "2" else ""),
    "put_off": lambda each: f"draft {each.part('draft_id')} rests until {each.part('until')}",
    "queue_mail": lambda each: f"mail to {each.part('mail', 'recipients')} queued: {each.part('mail', 'subject')}",
    "settle_draft": _settled,
    "approval": lambda each: f"{each.part('by')} said yes to draft {each.part('draft_id')} with hash {each.part('approved_hash')}",
    "note": lambda each: f"{each.part('event')}: {each.part('detail')}",
    "count_hint": lambda each: f"a hint was sent to {each.part('address')}",
    "withdraw": lambda each: f"message {each.part('outbox_id')} withdrawn",
    "send_dialogue": lambda each: f"message {each.part('outbox_id')}: connecting",
    "send_data": lambda each: f"message {each.part('outbox_id')}: handing over",
    "send_sent": lambda each: f"message {each.part('outbox_id')} sent: {each.part('answer')}",
    "send_found": lambda each: f"message {each.part('outbox_id')} was found among the sent mails: {each.part('answer')}",
    "send_deferred": lambda each: f"message {each.part('outbox_id')} could not be handed over yet: {each.part('answer')}",
    "send_rejected": lambda each: f"message {each.part('outbox_id')} was refused for good: {each.part('answer')}",
    "send_uncertain": lambda each: f"message {each.part('outbox_id')} may or may not have arrived: {each.part('answer')}",
    "recover": lambda each: f"message {each.part('outbox_id')}: the desk ended while it was being sent",
    "postpone": lambda each: f"message {each.part('outbox_id')} waits: {each.part('why')}",
    "block": lambda each: f"message {each.part('outbox_id')} blocked by the last check, {each.part('reason')}: {each.part('detail')}",
    "resend": lambda each: f"{each.part('by')} has message {each.part('outbox_id')} sent again, the same bytes",
    "give_up": lambda each: f"{each.part('by')} settled message {each.part('outbox_id')} as not sent",
    "hold": lambda each: f"mail {each.part('mail_id')} is held: {each.part('reason')}",
    "pause": lambda each: f"{each.part('by')} stopped all sending",
    "resume": lambda each: f"{each.part('by')} let sending go on",
    "release": lambda each: f"{each.part('by')} released mail {each.part('mail_id')} ({each.part('reason')}) to be processed",
    "discard": lambda each: f"{each.part('by')} discarded mail {each.part('mail_id')} ({each.part('reason')})",
    "close_case": lambda each: f"case closed by {each.part('by')}: {each.part('outcome')}",
    "mark_bounced": lambda each: f"our mail to {each.part('recipients')} was reported undelivered",
    "erasure_refused": lambda each: f"erasure refused: {each.part('why')}",
    "case_waits_for_us": lambda _: "the client has our acknowledgement; the case waits for us",
    "digest_made": lambda each: f"digest of {each.part('local_date')} written",
}
