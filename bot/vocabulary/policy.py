"""The part of the settings that deciding needs: plain values, no secrets, safe to hand to a child process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Limits:
    """TRUST R10; counters per day are per local date of the desk, per hour a sliding hour."""

    mails_per_recipient_day: int = 3
    mails_per_domain_hour: int = 20
    mails_per_hour: int = 60
    approval_requests_per_sender_day: int = 20


@dataclass(frozen=True, slots=True)
class Policy:
    """Who we are, who may do what, and how answers are made. Addresses are lower case; zones are IANA names.

    `dkim_records` are (`selector._domainkey.domain`, DNS text) of signatures that the desk checks itself.
    Above `second_above` (in dispute or invoiced, in whatever currency) two approvers must say yes; `substitute` is one of them.
    `since_at` (aware) separates history from work; `instance_id` marks our own mails to staff against loops.
    What lies in `sent_folder` was sent from the desk's own mailbox. In `shadow` nothing is handed over to clients.
    """

    desk_name: str = "Dispute Desk"
    desk_address: str = "disputes@desk.example"
    contact: str = ""
    timezone: str = "UTC"
    language: str = "en"
    country: str = "GB"
    answer_business_days: int = 3
    approvers: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    digest: tuple[str, ...] = ()
    authserv_id: str = ""
    trust_profile: str = "rfc8601"
    require_dmarc: bool = False
    dkim_records: tuple[tuple[str, str], ...] = ()
    expire_days: int = 7
    second_above: Decimal | None = None
    substitute: str = ""
    remind_after_hours: int = 48
    reminders_pause: bool = False
    since_at: datetime | None = None
    instance_id: str = ""
    retention_days: int = 3650
    sent_folder: str = ""
    shadow: bool = False
    limits: Limits = Limits()

    @property
    def believes_mail(self) -> bool:
        """Whether any mail can be proven: a server is named, the profile is of a provider that needs no name, or we check DKIM ourselves."""
        return bool(self.authserv_id or self.dkim_records) or self.trust_profile in {"gmail", "microsoft365"}

    @property
    def insiders(self) -> frozenset[str]:
        """Addresses that count as staff: staff and approvers."""
        return frozenset(self.staff) | frozenset(self.approvers)
