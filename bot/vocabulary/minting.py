"""Where ids and tokens come from: the only randomness that deciding may use."""

from __future__ import annotations

from typing import Protocol


class Mint(Protocol):
    """Gives fresh names. All are lower case, URL-safe and unguessable except case ids."""

    def case_id(self) -> str:
        """Return the next case id, such as `D-0042`."""

    def draft_id(self) -> str:
        """Return a new draft id, such as `r-7k2m9q4t`."""

    def outbox_id(self) -> str:
        """Return a new outbox id, usable as a file name."""

    def token(self) -> str:
        """Return a one-time approval token: 26 characters of Crockford base32, lower case, 130 random bits."""

    def message_id(self) -> str:
        """Return a new Message-ID at the desk's domain, without angle brackets."""
