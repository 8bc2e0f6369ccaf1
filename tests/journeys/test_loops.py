"""Loops and storms: two desks that write to each other, machines that answer every time, thousands of mails of one hour."""

from __future__ import annotations

import os
import re
from collections import Counter
from datetime import time, timedelta
from email import policy
from typing import TYPE_CHECKING

import pytest

from bot import bookwork, opening
from bot.errors import ConfigError
from tests.journeys import habits, world
from tests.journeys.habits import Reply
from tests.journeys.stage import ANA, BEN, CAME, DAY, DESK, HOUR, Stage

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import EmailMessage
    from pathlib import Path

NAMES = ("north", "south")
#: How a gateway may hand on the text of an answer: as it is, with the quarrel beneath it as if it were new, or told anew each time.
TELLINGS: dict[str, Callable[[str, int], str]] = {
    "as it is": lambda text, _number: text,
    "with the dispute beneath": lambda text, _number: f"{text}\n{world.DISPUTE}",
    "as a new dispute each time": lambda _text, number: world.DISPUTE.replace("£100.00", f"£{100 + number}.00"),
}


def desk_address(name: str) -> str:
    return f"disputes@{name}.example"


def pair(tmp_path: Path) -> dict[str, Stage]:
    """Two desks, each the other's client."""
    desks = {}
    for name, other in (NAMES, NAMES[::-1]):
        people = {"approvers": [f"ana@{name}.example"], "staff": [], "digest": [f"ana@{name}.example"]}
        desk = Stage.build(tmp_path / name, desk={"address": desk_address(name)}, people=people)
        (desk.base / "invoices.csv").write_text(world.INVOICES.replace(world.CLIENT, desk_address(other)), encoding="utf-8")
        with opening.store_of(desk.settings) as store:
            bookwork.import_ledger(store, {"invoices": desk.base / "invoices.csv"}, desk.base)
        desks[desk_address(name)] = desk
    return desks


def say_yes_to_all(desk: Stage, name: str, answered: set[str]) -> None:
    """An approver who reads nothing."""
    for request in desk.requests():
        if str(request["Message-ID"]) not in answered:
            answered.add(str(request["Message-ID"]))
            desk.deliver(habits.written(request, Reply("Approve", sender=f"Ana <ana@{name}.example>"), desk.now))
    desk.poll()


@pytest.mark.parametrize(
    ("telling", "threads"),
    [
        ("as it is", "kept"),
        ("with the dispute beneath", "kept"),
        ("with the dispute beneath", "lost"),
        ("as a new dispute each time", "lost"),
    ],
)
def test_lop_01_two_desks_in_a_circle_come_to_rest(telling: str, threads: str, tmp_path: Path) -> None:
    """LOP-01: a gateway strips all that tells machines apart, and people say yes to everything: two mails per case and day."""
    desks = pair(tmp_path)
    start = world.client_mail(desk_address("north"), sender=desk_address("south"))
    desks[desk_address("north")].deliver(world.write(start, CAME))
    carried: set[str] = set()
    answered: set[str] = set()
    for _ in range(6):
        for address, desk in desks.items():
            desk.poll()
            say_yes_to_all(desk, address.partition("@")[2].partition(".")[0], answered)
            for mail in desk.left(None):
                if str(mail["Message-ID"]) not in carried:
                    carried.add(str(mail["Message-ID"]))
                    handed_on(mail, address, desks[str(mail["To"])], TELLINGS[telling], len(carried), keep=threads == "kept")
            desk.now += timedelta(minutes=40)
    for desk in desks.values():
        per_case = Counter(re.findall(r"\[(D-\d{4})\]", str(mail["Subject"]))[-1] for mail in desk.left(None))
        assert max(per_case.values(), default=0) <= 2, per_case
        assert sum(per_case.values()) <= 3
        desk.check()
    kept_back = [desk for desk in desks.values() if desk.seen.rows("SELECT 1 FROM outbox WHERE postponed LIKE 'LOOP_RATE%'")]
    for desk in kept_back:
        desk.now += timedelta(hours=2)
        desk.poll(time(0, 0))
        assert "two automatic systems" in " ".join(world.text_of(desk.left("digest")[-1]).split())


def handed_on(mail: EmailMessage, sender: str, to: Stage, tell: Callable[[str, int], str], number: int, *, keep: bool) -> None:
    """Deliver one desk's mail to the other as the gateway leaves it."""
    subject = str(mail["Subject"]) if keep else re.sub(r"\s*\[D-\d{4}\]", "", str(mail["Subject"]))
    thread = (str(mail["In-Reply-To"] or ""), str(mail["Message-ID"])) if keep else ("", f"<gateway-{number}@{sender.partition('@')[2]}>")
    text = tell(world.text_of(mail).replace("\r\n", "\n"), number)
    proof = f"dmarc=pass header.from={sender.partition('@')[2]}"
    to.deliver(world.write(world.Letter(sender, str(mail["To"]), subject, text, proof, *thread), to.now))


def test_lop_03_lop_12_an_out_of_office_with_our_whole_request_gets_no_answer(asked: Stage, tmp_path: Path) -> None:
    """LOP-03, LOP-12: no header says that it is a machine; the first round brings one hint, the next ones silence."""
    stage = asked.copy(tmp_path)
    away = "I am out of the office until Monday and will answer when I am back. In urgent matters ask Ben."
    for program in ("gmail", "unmarked", "outlook-classic", "html-only", "bottom-posted"):
        said = stage.answer(Reply(away, program))
        assert said["command"] in {None, "help", "ignore"}
        assert said["reason"] in {"AUTO_REPLY", "CMD_UNCLEAR"}
    assert (stage.left(None), stage.drafts()) == ([], ["pending"])
    assert stage.tally().get(f"hint {ANA}", 0) <= 1
    stage.check()


def test_lop_12_a_machine_that_answers_each_hint_brings_one_hint_per_draft_and_three_a_day(asked: Stage, tmp_path: Path) -> None:
    """LOP-12: five drafts, each of whose requests and hints is answered by a machine for two days."""
    stage = asked.copy(tmp_path)
    for number in range(4):
        stage.client(world.DISPUTE.replace("Tom", f"Tom {number}"), f"Invoice INV-1041 again {number}", f"someone@other{number}.example")
    for _ in range(3):
        stage.now += HOUR
        for mail in [*stage.requests(), *stage.left("hint")]:
            request = mail if mail["Reply-To"] else stage.requests()[0]
            ids = (*str(mail["References"] or "").split(), str(mail["Message-ID"]))
            stage.deliver(habits.written(request, Reply("We have received your request.", "bare", ids=ids), stage.now))
        stage.poll()
    assert stage.tally()[f"hint {ANA}"] == 3
    stage.now += DAY
    for mail in stage.requests():
        stage.deliver(habits.written(mail, Reply("We have received your request.", "bare"), stage.now))
    stage.poll()
    assert stage.tally()[f"hint {ANA}"] == 5
    assert (stage.left(None), stage.drafts()) == ([], ["pending"] * 5)
    stage.check()


def test_lop_12_apr_13_a_machine_that_answers_in_another_name_ends_the_requests(asked: Stage, tmp_path: Path) -> None:
    """LOP-12, APR-13: a mailbox that hands every mail to a machine with an address of its own: three requests, then silence."""
    stage = asked.copy(tmp_path)
    for _ in range(8):
        said = stage.answer(Reply("We have received your request.", sender="desk@northlight.example"))
        assert (said["command"], said["reason"]) == ("refuse", "TOKEN_OTHER_USER")
    assert stage.tally() == {f"approval {ANA}": 3}
    assert stage.answer(Reply("Ask again", "bare", keep=frozenset(), subject="[D-0001]"))["command"] == "again"
    assert stage.answer(Reply("Approve"))["command"] == "approve"
    stage.check()


def test_lop_02_the_desk_is_never_its_own_correspondent(asked: Stage, tmp_path: Path) -> None:
    """LOP-02: not by configuration, not by a mail in its name, not as a copy of its own answer."""
    stage = asked.copy(tmp_path)
    for people in ({"approvers": [DESK]}, {"digest": [DESK]}, {"staff": [DESK]}):
        stage.configure(people=people)
        with pytest.raises(ConfigError, match="own address"):
            _ = stage.settings
    stage.configure(approval={"substitute": DESK})
    with pytest.raises(ConfigError, match="own address"):
        _ = stage.settings
    stage.configure()
    stage.answer(Reply("Approve"))
    for mail in (*stage.left(None), *stage.requests(), *stage.left("receipt")):
        stage.deliver(mail.as_bytes(policy=policy.SMTP))
    own = world.Letter(f"Desk <{DESK}>", DESK, "Invoice INV-1041", world.DISPUTE, "dmarc=pass header.from=northlight.example")
    stage.deliver(world.write(own, stage.now))
    before = stage.tally()
    assert {(one["kind"], one["reason"]) for one in stage.poll()} == {("own", "LOOP_SELF")}
    assert stage.tally() == before
    stage.check()


def bounce(mail: EmailMessage, status: str, action: str) -> bytes:
    """A delivery report about one of our mails, as a mail server writes it."""
    to = str(mail["To"])
    lines = (
        "Return-Path: <>", "From: Mail Delivery System <MAILER-DAEMON@mx.northlight.example>", f"To: {DESK}",
        "Subject: Undelivered Mail Returned to Sender", "Message-ID: <dsn-1@mx.northlight.example>", "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0", 'Content-Type: multipart/report; report-type=delivery-status; boundary="dsn"', "",
        "--dsn", "Content-Type: text/plain", "", f"Your message to <{to}> could not be delivered.", "",
        "--dsn", "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; mx.northlight.example", "",
        f"Final-Recipient: rfc822; {to}", f"Action: {action}", f"Status: {status}", "",
        "--dsn", "Content-Type: message/rfc822", "", *mail.as_bytes(policy=policy.SMTP).decode("ascii", "replace").split("\r\n"), "",
        "--dsn--", "",
    )  # fmt: skip
    return "\r\n".join(lines).encode()


def test_lop_08_a_bounce_of_our_answer_is_a_claim_that_stands_in_the_digest(asked: Stage, tmp_path: Path) -> None:
    """LOP-08: the answer's bounce names its case and brings no new mail; it is in the next digest."""
    stage = asked.copy(tmp_path)
    stage.answer(Reply("Approve"))
    before = stage.tally()
    stage.now += HOUR
    stage.deliver(bounce(stage.left(None)[0], "5.1.1", "failed"))
    said = stage.poll()[0]
    assert (said["kind"], said["reason"], said["case"], said["draft"]) == ("bounce", "BOUNCE", "D-0001", None)
    assert stage.tally() == before
    stage.now += DAY
    stage.poll(time(0, 0))
    assert "Mails of ours that bounced: 1" in " ".join(world.text_of(stage.left("digest")[-1]).split())
    stage.check()


def test_lop_08_a_request_that_came_back_is_told_to_somebody_else_once(asked: Stage, tmp_path: Path) -> None:
    """Our whole request comes back inside the report: it decides nothing, another approver hears of it, and can ask for it."""
    stage = asked.copy(tmp_path)
    for _ in range(3):
        stage.now += HOUR
        stage.deliver(bounce(stage.requests()[0], "5.1.1", "failed"))
        said = stage.poll()[0]
        assert (said["kind"], said["case"]) == ("bounce", "D-0001")
    assert stage.tally() == {f"approval {ANA}": 1, f"alert {BEN}": 1}
    assert (stage.left(None), stage.drafts()) == ([], ["pending"])
    said = stage.answer(Reply("Ask again", "bare", sender=f"Ben <{BEN}>", keep=frozenset(), subject="[D-0001] ask again"))
    assert said["command"] == "again"
    assert stage.answer(Reply("Approve", sender=f"Ben <{BEN}>"))["command"] == "approve"
    stage.now += DAY
    stage.poll(time(0, 0))
    assert "is reported undelivered" in " ".join(world.text_of(stage.left("digest")[-1]).split())
    stage.check()


def test_lop_08_a_request_that_is_only_late_is_told_to_nobody(asked: Stage, tmp_path: Path) -> None:
    stage = asked.copy(tmp_path)
    stage.deliver(bounce(stage.requests()[0], "4.4.1", "delayed").replace(b"Subject: Undelivered", b"Subject: Delayed"))
    assert stage.poll()[0]["kind"] == "bounce"
    assert (stage.tally(), stage.drafts()) == ({f"approval {ANA}": 1}, ["pending"])
    stage.check()


def test_lop_10_a_forged_bounce_is_a_claim_and_loses_nothing(asked: Stage, tmp_path: Path) -> None:
    """Somebody who knows the Message-ID of our answer reports it undelivered; the case and what left stay as they are."""
    stage = asked.copy(tmp_path)
    stage.answer(Reply("Approve"))
    before = (stage.tally(), stage.case(), stage.drafts())
    forged = bounce(stage.left(None)[0], "5.1.1", "failed").replace(b"MAILER-DAEMON@mx.northlight.example", b"mailer-daemon@evil.example")
    for _ in range(3):
        stage.deliver(forged)
    assert {one["kind"] for one in stage.poll()} == {"bounce"}
    assert (stage.tally(), stage.case(), stage.drafts()) == before
    stage.check()


def test_lop_09_a_bounce_in_the_clients_name_is_no_dispute(asked: Stage, tmp_path: Path) -> None:
    stage = asked.copy(tmp_path)
    stage.answer(Reply("Approve"))
    before = stage.tally()
    text = (
        "This message was created automatically by mail delivery software. A message that you sent could not be delivered to one or more "
        f"of its recipients. This is a permanent error. The following address failed:\n\n  {world.CLIENT}\n    user unknown\n"
    )
    letter = world.Letter(
        world.CLIENT, DESK, "Mail delivery failed: returning message to sender", text, in_reply_to=str(stage.left(None)[0]["Message-ID"])
    )
    stage.deliver(b"Return-Path: <>\r\n" + world.write(letter, stage.now))
    said = stage.poll()[0]
    assert (said["kind"], said["reason"], said["draft"]) == ("bounce", "BOUNCE", None)
    assert stage.tally() == before
    stage.check()


MACHINES = {
    "precedence bulk": ("Precedence: bulk\r\n", "auto_reply"),
    "precedence junk second": ("Precedence: first-class\r\nPrecedence: junk\r\n", "auto_reply"),
    "list": ("List-Id: <news.harbourandpine.example>\r\nList-Post: <mailto:news@harbourandpine.example>\r\n", "list"),
    "autoreply": ("X-Autoreply: yes\r\n", "auto_reply"),
    "autorespond": ("X-Autorespond: x\r\n", "auto_reply"),
    "machine": ("X-FC-Machinegenerated: true\r\n", "auto_reply"),
    "auto-submitted": ("Auto-Submitted: auto-replied (vacation)\r\n", "auto_reply"),
    "auto-submitted folded": ("Auto-Submitted:\r\n auto-generated\r\n", "auto_reply"),
}


@pytest.mark.parametrize("machine", MACHINES)
def test_lop_04_lop_06_a_machine_gets_no_draft(machine: str, asked: Stage, tmp_path: Path) -> None:
    stage = asked.copy(tmp_path)
    field, kind = MACHINES[machine]
    stage.deliver(field.encode() + world.write(world.client_mail(DESK, world.DISPUTE.replace("Tom", "Bot")), stage.now))
    said = stage.poll()[0]
    assert (said["kind"], said["draft"]) == (kind, None)
    stage.check()


AWAY = {
    "en": "Out of office: back on Monday", "de": "Abwesenheitsnotiz: Rechnung", "fr": "Réponse automatique : absente", "es": "Respuesta automática",
    "it": "Risposta automatica: fuori sede", "nl": "Automatisch antwoord: afwezig", "pt": "Resposta automática", "sv": "Autosvar: ledig",
    "da": "Autosvar: fraværende", "pl": "Automatyczna odpowiedź", "no": "Automatisk svar", "fi": "Automaattinen vastaus",
}  # fmt: skip


@pytest.mark.parametrize("language", AWAY)
def test_lop_06_a_subject_says_it_in_twelve_languages(language: str, asked: Stage, tmp_path: Path) -> None:
    stage = asked.copy(tmp_path)
    stage.deliver(world.write(world.client_mail(DESK, "I am away until Monday.\n", AWAY[language]), stage.now))
    said = stage.poll()[0]
    assert (said["kind"], said["draft"]) == ("auto_reply", None)


def test_lop_13_no_read_receipt_is_ever_sent(asked: Stage, tmp_path: Path) -> None:
    """A mail that asks for receipts in four ways gets the same one draft as any other."""
    stage = asked.copy(tmp_path)
    ask = "".join(
        f"{name}: <{world.CLIENT}>\r\n"
        for name in ("Disposition-Notification-To", "Return-Receipt-To", "X-Confirm-Reading-To", "Errors-To")
    )
    stage.deliver(
        ask.encode() + world.write(world.client_mail(DESK, world.DISPUTE.replace("INV-1041", "INV-1042"), "Invoice INV-1042"), stage.now)
    )
    said = stage.poll()[0]
    assert (said["kind"], said["draft"] is None) == ("client_mail", False)
    assert stage.tally() == {f"approval {ANA}": 2}
    stage.check()


@pytest.mark.parametrize("one_sender", [True, False])
def test_lop_11_a_storm_is_kept_and_asks_no_more_than_the_limit(one_sender: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a table
    """LOP-11: all are kept; one address causes twenty requests and one summary; SOAK=1 sends ten thousand."""
    stage = Stage.build(tmp_path)
    count = 10_000 if os.environ.get("SOAK") else 24 if one_sender else 8
    for number in range(count):
        sender = world.CLIENT if one_sender else f"someone{number}@firm{number}.example"
        text = world.DISPUTE.replace("£100.00", f"£{number}.00").replace("INV-1041", f"INV-{5000 + number}")
        letter = world.client_mail(DESK, text, f"Invoice INV-{5000 + number}", sender)
        stage.deliver(world.write(letter, stage.now))
    said = stage.poll()
    assert len(said) == count
    drafts = sum(one["draft"] is not None for one in said)
    assert drafts == count
    if one_sender:
        assert stage.tally() == {f"approval {ANA}": 20, f"alert {ANA}": 1}
    assert stage.left(None) == []
    stage.check()
