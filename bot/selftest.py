"""`dispute-desk selftest`: mails a probe with a forged proof of sender to the desk itself and says whether the server took it off."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot import opening
from bot.arrivals import probe as arrived
from bot.arrivals.sender import server_id
from bot.errors import UsageError
from bot.minting import RandomMint
from bot.sending.probe import probe
from bot.vocabulary.doors import Cursor, SendResult
from bot.vocabulary.effects import Decision, Note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.arrivals.probe import Probed
    from bot.config import Settings
    from bot.store.contract import Store
    from bot.vocabulary.doors import FolderState, Mailbox
    from bot.vocabulary.policy import Policy

_BATCH = 20
_LOOK_EVERY_S = 2.0


def written(settings: Settings, store: Store) -> bytes:
    """Return a fresh probe, to be sent from outside by other means."""
    policy = _policy(settings, store)
    return probe(_fresh_mark(policy), server_id(policy), policy, datetime.now(UTC))


async def sent(settings: Settings, store: Store, wait_s: float) -> dict[str, Any]:
    """Send a probe through the outgoing box to the desk, look for it in the mailbox, remember and return what was found.

    Other mail is left to the desk: nothing is kept, flagged or moved here. Raises UsageError, MailboxError.
    """
    policy = _policy(settings, store)
    mark, now = _fresh_mark(policy), datetime.now(UTC)
    mailbox, outgoing = opening.mailbox_of(settings), opening.outgoing_of(settings)
    try:
        before = mailbox.open()
        raw = probe(mark, server_id(policy), policy, now)
        outcome = await outgoing.send(f"probe-{mark[-26:]}", policy.desk_address, (policy.desk_address,), raw, lambda: None)
        if outcome.result is not SendResult.SENT:
            return _told("not_sent", f"The probe could not be sent: {outcome.answer}", now)
        found = _awaited(mailbox, before, mark, policy, wait_s)
    finally:
        mailbox.close()
        await outgoing.close()
    if found is None:
        late = f"The probe was sent but did not come within {wait_s:.0f} seconds. Run the self-test again, or save it and use `--file`."
        return _told("not_seen", late, now)
    return _remembered(found, settings, store, now)


def judged(settings: Settings, store: Store, raw: bytes) -> dict[str, Any]:
    """Judge a probe that came from outside and was saved as a file; remember and return what was found. Raises UsageError."""
    found = arrived.judge(raw, _policy(settings, store))
    if found is None:
        raise UsageError("this file is no probe of the self-test; `dispute-desk selftest --print` writes one to be sent from outside")
    return _remembered(found, settings, store, datetime.now(UTC))


def last(store: Store) -> dict[str, Any]:
    """Return what the last self-test found, or that there was none."""
    kept = store.meta(opening.SELFTEST)
    return json.loads(kept) if kept else _told("never", "The self-test was never run; `dispute-desk selftest` runs it.", None)


def _policy(settings: Settings, store: Store) -> Policy:
    """The rules as configured, whatever an earlier self-test found. Raises UsageError where no server is named."""
    policy = opening.configured_policy(settings, store, datetime.now(UTC))
    if not policy.authserv_id and policy.trust_profile == "rfc8601":
        raise UsageError("trust.authserv_id is not set, so no reply by mail is believed and there is nothing to test; set it first")
    return policy


def _fresh_mark(policy: Policy) -> str:
    return arrived.mark(RandomMint(policy.desk_address.rpartition("@")[2], 1).token())


def _awaited(mailbox: Mailbox, before: FolderState, mark: str, policy: Policy, wait_s: float) -> Probed | None:
    """Look at what came since `before` until the probe is there or the time is over."""
    until = time.monotonic() + wait_s
    while True:
        found = _looked_for(mailbox, before, mark, policy)
        left = until - time.monotonic()
        if found or left <= 0:
            return found
        time.sleep(min(_LOOK_EVERY_S, left))
        mailbox.open()


def _looked_for(mailbox: Mailbox, before: FolderState, mark: str, policy: Policy) -> Probed | None:
    there = frozenset(before.keys)

    def known(keys: Sequence[str]) -> frozenset[str]:
        return there & frozenset(keys)

    for batch in mailbox.new(Cursor(before.folder, before.uidvalidity, max(0, before.uidnext - 1)), known, _BATCH):
        for arrival in batch:
            found = arrived.judge(arrival.raw, policy)
            if found and arrived.mark(found.mark) == mark:
                return found
    return None


def _remembered(found: Probed, settings: Settings, store: Store, now: datetime) -> dict[str, Any]:
    told = _told(found.finding.value, arrived.SENTENCES[found.finding], now)
    kept = {**told, "profile": settings.trust.profile, "authserv_id": settings.trust.authserv_id}
    with store.transaction():
        store.set_meta(opening.SELFTEST, json.dumps(kept))
        store.apply(0, Decision((Note("selftest", None, f"Self-test: {told['text']}"),)), "", now)
    return told


def _told(result: str, text: str, at: datetime | None) -> dict[str, Any]:
    return {"result": result, "at": at.isoformat(timespec="seconds") if at else None, "text": text}
