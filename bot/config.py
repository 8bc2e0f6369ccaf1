"""config.toml + environment -> Settings; reports all mistakes at once, each with its key and the cure."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, time
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator

from bot.credentials import FLOWS, OAuth, kept
from bot.errors import ConfigError
from bot.fields import (
    AddressText,
    PlainText,
    Table,
    dkim_record,
    known_country,
    known_language,
    known_zone,
    none_if_empty,
    sum_of_money,
    time_of_day,
)
from bot.vocabulary.policy import Limits, Policy

_PORTS = {("imap", "ssl"): 993, ("imap", "starttls"): 143, ("smtp", "ssl"): 465, ("smtp", "starttls"): 587}
#: Characters of the webhook's key at least.
_SHORTEST_SECRET = 16


class Desk(Table):
    """[desk]: who we are."""

    name: PlainText = Field(min_length=1, max_length=80)
    address: AddressText
    database: PlainText = "desk.db"
    timezone: Annotated[str, AfterValidator(known_zone)] = "UTC"
    language: Annotated[str, AfterValidator(known_language)] = "en"
    country: Annotated[str, AfterValidator(known_country)] = "GB"
    contact: PlainText = ""
    answer_business_days: int = Field(default=3, ge=1, le=60)


class _Server(Table):
    kind: str
    host: PlainText = ""
    port: int = Field(default=0, ge=0, le=65535)
    tls: Literal["ssl", "starttls"] = "ssl"
    ca_file: PlainText = ""
    username: PlainText = ""
    password_file: PlainText = ""
    password_env: PlainText = ""
    path: PlainText = ""
    auth: Literal["password", "oauth_client_credentials", "oauth_refresh_token"] = "password"

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.kind == "maildir":
            if not self.path:
                raise ValueError("path is missing; name the maildir's folder")
            return self
        missing = [key for key in ("host", "username") if not getattr(self, key)]
        if missing:
            raise ValueError(f'{" and ".join(missing)} missing; kind = "{self.kind}" needs it')
        if self.by_token and (self.password_file or self.password_env):
            raise ValueError(f'password_file and password_env have no use where auth = "{self.auth}"; remove them')
        if not self.by_token and bool(self.password_file) == bool(self.password_env):
            raise ValueError("give exactly one of password_file and password_env")
        return self

    @property
    def by_token(self) -> bool:
        """Whether the desk signs in with a token instead of a password."""
        return self.auth in FLOWS

    @property
    def real_port(self) -> int:
        """The port to use: as set, else the standard one of protocol and TLS mode."""
        return self.port or _PORTS[(self.kind, self.tls)]


class Incoming(_Server):
    """[mailbox]: where mail arrives."""

    kind: Literal["imap", "maildir"]
    folder: PlainText = "INBOX"
    poll_seconds: int = Field(default=60, ge=1, le=86400)
    since: date | None = None
    sent_folder: PlainText = ""
    done_folder: PlainText = ""
    lease_folder: PlainText = ""
    junk_folder: PlainText = ""


class OutgoingServer(_Server):
    """[outgoing]: where mail leaves."""

    kind: Literal["smtp", "maildir"]
    tls: Literal["ssl", "starttls"] = "starttls"
    shadow: bool = False


class People(Table):
    """[people]: who may do what."""

    approvers: tuple[AddressText, ...] = Field(min_length=1)
    staff: tuple[AddressText, ...] = ()
    digest: tuple[AddressText, ...] = ()


class TrustSettings(Table):
    """[trust]: whose proof of sender counts."""

    authserv_id: PlainText = ""
    profile: Literal["rfc8601", "microsoft365", "gmail"] = "rfc8601"
    require_dmarc: bool = False
    dkim_records: dict[Annotated[str, AfterValidator(dkim_record)], PlainText] = Field(default={})


class Approval(Table):
    """[approval]: how long a request lives, who is asked when nobody answers, and when one yes is not enough."""

    second_above: Annotated[Decimal | None, BeforeValidator(sum_of_money)] = None
    substitute: Annotated[AddressText | None, BeforeValidator(none_if_empty)] = None
    remind_after_hours: int = Field(default=48, ge=1, le=720)
    expire_days: int = Field(default=7, ge=1, le=90)


class DigestSettings(Table):
    """[digest]: when the day is told."""

    at: Annotated[time, BeforeValidator(time_of_day)] = time(8, 0)


class PolicySettings(Table):
    """[policy]: what answers may say, and a folder of one's own templates."""

    reminders_pause: bool = False
    templates: PlainText = ""


class Retention(Table):
    """[retention]: how long contents are kept."""

    days: int = Field(default=3650, ge=30)


class LedgerSettings(Table):
    """[ledger]: where exports are put, and the documents of invoices."""

    folder: PlainText = ""
    documents: PlainText = ""


class WebhookSettings(Table):
    """[webhook]: whom to tell that a dispute was opened or resolved; off without a url."""

    url: PlainText = ""
    secret_file: PlainText = ""
    secret_env: PlainText = ""
    ca_file: PlainText = ""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        parts = urlsplit(self.url)
        if self.url and (parts.scheme != "https" or not parts.hostname or parts.username or parts.fragment):
            raise ValueError("url must begin with https:// and name a host, without a password in it")
        if self.url and bool(self.secret_file) == bool(self.secret_env):
            raise ValueError("give exactly one of secret_file and secret_env")
        return self


class LimitSettings(Table):
    """[limits]: hard counters for mails to clients."""

    mails_per_recipient_day: int = Field(default=3, ge=1)
    mails_per_domain_hour: int = Field(default=20, ge=1)
    mails_per_hour: int = Field(default=60, ge=1)
    approval_requests_per_sender_day: int = Field(default=20, ge=1)


class Settings(Table):
    """A whole config.toml, checked; paths are still as written (see `database_path`)."""

    desk: Desk
    mailbox: Incoming
    outgoing: OutgoingServer
    people: People
    trust: TrustSettings = TrustSettings()
    approval: Approval = Approval()
    digest: DigestSettings = DigestSettings()
    policy: PolicySettings = PolicySettings()
    retention: Retention = Retention()
    ledger: LedgerSettings = LedgerSettings()
    limits: LimitSettings = LimitSettings()
    webhook: WebhookSettings = WebhookSettings()
    oauth: OAuth = OAuth()
    base: Path = Field(default=Path(), exclude=True)

    @model_validator(mode="after")
    def _no_loops(self) -> Self:
        for key in ("approvers", "staff", "digest"):
            if self.desk.address in getattr(self.people, key):
                raise ValueError(f"people.{key} names the desk's own address; it would answer itself: remove it")
        return self

    @model_validator(mode="after")
    def _signed_in(self) -> Self:
        for auth in sorted(self.token_auths):
            if lacks := self.oauth.lacks(auth):
                raise ValueError(f'oauth: {lacks} missing; auth = "{auth}" needs it')
        return self

    @model_validator(mode="after")
    def _two_voices(self) -> Self:
        if self.approval.second_above is not None and len(self.all_approvers) < 2:  # noqa: PLR2004 - two different people
            raise ValueError("approval.second_above needs two people: name a second one in people.approvers, or approval.substitute")
        if self.approval.substitute == self.desk.address:
            raise ValueError("approval.substitute names the desk's own address; it would answer itself: name a person")
        return self

    @property
    def token_auths(self) -> set[str]:
        """The ways to sign in with a token that are in use."""
        return {server.auth for server in (self.mailbox, self.outgoing) if server.kind != "maildir" and server.by_token}

    @property
    def all_approvers(self) -> tuple[str, ...]:
        """Who may say yes, each once: the approvers in their order, then the substitute."""
        return tuple(dict.fromkeys((*self.people.approvers, *([self.approval.substitute] if self.approval.substitute else []))))

    @property
    def database_path(self) -> Path:
        """The database file; a relative name is beside the config file."""
        return self.base / self.desk.database

    @property
    def templates_path(self) -> Path | None:
        """The folder of one's own templates, None where there is none; a relative name is beside the config file."""
        return self.base / self.policy.templates if self.policy.templates else None

    @property
    def documents_path(self) -> Path | None:
        """The folder of documents, None where there is none; a relative name is beside the config file."""
        return self.base / self.ledger.documents if self.ledger.documents else None

    def since_at(self, first_start_at: datetime) -> datetime:
        """Return the moment that separates history from work: 00:00 of `since` in the desk's zone, else the first start."""
        if self.mailbox.since is None:
            return first_start_at
        local = datetime.combine(self.mailbox.since, time(), tzinfo=ZoneInfo(self.desk.timezone))
        return local.astimezone(UTC)

    def decision_policy(self, instance_id: str, first_start_at: datetime) -> Policy:
        """Return the part of the settings that deciding needs, without any secret."""
        return Policy(
            desk_name=self.desk.name,
            desk_address=self.desk.address,
            contact=self.desk.contact or self.desk.name,
            timezone=self.desk.timezone,
            language=self.desk.language,
            country=self.desk.country,
            answer_business_days=self.desk.answer_business_days,
            approvers=self.all_approvers,
            staff=self.people.staff,
            digest=self.people.digest,
            authserv_id=self.trust.authserv_id,
            trust_profile=self.trust.profile,
            require_dmarc=self.trust.require_dmarc,
            dkim_records=tuple(self.trust.dkim_records.items()),
            expire_days=self.approval.expire_days,
            second_above=self.approval.second_above,
            substitute=self.approval.substitute or "",
            remind_after_hours=self.approval.remind_after_hours,
            reminders_pause=self.policy.reminders_pause,
            since_at=self.since_at(first_start_at),
            instance_id=instance_id,
            retention_days=self.retention.days,
            sent_folder=self.mailbox.sent_folder,
            shadow=self.outgoing.shadow,
            limits=Limits(**self.limits.model_dump()),
        )


def load(path: Path) -> Settings:
    """Read and check a config file. Raises ConfigError with every mistake at once."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError((f"{path}: cannot be read ({error.strerror}); copy config.example.toml to {path.name}",)) from error
    except UnicodeDecodeError as error:
        raise ConfigError((f"{path}: is not UTF-8 text; save it as UTF-8",)) from error
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError((f"{path}: {error}; look at that line",)) from error
    try:
        settings = Settings.model_validate({**table, "base": path.resolve().parent})
    except ValidationError as error:
        raise ConfigError(_told(error)) from error
    return settings


def _told(error: ValidationError) -> tuple[str, ...]:
    """One sentence per mistake; a list that is empty only because its members are wrong is not told twice."""
    entries = error.errors()
    wrong = {entry["loc"][:depth] for entry in entries for depth in range(len(entry["loc"]))}
    return tuple(_problem(entry["loc"], entry["msg"]) for entry in entries if not (entry["type"] == "too_short" and entry["loc"] in wrong))


def _problem(location: tuple[int | str, ...], message: str) -> str:
    key = ".".join(str(part) for part in location) or "config"
    sentence = message.removeprefix("Value error, ")
    known = {
        "Extra inputs are not permitted": "no such key; see config.example.toml for the names",
        "Field required": "is missing; add it",
        "Tuple should have at least 1 item after validation, not 0": "is empty; name at least one",
    }
    return f"{key}: {known.get(sentence, sentence)}"


def secret(server: _Server, table: str, base: Path) -> str:
    """Return the password a server needs. Raises ConfigError naming the key; a file others may read is refused."""
    return kept((server.password_env, server.password_file), f"{table}.password", base)


def webhook_secret(settings: Settings) -> bytes:
    """Return the key that signs what is told to the webhook. Raises ConfigError."""
    table = settings.webhook
    found = kept((table.secret_env, table.secret_file), "webhook.secret", settings.base).encode()
    if len(found) < _SHORTEST_SECRET:
        raise ConfigError((f"webhook.secret is shorter than {_SHORTEST_SECRET} characters; make one with `openssl rand -hex 32`",))
    return found


def problems(settings: Settings) -> tuple[str, ...]:
    """Return what is wrong with the machine around a well-formed config: secrets, folders, files; each with its cure."""
    found: list[str] = []
    for table, server in (("mailbox", settings.mailbox), ("outgoing", settings.outgoing)):
        if server.kind == "maildir":
            if not (settings.base / server.path).parent.is_dir():
                found.append(f"{table}.path: {server.path} is in a folder that does not exist; create it")
            continue
        try:
            _ = server.by_token or secret(server, table, settings.base)
        except ConfigError as error:
            found.extend(error.problems)
        if server.ca_file and not (settings.base / server.ca_file).is_file():
            found.append(f"{table}.ca_file: {server.ca_file} does not exist; name a PEM file or remove the key")
    found += _webhook_problems(settings)
    if settings.token_auths:
        found += settings.oauth.problems(settings.token_auths, settings.base)
    if settings.trust.dkim_records and find_spec("dkim") is None:
        found.append("trust.dkim_records needs the extra `dkim`: run pip install 'dispute-desk[dkim]', or remove the key")
    if not settings.database_path.parent.is_dir():
        found.append(f"desk.database: the folder of {settings.desk.database} does not exist; create it")
    return tuple(found)


def _webhook_problems(settings: Settings) -> list[str]:
    table = settings.webhook
    if not table.url:
        return []
    try:
        webhook_secret(settings)
    except ConfigError as error:
        return list(error.problems)
    there = not table.ca_file or (settings.base / table.ca_file).is_file()
    return [] if there else [f"webhook.ca_file: {table.ca_file} does not exist; name a PEM file or remove the key"]


def warnings(settings: Settings) -> tuple[str, ...]:
    """Return what works but deserves a look; each a sentence naming its key."""
    found: list[str] = []
    if not settings.trust.authserv_id and settings.trust.profile == "rfc8601" and not settings.trust.dkim_records:
        found.append("trust.authserv_id is not set: approvals by mail are refused, `dispute-desk approve CASE` is the way")
    found += settings.oauth.warnings(settings.token_auths)
    if settings.outgoing.shadow:
        found.append("outgoing.shadow is true: answers to clients are approved and kept, and handed to nobody")
    if not settings.people.digest:
        found.append("people.digest is empty: nobody gets the daily digest")
    if settings.mailbox.kind == "imap" and not settings.mailbox.lease_folder:
        found.append("mailbox.lease_folder is not set: nothing stops a second desk with another database on this mailbox")
    return tuple(found)
