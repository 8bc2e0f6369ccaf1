"""A check of our own of a mail's DKIM signature, against key records in the config; needs the extra `dkim` (dkimpy)."""

from __future__ import annotations

import importlib
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.arrivals.gate import Field

#: Fields that must be there and signed, and those that must be signed where they are there: what names a request, whom it is
#: from, and how the body is read. Each may stand once only, so that nothing unsigned can be read in the place of what was signed.
_MUST = ("from", "to", "date", "message-id")
_IF_THERE = (
    "subject",
    "cc",
    "reply-to",
    "sender",
    "in-reply-to",
    "references",
    "content-type",
    "content-transfer-encoding",
    "mime-version",
)
#: Signatures looked at, from the top; keys shorter than this many bits prove nothing (RFC 8301).
_MOST, _KEY_BITS = 5, 1024
#: What the library says of signatures that are none.
_NO_SIGNATURE = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError)


def available() -> bool:
    """Return whether the extra is installed."""
    return find_spec("dkim") is not None


def by_domain(raw: bytes, fields: tuple[Field, ...], domain: str, records: Mapping[str, str]) -> bool:
    """Return whether a valid signature of exactly this domain covers the whole mail. Asks no network: `records` has the keys.

    `records` maps `selector._domainkey.domain` (lower case) to the text of the DNS record. A signature with `l=`, of a subdomain
    or parent, by SHA-1, or with an unsigned field that matters proves nothing.
    """
    names = [field.name for field in fields]
    if not records or not domain or not available() or any(names.count(name) != 1 for name in _MUST):
        return False
    if any(names.count(name) > 1 for name in _IF_THERE):
        return False
    dkim, util = importlib.import_module("dkim"), importlib.import_module("dkim.util")

    def record(name: bytes, timeout: int = 0) -> bytes | None:  # noqa: ARG001 - the library's signature
        found = records.get(name.decode("ascii", "replace").rstrip(".").lower())
        return found.encode("ascii", "replace") if found else None

    wanted = {*_MUST, *(name for name in _IF_THERE if name in names)}
    for index, field in enumerate([one for one in fields if one.name == "dkim-signature"][:_MOST]):
        try:
            tags = util.parse_tag_value(field.value)
            if _covers(tags, domain, wanted) and dkim.DKIM(raw, minkey=_KEY_BITS).verify(index, record):
                return True
        except (dkim.DKIMException, util.InvalidTagValueList, *_NO_SIGNATURE):
            continue
    return False


def _covers(tags: Mapping[bytes, bytes], domain: str, wanted: set[str]) -> bool:
    """Whether a signature is of the domain itself, by SHA-256, over the whole body and over all fields that matter."""
    signed = {name.strip().lower().decode("ascii", "replace") for name in tags.get(b"h", b"").split(b":")}
    whose = tags.get(b"d", b"").strip().lower().decode("ascii", "replace")
    return whose == domain and b"l" not in tags and tags.get(b"a", b"").strip() == b"rsa-sha256" and wanted <= signed
