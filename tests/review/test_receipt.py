from __future__ import annotations

from bot.review.command import CommandKind, parse
from bot.review.receipt import about, tell
from bot.vocabulary.outgoing import StaffMail
from tests.review.desk import ANA, CASE, context


def test_a_receipt_stands_in_the_thread_and_names_the_case() -> None:
    ctx = context(answers_id="reply@x.example", references=("a.1@d.example", "reply@x.example"))
    mail = tell(StaffMail.RECEIPT, ANA, CASE, ("Done.",), ctx, "done").mail
    assert (mail.subject, mail.recipients, mail.staff_mail) == ("[D-0042] done", (ANA,), StaffMail.RECEIPT)
    assert (mail.in_reply_to, mail.references) == ("reply@x.example", ("a.1@d.example", "reply@x.example"))
    assert mail.text == f"Done.\n\n{about(CASE)}\n"
    assert about(CASE) == "Case D-0042: Harbour & Pine, INV-1041, £100.00."
    assert "Harbour &amp; Pine" in mail.html
    assert not mail.reply_to


def test_what_a_hint_quotes_is_inert() -> None:
    hint = tell(StaffMail.HINT, ANA, CASE, ("I was not sure whether 'yes <b>' is a yes; approve it.",), context(), "nothing was done").mail
    assert "<b>" not in hint.html
    assert all(parse(line).kind is CommandKind.HELP for line in hint.text.splitlines())
    assert parse(hint.text).kind is CommandKind.HELP
