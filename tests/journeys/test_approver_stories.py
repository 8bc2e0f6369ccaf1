"""Decisions that take more than one mail: late, double, forged, mixed up, edited, passed on, paused, and from two sides at once."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot import bookwork, commands, opening
from tests.journeys import habits, world
from tests.journeys.habits import Reply
from tests.journeys.stage import ANA, BEN, DAY, DESK, HOUR, Stage

if TYPE_CHECKING:
    from email.message import EmailMessage

YES = Reply("Approve")
KESTREL = "ap@kestrelfoods.example"
OTHER = (
    "Hello,\n\nThere is an error on invoice INV-2001. You billed 10 hours at 100.00 EUR, that is 1,000.00 EUR, but we agreed 90.00 EUR per hour. "
    "The price is wrong. We will not pay this amount. Please send a corrected invoice.\n\nPat\n"
)


@pytest.fixture
def stage(asked: Stage, tmp_path: Path) -> Stage:
    return asked.copy(tmp_path)


def both(stage: Stage) -> tuple[EmailMessage, EmailMessage]:
    """Let a second client dispute; return both requests."""
    stage.client(OTHER, "Invoice INV-2001", KESTREL)
    first, second = stage.requests()
    return first, second


def decided(stage: Stage) -> list[str | None]:
    """Return what every mail led to, in order."""
    return [json.loads(row["explanation"])["command"] for row in stage.seen.rows("SELECT explanation FROM explanations ORDER BY mail_id")]


# --- twice, late, replaced --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [("Approve", "Reject"), ("Reject", "Approve"), ("Approve", "Approve"), ("Edit\n\nDear Tom", "Approve")])
def test_apr_08_of_two_mails_in_one_poll_the_first_counts(stage: Stage, words: tuple[str, str]) -> None:
    """APR-08: a yes and a no within a second: the first committed wins."""
    stage.now += HOUR
    for each in words:
        stage.deliver(habits.written(stage.requests()[0], Reply(each), stage.now))
    first, second = stage.poll()
    assert first["command"] == words[0].split("\n")[0].lower()
    assert (second["command"], second["reason"]) == ("ignore", "DRAFT_STALE" if words[0].startswith("Edit") else "TOKEN_USED")
    assert len(stage.left(None)) == (1 if words[0] == "Approve" else 0)
    stage.check()


def test_apr_09_spf_20_the_same_mail_delivered_again_is_a_used_token(stage: Stage) -> None:
    """APR-09, SPF-20: replayed, the same yes sends nothing."""
    raw = habits.written(stage.requests()[0], YES, stage.now)
    said = []
    for _ in range(3):
        stage.now += HOUR
        stage.deliver(raw)
        said += stage.poll()
    assert [(one["kind"], one["command"], one["reason"]) for one in said] == [
        ("approver_reply", "approve", None), ("approver_reply", "ignore", "TOKEN_USED"), ("approver_reply", "ignore", "TOKEN_USED")
    ]  # fmt: skip
    assert stage.tally()[f"client {world.CLIENT}"] == 1
    assert stage.tally()[f"hint {ANA}"] == 1
    stage.check()


def test_apr_10_after_seven_days_nothing_goes(stage: Stage) -> None:
    """APR-10: too late; a new request is made, and only its own yes counts."""
    stage.now += 7 * DAY
    said = stage.answer(YES)
    assert (said["command"], said["reason"]) == ("ignore", "TOKEN_EXPIRED")
    assert (stage.left(None), stage.drafts(), len(stage.requests())) == ([], ["expired", "pending"], 2)
    assert stage.answer(YES, stage.requests()[0])["command"] == "ignore"
    assert (stage.left(None), len(stage.requests())) == ([], 2)
    assert stage.answer(YES)["command"] == "approve"
    assert "9 October" not in world.text_of(stage.left(None)[0])
    stage.check()


def test_apr_10_a_no_after_seven_days_needs_no_new_request(stage: Stage) -> None:
    """APR-10."""
    stage.now += 7 * DAY
    assert stage.answer(Reply("Reject"))["reason"] == "TOKEN_EXPIRED"
    assert (stage.drafts(), len(stage.requests())) == (["expired"], 1)
    stage.check()


def test_apr_10_after_the_case_was_closed_nothing_goes(stage: Stage) -> None:
    """APR-10: the case was closed meanwhile."""
    with opening.store_of(stage.settings) as store:
        commands.close(store, "D-0001", "paid", "cli:ana", stage.now)
    said = stage.answer(YES)
    assert (said["command"], stage.left(None), stage.case()) == ("ignore", [], "closed")
    stage.check()


def test_apr_15_a_newer_draft_makes_the_older_request_stale(stage: Stage) -> None:
    """APR-15: the client wrote again; the older request decides nothing."""
    stage.now += HOUR
    more = "The time sheets that we keep ourselves show fewer hours than the ones on your invoice, and we have told you so before. " * 6
    stage.client(world.DISPUTE.replace("Hi Ana", "Hi again").replace("\nTom", f"\n{more}\nTom"), "Re: Invoice INV-1041 [D-0001]")
    assert stage.drafts() == ["superseded", "pending"]
    old, new = stage.requests()
    said = stage.answer(YES, old)
    assert (said["command"], said["reason"], stage.left(None)) == ("ignore", "DRAFT_STALE", [])
    assert stage.answer(YES, new)["command"] == "approve"
    stage.check()


def test_a_promise_that_came_too_close_is_renewed_and_asked_again(stage: Stage) -> None:
    stage.now += 3 * DAY
    said = stage.answer(YES)
    assert (said["command"], said["reason"]) == ("help", "DRAFT_STALE")
    assert "9 October" not in said["draft"]["body"]
    assert (stage.left(None), stage.drafts(), len(stage.requests())) == ([], ["superseded", "pending"], 2)
    assert stage.answer(YES)["command"] == "approve"
    assert world.text_of(stage.left(None)[0]).replace("\r\n", "\n") == said["draft"]["body"]
    stage.check()


def test_lop_12_many_replies_of_the_same_confusion_bring_one_hint(stage: Stage) -> None:
    """LOP-12: one hint per draft."""
    for _ in range(5):
        assert stage.answer(Reply("Looks good!"))["command"] == "help"
    assert stage.tally() == {f"approval {ANA}": 1, f"hint {ANA}": 1}
    assert stage.answer(YES)["command"] == "approve"
    stage.check()


def test_lop_12_at_most_three_hints_a_day(stage: Stage) -> None:
    """LOP-12: three hints a day to one address."""
    for number in range(4):
        said = stage.answer(Reply(f"Edit\n\nVersion {number}"))
        assert said["command"] == "edit"
        assert stage.answer(Reply("Hm?"))["command"] == "help"
    assert stage.tally()[f"hint {ANA}"] == 3
    stage.check()


def test_a_reply_to_the_hint_reaches_the_same_request(stage: Stage) -> None:
    stage.answer(Reply("Looks good!"))
    hint = stage.left("hint")[0]
    asked_by = [one.strip() for one in str(hint["References"]).split()]
    said = stage.answer(Reply("Approve", ids=(*asked_by, str(hint["Message-ID"])), keep=frozenset(), quote=False))
    assert (said["command"], said["reason"]) == ("approve", None)
    stage.check()


# --- whose token ------------------------------------------------------------------------------------------------------


def test_apr_13_a_token_that_left_the_mailbox_dies_and_a_new_one_works(stage: Stage) -> None:
    """APR-13: burnt, a new one for its approver."""
    first = stage.requests()[0]
    assert stage.answer(Reply("Approve", sender="Carl <carl@northlight.example>"))["reason"] == "TOKEN_OTHER_USER"
    assert "left your mailbox" in world.text_of(stage.requests()[1])
    assert stage.answer(YES, first)["command"] == "ignore"
    assert stage.left(None) == []
    assert stage.answer(YES)["command"] == "approve"
    stage.check()


def test_apr_11_tokens_of_two_requests_in_one_mail_conflict(stage: Stage) -> None:
    """APR-11: thread, copy and reference of two requests."""
    first, second = both(stage)
    said = stage.answer(Reply("Approve", ids=(str(second["Message-ID"]),)), first)
    assert (said["command"], said["reason"]) == ("help", "CMD_CONFLICT")
    said = stage.answer(Reply("Approve", extra=(f"Cc: {second['Reply-To']}",)), first)
    assert (said["command"], said["reason"]) == ("help", "CMD_CONFLICT")
    ref = f"\n> ref: {str(second['Reply-To']).partition('+')[2].partition('@')[0]}\n"
    assert stage.answer(Reply("Approve", below=ref), first)["reason"] == "CMD_CONFLICT"
    assert (stage.left(None), stage.drafts()) == ([], ["pending", "pending"])
    stage.check()


def test_apr_23_mixed_threads_act_on_their_own_drafts_and_say_which(stage: Stage) -> None:
    """APR-23."""
    first, second = both(stage)
    assert stage.answer(YES, second)["case"] == "D-0002"
    assert stage.answer(Reply("Reject"), first)["case"] == "D-0001"
    assert [mail["To"] for mail in stage.left(None)] == [KESTREL]
    told = [world.text_of(mail) for mail in stage.left("receipt")]
    assert "Kestrel Foods, INV-2001" in told[0]
    assert "Harbour & Pine, INV-1041" in told[1]
    stage.check()


def test_apr_20_rights_are_read_when_it_is_decided(stage: Stage) -> None:
    """APR-20: removed from the approvers after the request."""
    stage.configure(people={"approvers": [BEN]})
    said = stage.answer(YES)
    assert (said["command"], said["reason"]) == ("refuse", "TOKEN_OTHER_USER")
    assert [mail["To"] for mail in stage.requests()] == [ANA, BEN]
    stage.also.add(ANA)
    assert stage.answer(Reply("Approve", sender=f"Ben <{BEN}>"))["command"] == "approve"
    stage.check()


def test_apr_20_a_request_passed_on_belongs_to_the_other_approver(stage: Stage) -> None:
    """APR-20."""
    mine = stage.requests()[0]
    assert stage.answer(Reply(f"Assign {BEN}"))["command"] == "assign"
    assert stage.answer(YES, mine)["reason"] == "TOKEN_USED"
    assert stage.answer(Reply("Approve", sender=f"Ben <{BEN}>"), stage.requests()[1])["command"] == "approve"
    stage.check()


def test_apr_24_the_recipient_stays_as_approved_when_the_ledger_changes(stage: Stage) -> None:
    """APR-24: another contact of the same domain changes nothing that was approved."""
    books = world.INVOICES.replace(world.CLIENT, "new.contact@harbourandpine.example")
    (stage.base / "invoices.csv").write_text(books, encoding="utf-8")
    with opening.store_of(stage.settings) as store:
        bookwork.import_ledger(store, {"invoices": stage.base / "invoices.csv"}, stage.base)
    stage.also.add(world.CLIENT)
    assert stage.answer(YES)["command"] == "approve"
    assert [mail["To"] for mail in stage.left(None)] == [world.CLIENT]
    stage.check()


def test_spf_07_without_an_authserv_id_only_the_command_line_decides(stage: Stage) -> None:
    """SPF-07."""
    stage.configure(trust={"authserv_id": ""})
    said = stage.answer(YES)
    assert (said["command"], said["reason"], stage.left(None)) == ("refuse", "AUTH_NONE", [])
    assert any("authserv_id" in sentence for sentence in said["reasons"])
    stage.command("approve")
    stage.poll()
    assert len(stage.left(None)) == 1
    stage.check()


def test_apr_24_a_recipient_who_is_listed_no_more_is_asked_about_again(stage: Stage) -> None:
    """APR-24: the client moved to another address and domain after the request went out."""
    books = world.INVOICES.replace(world.CLIENT, "accounts@newname.example")
    (stage.base / "invoices.csv").write_text(books, encoding="utf-8")
    with opening.store_of(stage.settings) as store:
        bookwork.import_ledger(store, {"invoices": stage.base / "invoices.csv"}, stage.base)
    said = stage.answer(YES)
    assert (said["command"], said["reason"], stage.left(None)) == ("help", "DRAFT_STALE", [])
    assert "does not list" in " ".join(world.text_of(stage.requests()[-1]).split())
    said = stage.answer(Reply("Send to accounts@newname.example"))
    assert (said["command"], said["draft"]["to"]) == ("send_to", "accounts@newname.example")
    assert stage.answer(YES)["command"] == "approve"
    assert [mail["To"] for mail in stage.left(None)] == ["accounts@newname.example"]
    stage.check()


# --- nobody may get it yet --------------------------------------------------------------------------------------------


def test_a_draft_without_recipient_waits_for_an_address(unlisted: Stage, tmp_path: Path) -> None:
    stage = unlisted.copy(tmp_path)
    for _ in range(2):
        said = stage.answer(YES)
        assert (said["command"], said["reason"]) == ("help", "PARTY_MISMATCH")
    assert stage.tally() == {f"approval {ANA}": 1, f"hint {ANA}": 1}
    assert "should not happen" not in world.text_of(stage.left("hint")[0])
    said = stage.answer(Reply("Send to pat@stranger.example"))
    assert (said["command"], said["draft"]["to"]) == ("send_to", "pat@stranger.example")
    assert stage.left(None) == []
    stage.also.add("pat@stranger.example")
    assert stage.answer(YES)["command"] == "approve"
    assert [mail["To"] for mail in stage.left(None)] == ["pat@stranger.example"]
    stage.check()


# --- edits ------------------------------------------------------------------------------------------------------------


def test_apr_16_an_edit_leaves_word_for_word_after_its_own_yes(stage: Stage) -> None:
    """APR-16: shown back, sent after its own yes, byte for byte."""
    text = "Dear Tom,\n\nyou\u2019re right: \u201c14 hours\u201d \u2013 we check it.\n\n> not a quote of ours\n\nKind regards\nAna"
    first = stage.requests()[0]
    said = stage.answer(Reply(f"EDIT\n\n{text}", "thunderbird"))
    assert stage.answer(YES, first)["reason"] == "DRAFT_STALE"
    assert stage.answer(YES)["command"] == "approve"
    assert world.text_of(stage.left(None)[0]).replace("\r\n", "\n") == said["draft"]["body"]
    assert "you\u2019re right: \u201c14 hours\u201d \u2013 we check it." in said["draft"]["body"]
    stage.check()


def test_apr_17_an_edit_of_a_megabyte_is_not_taken(stage: Stage) -> None:
    """APR-17."""
    said = stage.answer(Reply("Edit\n\n" + "Dear Tom, this is far too long. " * 32_000, "bare"))
    assert (said["command"], said["reason"], stage.drafts()) == ("help", "CMD_UNCLEAR", ["pending"])
    stage.check()


def test_apr_17_another_clients_number_is_found_when_it_is_written_not_when_it_leaves(stage: Stage) -> None:
    """APR-17."""
    said = stage.answer(Reply("Edit\n\nDear Tom, as with invoice 2001 and INV 2001 we credit it."))
    assert (said["command"], said["reason"], stage.drafts()) == ("help", "EGRESS_BLOCK", ["pending"])
    assert "blocked" not in {row["state"] for row in stage.seen.rows("SELECT state FROM outbox")}
    stage.check()


def test_invoice_and_cause_are_put_right(stage: Stage) -> None:
    assert stage.answer(Reply("Invoice inv-1042\nCause quantity"))["command"] == "invoice"
    assert json.loads(stage.seen.rows("SELECT value FROM cases")[0]["value"])["invoice_numbers"] == ["INV-1042"]
    for number in ("INV-2001", "INV-9999"):
        said = stage.answer(Reply(f"Invoice {number}"))
        assert (said["command"], said["reason"]) == ("invoice", "CMD_UNCLEAR")
    assert json.loads(stage.seen.rows("SELECT value FROM cases")[0]["value"])["causes"] == ["quantity"]
    stage.check()


# --- two sides at once ------------------------------------------------------------------------------------------------


def test_nothing_leaves_while_paused_and_then_once(stage: Stage) -> None:
    with opening.store_of(stage.settings) as store:
        commands.set_paused(store, paused=True, by="cli:ana", now=stage.now)
    assert stage.answer(YES)["command"] == "approve"
    assert stage.left(None) == []
    with opening.store_of(stage.settings) as store:
        commands.set_paused(store, paused=False, by="cli:ana", now=stage.now)
    stage.poll()
    stage.poll()
    assert len(stage.left(None)) == 1
    stage.check()


@pytest.mark.parametrize("words", ["approve", "reject"])
def test_the_command_line_was_faster_than_the_mail(stage: Stage, words: str) -> None:
    stage.command(words)
    said = stage.answer(YES)
    assert (said["command"], said["reason"]) == ("ignore", "TOKEN_USED")
    assert len(stage.left(None)) == (words == "approve")
    stage.check()


def test_asking_again_brings_a_new_request_and_nothing_else(stage: Stage) -> None:
    said = stage.answer(Reply("Ask again", "bare", keep=frozenset(), subject="[D-0001] ask again"))
    assert (said["kind"], said["command"]) == ("approver_reply", "again")
    assert (len(stage.requests()), stage.left(None)) == (2, [])
    assert stage.answer(YES, stage.requests()[0])["command"] == "approve"
    assert stage.answer(YES, stage.requests()[1])["reason"] == "TOKEN_USED"
    stage.check()


# --- echoes and loops -------------------------------------------------------------------------------------------------


def test_apr_05_our_own_request_fed_back_in_any_length_decides_nothing(stage: Stage) -> None:
    """APR-05: unquoted, cut at every line, wrapped anew, as bounce and as forward."""
    request = stage.requests()[0]
    lines = world.text_of(request).replace("\r\n", "\n").split("\n")
    stage.now += HOUR
    for cut in range(1, len(lines) + 1):
        stage.deliver(habits.written(request, Reply("\n".join(lines[:cut]), "bare"), stage.now))
        stage.deliver(habits.written(request, Reply("\n".join(lines[-cut:]), "bare"), stage.now))
    for width in (20, 40, 72, 200):
        wrapped = "\n".join(line[at : at + width] for line in lines for at in range(0, max(len(line), 1), width))
        stage.deliver(habits.written(request, Reply(wrapped, "bare"), stage.now))
    page = str(request.get_body(("html",)).get_content())  # type: ignore[union-attr]
    stage.deliver(habits.written(request, Reply("", html=page), stage.now))
    said = stage.poll()
    assert {one["command"] for one in said} <= {"help", None}
    assert (stage.left(None), stage.drafts()) == ([], ["pending"])
    assert stage.tally()[f"hint {ANA}"] == 1
    stage.check()


def test_lop_07_a_ticket_system_that_answers_every_time_gets_nothing(stage: Stage) -> None:
    """LOP-07."""
    stage.answer(YES)
    answer = stage.left(None)[0]
    times = 200 if os.environ.get("SOAK") else 12
    for number in range(times):
        letter = world.Letter(
            f"Support <no-reply@{world.CLIENT.partition('@')[2]}>", DESK, f"Ticket #{number} received: Re: {answer['Subject']}",
            "This is an automatic confirmation. We have received your message and opened a ticket. Please do not reply.",
            "dmarc=pass header.from=harbourandpine.example", str(answer["Message-ID"]),
        )  # fmt: skip
        stage.deliver(world.write(letter, stage.now))
    before = stage.tally()
    said = stage.poll()
    assert len(said) == times
    assert {one["draft"] for one in said} == {None}
    assert stage.tally() == before
    stage.check()


def test_lop_14_all_our_mails_say_what_they_are(stage: Stage) -> None:
    """LOP-14: machines can tell our mails to staff; mails to clients carry no mark but the request for silence."""
    stage.answer(YES)
    stage.now += DAY
    stage.poll(time(0, 0))
    for mail in stage.left():
        assert "Disposition-Notification-To" not in mail
        assert mail["X-Auto-Response-Suppress"] == ("All" if mail["X-Dispute-Desk"] else "OOF, AutoReply")
        assert mail["Auto-Submitted"] == ("auto-generated" if mail["X-Dispute-Desk"] else None)


def test_spf_23_a_reply_believed_without_dmarc_is_told_in_each_digest(stage: Stage) -> None:
    proof = "dmarc=none header.from=northlight.example; dkim=pass header.d=northlight.example"
    assert stage.answer(Reply("Status", proof=proof))["command"] == "status"
    for _ in range(2):
        stage.now += DAY
        stage.poll(time(0))
        told = " ".join(world.text_of(stage.left("digest")[-1]).split())
        assert "northlight.example shows no DMARC result in our server's check" in told
        assert told.count("believed by a DKIM signature alone") == 1


def test_the_digest_counts_every_mail(stage: Stage) -> None:
    """O6: what was odd is in the next digest, and the arithmetic closes."""
    stage.answer(Reply("Looks good!"))
    stage.answer(Reply("Approve", proof=""))
    stage.answer(Reply("Approve", sender="ana@northlight.example, eve@evil.example"))
    stage.answer(Reply("Approve", extra=("Auto-Submitted: auto-replied",)))
    stage.now += DAY
    stage.poll(time(0, 0))
    digest = world.text_of(stage.left("digest")[-1])
    found = re.search(r"(\d+) fetched = (\d+) handled \+ (\d+) held \+ (\d+) ignored", digest)
    assert found is not None
    assert tuple(map(int, found.groups())) == (5, 3, 1, 1)
    assert "more than one sender" in digest
    stage.check()


# --- the program itself -----------------------------------------------------------------------------------------------


def test_the_program_as_a_person_starts_it(stage: Stage) -> None:
    """One yes through `dispute-desk poll --once --json --now`, in processes of its own."""
    stage.now += HOUR
    stage.deliver(habits.written(stage.requests()[0], Reply("Freigegeben", "outlook-classic", "de"), stage.now))
    root = str(Path(commands.__file__).parents[1])
    words = ["poll", "--once", "--json", "--now", stage.now.isoformat(), "--config", str(stage.base / "config.toml")]
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "bot", *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        cwd=root,
        env={**os.environ, "PYTHONPATH": root},
    )
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, [one["command"] for one in said]) == (0, ["approve"]), done.stderr
    assert len(stage.left(None)) == 1
    stage.check()


#: A letter of yes with pleasantries, and what its writer's mails end with.
GLADLY = "Hello, hope your week's going well.\n\nGo ahead and send it please.\n\nThanks and have a lovely rest of the week\nAna\n\n"
FIRM = "Ana Lopes | Accounts\nNorthlight Studio\n+44 117 496 0123 | in Mon-Thu until 3\nThe studio is closed on Friday 9 October for our team day."


@pytest.mark.parametrize("line", ["Could you take Geoff in as well, he signs these", "PS: the second sentence is too harsh for them."])
def test_the_hint_names_the_line_that_stood_in_the_way(stage: Stage, line: str) -> None:
    said = stage.answer(Reply(f"{GLADLY}{FIRM}\n\n{line}"))
    assert (said["command"], stage.left(None)) == ("help", [])
    assert line in " ".join(world.text_of(stage.left("hint")[0]).replace("| ", "").split())
    stage.check()


def test_hours_and_closures_below_a_yes_take_nothing_from_it(stage: Stage) -> None:
    said = stage.answer(Reply(GLADLY + FIRM))
    assert (said["command"], len(stage.left(None))) == ("approve", 1)
    stage.check()
