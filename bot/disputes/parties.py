"""Whether a writer may add to a case: listed for its client, or the very address that opened it (TRUST R8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.vocabulary.listing import Listing, listing

if TYPE_CHECKING:
    from bot.vocabulary.cases import Case
    from bot.vocabulary.dossier import Dossier


def admits(case: Case, email: str, dossier: Dossier) -> bool:
    """Return whether the case is open to this address (lower case).

    A case of a known client admits whom the ledger lists for that client; a case of an unknown sender admits that sender.
    Joining changes no recipient, so an unproven address may join too; what may be sent to it is judged apart.
    """
    if not email:
        return False
    if not case.client_key:
        return email == case.client_email.lower()
    client = next((client for client in dossier.clients if client.key == case.client_key), None)
    return client is not None and listing(client, email) is not Listing.NOT_LISTED
