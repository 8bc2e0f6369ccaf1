"""What an approver sees, in order: who says what, whether our books agree, what will be sent, how to say yes, then the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from markupsafe import Markup, escape

from bot.review.below import sections
from bot.review.claim import VERDICTS, doubt, listed, top_finding, writer_of
from bot.review.inert import one_line
from bot.review.shown import box, flowing, for_people, framed, moment, money, paragraph, plain_lines, weekday
from bot.vocabulary.books import FindingVerdict
from bot.vocabulary.freemail import is_freemail
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
_MAX_MAILTO = 1_800
#: How replies begin that buttons open, as links write it.
_APPROVE, _SEND_TO, _REJECT, _EDIT = (quote(body, safe="") for body in ("APPROVE\r\n", "SEND TO ", "REJECT\r\n\r\n", "EDIT\r\n\r\n"))
#: Invoices and causes that the first sentence names.
_NAMED = 3


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
    receivers = ", ".join(draft.mail.recipients)
    subject = subject_of(facts)
    now_what, else_what = _instructions(facts, policy, until_at)
    summary, besides = paragraph(_summary(facts)), _besides(facts, top)
    return {
        "subject": subject,
        "notices": [paragraph(text) for text in _notices(facts)],
        "doubts": [paragraph(text) for text in _doubts(facts, policy)],
        "summary": summary,
        "summary_html": _with_strong(summary, _addresses(facts)),
        "finding": paragraph(_found(top)) if top else (),
        "besides": paragraph(besides) if besides else (),
        "finding_style": VERDICTS[top.verdict][2] if top else "",
        "finding_word": VERDICTS[top.verdict][0] if top else "",
        "finding_rest": paragraph(_detail(top)) if top else (),
        "instructions": [paragraph(now_what)],
        "otherwise": [paragraph(else_what)] if else_what else [],
        "buttons": _buttons(address, subject, draft),
        "subject_line": paragraph(f"With the subject: {one_line(draft.mail.subject)}"),
        "box_title": f"to {receivers}" if receivers else "once it has a recipient",
        "draft": box(draft.mail.text.rstrip("\n")),
        "sections": sections(facts, policy),
        "token": token,
        "framed": framed,
        "flowing": flowing,
        "plain_lines": plain_lines,
    }


def _found(top: Finding) -> str:
    word, says, _ = VERDICTS[top.verdict]
    return f"{says} ({word}): {_detail(top)}"


def _detail(finding: Finding) -> str:
    return for_people(one_line(finding.detail, 300))


def _besides(facts: RequestFacts, top: Finding | None) -> str:
    """What our books show that nobody claimed as the main point: told, but not as an answer to it."""
    telling = [each for each in facts.findings if each is not top and each.verdict is FindingVerdict.SUPPORTED]
    return f"Besides, our books show: {for_people(one_line(telling[0].detail, 200))}" if telling else ""


def _with_strong(rows: tuple[Row, ...], addresses: list[str]) -> Markup:
    """Return the rows as one HTML paragraph in which each address stands out once."""
    html = Markup(" ").join(row.html for row in rows)
    for address in addresses:
        html = html.replace(escape(address), Markup("<strong>{}</strong>").format(address), 1)
    return html


def _addresses(facts: RequestFacts) -> list[str]:
    """Return the addresses that the summary names: who would get the answer, and who wrote."""
    return [each for each in dict.fromkeys((*facts.draft.mail.recipients, writer_of(facts))) if each]


def _summary(facts: RequestFacts) -> str:
    """One sentence: who (address first), which invoice, how much, what is claimed; before it the recipient, if that is another."""
    case = facts.case
    name = facts.writer.name if facts.writer else ""
    names = dict.fromkeys(one_line(each, 60) for each in (name, case.client_name) if each)
    who = f"{writer_of(facts) or 'Somebody'} ({', '.join(names)})" if names else writer_of(facts) or "Somebody"
    sums = _sums(facts)
    numbers = listed([one_line(each, 40) for each in case.invoice_numbers[:_NAMED]]) or "an invoice that is not known yet"
    of = facts.match.invoice.client_name if facts.match and facts.match.invoice else ""
    numbers += f" of {one_line(of, 60)}" if of and case.client_name and of != case.client_name else ""
    told = f"{who} disputes {numbers}{f' ({sums})' if sums else ''}"
    faint = facts.reading.verdict.faint if facts.reading else frozenset()
    if causes := [cause for cause in case.causes if cause not in faint]:
        told += f" and says that {listed([SAYS[cause] for cause in causes[:_NAMED]])}"
    to = facts.draft.mail.recipients
    return f"{', '.join(to)} would get the answer below. {told}." if to and to != (writer_of(facts),) else f"{told}."


def _sums(facts: RequestFacts) -> str:
    case = facts.case
    invoice = facts.match.invoice if facts.match else None
    total = money(invoice.total, invoice.currency) if invoice else ""
    if case.amount is None:
        return total
    disputed = money(case.amount, case.currency or (invoice.currency if invoice else ""))
    if disputed == total:
        return f"all of {total}"
    return f"{disputed} of {total}" if total else disputed


def _notices(facts: RequestFacts) -> list[str]:
    """What happened before: sentences of ours that are no doubts."""
    again = facts.previous_text and facts.reading
    return [*facts.notices, *(["The client wrote again: this request takes the place of the earlier one."] if again else [])]


def _in_our_domain(facts: RequestFacts, policy: Policy) -> str:
    """Return a recipient who shares a domain with those who approve (TRUST APR-21): one who asks and answers alike."""
    ours = {one.rpartition("@")[2] for one in (*policy.approvers, policy.desk_address)}
    return next((to for to in facts.draft.mail.recipients if (at := to.rpartition("@")[2]) in ours and not is_freemail(at)), "")


def _doubts(facts: RequestFacts, policy: Policy) -> list[str]:
    doubts = [SENTENCES[reason][0] for reason in facts.doubts]
    verdict = facts.reading.verdict if facts.reading else None
    if verdict and verdict.unsure and Reason.CMD_UNCLEAR not in facts.doubts:
        doubts.append(doubt(verdict))
    own = _in_our_domain(facts, policy)
    if own:
        doubts.append(f"The answer would go to {own}, an address of our own domain.")
    if not facts.draft.mail.recipients:
        doubts.append("Nobody may receive this answer yet: the address is not proven to belong to the client.")
    return doubts


def _instructions(facts: RequestFacts, policy: Policy, until_at: datetime) -> tuple[str, str]:
    """Return how to say yes, and what else can be said."""
    until = moment(until_at, policy.timezone)
    wait = f"Nothing leaves without you. {_please_decide(facts, until)}"
    if not policy.believes_mail:
        believed = "A reply cannot be believed here yet, because the setting authserv_id is missing or the self-test failed: decide on the desk's own computer"
        return f"{believed} with the 'approve' command of dispute-desk for case {facts.case.id}. {wait}", ""
    if not facts.draft.mail.recipients:
        chosen = "To choose who gets it, reply with 'SEND TO' and the address in one line, without the quotation marks"
        return f"{chosen}; you get it back to confirm. {wait}", "With 'REJECT' and a reason it is dropped."
    return (
        f"To send the answer below as it stands, reply with the one word 'APPROVE'. {wait}",
        "With 'REJECT' and a reason it is dropped; with 'EDIT' and your own text beneath you get it back to confirm.",
    )


def _please_decide(facts: RequestFacts, until: str) -> str:
    promised_on = facts.draft.promised_on
    if promised_on is None:
        return f"Please decide before {until}."
    return f"Please decide well before {weekday(promised_on)}, the date that the answer promises; the request ends on {until}."


def _buttons(address: str, subject: str, draft: Draft) -> list[dict[str, str]]:
    edit = "EDIT\r\n\r\n" + draft.mail.text.replace("\r\n", "\n").replace("\n", "\r\n")
    quoted = quote(edit, safe="") if len(edit) <= _MAX_MAILTO else ""
    if not quoted or len(quoted) > _MAX_MAILTO:
        quoted = _EDIT
    first = ("Open a reply that says 'yes'", _APPROVE, "#1f6f43")
    if not draft.mail.recipients:
        first = ("Open a reply that names who gets it", _SEND_TO, "#1f6f43")
    rows = (first, ("Open a reply that turns it down", _REJECT, "#8a1c12"), ("Open a reply with other words", quoted, "#3d4a5c"))
    begins = f"mailto:{address}?subject={quote('Re: ' + subject, safe='')}&body="
    return [{"label": label, "href": begins + body, "background": colour} for label, body, colour in rows]
