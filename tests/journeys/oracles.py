"""What must be true of every draft and every mail that left, whatever the story: judged from the books' files alone."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

import holidays
from babel.dates import format_date

from tests.journeys.telling import BOOKS, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.journeys.telling import Told

_GREETINGS = {
    "en": ("Dear ", "Hello,"),
    "de": ("Guten Tag",),
    "fr": ("Bonjour",),
    "es": ("Hola", "Buenos días"),
    "it": ("Buongiorno", "Gentile"),
    "nl": ("Beste ", "Goedendag", "Geachte", "Dag "),
}
_PATTERNS = {
    "en": "EEEE, d MMMM",
    "de": "EEEE, d. MMMM",
    "fr": "EEEE d MMMM",
    "es": "EEEE, d 'de' MMMM",
    "it": "EEEE d MMMM",
    "nl": "EEEE d MMMM",
}
_SUBJECT = re.compile(r"Re: \S.* - \S.* \[D-\d{4}\]")
_AMOUNT = re.compile(r"\d[\d.,' \u00a0\u202f]*[.,]\d\d(?!\d)")
_MOST_WORDS = 130


@cache
def books() -> tuple[dict[str, str], ...]:
    """Return the rows of invoices.csv."""
    with (BOOKS / "invoices.csv").open(encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


def language_of(body: str) -> str:
    """Return the language by the greeting, which no two share."""
    return next((code for code, begins in _GREETINGS.items() if body.startswith(begins)), "")


def faults_of_draft(entry: dict[str, Any], raw: bytes, day: date) -> Iterator[str]:
    """Yield what is wrong with a draft; `day` is the local date on which it was made."""
    draft, said = entry["draft"], entry["new_text"]
    body, subject = draft["body"], draft["subject"]
    language = language_of(body)
    if not _SUBJECT.fullmatch(subject):
        yield f"odd subject {subject!r}"
    if not language:
        yield f"odd greeting {body[:40]!r}"
    if len(body.split()) >= _MOST_WORDS:
        yield f"{len(body.split())} words"
    if entry["case"] not in subject or entry["case"] not in body:
        yield "the case is not named"
    if language and not any(written in body for written in _promises(language, day)):
        yield "no business day is promised"
    if re.search(r"[{}<>]|None|  |!|\.\.", body):
        yield "left-over marks"
    yield from _leaks(entry, f"{subject}\n{body}", f"{said}\n{_subject(raw)}")


def _promises(language: str, day: date) -> list[str]:
    """The dates an answer may name: the third business day, as the language writes it."""
    english = holidays.country_holidays("GB", subdiv="ENG")
    ahead = [day + timedelta(days=count) for count in range(1, 10)]
    working = [one for one in ahead if english.is_working_day(one)]
    return [format_date(working[2], _PATTERNS[language], locale=language)]


def _subject(raw: bytes) -> str:
    found = re.search(rb"^Subject:(.*)$", raw, re.MULTILINE | re.IGNORECASE)
    return found[1].decode("utf-8", "replace") if found else ""


def _leaks(entry: dict[str, Any], text: str, written: str) -> Iterator[str]:
    """Other clients' numbers, names and amounts that the writer did not write, and our own people's names."""
    email = (entry["client"] or {}).get("email", "")
    mine = _own(email) if entry["client"]["listed"] else ()
    own_numbers = {row["number"] for row in mine}
    known = {_plain(amount) for row in mine for amount in (row["total"], row["tax"], row["subtotal"], row["paid_amount"])}
    for row in books():
        number, name = row["number"], row["client_name"]
        if number not in own_numbers and number not in written and re.search(rf"(?<![\w-]){re.escape(number)}(?![\w-])", text):
            yield f"names {number} of {name}"
        if name not in {one["client_name"] for one in mine} and name not in written and name in text:
            yield f"names {name}"
    for found in _AMOUNT.findall(text):
        if found.strip() not in written and _plain(found) not in known:
            yield f"names the amount {found}"


def _own(email: str) -> tuple[dict[str, str], ...]:
    domain = email.rpartition("@")[2]
    whole = tuple(row for row in books() if row["client_email"] == email)
    return whole or tuple(row for row in books() if row["client_email"].rpartition("@")[2] == domain or _contact(email, domain, row))


def _contact(email: str, domain: str, row: dict[str, str]) -> bool:
    with (BOOKS / "contacts.csv").open(encoding="utf-8") as file:
        contacts = [one for one in csv.DictReader(file) if one["client_name"] == row["client_name"]]
    with (BOOKS / "payments.csv").open(encoding="utf-8") as file:
        payers = [one for one in csv.DictReader(file) if one["client_email"] == email and row["number"] in one["reference"]]
    return bool(payers) or any(email == one["email"] or domain == one["domain"] for one in contacts)


def _plain(amount: str) -> Decimal:
    digits = re.sub(r"\D", "", amount)
    return Decimal(digits or "0") / 100


def faults_of_story(told: Told) -> Iterator[str]:
    """Yield what is wrong with all that left and with the counting."""
    left = Counter(f"{kind_of(mail)} {mail['To']}" for mail in told.left)
    drafts = [entry["draft"] for entry in told.said.values() if entry["draft"]]
    approvals = sum(count for name, count in left.items() if name.startswith("approval"))
    if approvals != len(drafts):
        yield f"{len(drafts)} drafts, {approvals} requests"
    for mail in told.left:
        if kind_of(mail) == "client":
            body = mail.get_body(("plain",))
            text = body.get_content().replace("\r\n", "\n").rstrip() if body else ""
            if not any(
                draft["to"] == mail["To"] and draft["body"].rstrip() == text and draft["subject"] == mail["Subject"] for draft in drafts
            ):
                yield f"what left to {mail['To']} is no draft, byte for byte"
    if "left" in told.story and dict(left) != told.story["left"]:
        yield f"left: {dict(left)}"
    fetched, handled, held, ignored = told.counts
    if fetched != handled + held + ignored or fetched != len(told.raw):
        yield f"counts {told.counts} of {len(told.raw)}"
    yield from (
        f"case {case_id} is {told.cases.get(case_id)}"
        for case_id, status in told.story.get("status", {}).items()
        if told.cases.get(case_id) != status
    )


def faults_of_mail(entry: dict[str, Any], expected: dict[str, Any]) -> Iterator[str]:
    """Yield where an explain object differs from what the story expects of it."""
    for key, wanted in expected.items():
        if key == "draft":
            yield from _draft_faults(entry["draft"], wanted)
        elif key == "invoice":
            found = entry["invoice"]["number"] if entry["invoice"] else None
            if found != wanted:
                yield f"invoice {found} {entry['candidates']}"
        elif key == "client":
            yield from (
                f"client {name} {entry['client'][name]}" for name, value in wanted.items() if (entry["client"] or {}).get(name) != value
            )
        elif key == "reasons_say":
            yield from (f"no reason says {one!r}" for one in wanted if not any(one in reason for reason in entry["reasons"]))
        elif entry[key] != wanted:
            yield f"{key} {entry[key]!r}, not {wanted!r}"


def _draft_faults(draft: dict[str, Any] | None, wanted: dict[str, Any] | None) -> Iterator[str]:
    if (draft is None) != (wanted is None):
        yield f"draft {draft and draft['subject']!r}"
        return
    if draft is None or wanted is None:
        return
    text = f"{draft['subject']}\n{draft['body']}"
    if "to" in wanted and draft["to"] != wanted["to"]:
        yield f"draft to {draft['to']}"
    if not draft["subject"].startswith(wanted.get("subject", "")):
        yield f"subject {draft['subject']}"
    if wanted.get("template", draft["template"]) != draft["template"]:
        yield f"template {draft['template']}"
    if wanted.get("greeting") and draft["body"].splitlines()[0] != wanted["greeting"]:
        yield f"greeting {draft['body'].splitlines()[0]!r}"
    if wanted.get("language", language_of(draft["body"])) != language_of(draft["body"]):
        yield f"language {language_of(draft['body'])}"
    yield from (f"does not say {one!r}" for one in wanted.get("says", ()) if one not in text)
    yield from (f"says {one!r}" for one in wanted.get("omits", ()) if _says(text, one))


def _says(text: str, words: str) -> bool:
    """Whether the text says it: words as whole words, marks anywhere."""
    before, after = (r"(?<!\w)" if words[0].isalnum() else ""), (r"(?!\w)" if words[-1].isalpha() else "")
    return re.search(before + re.escape(words) + after, text, re.IGNORECASE) is not None
