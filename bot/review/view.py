"""What an approver sees, in order: who says what, whether our books agree, what will be sent, how to say yes, then the rest."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from bot.review.inert import CLOSE, OPEN, one_line
from bot.review.shown import Section, box, moment, money, paragraph, section
from bot.vocabulary.books import Check, FindingVerdict
from bot.vocabulary.labels import Cause
from bot.vocabulary.reasons import SENTENCES, Reason

if TYPE_CHECKING:
    from datetime import datetime

    from bot.review.facts import RequestFacts
    from bot.review.shown import Row
    from bot.vocabulary.books import Finding
    from bot.vocabulary.cases import Draft
    from bot.vocabulary.policy import Policy

#: Cause -> how a claim of it is told ("... says that ...").
SAYS = {
    Cause.MISCALCULATION: "a sum is added up wrongly",
    Cause.UNAPPROVED_WORK: "work was billed that nobody ordered",
    Cause.LATE_DELIVERY: "the delivery came late",
    Cause.QUALITY: "the work has faults",
    Cause.DISCOUNT: "an agreed discount is missing",
    Cause.PRICE: "the price is not the agreed one",
    Cause.QUANTITY: "the quantity or the hours are too high",
    Cause.DUPLICATE: "the same thing was billed twice",
    Cause.ALREADY_PAID: "the bill is already paid",
    Cause.TAX: "the tax is wrong",
    Cause.INVOICE_DETAILS: "details on the bill are wrong",
    Cause.TERMS: "the payment terms are not the agreed ones",
    Cause.OTHER: "something on the bill is not right",
}
_VERDICTS = {
    FindingVerdict.SUPPORTED: ("supported", "Our books agree", "#dff3e3", "#14532d"),
    FindingVerdict.CONTRADICTED: ("contradicted", "Our books disagree", "#fdecea", "#8a1c12"),
    FindingVerdict.CANNOT_TELL: ("cannot tell", "Our books cannot tell", "#fff4d6", "#6b4e00"),
}
#: Cause -> the checks that speak to it; other findings are told besides, never as an answer to the claim.
_SPEAKS_TO = {
    Cause.MISCALCULATION: {Check.LINE_SUM, Check.SUBTOTAL, Check.TAX, Check.TOTAL},
    Cause.UNAPPROVED_WORK: {Check.PO},
    Cause.LATE_DELIVERY: {Check.DELIVERY},
    Cause.DISCOUNT: {Check.DISCOUNT},
    Cause.PRICE: {Check.RATE},
    Cause.QUANTITY: {Check.QUANTITY},
    Cause.DUPLICATE: {Check.DOUBLE_BILLING},
    Cause.ALREADY_PAID: {Check.PAYMENT},
    Cause.TAX: {Check.TAX},
    Cause.INVOICE_DETAILS: {Check.PO},
    Cause.TERMS: {Check.TERMS, Check.DUE_DATE},
}
_BY_WEIGHT = (FindingVerdict.CONTRADICTED, FindingVerdict.SUPPORTED, FindingVerdict.CANNOT_TELL)
_MAX_MAILTO = 1_800
_MAX_WORDS = 10_000
#: Rows of one list; the rest is in the ledger.
_MANY = 20


def subject_of(facts: RequestFacts) -> str:
    """Return the subject of an approval mail: case tag, client, invoice, amount; one line, at most 150 characters."""
    case = facts.case
    who = one_line(case.client_name or case.client_email or "Somebody", 50)
    what = one_line(case.invoice_numbers[0], 30) if case.invoice_numbers else "an unknown invoice"
    sums = _sums(facts)
    return one_line(f"[{case.id}] {who} disputes {what}{f' ({sums})' if sums else ''} - may this go out?", 150)


def values(facts: RequestFacts, policy: Policy, token: str, address: str, until_at: datetime) -> dict[str, Any]:
    """Return everything the templates under templates/approval/ need; `address` is the token's own reply address."""
    draft = facts.draft
    top = top_finding(facts)
    word, _, background, colour = _VERDICTS[top.verdict] if top else ("", "", "", "")
    receivers = ", ".join(draft.mail.recipients)
    subject = subject_of(facts)
    return {
        "subject": subject,
        "doubts": [paragraph(text) for text in [*facts.notices, *_doubts(facts)]],
        "summary": paragraph(_summary(facts, top)),
        "finding_word": word,
        "finding_background": background,
        "finding_colour": colour,
        "instructions": [paragraph(text) for text in _instructions(facts, policy, until_at)],
        "buttons": _buttons(address, subject, draft),
        "subject_line": paragraph(f"The mail is headed: {one_line(draft.mail.subject)}"),
        "box_title": f"to {receivers}" if receivers else "once it has a recipient",
        "draft": box(draft.mail.text.rstrip("\n")),
        "sections": _sections(facts),
        "token": token,
    }


def top_finding(facts: RequestFacts) -> Finding | None:
    """Return the finding that answers the claim: of those that speak to the primary cause a contradiction, else support, else doubt."""
    spoken = _SPEAKS_TO.get(facts.case.causes[0], set()) if facts.case.causes else set()
    answering = [finding for finding in facts.findings if finding.check in spoken]
    return next((each for verdict in _BY_WEIGHT for each in answering if each.verdict is verdict), None)


def _besides(facts: RequestFacts, top: Finding | None) -> str:
    """What our books show that nobody claimed as the main point: told, but not as an answer to it."""
    telling = [each for each in facts.findings if each is not top and each.verdict is FindingVerdict.SUPPORTED]
    return f" Besides, our books show: {one_line(telling[0].detail, 200)}" if telling else ""


def _summary(facts: RequestFacts, top: Finding | None) -> str:
    case = facts.case
    writer = facts.writer.email if facts.writer else case.client_email
    to = facts.draft.mail.recipients
    claim = f"says that {SAYS[case.causes[0]]}" if case.causes else "disputes a bill"
    sums = _sums(facts)
    about = f"{one_line(case.invoice_numbers[0], 40) if case.invoice_numbers else 'no known number'}{f', {sums}' if sums else ''}"
    name = one_line(facts.writer.name if facts.writer and facts.writer.name else case.client_name, 60)
    told = f"{one_line(writer, 254)} ({name + ', ' if name else ''}{about}) {claim}."
    if to and to != (writer,):
        told = f"{', '.join(to)} would get the answer below, which is about this: {told}"
    found = f" {_VERDICTS[top.verdict][1]} ({_VERDICTS[top.verdict][0]}): {one_line(top.detail, 300)}" if top else ""
    return f"{told}{found}{_besides(facts, top)}"


def _sums(facts: RequestFacts) -> str:
    case = facts.case
    invoice = facts.match.invoice if facts.match else None
    total = money(invoice.total, invoice.currency) if invoice else ""
    if case.amount is None:
        return total
    disputed = money(case.amount, case.currency or (invoice.currency if invoice else ""))
    return f"{disputed} of {total}" if total else disputed


def _doubts(facts: RequestFacts) -> list[str]:
    doubts = [SENTENCES[reason][0] for reason in facts.doubts]
    verdict = facts.reading.verdict if facts.reading else None
    if verdict and verdict.unsure and Reason.CMD_UNCLEAR not in facts.doubts:
        taken = {verdict.intent.value, *(found.cause.value for found in verdict.causes)}
        others = ", ".join(label.replace("_", " ") for label in verdict.hesitates if label not in taken)
        doubts.append(f"The desk is not sure how to read this mail{f'; it could also be: {others}' if others else ''}.")
    if not facts.draft.mail.recipients:
        doubts.append("Nobody may receive this answer yet: the address is not proven to belong to the client.")
    return doubts


def _instructions(facts: RequestFacts, policy: Policy, until_at: datetime) -> list[str]:
    until = moment(until_at, policy.timezone)
    if not policy.authserv_id:
        return [
            (
                "A reply cannot be believed here yet, because the setting authserv_id is missing: decide on the desk's own computer with "
                f"the 'approve' command of dispute-desk for case {facts.case.id}. Nothing leaves without you. It waits until {until}."
            )
        ]
    if not facts.draft.mail.recipients:
        return [
            (
                "To choose who gets it, reply with 'SEND TO' and the address in one line, without the quotation marks; you get it back to "
                f"confirm. With 'REJECT' and a reason it is dropped. Nothing leaves without you. Please decide before {until}."
            )
        ]
    return [
        (
            "To send the answer below as it stands, reply with the one word 'APPROVE'. With 'REJECT' and a reason it is dropped; with "
            f"'EDIT' and your own text beneath you get it back to confirm. Nothing leaves without you. Please decide before {until}."
        )
    ]


def _buttons(address: str, subject: str, draft: Draft) -> list[dict[str, str]]:
    edit = "EDIT\r\n\r\n" + draft.mail.text.replace("\r\n", "\n").replace("\n", "\r\n")
    if len(quote(edit, safe="")) > _MAX_MAILTO:
        edit = "EDIT\r\n\r\n"
    first = ("Open a reply that says 'yes'", "APPROVE\r\n", "#1f6f43")
    if not draft.mail.recipients:
        first = ("Open a reply that names who gets it", "SEND TO ", "#1f6f43")
    rows = (first, ("Open a reply that turns it down", "REJECT\r\n\r\n", "#8a1c12"), ("Open a reply with other words", edit, "#3d4a5c"))
    return [{"label": label, "href": _mailto(address, subject, body), "background": colour} for label, body, colour in rows]


def _mailto(address: str, subject: str, body: str) -> str:
    return f"mailto:{address}?subject={quote('Re: ' + subject, safe='')}&body={quote(body, safe='')}"


def _sections(facts: RequestFacts) -> list[Section]:
    parts = [_difference(facts), _own_words(facts), _causes(facts), _books(facts), _findings(facts), _unsure(facts)]
    return [part for part in parts if part and part.rows]


def _difference(facts: RequestFacts) -> Section | None:
    if not facts.previous_text:
        return None
    before, after = facts.previous_text.splitlines(), facts.draft.mail.text.splitlines()
    rows: list[Row] = []
    for line in difflib.unified_diff(before, after, n=0, lineterm=""):
        if line[:1] in {"+", "-"} and not line.startswith(("+++", "---")):
            rows.extend(box(line[1:], f"{line[0]} "))
    return section("What changed (plus is new, minus is gone):", tuple(rows))


def _own_words(facts: RequestFacts) -> Section | None:
    if not facts.reading:
        return None
    words = _marked(facts)
    writer = facts.writer.email if facts.writer else facts.case.client_email
    cut = " (cut here, the whole mail is in the mailbox)" if len(words) > _MAX_WORDS else ""
    rows = box(f"({one_line(facts.reading.arrived.client_subject)})\n{words[:_MAX_WORDS]}")
    return section(f"What {one_line(writer, 254)} wrote, with the deciding words marked{cut}:", rows)


def _marked(facts: RequestFacts) -> str:
    """Return the client's own words with marks set around the evidence."""
    if not facts.reading:
        return ""
    words = facts.reading.arrived.client_words.replace(OPEN, "\ufffd").replace(CLOSE, "\ufffd")
    spans = [(span.start, span.end) for cause in facts.reading.verdict.causes for span in cause.evidence if span.field == "body"]
    position, parts = 0, []
    for start, end in sorted(spans):
        if position <= start < end <= len(words):
            parts += [words[position:start], OPEN, words[start:end], CLOSE]
            position = end
    return "".join([*parts, words[position:]])


def _causes(facts: RequestFacts) -> Section | None:
    verdict = facts.reading.verdict if facts.reading else None
    if not verdict or not verdict.causes:
        return None
    rows = [f"{each.cause.replace('_', ' ')} ({each.probability:.0%})" for each in verdict.causes]
    rest = f"; it might also be {', '.join(label.replace('_', ' ') for label in verdict.hesitates)}" if verdict.hesitates else ""
    sure = f"Read as a dispute with {verdict.dispute_probability:.0%}, because of {', '.join(rows)}{rest}."
    return section("How the desk read it:", paragraph(sure))


def _books(facts: RequestFacts) -> Section | None:
    case, match = facts.case, facts.match
    rows = list(paragraph(f"The case is {case.id}, {case.status.replace('_', ' ')}."))
    if match and match.invoice:
        invoice = match.invoice
        due = f", due {invoice.due_date.isoformat()}" if invoice.due_date else ""
        issued = f", issued {invoice.issue_date.isoformat()}" if invoice.issue_date else ""
        total = money(invoice.total, invoice.currency)
        rows += box(f"{invoice.number}, {invoice.client_name}, {total}{issued}{due}, paid {money(invoice.paid_amount, invoice.currency)}")
        rows += [
            row for line in invoice.lines[:_MANY] for row in box(_line(line.line, line.quantity, line.unit, line.description, line.amount))
        ]
    if match:
        rows += [row for reason in match.reasons[:_MANY] for row in box(reason)]
        rows += [row for other in match.others[:_MANY] for row in box(f"also about {other.number}, {money(other.total, other.currency)}")]
        rows += [row for each in match.candidates[:_MANY] for row in box(f"could be {each.number}, {money(each.total, each.currency)}")]
    if facts.history:
        rows += paragraph(facts.history)
    return section("What the books hold:", tuple(rows))


def _line(number: int, quantity: object, unit: str, description: str, amount: object) -> str:
    return f"line {number}: {quantity} {unit} {one_line(description, 80)}, {amount}"


def _findings(facts: RequestFacts) -> Section | None:
    rows: list[Row] = []
    for finding in facts.findings:
        sources = f" [{', '.join(finding.sources)}]" if finding.sources else ""
        rows += box(f"{_VERDICTS[finding.verdict][0]}: {one_line(finding.detail, 400)}{sources}")
    return section("What was checked:", tuple(rows))


def _unsure(facts: RequestFacts) -> Section | None:
    if not facts.reading:
        return None
    rows = [row for defect in (*facts.reading.arrived.notes, *facts.reading.arrived.message.defects)[:10] for row in box(defect)]
    rows += [row for each in facts.reading.arrived.message.attachments[:20] for row in box(f"came with it: {each.filename}")]
    return section("What else to know:", tuple(rows))
