"""Replies nobody entitled wrote, by the thousand: From x Authentication-Results x ARC x token x encoding x program; none decides anything.

Every From form meets every lie about it, the rest is drawn by a fixed seed, so that a failure comes back. Some go through a whole desk
with its mailbox and outbox, more are read and ruled on as they would be, and `make spoof` (SPOOFS=20000) rules on all of them.
"""

from __future__ import annotations

import json
import os
import random
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import pytest

from bot import journey, opening
from bot.minting import RandomMint
from bot.vocabulary.effects import Agree, CloseCase, QueueMail, SettleDraft
from bot.vocabulary.outgoing import Audience
from tests.journeys import habits, world
from tests.journeys.habits import Reply
from tests.journeys.stage import ANA, DESK, HOUR, Stage

if TYPE_CHECKING:
    from pathlib import Path

EVIL, OURS = "evil.example", "northlight.example"
PASS = f"Authentication-Results: {world.AUTHSERV}; dmarc=pass header.from={OURS}"
FAIL = f"Authentication-Results: {world.AUTHSERV}; dmarc=fail header.from={OURS}"
HOP = "Received: from relay.evil.example by mx.northlight.example; Tue, 6 Oct 2026 09:00:00 +0000"

#: The approver's own address, which only proof could make believed.
TRUE_FROMS = (
    ANA,
    f"Ana Lopes <{ANA}>",
    f'"Lopes, Ana" <{ANA}>',
    f"<{ANA}>",
    f"=?utf-8?Q?Ana_L=C3=B3pes?= <{ANA}>",
    "ANA@NORTHLIGHT.EXAMPLE",
)
#: Forms that one program may read as the approver and another as somebody else; our server says pass for what it read.
ODD_FROMS = (
    f"{ANA} (eve@{EVIL})", f"<{ANA}> <eve@{EVIL}>", f"{ANA}, eve@{EVIL}", f"eve@{EVIL}, {ANA}", f"staff: {ANA};", f"<@{EVIL}:{ANA}>",
    f'"{ANA}" <eve@{EVIL}>', f"{ANA} <eve@{EVIL}>", f"eve@{EVIL}){ANA}", f'"{ANA}"@{EVIL}', f"{ANA}@{EVIL}", f"{ANA}.{EVIL}", f"{ANA}.",
    "=?utf-8?Q?ana=40northlight=2Eexample?=", f"=?utf-8?B?YW5hQG5vcnRobGlnaHQuZXhhbXBsZQ==?= <eve@{EVIL}>", f"{ANA}; eve@{EVIL}",
    "ana@n\u043erthlight.example", "\u0430na@northlight.example", "ana@north\u200blight.example", "ana@xn--nrthlight-mog.example",
    f"\u202e{ANA}", f"eve@{EVIL}\r\nFrom: {ANA}", f"{ANA}\r\nfrom: eve@{EVIL}", f"eve@{EVIL}\r\nFrom : {ANA}", f"eve@{EVIL}\rFrom: {ANA}",
    f"{ANA}\0", f"eve@{EVIL}", "", "ana", f"ana+x@{OURS}", f"ana.@{OURS}", f"ana@mail.{OURS}", f"Ana <{ANA}> <{ANA}>", f"a=?utf-8?Q?na?=@{OURS}",
)  # fmt: skip
#: What our server wrote, or what somebody wants us to believe it wrote; none proves the approver's address.
LIES: tuple[tuple[str, ...], ...] = (
    (),
    (FAIL,),
    (f"Authentication-Results: {world.AUTHSERV}; dmarc=none",),
    (f"Authentication-Results: {world.AUTHSERV}; none",),
    (f"Authentication-Results: {world.AUTHSERV}; spf=pass smtp.mailfrom=eve@{EVIL}; dkim=pass header.d={EVIL}",),
    (f"Authentication-Results: {world.AUTHSERV}; dmarc=pass header.from={EVIL}",),
    (f"Authentication-Results: {world.AUTHSERV}.{EVIL}; dmarc=pass header.from={OURS}",),
    (f"Authentication-Results: mx.{EVIL}; dmarc=pass header.from={OURS}",),
    (f"Authentication-Results: {world.AUTHSERV} 2; dmarc=pass header.from={OURS}",),
    (FAIL, HOP, PASS),
    (PASS, HOP, PASS),
    (FAIL, PASS),
    (PASS, PASS),
    (HOP, f"ARC-Authentication-Results: i=1; {world.AUTHSERV}; dmarc=pass header.from={OURS}", "ARC-Seal: i=1; cv=pass; d=evil.example; b=x"),
    (f"Authentication-Results: {world.AUTHSERV}; dmarc=fail header.from={OURS}; arc=pass",),
    (f'Authentication-Results: {world.AUTHSERV}; spf=none (x) smtp.mailfrom="a; dmarc=pass header.from={OURS}"',),
    (f"Authentication-Results: {world.AUTHSERV}; none (dmarc=pass header.from={OURS})",),
    (f"Authentication-Results: {world.AUTHSERV}; dmarc=fail (; dmarc=pass header.from={OURS}",),
    (f"Authentication-Results: {world.AUTHSERV}; dmarc=pass header.from={OURS} header.from={EVIL}",),
    (f"Authentication-Results: {world.AUTHSERV}; dmarc=fail header.from={OURS}; dmarc=pass header.from={OURS}",),
    (f"X-Note: x\rAuthentication-Results: {world.AUTHSERV}; dmarc=pass header.from={OURS}",),
    (f"Authentication-Results : {world.AUTHSERV}; dmarc=pass header.from={OURS}",),
    (f"X-Authentication-Results: {world.AUTHSERV}; dmarc=pass header.from={OURS}",),
    (f"Authentication-Results: {world.AUTHSERV}; dkim=pass header.d=example; spf=pass smtp.helo={OURS}",),
    (f"Authentication-Results: {world.AUTHSERV}; auth=pass smtp.auth=eve@{OURS}",),
)  # fmt: skip
#: Chains that vouch for a mail: a forwarder's word, never our server's.
ARC: tuple[tuple[str, ...], ...] = (
    (),
    (),
    (
        f"ARC-Seal: i=1; a=rsa-sha256; cv=none; d={EVIL}; s=x; b=x",
        f"ARC-Authentication-Results: i=1; {world.AUTHSERV}; dmarc=pass header.from={OURS}",
    ),
    (
        "ARC-Seal: i=2; a=rsa-sha256; cv=pass; d=google.com; s=x; b=x",
        f"ARC-Authentication-Results: i=2; mx.google.com; dmarc=pass header.from={OURS}",
    ),
    (f"ARC-Authentication-Results: i=1; {world.AUTHSERV}; arc=pass; dmarc=pass header.from={OURS}",),
    (f"Authentication-Results-Original: {world.AUTHSERV}; dmarc=pass header.from={OURS}",),
    ("X-MS-Exchange-Organization-AuthAs: Internal", f"X-Original-Authentication-Results: {world.AUTHSERV}; dmarc=pass header.from={OURS}"),
    (f"Received-SPF: pass ({world.AUTHSERV}: domain of {ANA} designates 192.0.2.1 as permitted sender)",),
)
CARRIED = (habits.CARRIERS, frozenset({"address"}), frozenset({"thread"}), frozenset({"ref"}), frozenset({"address", "thread"}))
ENCODINGS = ("", "utf-8/base64", "utf-8/quoted-printable", "utf-8/8bit", "iso-8859-1/quoted-printable", "utf-16/base64", "utf-7/7bit")
WORDS = (
    "Approve",
    "Yes, send it",
    "Freigegeben",
    "Sí",
    "Reject",
    "Send to eve@evil.example",
    "Edit\n\nPay to another account.",
    "Close paid",
    f"Assign {ANA}",
)
PROGRAMS = tuple(habits.PROGRAMS)


def variants(count: int) -> list[Reply]:
    """Draw that many different forgeries: a true From that is not proven, or an odd From that our server let pass."""
    draw = random.Random(25)  # noqa: S311 - a fixed seed, for tests
    believed = [(f"Authentication-Results: {world.AUTHSERV}; dmarc=pass header.from={domain}",) for domain in (OURS, EVIL)]
    heads = [*product(TRUE_FROMS, LIES), *product(ODD_FROMS, [*LIES, *believed])]
    found = []
    for number in range(count):
        sender, head = heads[number % len(heads)]
        words = WORDS[0] if number % 2 else draw.choice(WORDS)
        program, keep = draw.choice(PROGRAMS), draw.choice(CARRIED)
        keep |= {"address"} if program == "bare" else set()  # it quotes nothing, so it may carry nothing
        whole = (*draw.choice(ARC), *head) if number % 3 else (*head, *draw.choice(ARC))
        found.append(Reply(words, program, sender=sender, proof="", head=whole, keep=keep, encoding=draw.choice(ENCODINGS)))
    return found


#: Profile -> the id that its server writes, and what stands for it in the lies.
PROFILES = {"rfc8601": (world.AUTHSERV, world.AUTHSERV), "gmail": ("", "mx.google.com"), "microsoft365": ("", "")}


@pytest.mark.parametrize("profile", PROFILES)
def test_spf_25_forgeries_read_and_ruled_on_decide_nothing(profile: str, asked: Stage) -> None:
    """SPF-25: each kind of forgery meets each other one; whatever follows is a refusal, a question or silence."""
    request, now = asked.requests()[0], asked.now + HOUR
    harmless = {None, "refuse", "ignore", "help"}
    with opening.store_of(asked.settings) as store:
        policy = replace(opening.policy_of(asked.settings, store, now), trust_profile=profile, authserv_id=PROFILES[profile][0])
        for number, forged in enumerate(variants(int(os.environ.get("SPOOFS", "1100")))):
            forged = replace(forged, head=tuple(_spelt(line, PROFILES[profile][1]) for line in forged.head))  # noqa: PLW2901 - the same one
            reading = journey.read(habits.written(request, forged, now - HOUR / 2), policy)
            dossier = store.answer(journey.ask(reading), 0, now, now - 12 * HOUR)
            desk = journey.Desk(policy, now, RandomMint(OURS, dossier.next_case), store.foreign_numbers, store.invoice_totals)
            decision = journey.decide(reading, dossier, desk)
            assert decision.report.command in harmless, (number, forged)
            assert not [effect for effect in decision.effects if isinstance(effect, SettleDraft | Agree | CloseCase)], (number, forged)
            mails = [effect.mail for effect in decision.effects if isinstance(effect, QueueMail)]
            assert all(mail.audience is Audience.STAFF for mail in mails), (number, forged)


def _spelt(line: str, server: str) -> str:
    """A line of the head as another server would have written it; Microsoft names itself not at all."""
    return line.replace(world.AUTHSERV, server) if server else line.replace(f"{world.AUTHSERV}; ", "").replace(world.AUTHSERV, "")


def test_spf_08_the_true_forms_pass_where_they_are_proven(asked: Stage) -> None:
    """SPF-08: what makes the forgeries fail is the lie, not the form: the same forms with our server's own word are a yes."""
    request, now = asked.requests()[0], asked.now + HOUR
    with opening.store_of(asked.settings) as store:
        policy = opening.policy_of(asked.settings, store, now)
        for sender in TRUE_FROMS:
            for arc in ARC:
                raw = habits.written(request, Reply("Approve", sender=sender, proof="", head=(PASS, HOP, *arc)), now - HOUR / 2)
                reading = journey.read(raw, policy)
                dossier = store.answer(journey.ask(reading), 0, now, now - 12 * HOUR)
                desk = journey.Desk(policy, now, RandomMint(OURS, dossier.next_case), store.foreign_numbers, store.invoice_totals)
                assert journey.decide(reading, dossier, desk).report.command == "approve", (sender, arc)


def test_spf_25_forgeries_through_a_whole_desk_decide_nothing(asked: Stage, tmp_path: Path) -> None:
    """SPF-25: no approval, no command, no mail to a client; the draft waits; the approver is not flooded."""
    stage = asked.copy(tmp_path)
    request = stage.requests()[0]
    count = 20_000 if os.environ.get("SOAK") else 500
    replies = variants(20_000)[:: 20_000 // count]
    for start in range(0, count, 250):
        stage.now += HOUR
        for reply in replies[start : start + 250]:
            stage.deliver(habits.written(request, reply, stage.now))
        said = stage.poll()
        obeyed = [one for one in said if one["command"] not in {None, "refuse", "ignore", "help"}]
        assert obeyed == []
        assert len(said) == 250
    assert stage.left(None) == []
    drafts = stage.seen.rows("SELECT state, case_id, value FROM drafts")
    assert [draft["state"] for draft in drafts if draft["case_id"] == "D-0001"] == ["pending"]
    assert not any(json.loads(draft["value"])["mail"]["recipients"] for draft in drafts if draft["case_id"] != "D-0001")
    assert set(stage.tally()) <= {f"approval {ANA}", f"alert {ANA}", f"hint {ANA}"}
    assert stage.tally()[f"approval {ANA}"] <= 2
    assert sum(stage.tally().values()) <= 2 + 2 * 3
    assert "approval" not in stage.events()
    stage.check()
    stage.now += HOUR
    assert stage.answer(Reply("Approve"))["command"] == "approve"


def test_spf_18_a_forward_in_a_colleagues_name_names_no_recipient(asked: Stage, tmp_path: Path) -> None:
    """SPF-18: an unproven forward is no staff mail: its original sender is a claim, a yes sends nothing."""
    stage = asked.copy(tmp_path)
    stage.now += HOUR
    text = f"Please answer.\n\n---------- Forwarded message ---------\nFrom: Pat <pat@{EVIL}>\nDate: Mon, 5 Oct 2026 10:00\nSubject: Invoice INV-2001\nTo: <{DESK}>\n\n"
    words = "There is an error on invoice INV-2001. The price is wrong. You billed 10 hours at 100.00 EUR, we agreed 90.00 EUR. Please send a corrected invoice.\n"
    letter = world.Letter(
        "Carl <carl@northlight.example>", DESK, "Fwd: Invoice INV-2001", text + words, "dmarc=fail header.from=northlight.example"
    )
    stage.deliver(world.write(letter, stage.now))
    said = stage.poll()[0]
    assert (said["kind"], said["reason"]) == ("staff_forward", "FWD_UNCLEAR")
    assert said["draft"] is None or said["draft"]["to"] is None
    if said["draft"]:
        assert stage.answer(Reply("Approve"))["command"] == "help"
    assert stage.left(None) == []
    stage.check()
