"""What stands below the draft of an approval mail: the difference, the client's words, how it was read, what the books hold."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.review.claim import VERDICTS, listed, might_be, top_finding, writer_of
from bot.review.inert import CLOSE, OPEN, one_line
from bot.review.reflow import reflowed
from bot.review.shown import Section, box, day, for_people, money, paragraph, plain_reason, section
from bot.vocabulary.cases import CaseStatus

if TYPE_CHECKING:
    from bot.review.facts import RequestFacts
    from bot.review.shown import Row
    from bot.vocabulary.books import Invoice, Line
    from bot.vocabulary.policy import Policy

_STANDS = {
    CaseStatus.OPEN: "open",
    CaseStatus.WAITING_US: "waiting for us",
    CaseStatus.WAITING_CLIENT: "waiting for the client",
    CaseStatus.OVERDUE: "overdue",
    CaseStatus.CLOSED: "closed",
}
_MAX_WORDS = 10_000
#: Units of our own invoices that have a plural.
_COUNTED = frozenset({"hour", "day", "week", "month", "piece", "unit", "item", "page"})
#: Rows of one list; the rest is in the ledger.
_MANY = 20
#: Letters of one quoted line, and of the answer to it.
_SHORT = 200


def sections(facts: RequestFacts, policy: Policy) -> list[Section]:
    """Return the parts that have something to tell, in order."""
    parts = [
        _own_words(facts),
        _answered(facts),
        _difference(facts),
        _causes(facts),
        _books(facts),
        _case_facts(facts, policy),
        _findings(facts),
        _papers(facts),
        _unsure(facts),
    ]
    return [part for part in parts if part and part.rows]


def _difference(facts: RequestFacts) -> Section | None:
    if not facts.previous_text:
        return None
    before, after = facts.previous_text.splitlines(), facts.draft.mail.text.splitlines()
    rows: list[Row] = []
    for line in difflib.unified_diff(before, after, n=0, lineterm=""):
        if line[:1] in {"+", "-"} and not line.startswith(("+++", "---")):
            rows.extend(box(line[1:], f"{line[0]} "))
    return section("What changed (plus is new, minus is gone):", tuple(rows), changes=True)


def _own_words(facts: RequestFacts) -> Section | None:
    if not facts.reading:
        return None
    words = _marked(facts)
    cut = " (cut here, the whole mail is in the mailbox)" if len(words) > _MAX_WORDS else ""
    rows = box(f"({one_line(facts.reading.arrived.client_subject)})\n{reflowed(words[:_MAX_WORDS])}")
    marked = ", with the deciding words marked" if OPEN in words else ""
    return section(f"What {writer_of(facts) or 'the sender'} wrote{marked}{cut}:", rows)


def _answered(facts: RequestFacts) -> Section | None:
    """What the client's answers between quoted lines answer: the words of somebody else, so they stand apart."""
    arrived = facts.reading.arrived if facts.reading else None
    pairs = (arrived.original.words if arrived.original else arrived.words).context[:_MANY] if arrived else ()
    rows = [box(f"> {one_line(pair.quoted, _SHORT)}\n{one_line(pair.answer, _SHORT)}") for pair in pairs]
    return section("What their answers stand below (after > quoted words, not theirs):", tuple(row for group in rows for row in group))


def _marked(facts: RequestFacts) -> str:
    """Return the client's own words with marks set around the evidence."""
    if not facts.reading:
        return ""
    words = facts.reading.arrived.client_words.replace(OPEN, "\ufffd").replace(CLOSE, "\ufffd")
    spans = [(span.start, span.end) for cause in facts.reading.verdict.causes for span in cause.evidence if span.field == "body"]
    parts: list[str] = []
    position = 0
    for start, end in sorted(spans):
        if not position <= start < end <= len(words):
            continue
        between = words[position:start]
        if parts and not between.strip():
            parts[-1:] = [between, words[start:end], CLOSE]
        else:
            parts += [between, OPEN, words[start:end], CLOSE]
        position = end
    return "".join([*parts, words[position:]])


def _causes(facts: RequestFacts) -> Section | None:
    verdict = facts.reading.verdict if facts.reading else None
    if not verdict or not verdict.causes:
        return None
    rows = [each.cause.replace("_", " ") for each in verdict.causes]
    rows[0] += f" ({verdict.causes[0].probability:.0%})"  # how sure it is the first; of the others only that they are named
    others = might_be(facts)
    sure = f"As a dispute ({verdict.dispute_probability:.0%}) about {listed(rows)}{f'. It could also be: {others}' if others else ''}."
    return section("How the desk read it:", paragraph(sure))


def _books(facts: RequestFacts) -> Section | None:
    match, rows = facts.match, []
    if not match:
        return None
    if match.invoice:
        rows += [box(_invoice(match.invoice)), *(box(_line(line, match.invoice.currency)) for line in match.invoice.lines[:_MANY])]
    rows += [box(f"also about {other.number}, {money(other.total, other.currency)}") for other in match.others[:_MANY]]
    rows += [box(f"could be {_invoice(each)}") for each in match.candidates[:_MANY]]
    found = [box(f"- {for_people(plain_reason(reason))}") for reason in match.reasons[:_MANY]]
    why = "Why this invoice:" if match.invoice else "What points to an invoice:"
    rows += [paragraph(why), *found] if found else []
    return section("What the books hold:", tuple(row for group in rows for row in group))


def _invoice(invoice: Invoice) -> str:
    dates = (("issued", invoice.issue_date), ("due", invoice.due_date))
    told = [f"{word} {day(on)}" for word, on in dates if on]
    paid = f"{money(invoice.paid_amount, invoice.currency)} paid" if invoice.paid_amount else "nothing paid yet"
    whose = f"{invoice.number}, {one_line(invoice.client_name, 80)}"
    return ", ".join((f"{whose}: {money(invoice.total, invoice.currency)}", *told, paid))


def _line(line: Line, currency: str) -> str:
    many = "s" if line.unit in _COUNTED and line.quantity != 1 else ""
    quantity = f"{line.quantity.normalize():f} {one_line(line.unit, 20)}{many}".strip()
    price, amount = money(line.unit_price, currency), money(line.amount, currency)
    return f"line {line.line}: {one_line(line.description, 80)}, {quantity} at {price}: {amount}"


def _case_facts(facts: RequestFacts, policy: Policy) -> Section:
    case, zone = facts.case, ZoneInfo(policy.timezone)
    due = f"; our answer is due by {day(case.due_at.astimezone(zone).date())}" if case.due_at else ""
    told = f"{case.id} is {_STANDS[case.status]} since {day(case.opened_at.astimezone(zone).date())}{due}."
    return section("The case:", (*paragraph(told), *(row for line in facts.history.splitlines() for row in paragraph(line))))


def _findings(facts: RequestFacts) -> Section | None:
    """Every check with its sources; the only one is on top already."""
    if len(facts.findings) == 1 and top_finding(facts):
        return None
    rows: list[Row] = []
    for finding in facts.findings:
        sources = f" ({', '.join(finding.sources)})" if finding.sources else ""
        rows += box(for_people(f"{VERDICTS[finding.verdict][0]}: {one_line(finding.detail, 400)}{sources}"))
    return section("What was checked:", tuple(rows))


def _papers(facts: RequestFacts) -> Section | None:
    """What goes with the answer, what is held, what is missing; a later request knows only the files of its draft."""
    files = ", ".join(f"{file.filename} ({max(1, len(file.content) // 1000)} kB)" for file in facts.draft.mail.files)
    told = facts.papers or ((f"Goes with the answer: {files}.",) if files else ())
    return section("Documents:", tuple(row for sentence in told for row in box(sentence))) if told else None


def _unsure(facts: RequestFacts) -> Section | None:
    if not facts.reading:
        return None
    rows = [row for defect in (*facts.reading.arrived.notes, *facts.reading.arrived.message.defects)[:10] for row in box(defect)]
    if "text_html_differ" in facts.reading.arrived.notes:
        rows += box(f"its HTML version says: {one_line(facts.reading.arrived.message.other_text, 600) or 'nothing'}")
    rows += [row for each in facts.reading.arrived.message.attachments[:20] for row in box(f"came with it: {each.filename}")]
    return section("What else to know:", tuple(rows))
