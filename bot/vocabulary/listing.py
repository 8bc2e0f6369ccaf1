"""Whether the ledger lists an address for a client, and how: the one rule all stations share (TRUST R8)."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from bot.vocabulary.freemail import is_freemail

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.vocabulary.books import Client, Invoice


class Listing(IntEnum):
    """How an address is listed, weakest first; anything above NOT_LISTED counts as listed."""

    NOT_LISTED = 0
    BY_DOMAIN = 1
    AS_PAYER = 2
    BY_ADDRESS = 3


def listing(client: Client, email: str) -> Listing:
    """Return how `email` (lower case, ASCII domain) is listed for the client; payers count by whole address only."""
    if not email:
        return Listing.NOT_LISTED
    if email in client.emails:
        return Listing.BY_ADDRESS
    if email in client.payer_emails:
        return Listing.AS_PAYER
    domain = email.rpartition("@")[2]
    return Listing.BY_DOMAIN if domain in client.domains and not is_freemail(domain) else Listing.NOT_LISTED


def listing_clients(clients: Iterable[Client], email: str) -> tuple[Client, ...]:
    """Return the clients that list the address, the strongest listing first, else in the order given."""
    found = [client for client in clients if listing(client, email) is not Listing.NOT_LISTED]
    return tuple(sorted(found, key=lambda client: -listing(client, email)))


def client_of(invoice: Invoice, clients: Iterable[Client]) -> Client | None:
    """Return the client an invoice belongs to: by key, else by its address; None if neither is known."""
    known = tuple(clients)
    for client in known:
        if client.key == invoice.client_key:
            return client
    email = invoice.client_email.lower()
    return next((client for client in known if email and email in client.emails), None)
