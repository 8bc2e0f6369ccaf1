"""Who wrote the client mail, seen from the ledger, and to which address an answer may go (TRUST R8)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.vocabulary.books import Writer
from bot.vocabulary.labels import Kind
from bot.vocabulary.listing import Listing, client_of, listing, listing_clients

if TYPE_CHECKING:
    from bot.vocabulary.books import Client, Match
    from bot.vocabulary.dossier import Dossier
    from bot.vocabulary.effects import Report
    from bot.vocabulary.mail import Address
    from bot.vocabulary.reading import Arrived

#: Local parts of platforms' sending addresses that nobody reads.
_NO_REPLY = re.compile(r"(?:no|do|dont|not|never)[-_.]?(?:not)?[-_.]?reply|notifications?|mailer|postmaster", re.ASCII)


def writer_of(arrived: Arrived, dossier: Dossier) -> Writer:
    """Return who wrote the mail: the original's From of a staff forward (claimed, never proven), else From.

    For a platform's no-reply mail it is the Reply-To if there is exactly one and the ledger lists it. Where several clients
    list the address, the client is the one that lists it most exactly; `writer_for` settles it once the invoice is known.
    """
    address, proven = _identity(arrived, dossier)
    clients = listing_clients(dossier.clients, address.email) if address else ()
    writer = Writer(
        email=address.email if address else "",
        name=address.name if address else "",
        client=clients[0] if clients else None,
        listed=bool(clients),
        proven=proven,
    )
    return replace(writer, may_receive=_may_receive(writer, writer.client)) if clients else writer


def naming_writer(report: Report, arrived: Arrived, dossier: Dossier) -> Report:
    """Return the report with who wrote what is forwarded, where the mail was settled without asking that."""
    if report.writer is not None or arrived.original is None or dossier.is_history:
        return report
    return replace(report, writer=writer_of(arrived, dossier))


def writer_for(writer: Writer, match: Match, dossier: Dossier) -> Writer:
    """Return the writer as the client of the matched invoice sees them, with `may_receive` judged for that client.

    A writer whom the ledger lists for other clients only, or for none, may receive nothing about this invoice.
    """
    if match.invoice is None:
        return writer
    client = client_of(match.invoice, dossier.clients)
    if client is not None and listing(client, writer.email) is not Listing.NOT_LISTED:
        return replace(writer, client=client, listed=True, may_receive=_may_receive(writer, client))
    return replace(writer, may_receive=None)


def _identity(arrived: Arrived, dossier: Dossier) -> tuple[Address | None, bool]:
    """The writer's address and whether our server proved it."""
    if arrived.kind is Kind.STAFF_FORWARD and arrived.original is not None:
        return _lower(arrived.original.from_), False
    sender = _lower(arrived.message.from_)
    behind = _lower(arrived.message.reply_to[0]) if len(arrived.message.reply_to) == 1 else None
    if sender and behind and _is_no_reply(sender) and listing_clients(dossier.clients, behind.email):
        return behind, False
    return sender, arrived.trust.proven


def _is_no_reply(address: Address) -> bool:
    return _NO_REPLY.match(address.email.rpartition("@")[0][:64]) is not None


def _lower(address: Address | None) -> Address | None:
    if address is None:
        return None
    email = address.email.strip().lower()
    return address if email == address.email else replace(address, email=email)


def _may_receive(writer: Writer, client: Client | None) -> str | None:
    """TRUST R8: (1) proven and listed, (2) claimed but itself an invoice or contacts address of the client, (3) nobody."""
    if client is None:
        return None
    found = listing(client, writer.email)
    if found is Listing.BY_ADDRESS or (writer.proven and found is not Listing.NOT_LISTED):
        return writer.email
    return None
