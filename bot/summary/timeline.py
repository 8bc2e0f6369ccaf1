"""The story of a case as a reader follows it: what came, what was decided by whom, what left, in order of time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.summary.wording import moment, safe
from bot.vocabulary.outgoing import Audience

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.vocabulary.accounts import JournalEntry
    from bot.vocabulary.evidence import CaseFile, CaseMail

#: Characters of a mail's words shown; the whole is in the file beside.
_SHOWN = 6000


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the page: when (local), what happened in a sentence, who decided it (empty for the desk), words, a file to open."""

    at: str
    seq: int
    what: str
    who: str = ""
    words: str = ""
    file: str = ""


def steps(found: CaseFile, files: Mapping[str, str], zone: str) -> tuple[Step, ...]:
    """Return the rows of the page in order; `files` names the file of a mail by its sha256."""
    mails = {mail.sha256: mail for mail in found.received}
    teller = _Teller(mails, files, {row.id: row.audience for row in found.sent})
    told = []
    for entry in found.entries:
        if entry.content is not None and (said := teller.say(entry)) is not None:
            what, who, words, file = said
            told.append(Step(moment(datetime.fromisoformat(entry.at), zone), entry.seq, what, who, words, file))
    return tuple(told)


def decisions(found: CaseFile) -> list[dict[str, Any]]:
    """Return every act of a person about the case: when, who, what, and which journal entry says so."""
    acts = []
    for entry in found.entries:
        content = json.loads(entry.content) if entry.content else {}
        by = content.get("by")
        if by and entry.kind in _ACTS:
            act = {"at": entry.at, "by": by, "act": entry.kind, "journal_entry": entry.seq}
            acts.append(act | {key: content[key] for key in _TOLD if content.get(key)})
    return acts


#: Kinds of entries that are somebody's act, and what of them is repeated.
_ACTS = frozenset({"settle_draft", "approval", "close_case", "note", "resend", "give_up", "update_case"})
_TOLD = ("draft_id", "state", "why", "approved_hash", "outcome", "event", "detail", "outbox_id")

_Said = tuple[str, str, str, str]


class _Teller:
    """Says one entry in words; None for entries that only the journal needs."""

    def __init__(self, mails: Mapping[str, CaseMail], files: Mapping[str, str], sent: Mapping[str, Audience]) -> None:
        self._mails, self._files, self._sent = mails, files, sent
        self._bytes: dict[str, str] = {}
        self._say: dict[str, Callable[[dict[str, Any]], _Said | None]] = {
            "mail_kept": self._kept,
            "open_case": lambda _told: ("The case was opened.", "", "", ""),
            "update_case": lambda told: (f"The case was changed: {safe(str(told['why']))}", "", "", ""),
            "close_case": lambda told: (f"The case was closed: {told['outcome']}.", safe(str(told["by"])), "", ""),
            "draft_reply": self._drafted,
            "ask_approval": lambda told: (f"{safe(told['token']['approver'])} was asked to decide.", "", "", ""),
            "settle_draft": self._settled,
            "queue_mail": self._queued,
            "mark_bounced": lambda told: (f"Our mail was reported undelivered to {safe(', '.join(told['recipients']))}.", "", "", ""),
            "note": lambda told: (safe(str(told["detail"]), 400), safe(str(told.get("by") or "")), "", ""),
            "resend": lambda _told: ("A person had the answer sent again, the same bytes.", safe(str(_told["by"])), "", ""),
            "give_up": lambda _told: ("A person settled the answer as not sent.", safe(str(_told["by"])), "", ""),
            "disputed_amount_changed": lambda told: (f"The books changed for invoice {safe(str(told['number']))}.", "", "", ""),
        }

    def say(self, entry: JournalEntry) -> _Said | None:
        told = json.loads(entry.content or "{}")
        if entry.kind.startswith("send_"):
            return self._handed(entry.kind, told)
        teller = self._say.get(entry.kind)
        return teller(told) if teller else None

    def _kept(self, told: dict[str, Any]) -> _Said | None:
        mail = self._mails.get(told["sha256"])
        if mail is None or mail.mail_id != told["mail_id"]:
            return None
        words = json.loads(mail.explanation).get("new_text", "") if mail.explanation else ""
        what = f"A mail came ({mail.kind.value.replace('_', ' ')}) from {safe(mail.sender)}: {safe(mail.subject) or 'no subject'}"
        return what, "", _lines(words), self._files.get(mail.sha256, "")

    def _drafted(self, told: dict[str, Any]) -> _Said:
        draft = told["draft"]
        to = ", ".join(draft["mail"]["recipients"]) or "nobody yet"
        return f"An answer was drafted (version {draft['version']}), to {safe(to)}.", "", _lines(draft["mail"]["text"]), ""

    def _settled(self, told: dict[str, Any]) -> _Said:
        why = f": {safe(str(told['why']), 400)}" if told.get("why") else "."
        return f"The draft was {told['state']}{why}", safe(str(told["by"])), "", ""

    def _queued(self, told: dict[str, Any]) -> _Said | None:
        self._bytes[told["outbox_id"]] = told["raw_sha256"]
        if told["mail"]["audience"] != Audience.CLIENT:
            return None
        return "The approved answer was put into the outbox; from here on its bytes are fixed.", "", "", self._file(told)

    def _handed(self, kind: str, told: dict[str, Any]) -> _Said | None:
        sentence = _HANDED.get(kind)
        if sentence is None or told["outbox_id"] not in self._sent:
            return None
        said = f" The server said: {safe(told['answer'])}" if told.get("answer") else ""
        return sentence + said, "", "", self._file(told)

    def _file(self, told: dict[str, Any]) -> str:
        return self._files.get(self._bytes.get(told["outbox_id"], ""), "")


_HANDED = {
    "send_sent": "The answer left.",
    "send_found": "The answer was found among the sent mails: it had left.",
    "send_deferred": "The answer could not be handed over yet and is tried again.",
    "send_rejected": "The receiving server refused the answer.",
    "send_uncertain": "The connection broke while the answer was handed over; a person decides.",
}


def _lines(words: str) -> str:
    """Outside words for the page: lines kept, control and direction characters gone, a length that stays readable."""
    shown = "\n".join(safe(line, len(line) + 1) for line in words[:_SHOWN].splitlines())
    return f"{shown}\n(more in the mail itself)" if len(words) > _SHOWN else shown
