"""Fresh ids and one-time tokens from the operating system's randomness."""

from __future__ import annotations

import secrets

#: Crockford's base32 alphabet in lower case: no i, l, o, u; survives case folding by gateways.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def _random(length: int) -> str:
    # 32 letters: the low five bits of a random byte name each of them equally often
    return "".join(ALPHABET[byte & 31] for byte in secrets.token_bytes(length))


class RandomMint:
    """The desk's mint; case ids count up from `next_case`, everything else is random."""

    def __init__(self, domain: str, next_case: int) -> None:
        """Mint for a desk at `domain`; the first case id is number `next_case`."""
        self._domain = domain
        self._next_case = next_case

    def case_id(self) -> str:
        """Return the next case id, such as `D-0042`."""
        number, self._next_case = self._next_case, self._next_case + 1
        return f"D-{number:04d}"

    def draft_id(self) -> str:
        """Return a new draft id of 50 random bits."""
        return f"r-{_random(10)}"

    def outbox_id(self) -> str:
        """Return a new outbox id of 80 random bits, usable as a file name."""
        return f"o-{_random(16)}"

    def token(self) -> str:
        """Return a one-time approval token: 26 characters, 130 random bits (TRUST R5 asks for 128)."""
        return _random(26)

    def message_id(self) -> str:
        """Return a new Message-ID of 130 random bits, without angle brackets."""
        return f"{_random(26)}@{self._domain}"
