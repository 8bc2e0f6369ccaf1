from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.review.authorise import authorise
from bot.vocabulary.cases import CaseStatus, DraftState
from bot.vocabulary.labels import Kind
from bot.vocabulary.mail import Address, Carriers, Proof
from bot.vocabulary.reasons import Reason
from tests.review.desk import ANA, BEN, CASE, NOW, POLICY, TOM, asked, client_mail, context, dossier, draft, reply

if TYPE_CHECKING:
    from bot.vocabulary.dossier import Dossier, TokenRecord
    from bot.vocabulary.reading import Reading

RECORD, TOKEN, _ = asked()


def carrying(reading: Reading, **carriers: tuple[str, ...]) -> Reading:
    return replace(reading, arrived=replace(reading.arrived, carriers=Carriers(**carriers)))


def from_(reading: Reading, **message: object) -> Reading:
    return replace(reading, arrived=replace(reading.arrived, message=replace(reading.arrived.message, **message)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "reading",
    [
        reply("approve", TOKEN),
        reply("approve", TOKEN.upper()),
        reply("approve", ids=(RECORD.token.message_id,)),
        reply("approve", TOKEN, ids=("other@x.example", RECORD.token.message_id)),
        carrying(reply("approve"), refs=(TOKEN,)),
        from_(reply("approve", TOKEN), sender=Address(BEN)),
        from_(reply("approve", TOKEN), sender=Address(ANA)),
    ],
)
def test_any_carrier_that_came_back_is_enough(reading: Reading) -> None:
    allowed = authorise(reading, dossier(RECORD), context())
    assert (allowed.record, allowed.reason) == (RECORD, None)


def with_token(**changes: object) -> TokenRecord:
    return replace(RECORD, token=replace(RECORD.token, **changes))  # type: ignore[arg-type]


def with_draft(**changes: object) -> TokenRecord:
    return replace(RECORD, draft=replace(RECORD.draft, **changes))  # type: ignore[arg-type]


YES = reply("approve", TOKEN)
REFUSALS = [
    ("no carrier", reply("approve"), dossier(RECORD), Reason.TOKEN_UNKNOWN),
    ("guess", reply("approve", "0" * 26), dossier(RECORD), Reason.TOKEN_UNKNOWN),
    ("cut token", reply("approve", TOKEN[:-1]), dossier(RECORD), Reason.TOKEN_UNKNOWN),
    ("unknown beside a known one", carrying(YES, tags=(TOKEN,), refs=("0" * 26,)), dossier(RECORD), Reason.CMD_CONFLICT),
    ("somebody else", reply("approve", TOKEN, "eve@evil.example"), dossier(RECORD), Reason.TOKEN_OTHER_USER),
    ("the client", reply("approve", TOKEN, TOM), dossier(RECORD), Reason.TOKEN_OTHER_USER),
    ("another approver", reply("approve", TOKEN, BEN), dossier(RECORD), Reason.TOKEN_OTHER_USER),
    ("plus address", reply("approve", TOKEN, "ana+x@northlight.example"), dossier(RECORD), Reason.TOKEN_OTHER_USER),
    ("no strict From", from_(YES, from_=None), dossier(RECORD), Reason.FROM_MALFORMED),
    ("on behalf", from_(YES, sender=Address("eve@evil.example")), dossier(RECORD), Reason.AUTH_UNTRUSTED),
    ("failed", reply("approve", TOKEN, proof=Proof.FAILED), dossier(RECORD), Reason.AUTH_FAIL),
    ("no proof", reply("approve", TOKEN, proof=Proof.NONE), dossier(RECORD), Reason.AUTH_NONE),
    ("not set up", reply("approve", TOKEN, proof=Proof.UNCONFIGURED), dossier(RECORD), Reason.AUTH_NONE),
    ("forged proof", reply("approve", TOKEN, proof=Proof.UNTRUSTED), dossier(RECORD), Reason.AUTH_UNTRUSTED),
    ("spent", YES, dossier(with_token(used_at=NOW)), Reason.TOKEN_USED),
    ("too late", YES, dossier(with_token(expires_at=NOW)), Reason.TOKEN_EXPIRED),
    ("case closed", YES, dossier(replace(RECORD, case=replace(CASE, status=CaseStatus.CLOSED))), Reason.TOKEN_EXPIRED),
    ("approved before", YES, dossier(with_draft(state=DraftState.APPROVED)), Reason.TOKEN_USED),
    ("rejected before", YES, dossier(with_draft(state=DraftState.REJECTED)), Reason.TOKEN_USED),
    ("superseded", YES, dossier(with_draft(state=DraftState.SUPERSEDED)), Reason.DRAFT_STALE),
    ("expired draft", YES, dossier(with_draft(state=DraftState.EXPIRED)), Reason.TOKEN_EXPIRED),
    ("text changed", YES, dossier(with_draft(mail=client_mail("Dear Eve"))), Reason.DRAFT_STALE),
    ("recipient changed", YES, dossier(with_draft(mail=client_mail(recipients=("eve@evil.example",)))), Reason.DRAFT_STALE),
    ("hash of another draft", YES, dossier(with_token(draft_hash="0" * 64)), Reason.DRAFT_STALE),
    ("another draft's id", YES, dossier(with_token(draft_id="r-other")), Reason.DRAFT_STALE),
]  # fmt: skip


@pytest.mark.parametrize(("reading", "known", "reason"), [case[1:] for case in REFUSALS], ids=[case[0] for case in REFUSALS])
def test_each_missing_condition_refuses(reading: Reading, known: Dossier, reason: Reason) -> None:
    assert authorise(reading, known, context()).reason is reason


def test_a_removed_approver_may_not() -> None:
    left = context(policy=replace(POLICY, approvers=(BEN,)))
    assert authorise(YES, dossier(RECORD), left).reason is Reason.TOKEN_OTHER_USER


def test_a_newer_draft_of_the_case_makes_it_stale() -> None:
    known = dossier(RECORD)
    newer = replace(known, pending=(*known.pending, replace(draft(), id="r-second", version=2)))
    assert authorise(YES, newer, context()).reason is Reason.DRAFT_STALE


def test_a_machine_never_decides() -> None:
    automatic = replace(YES, arrived=replace(YES.arrived, kind=Kind.AUTO_REPLY, reason=Reason.AUTO_REPLY))
    assert authorise(automatic, dossier(RECORD), context()).reason is Reason.AUTO_REPLY


def test_two_requests_in_one_mail_conflict() -> None:
    second = replace(RECORD, token=replace(RECORD.token, token_hash="1" * 64, message_id="a.second@northlight.example"))
    both = carrying(YES, tags=(TOKEN,), message_ids=("a.second@northlight.example",))
    assert authorise(both, dossier(RECORD, second), context()).reason is Reason.CMD_CONFLICT


def test_the_last_moment_counts() -> None:
    assert authorise(YES, dossier(with_token(expires_at=NOW + timedelta(seconds=1))), context()).reason is None
