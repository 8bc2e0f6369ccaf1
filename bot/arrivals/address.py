"""Addresses in headers: one strict grammar for From, and a forgiving reader for everything that is only shown."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.arrivals import charset, encoded
from bot.vocabulary.mail import Address
from bot.vocabulary.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Callable

#: Addresses kept per field; the rest is noise.
MAX_ADDRESSES = 100
#: Longest field that is remembered: our own address stands in every mail.
_MAX_KNOWN = 200
#: How a name with commas outside quotes is told.
UNQUOTED = "the sender's name has a comma outside quotes"
_MAX_EMAIL = 254  # RFC 5321 4.5.3.1.3
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM}){{0,20}}", re.ASCII)
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL}){{0,20}}", re.ASCII)
_QUOTED_NAME = re.compile(r'"(?:[^"\\]|\\[^\r\n])*"')
_SPECIALS = frozenset('()<>[]:;@\\,"')
#: `Oskar Lind (Lindqvist Bikes) <support@...>`, as help desks write it: every program reads the address in the brackets behind it.
_BESIDE_NAME = re.compile(r"[^\s()<>\[\]:;@\\,\"][^()<>\[\]:;@\\,\"]{0,100} \([^()<>\[\]:;@\\,\"]{1,60}\)")
#: What no name may hold that has commas outside quotes, spelled out or in encoded words: another address could hide behind it.
_NO_NAME = _SPECIALS - {","}
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def normal(email: str) -> str | None:
    """Return `local@domain` lower case with the domain in IDNA ASCII form, or None when it is not one plain address."""
    local, at, domain = email.rpartition("@")
    if not at or len(email) > _MAX_EMAIL or "=?" in local or not _LOCAL.fullmatch(local):
        return None
    domain = domain.lower()
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii").lower()
        except UnicodeError:
            return None
    return f"{local.lower()}@{domain}" if _DOMAIN.fullmatch(domain) else None


def strict(values: list[bytes], defects: set[str]) -> tuple[Address | None, Reason | None]:
    """Read From fields as identity: exactly one `addr` or `name <addr>`, else None and the reason.

    Groups, routes, lists, quoted local parts, a second address anywhere, and comments but for one behind the name are refused, so that
    no two programs can read different people out of the field.
    """
    if len(values) != 1:
        return None, Reason.FROM_MULTI if values else Reason.FROM_MALFORMED
    text, _ = charset.decode(values[0].strip(), None)
    plain = text.isascii() and text.isprintable()
    if not plain and charset.clean(text).replace("\n", "") != text.replace("\n", "").replace("\r", ""):
        return None, Reason.FROM_MALFORMED
    if not text.endswith(">"):
        email = normal(text)
        return (Address(email), None) if email else (None, _why(text))
    name, bracket, inside = text[:-1].rpartition("<")
    email = normal(inside) if bracket else None
    name = name.strip()
    # the address as its own name: everybody reads the same one
    if email is None or not (_plain_name(name) or name.lower() == email):
        return None, _why(text)
    return _named(name, email, defects)


def identity(values: list[bytes], defects: set[str], ours: Callable[[str], bool]) -> tuple[Address | None, Reason | None]:
    """Read From as `strict` does, and of clients also `Keller, Jana <addr>`: a name with commas that its program left unquoted.

    Only where the field holds one address and one `@`, so that everybody finds the same person; never for an address of our own
    house, from which a yes or an order may come. It is told as a defect.
    """
    found, reason = strict(values, defects)
    if found or len(values) != 1 or values[0].count(b"@") != 1:
        return found, reason
    name, bracket, inside = charset.decode(values[0].strip(), None)[0].partition("<")
    email = normal(inside[:-1]) if bracket and inside.endswith(">") else None
    if email is None or ours(email) or not _comma_name(name, defects):
        return None, reason
    defects.add(UNQUOTED)
    return _named(name.strip(), email, defects)


def _named(name: str, email: str, defects: set[str]) -> tuple[Address | None, Reason | None]:
    """The address with its display name, unless the name turns the direction of what is read."""
    shown = encoded.decode_text((_unquote(name) if name.startswith('"') else name).encode(), defects)
    if name.isascii() and "=?" not in name:
        return Address(email, shown[:200]), None  # nothing in it turns anything
    raw_name, _ = charset.decode(name.encode(), None)
    if _DIRECTION.search(raw_name) or _DIRECTION.search(_decoded_raw(name)):
        return None, Reason.FROM_MALFORMED
    return Address(email, shown[:200]), None


def _comma_name(name: str, defects: set[str]) -> bool:
    """Words with commas between them, each of which holds a letter; nothing in it or encoded in it that belongs to addresses."""
    shown = encoded.decode_text(name.encode(), defects)
    pieces = [any(map(str.isalpha, piece)) for piece in name.split(",")]
    clean = charset.clean(name) == name and not (_NO_NAME & (set(name) | set(shown) | set(_decoded_raw(name))))
    return len(pieces) > 1 and all(pieces) and clean


def _decoded_raw(name: str) -> str:
    """The display name with encoded words decoded but nothing cleaned away."""
    pieces = [
        charset.decode(encoded._unpack(match[2].lower(), match[3]), match[1])[0]  # noqa: SLF001 - same station, the raw view is needed only here
        for match in encoded._WORD.finditer(name)  # noqa: SLF001 - as above
    ]
    return "".join(pieces)


def _plain_name(name: str) -> bool:
    plain = not name or not (_SPECIALS & set(name))
    return plain or _QUOTED_NAME.fullmatch(name) is not None or _BESIDE_NAME.fullmatch(name) is not None


def _unquote(name: str) -> str:
    return re.sub(r"\\(.)", r"\1", name[1:-1])


def _why(text: str) -> Reason:
    """More than one address sign outside quotes names several senders; anything else is malformed."""
    bare = _QUOTED_NAME.sub("", text)
    return Reason.FROM_MULTI if "," in bare and bare.count("@") > 1 else Reason.FROM_MALFORMED


def lenient(values: list[bytes], defects: set[str] | None = None) -> tuple[Address, ...]:
    """Read address fields that are only shown or compared; what is no plain address is left out."""
    found: list[Address] = []
    for value in values:
        # without a question mark no word is encoded, so reading it finds no defects
        found += _known(value) if len(value) <= _MAX_KNOWN and b"?" not in value else _listed(value, defects)
        if len(found) >= MAX_ADDRESSES:
            return tuple(found[:MAX_ADDRESSES])
    return tuple(found)


@lru_cache(maxsize=64)
def _known(value: bytes) -> tuple[Address, ...]:
    return tuple(_listed(value, None))


def _listed(value: bytes, defects: set[str] | None) -> list[Address]:
    """The addresses of one field."""
    found: list[Address] = []
    for piece in _pieces(charset.decode(value, None)[0]):
        address = read_one(piece, defects)
        if address:
            found.append(address)
        if len(found) >= MAX_ADDRESSES:
            break
    return found


def read_one(piece: str, defects: set[str] | None = None) -> Address | None:
    """Read `name <addr>`, `addr (name)`, `addr` or Outlook's `name [mailto:addr]`; None when no plain address is inside."""
    piece = piece.strip().strip(";").strip()
    name, bracket, inside = piece.rpartition("<")
    if bracket:
        email = normal(inside.partition(">")[0].strip().removeprefix("mailto:"))
    else:
        match = re.search(r"[^\s<>()\[\]\"',;:]{1,64}@[^\s<>()\[\]\"',;:|]{1,190}", piece)
        email = normal(match[0].rstrip(".")) if match else None
        name = piece.replace(match[0], " ").replace("mailto:", " ").strip(" \t()[]") if match else ""
    if email is None:
        return None
    name = name.strip()
    if name.startswith('"') and name.endswith('"') and len(name) > 1:
        name = _unquote(name)
    return Address(email, encoded.decode_text(name.strip("'").encode("utf-8", "replace"), defects)[:200])


def _pieces(text: str) -> list[str]:
    """Split an address list at commas and semicolons outside quotes, comments and brackets; a group's `name:` is dropped."""
    pieces: list[str] = []
    current: list[str] = []
    depth = 0
    for bit in re.findall(r'"(?:[^"\\]|\\.)*"?|[()<>,;:]|[^"()<>,;:]+', text):
        if bit in "(<":
            depth += 1
        elif bit in ")>" and depth:
            depth -= 1
        if bit in ",;" and not depth:
            pieces.append("".join(current))
            current = []
        elif bit == ":" and not depth and "@" not in "".join(current):
            current = []
        else:
            current.append(bit)
    pieces.append("".join(current))
    return pieces
