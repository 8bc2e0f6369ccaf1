"""One typed address, read strictly: a single plain mailbox or nothing."""

from __future__ import annotations

import re

_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{}~-]{1,64}(?:\.[a-z0-9!#$%&'*+/=?^_`{}~-]{1,64}){0,10}")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_MAX_ADDRESS = 254
_MAX_LOCAL = 64


def plain_address(written: str) -> str | None:
    """Return `local@domain` in lower case, or None. ASCII only, no names, no quotes, at least two domain labels.

    Accepts what mail programs make of a typed address: `<a@b.example>` and `a@b.example<mailto:a@b.example>`.
    """
    text = written.strip().rstrip(".,;!").lower()
    head, linked, tail = text.partition("<mailto:")
    if linked and head:
        text = head if tail == head + ">" else ""
    elif linked:
        text = tail.removesuffix(">")
    elif text.startswith("<") and text.endswith(">"):
        text = text[1:-1]
    local, at, domain = text.partition("@")
    labels = domain.split(".")
    if not at or len(text) > _MAX_ADDRESS or len(local) > _MAX_LOCAL or not _LOCAL.fullmatch(local):
        return None
    if len(labels) < 2 or labels[-1].isdigit() or not all(_LABEL.fullmatch(label) for label in labels):  # noqa: PLR2004 - a.b
        return None
    return text
