"""Invoice numbers and client names as keys: the one way everybody compares them."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=4096)
def normalise_number(number: str) -> str:
    """Return an identifier without case, spaces, separators and invisible characters: `Inv-2041/a` -> `inv2041a`.

    Full-width and other compatibility forms become plain ones; leading zeros stay. Two numbers are the same exactly if their
    normalised forms are equal and not empty.
    """
    if number.isascii():
        return number.lower() if number.isalnum() else "".join(filter(str.isalnum, number)).lower()
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", number).casefold()))


@lru_cache(maxsize=8192)
def normalise_name(name: str) -> str:
    """Return the key of a client name: case folded, runs of white space collapsed to one space."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
