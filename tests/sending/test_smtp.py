from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from bot.errors import StoreError
from bot.sending.smtp import SmtpBox
from bot.vocabulary.doors import SendOutcome, SendResult
from tests.servers.certificates import Authority
from tests.servers.ports import free_ports
from tests.servers.scripted_smtp import CUT, STALL, ScriptedSmtp

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

DESK, TOM, ANA = "disputes@northlight.example", "tom@harbour.example", "ana@northlight.example"
RAW = b"Subject: hello\r\n\r\n.\r\n..\r\n...dots\r\nFrom here\r\n\r\n.\r\n"
PASSWORD = "correct horse"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


def box_for(port: int, authority: Authority, **more: object) -> SmtpBox:
    settings: dict[str, object] = {
        "password": PASSWORD,
        "tls": "starttls",
        "ca_file": str(authority.ca_file),
        "timeout_s": 5.0,
        "final_timeout_s": 5.0,
    }
    return SmtpBox(host="localhost", port=port, username="desk", **{**settings, **more})  # type: ignore[arg-type]


def nothing() -> None:
    pass


def hand_over(
    box: SmtpBox,
    times: int = 1,
    to: Sequence[str] = (TOM,),
    before_data: Callable[[], None] = nothing,
    between: Callable[[], None] = nothing,
) -> list[SendOutcome]:
    async def run() -> list[SendOutcome]:
        outcomes = []
        for _ in range(times):
            outcomes.append(await box.send("o-1", DESK, to, RAW, before_data))
            between()
            await asyncio.sleep(0.02)
        await box.close()
        return outcomes

    return asyncio.run(run())


# --- a real server --------------------------------------------------------------------------------------------------------


class Keeper:
    """Handler of a real aiosmtpd; keeps envelopes."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.envelopes.append(envelope)
        return "250 2.0.0 queued as real-1"


def check_login(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object) -> AuthResult:
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"desk", PASSWORD.encode())
    return AuthResult(success=good, handled=False)


def real_server(keeper: Keeper, authority: Authority) -> Controller:
    return Controller(
        keeper,
        hostname="127.0.0.1",
        port=free_ports(1)[0],
        tls_context=authority.server_context(),
        require_starttls=True,
        auth_required=True,
        authenticator=check_login,
    )


def test_a_real_server_gets_the_exact_bytes(authority: Authority) -> None:
    keeper = Keeper()
    controller = real_server(keeper, authority)
    controller.start()
    try:
        outcomes = hand_over(box_for(controller.port, authority), times=3)
    finally:
        controller.stop()
    assert outcomes == [SendOutcome(SendResult.SENT, "250 2.0.0 queued as real-1")] * 3
    assert [(e.mail_from, e.rcpt_tos, e.content) for e in keeper.envelopes] == [(DESK, [TOM], RAW)] * 3


def test_a_real_server_that_refuses_the_password(authority: Authority) -> None:
    keeper = Keeper()
    controller = real_server(keeper, authority)
    controller.start()
    try:
        (outcome,) = hand_over(box_for(controller.port, authority, password="wrong one"))
    finally:
        controller.stop()
    assert (outcome.result, outcome.hold_all) == (SendResult.DEFERRED, True)
    assert " 535 " in outcome.answer
    assert "wrong one" not in outcome.answer
    assert not keeper.envelopes


# --- every step, everything that can happen -------------------------------------------------------------------------------

GARBAGE = "?? not smtp"
#: step, what the server does there -> result, whether the whole queue waits, whether the phase "data" was committed.
FATES: list[tuple[str, str, str, bool, bool]] = [
    *((step, fate, "deferred", True, False) for step in ("connect", "ehlo", "starttls", "auth") for fate in (CUT, STALL, GARBAGE)),
    *((step, fate, "deferred", True, False) for step in ("connect", "starttls", "auth") for fate in ("421 4.3.2 down", "554 5.3.0 no")),
    ("auth", "535 5.7.8 wrong", "deferred", True, False),
    ("auth", "454 4.7.0 later", "deferred", True, False),
    *((step, fate, "deferred", False, False) for step in ("mail", "rcpt") for fate in (CUT, STALL, GARBAGE, "333 what", "451 4.3.0 later")),
    *((step, "421 4.3.2 down", "deferred", True, False) for step in ("mail", "rcpt")),
    *((step, "450 4.7.1 too fast", "deferred", True, False) for step in ("mail", "rcpt")),
    *((step, "550 5.7.1 no", "rejected", False, False) for step in ("mail", "rcpt")),
    ("mail", "550 5.7.30 basic login is off", "deferred", True, False),
    ("mail", "530 5.7.0 log in first", "deferred", True, False),
    *(("data", fate, "deferred", False, True) for fate in (CUT, STALL, GARBAGE, "250 ok", "451 4.3.0 later")),
    ("data", "421 4.3.2 down", "deferred", True, True),
    ("data", "554 5.6.0 no", "rejected", False, True),
    *(("body", fate, "uncertain", False, True) for fate in (CUT, STALL, GARBAGE, "354 again", "250-half an answer")),
    ("body", "451 4.3.0 later", "deferred", False, True),
    ("body", "421 4.7.0 slow down", "deferred", True, True),
    ("body", "554 5.7.1 looks like spam", "rejected", False, True),
    ("body", "251 2.1.5 will forward", "sent", False, True),
    *(("quit", fate, "sent", False, True) for fate in (CUT, STALL, GARBAGE, "421 down", "550 no")),
]


@pytest.mark.parametrize(("step", "fate", "result", "hold_all", "data"), FATES, ids=[f"{step} {fate}" for step, fate, *_ in FATES])
def test_every_fate_at_every_step(authority: Authority, step: str, fate: str, result: str, *, hold_all: bool, data: bool) -> None:
    phases: list[str] = []
    stalls: dict[str, float] = {}
    if fate in {STALL, "250-half an answer"}:  # short only where it is waited for: everything else may be slow on a busy machine
        stalls = {"final_timeout_s": 0.1} if step == "body" else {"timeout_s": 0.7}
    with ScriptedSmtp(authority.server_context(), {step: [fate]}) as server:
        (outcome,) = hand_over(box_for(server.port, authority, **stalls), before_data=lambda: phases.append("data"))
    assert (outcome.result, outcome.hold_all) == (result, hold_all)
    assert outcome.answer
    assert (phases == ["data"]) is data
    assert bool(server.taken) is (step in {"body", "quit"})
    assert not any(command.startswith(("AUTH", "MAIL", "RCPT", "DATA")) for command in server.plain)


@pytest.mark.parametrize("step", ["mail", "rcpt", "data", "body"])
@pytest.mark.parametrize("fate", [CUT, "451 4.3.0 later", "550 5.1.1 no", "421 4.3.2 down", GARBAGE])
def test_whatever_happened_the_next_mail_goes_out(authority: Authority, step: str, fate: str) -> None:
    with ScriptedSmtp(authority.server_context(), {step: [fate]}) as server:
        _, second = hand_over(box_for(server.port, authority), times=2)
    assert second == SendOutcome(SendResult.SENT, "250 2.0.0 queued as 4F2A")
    assert server.taken[-1].raw == RAW


# --- the connection -------------------------------------------------------------------------------------------------------


def test_one_connection_serves_many_mails(authority: Authority) -> None:
    with ScriptedSmtp(authority.server_context()) as server:
        hand_over(box_for(server.port, authority), times=5)
    assert server.connections == 1
    assert [mail.raw for mail in server.taken] == [RAW] * 5
    assert server.said[-1] == "QUIT"
    assert "EHLO northlight.example" in server.said
    assert f"MAIL FROM:<{DESK}> SIZE={len(RAW)}" in server.said


def test_a_dropped_idle_connection_is_opened_again(authority: Authority) -> None:
    with ScriptedSmtp(authority.server_context()) as server:
        outcomes = hand_over(box_for(server.port, authority), times=3, between=server.cut_all)
    assert [outcome.result for outcome in outcomes] == [SendResult.SENT] * 3
    assert server.connections == 3


@pytest.mark.parametrize("fate", ["421 4.4.2 idle too long", CUT, STALL])
def test_a_kept_connection_that_ended_costs_no_mail(authority: Authority, fate: str) -> None:
    with ScriptedSmtp(authority.server_context(), {"mail": ["250 ok", fate]}) as server:
        outcomes = hand_over(box_for(server.port, authority, timeout_s=0.7), times=2)
    assert [outcome.result for outcome in outcomes] == [SendResult.SENT] * 2


def test_tls_from_the_first_byte(authority: Authority) -> None:
    with ScriptedSmtp(authority.server_context(), from_first_byte=True) as server:
        (outcome,) = hand_over(box_for(server.port, authority, tls="ssl"))
    assert outcome.result is SendResult.SENT
    assert server.plain == []


@pytest.mark.parametrize("tls", ["starttls", "ssl"])
def test_without_tls_no_password_and_no_mail(authority: Authority, tls: str) -> None:
    with ScriptedSmtp(None, {"ehlo": ["250-sink\r\n250 AUTH PLAIN"] * 2}) as server:
        (outcome,) = hand_over(box_for(server.port, authority, tls=tls, timeout_s=0.5))
    assert (outcome.result, outcome.hold_all) == (SendResult.DEFERRED, True)
    assert not any(command.startswith(("AUTH", "MAIL")) for command in server.said)


@pytest.mark.parametrize(("tls", "host"), [("starttls", "localhost"), ("ssl", "localhost"), ("starttls", "127.0.0.2")])
def test_a_certificate_we_cannot_trust(authority: Authority, tmp_path_factory: pytest.TempPathFactory, tls: str, host: str) -> None:
    stranger = authority if host != "localhost" else Authority(tmp_path_factory.mktemp("stranger"))
    with ScriptedSmtp(stranger.server_context(), from_first_byte=tls == "ssl") as server:
        box = box_for(server.port, authority, tls=tls, timeout_s=2.0)
        box.host = host
        (outcome,) = hand_over(box)
    assert (outcome.result, outcome.hold_all) == (SendResult.DEFERRED, True)
    assert not any(command.startswith(("AUTH", "MAIL")) for command in server.said)


def test_nobody_listens(authority: Authority) -> None:
    with ScriptedSmtp(None) as server:
        pass
    (outcome,) = hand_over(box_for(server.port, authority))
    assert (outcome.result, outcome.hold_all) == (SendResult.DEFERRED, True)


def test_a_wrong_password_is_tried_once(authority: Authority) -> None:
    with ScriptedSmtp(authority.server_context(), {"auth": [f"535 no: {PASSWORD} AGRlc2sAY29ycmVjdCBob3JzZQ=="]}) as server:
        (outcome,) = hand_over(box_for(server.port, authority))
    assert sum(command.startswith("AUTH") for command in server.said) == 1
    assert outcome.answer.endswith("535 no: *** ***")


def test_a_server_that_offers_no_known_login(authority: Authority) -> None:
    with ScriptedSmtp(authority.server_context(), {"ehlo": ["250-sink\r\n250 STARTTLS", "250-sink\r\n250 AUTH GSSAPI"]}) as server:
        (outcome,) = hand_over(box_for(server.port, authority))
    assert "no way to log in" in outcome.answer
    assert outcome.hold_all


# --- envelope and bytes ---------------------------------------------------------------------------------------------------

#: answers per recipient -> result, who was refused, who got it
ENVELOPES: list[tuple[Mapping[str, str], str, tuple[str, ...], list[tuple[str, ...]]]] = [
    ({}, "sent", (), [(TOM, ANA)]),
    ({TOM: "550 5.1.1 nobody"}, "sent", (TOM,), [(ANA,)]),
    ({ANA: "451 4.2.1 later"}, "sent", (ANA,), [(TOM,)]),
    ({TOM: "550 5.1.1 nobody", ANA: "550 5.1.1 nobody"}, "rejected", (TOM, ANA), []),
    ({TOM: "550 5.1.1 nobody", ANA: "451 4.2.1 later"}, "deferred", (TOM, ANA), []),
    ({TOM: "421 4.3.2 down"}, "deferred", (TOM,), []),
]


@pytest.mark.parametrize(("answers", "result", "refused", "got"), ENVELOPES)
def test_the_fate_of_each_recipient_is_told(
    authority: Authority, answers: Mapping[str, str], result: str, refused: tuple[str, ...], got: list[tuple[str, ...]]
) -> None:
    with ScriptedSmtp(authority.server_context()) as server:
        server.by_recipient.update(answers)
        (outcome,) = hand_over(box_for(server.port, authority), to=(TOM, ANA))
    assert outcome.result == result
    assert set(refused) <= set(outcome.refused) | ({TOM} if "421" in str(answers) else set())
    assert [mail.recipients for mail in server.taken] == got


@pytest.mark.parametrize(
    ("to", "raw"),
    [
        ((), RAW),
        (("tom@x.example> NOTIFY=NEVER",), RAW),
        (("tom@x.example\r\nRCPT TO:<eve@x.example>",), RAW),
        ((TOM,), b"Subject: x\r\n\r\n\n.\r\nMAIL FROM:<a@b>\r\n"),
        ((TOM,), b"Subject: x\r\n\r\nbare\rcr\r\n"),
        ((TOM,), b"no end"),
    ],
)
def test_what_could_smuggle_is_never_offered(authority: Authority, to: tuple[str, ...], raw: bytes) -> None:
    with ScriptedSmtp(authority.server_context()) as server:
        outcome = asyncio.run(box_for(server.port, authority).send("o-1", DESK, to, raw, nothing))
    assert outcome.result is SendResult.REJECTED
    assert server.connections == 0


def test_when_the_phase_cannot_be_committed_nothing_leaves(authority: Authority) -> None:
    def refuse() -> None:
        raise StoreError("disk full")

    with ScriptedSmtp(authority.server_context()) as server:
        box = box_for(server.port, authority)
        with pytest.raises(StoreError):
            hand_over(box, before_data=refuse)
        assert "DATA" not in server.said
        assert hand_over(box)[0].result is SendResult.SENT


def test_the_phase_is_committed_between_the_last_rcpt_and_data(authority: Authority) -> None:
    seen: list[list[str]] = []
    with ScriptedSmtp(authority.server_context()) as server:
        hand_over(box_for(server.port, authority), to=(TOM, ANA), before_data=lambda: seen.append(list(server.said)))
    assert len(seen) == 1
    assert seen[0][-1] == f"RCPT TO:<{ANA}>"
    assert "DATA" not in seen[0]


def test_a_cancelled_mail_leaves_no_dialogue_behind(authority: Authority) -> None:
    async def run(box: SmtpBox) -> SendOutcome:
        task = asyncio.create_task(box.send("o-1", DESK, (TOM,), RAW, nothing))
        while not server.taken:  # noqa: ASYNC110 - the server is another thread
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return await box.send("o-2", DESK, (TOM,), RAW, nothing)

    with ScriptedSmtp(authority.server_context(), {"body": [STALL]}) as server:
        assert asyncio.run(run(box_for(server.port, authority))).result is SendResult.SENT
    assert server.connections == 2


def test_the_answer_is_one_short_clean_line(authority: Authority) -> None:
    with ScriptedSmtp(authority.server_context(), {"body": [f"250-2.0.0 \x1b[31mred\r\n250 queued as 1 {'x' * 900}"]}) as server:
        (outcome,) = hand_over(box_for(server.port, authority))
    assert outcome.result is SendResult.SENT
    assert outcome.answer.startswith("250 2.0.0 [31mred queued as 1 xxx")
    assert len(outcome.answer) == 300


def test_the_password_is_not_shown(authority: Authority) -> None:
    assert PASSWORD not in repr(box_for(1, authority))
