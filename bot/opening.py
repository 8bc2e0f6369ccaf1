"""Opens the doors a config names: store, mailbox, outgoing box, sandbox - in the order that keeps secrets from readers."""

from __future__ import annotations

import json
import os
import secrets
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot import config, oauth, resources
from bot.arrivals.beside import Beside
from bot.arrivals.mailbox import ImapMailbox
from bot.arrivals.maildir import MaildirMailbox
from bot.credentials import FLOWS
from bot.errors import DeskError
from bot.guards import Guards, Mark, holder_of
from bot.ledger.documents import Documents
from bot.sandbox import Sandbox
from bot.sending.maildir import MaildirBox
from bot.sending.shadow import ShadowBox
from bot.sending.smtp import SmtpBox
from bot.service import Desk
from bot.store.sqlite import open_store
from bot.webhook import Webhook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.config import Settings
    from bot.store.contract import Store
    from bot.vocabulary.doors import Mailbox, OutgoingBox
    from bot.vocabulary.policy import Policy


@contextmanager
def store_of(settings: Settings, *, check: bool = False) -> Iterator[Store]:
    """Open the database; `check` looks for damaged pages first, which a short command need not do."""
    store = open_store(settings.database_path, check=check)
    try:
        yield store
    finally:
        store.close()


#: Under this name the store keeps what the last self-test found.
SELFTEST = "selftest"


def policy_of(settings: Settings, store: Store, now: datetime, *, begin: bool = True) -> Policy:
    """Return the deciding part of the settings. With `begin` the instance id and the first start are remembered in the store;
    without it nothing is written, for commands that only look.

    Where the last self-test of this server saw a forged proof survive, no proof by mail counts.
    """
    policy = configured_policy(settings, store, now, begin=begin)
    kept = json.loads(store.meta(SELFTEST) or "{}")
    failed = (kept.get("result"), kept.get("profile"), kept.get("authserv_id")) == ("survived", policy.trust_profile, policy.authserv_id)
    return replace(policy, authserv_id="", trust_profile="rfc8601") if failed else policy


def configured_policy(settings: Settings, store: Store, now: datetime, *, begin: bool = True) -> Policy:
    """Return the same as configured, whatever a self-test found. From here on the firm's own templates count."""
    resources.use_templates(settings.templates_path)
    instance = store.meta("instance_id") or (secrets.token_hex(8) if begin else "")
    first = store.meta("first_start_at") or now.isoformat()
    if begin:
        wanted = {"instance_id": instance, "first_start_at": first, "timezone": settings.desk.timezone}
        for name, value in wanted.items():
            if store.meta(name) != value:
                store.set_meta(name, value)
    return settings.decision_policy(instance, datetime.fromisoformat(first))


@contextmanager
def desk(settings: Settings, clock: Callable[[], datetime] | None = None, *, begin: bool = True) -> Iterator[Desk]:
    """Open a whole desk; the caller runs its loops and awaits `close`. Without `begin` it only looks (see `policy_of`).
    Raises ConfigError, MailboxError, StoreError.

    Secrets named by environment variables are taken out of the environment before the readers start, and files are read
    after it, so no reader process ever holds one.
    """
    hidden = {name: os.environ.pop(name) for name in _secret_names(settings) if name in os.environ}
    with store_of(settings, check=True) as store:
        now = clock() if clock else datetime.now(UTC)
        policy = policy_of(settings, store, now, begin=begin)
        sandbox = Sandbox(policy)
        os.environ.update(hidden)
        try:
            mailbox = mailbox_of(settings)
            opened = Desk(store, sandbox, mailbox, outgoing_of(settings), policy, _guards(settings, mailbox, policy.instance_id))
        except DeskError:
            sandbox.close()
            raise
        opened.documents = documents_of(settings)
        if clock:
            opened.clock = clock
        yield opened


def documents_of(settings: Settings) -> Documents | None:
    """Return the folder of documents, None where the settings name none."""
    return Documents(settings.documents_path) if settings.documents_path else None


def _guards(settings: Settings, mailbox: Mailbox, instance_id: str) -> Guards:
    """What keeps this desk from sending where another hand may be sending too."""
    table = settings.mailbox
    names = (table.sent_folder, table.lease_folder, table.junk_folder)
    beside = Beside(mailbox, *names) if any(names) and isinstance(mailbox, ImapMailbox) else None
    sent = replace(mailbox, folder=table.sent_folder, done_folder="") if table.sent_folder and isinstance(mailbox, ImapMailbox) else None
    return Guards(Mark(settings.database_path), beside, holder_of(instance_id, settings.database_path), sent)


def _secret_names(settings: Settings) -> tuple[str, ...]:
    tables = (settings.mailbox.password_env, settings.outgoing.password_env, settings.webhook.secret_env)
    names = (*tables, settings.oauth.client_secret_env, settings.oauth.refresh_token_env)
    return tuple(name for name in names if name)


def mailbox_of(settings: Settings) -> Mailbox:
    """Return the mailbox of the config, not connected yet."""
    table = settings.mailbox
    if table.kind == "maildir":
        return MaildirMailbox(settings.base / table.path)
    return ImapMailbox(
        host=table.host,
        port=table.real_port,
        username=table.username,
        password="" if table.by_token else config.secret(table, "mailbox", settings.base),
        tokens=tokens_of(settings, table.auth),
        tls=table.tls,
        ca_file=settings.base / table.ca_file if table.ca_file else None,
        folder=table.folder,
        done_folder=table.done_folder,
    )


def tokens_of(settings: Settings, auth: str) -> oauth.Tokens | None:
    """Return where a door with this `auth` gets its tokens, None where it uses a password; both doors share one. Raises ConfigError."""
    if auth not in FLOWS:
        return None
    table, base = settings.oauth, settings.base
    by_person = auth == "oauth_refresh_token"
    grant = oauth.Grant(
        token_url=table.token_url,
        flow=FLOWS[auth],
        client_id=table.client_id,
        client_secret=table.secret("client_secret", base),
        refresh_token=table.secret("refresh_token", base) if by_person else "",
        scope=table.scope,
        ca_file=base / table.ca_file if table.ca_file else None,
        keep=base / table.rotated_token_file if by_person and table.rotated_token_file else None,
    )
    return oauth.shared(grant)


def webhook_of(settings: Settings) -> Webhook | None:
    """Return the receiver that is told of disputes, None where none is set. Raises ConfigError."""
    table = settings.webhook
    if not table.url:
        return None
    return Webhook(table.url, config.webhook_secret(settings), settings.base / table.ca_file if table.ca_file else None)


def outgoing_of(settings: Settings) -> OutgoingBox:
    """Return the outgoing box of the config, not connected yet; in shadow mode only our own people are behind it."""
    box = outgoing_server(settings)
    people = {*settings.all_approvers, *settings.people.staff, *settings.people.digest, settings.desk.address}
    return ShadowBox(box, frozenset(people)) if settings.outgoing.shadow else box


def outgoing_server(settings: Settings) -> MaildirBox | SmtpBox:
    """Return what stands behind the outgoing box, clients included. For mail use `outgoing_of`."""
    table = settings.outgoing
    if table.kind == "maildir":
        return MaildirBox(settings.base / table.path)
    return SmtpBox(
        host=table.host,
        port=table.real_port,
        tls=table.tls,
        ca_file=str(settings.base / table.ca_file) if table.ca_file else None,
        username=table.username,
        password="" if table.by_token else config.secret(table, "outgoing", settings.base),
        tokens=tokens_of(settings, table.auth),
    )
