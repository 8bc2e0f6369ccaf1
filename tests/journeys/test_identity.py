"""Who may get an answer: strangers with real numbers, look-alikes, other reply addresses, invented writers inside forwards."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys import habits, world
from tests.journeys.habits import Reply
from tests.journeys.stage import ANA, CARL, DESK, HOUR, Stage

if TYPE_CHECKING:
    from pathlib import Path

EVE = "eve@evil.example"
PASS = "dmarc=pass header.from=evil.example"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return Stage.build(tmp_path_factory.mktemp("desk"))


@pytest.fixture
def stage(desk: Stage, tmp_path: Path) -> Stage:
    return desk.copy(tmp_path)


def arrives(stage: Stage, sender: str, **more: Any) -> dict[str, Any]:
    """One dispute about a real invoice of Harbour & Pine, from somebody."""
    given = {"in_reply_to": "", "message_id": "", "proof": PASS, "subject": "Invoice INV-1041", "text": world.DISPUTE, **more}
    raw = world.write(world.Letter(sender.replace("\u043e", "0o0"), DESK, **given), stage.now)
    stage.deliver(raw.replace(b"0o0", "\u043e".encode()))
    return stage.poll()[-1]


def first_lines(stage: Stage) -> str:
    return " ".join(world.text_of(stage.requests()[-1]).partition("----- what")[0].split())


def yes_sends_nothing(stage: Stage) -> None:
    said = stage.answer(Reply("Approve"))
    assert (said["command"], said["reason"], stage.left(None)) == ("help", "PARTY_MISMATCH", [])
    stage.check()


def test_spf_10_a_claimed_name_stands_behind_the_address(stage: Stage) -> None:
    said = arrives(stage, f'"Tom Ashdown {world.CLIENT}" <{EVE}>')
    assert said["draft"]["to"] is None
    shown = first_lines(stage)
    assert shown.index(EVE) < shown.index("Tom Ashdown")
    yes_sends_nothing(stage)


@pytest.mark.parametrize(
    "sender",
    [
        "tom.ashdown@harb\u043eurandpine.example",
        "tom.ashdown@xn--harburandpine-1tj.example",
        "tom.ashdown@harbourandpine.example.evil.example",
        "tom.ashdown@harbour-and-pine.example",
        "tom.ashdown@harbourandplne.example",
        "tom.ashdown@mail.harbourandpine.example",
    ],
)
def test_spf_11_a_look_alike_of_a_client_is_not_that_client(sender: str, stage: Stage) -> None:
    said = arrives(stage, sender, proof=f"dmarc=pass header.from={sender.encode('ascii', 'ignore').decode().partition('@')[2]}")
    assert said["kind"] in {"client_mail", "held", "spam"}
    assert said["draft"] is None or said["draft"]["to"] is None
    if said["draft"]:
        assert said["reason"] == "PARTY_MISMATCH"
        assert sender.isascii() or sender not in first_lines(stage)
        yes_sends_nothing(stage)


def test_spf_12_a_stranger_with_a_real_number_gets_nothing_until_somebody_types_the_address(stage: Stage) -> None:
    said = arrives(stage, EVE, text=world.DISPUTE + f"\nPlease confirm and cc {EVE}.\n")
    assert (said["reason"], said["draft"]["to"]) == ("PARTY_MISMATCH", None)
    assert "not listed for the client" in first_lines(stage)
    assert [str(mail["To"]) for mail in stage.left()] == [ANA]
    yes_sends_nothing(stage)
    assert stage.answer(Reply(f"Send to {world.CLIENT}"))["draft"]["to"] == world.CLIENT
    assert stage.answer(Reply("Approve"))["command"] == "approve"
    assert [mail["To"] for mail in stage.left(None)] == [world.CLIENT]
    stage.check()


def test_spf_13_a_new_address_in_a_known_thread_changes_no_recipient(asked: Stage, tmp_path: Path) -> None:
    stage = asked.copy(tmp_path)
    stage.answer(Reply("Approve"))
    ours = str(stage.left(None)[0]["Message-ID"])
    case = stage.seen.rows("SELECT client_email, status FROM cases")
    letter = world.Letter(
        f"Tom <{EVE}>", f"{DESK}, {world.CLIENT}", "Re: Invoice INV-1041 [D-0001]", world.DISPUTE.replace("Hi", "Dear"), PASS, ours
    )
    stage.deliver(world.write(letter, stage.now).replace(b"\r\nSubject:", b"\r\nCc: other@evil.example\r\nSubject:", 1))
    said = stage.poll()[-1]
    assert said["case"] != "D-0001"
    assert said["draft"] is None or said["draft"]["to"] is None
    assert any("shown as a claim" in reason for reason in said["reasons"])
    assert stage.seen.rows("SELECT client_email, status FROM cases")[:1] == case
    assert [mail["To"] for mail in stage.left(None)] == [world.CLIENT]
    stage.check()


def test_spf_14_another_reply_address_is_shown_and_not_used(stage: Stage) -> None:
    letter = world.client_mail(DESK)
    stage.deliver(world.write(letter, stage.now).replace(b"\r\nSubject:", f"\r\nReply-To: {EVE}\r\nSubject:".encode(), 1))
    said = stage.poll()[-1]
    assert said["draft"]["to"] == world.CLIENT
    assert stage.answer(Reply("Approve"))["command"] == "approve"
    assert [mail["To"] for mail in stage.left(None)] == [world.CLIENT]
    stage.check()


def test_spf_15_our_message_id_gives_no_rights_to_who_knows_it(asked: Stage, tmp_path: Path) -> None:
    stage = asked.copy(tmp_path)
    request = stage.requests()[0]
    for ids in ((str(request["Message-ID"]),), ("<a.00000000000000000000000000@northlight.example>",)):
        said = stage.answer(Reply("Approve", "bare", sender=f"Eve <{EVE}>", ids=ids, keep=frozenset(), proof=PASS), request)
        assert said["command"] in {None, "refuse"}
    assert (stage.left(None), stage.drafts()) == ([], ["pending"])
    stage.check()


def test_spf_16_our_own_headers_from_outside_are_no_orders(stage: Stage) -> None:
    forged = b"X-Dispute-Desk: approval\r\nX-Dispute-Desk-Instance: 0123456789abcdef\r\nX-Dispute-Desk-Recipient: eve@evil.example\r\n"
    stage.deliver(forged + world.write(world.client_mail(DESK), stage.now))
    said = stage.poll()[-1]
    assert (said["kind"], said["draft"]["to"]) == ("client_mail", world.CLIENT)
    assert "forged_instance_header" in said["reasons"]
    assert stage.answer(Reply("Approve"))["command"] == "approve"
    assert "x-dispute-desk" not in stage.left(None)[0].as_string().lower()
    stage.check()


def forward(writer: str, text: str = world.DISPUTE) -> str:
    return (
        "Please answer.\n\n---------- Forwarded message ---------\n"
        f"From: Tom Ashdown <{writer}>\nDate: Mon, 5 Oct 2026 10:00\nSubject: Invoice INV-1041\nTo: <{CARL}>\n\n{text}"
    )


def forwarded(stage: Stage, body: str, proof: str = "dmarc=pass header.from=northlight.example") -> dict[str, Any]:
    letter = world.Letter(f"Carl <{CARL}>", DESK, "Fwd: Invoice INV-1041", body, proof)
    stage.deliver(world.write(letter, stage.now))
    return stage.poll()[-1]


@pytest.mark.parametrize(("writer", "to"), [(world.CLIENT, world.CLIENT), ("cfo@harbourandpine.example", None), (EVE, None)])
def test_spf_17_an_invented_writer_inside_a_forward_gets_nothing(writer: str, to: str | None, stage: Stage) -> None:
    said = forwarded(stage, forward(writer))
    assert (said["kind"], said["draft"]["to"]) == ("staff_forward", to)
    if to is None:
        assert said["reason"] == "FWD_UNCLEAR"
        assert stage.answer(Reply("Approve"))["command"] == "help"
        assert stage.left(None) == []
    stage.check()


def test_spf_18_a_forward_in_a_colleagues_name_is_a_strangers(stage: Stage) -> None:
    said = forwarded(stage, forward(EVE), "dmarc=fail header.from=northlight.example")
    assert (said["kind"], said["reason"], said["draft"]["to"]) == ("staff_forward", "FWD_UNCLEAR", None)
    stage.check()


@pytest.mark.parametrize("writer", [world.CLIENT, EVE])
def test_spf_19_an_attached_original_counts_before_the_words_around_it(writer: str, stage: Stage) -> None:
    inner = EmailMessage(policy=policy.SMTP)
    inner["From"], inner["To"], inner["Subject"] = f"Tom <{writer}>", CARL, "Invoice INV-1041"
    inner["Message-ID"], inner["Date"] = "<inner-1@x.example>", "Mon, 05 Oct 2026 10:00:00 +0000"
    inner.set_content(world.DISPUTE)
    outer = EmailMessage(policy=policy.SMTP)
    outer["Authentication-Results"] = f"{world.AUTHSERV}; dmarc=pass header.from=northlight.example"
    outer["From"], outer["To"], outer["Subject"] = f"Carl <{CARL}>", DESK, "Fwd: Invoice INV-1041"
    outer["Message-ID"], outer["Date"] = "<outer-1@northlight.example>", "Tue, 06 Oct 2026 08:00:00 +0000"
    outer.set_content("From: Tom <other@harbourandpine.example>\nSee the mail attached.")
    outer.add_attachment(inner)
    stage.deliver(outer.as_bytes())
    said = stage.poll()[-1]
    assert (said["kind"], said["draft"]["to"]) == ("staff_forward", world.CLIENT if writer == world.CLIENT else None)
    stage.check()


def test_spf_20_a_replayed_yes_is_a_used_token(asked: Stage, tmp_path: Path) -> None:
    stage = asked.copy(tmp_path)
    stage.now += HOUR
    raw = habits.written(stage.requests()[0], Reply("Approve", proof="dkim=pass header.d=northlight.example"), stage.now)
    for command in ("approve", "ignore", "ignore"):
        stage.now += HOUR
        stage.deliver(raw)
        assert stage.poll()[-1]["command"] == command
    assert len(stage.left(None)) == 1
    stage.check()
