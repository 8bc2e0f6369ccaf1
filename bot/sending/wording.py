"""Text as it travels: quoted-printable or base64 bodies and RFC 2047 header words, without losing a character."""

from __future__ import annotations

import base64
import re
from functools import lru_cache

#: RFC 2045 6.7: an encoded line has at most 76 characters, the `=` of a soft break included.
_LINE = 76
#: RFC 2047 2: an encoded word has at most 75 characters; 45 octets of UTF-8 become 60 of base64 and 12 of frame.
_WORD_OCTETS = 45
#: An unbroken word this long in a header is written as encoded words, so that no line grows long.
_PLAIN_WORD = 200

_SAFE = frozenset(range(0x20, 0x7F)) - {0x3D} | {0x09}
_QUOTED = {octet: chr(octet) if octet in _SAFE else f"={octet:02X}" for octet in range(256)}
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")


def quoted_printable(text: str) -> bytes:
    """Return the text as quoted-printable with CRLF; decoding it and turning CRLF into LF gives the same text again."""
    return b"\r\n".join(map(_quoted_line, text.split("\n")))


@lru_cache(maxsize=2048)
def _quoted_line(line: str) -> bytes:
    """Most lines are our own and the same in many mails."""
    simple = line.isascii() and line.isprintable()  # nearly every line; the cheap way gives the same
    if simple and len(line) < _LINE and not line.endswith(" ") and not line.startswith((".", "From ")) and "=" not in line:
        return line.encode("ascii")
    rest = line.replace("=", "=3D") if simple else line.encode().decode("latin-1").translate(_QUOTED)
    if rest[-1:] in {" ", "\t"}:
        rest = f"{rest[:-1]}={ord(rest[-1]):02X}"
    if len(rest) <= _LINE and not rest.startswith((".", "From ")):
        return rest.encode("ascii")
    pieces: list[str] = []
    at = 0
    while True:
        if rest[at] in ".F" and rest.startswith((".", "From "), at):  # old software takes these at the start of a line for its own marks
            rest = f"{rest[:at]}={ord(rest[at]):02X}{rest[at + 1 :]}"
        if len(rest) - at <= _LINE:
            return "=\r\n".join((*pieces, rest[at:])).encode("ascii")
        cut = at + _LINE - 1
        cut -= 1 if rest[cut - 1] == "=" else 2 if rest[cut - 2] == "=" else 0  # never part a `=XX`
        pieces.append(rest[at:cut])
        at = cut


def based(content: bytes) -> bytes:
    """Return the content as base64 in lines of 76 characters with CRLF between them."""
    encoded = base64.b64encode(content)
    return b"\r\n".join(encoded[at : at + _LINE] for at in range(0, len(encoded), _LINE))


def body(text: str) -> tuple[str, bytes]:
    """Return (Content-Transfer-Encoding, encoded bytes) of a text part: readable as it travels unless mostly beyond ASCII."""
    quoted = quoted_printable(text)
    if quoted.count(b"=") * 5 <= len(quoted):
        return "quoted-printable", quoted
    return "base64", based(text.replace("\n", "\r\n").encode())


def words(text: str) -> str:
    """Return free header text (one line) as it is where it is plain ASCII, else as folded RFC 2047 words."""
    plain = text.isascii() and "=?" not in text and all(len(word) <= _PLAIN_WORD for word in text.split(" "))
    return folded(text) if plain else _encoded(text)


def phrase(text: str) -> str:
    """Return a display name for From: atoms, a quoted string or RFC 2047 words."""
    if words(text) != text:
        return _encoded(text)
    if _ATOMS.fullmatch(text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def folded(text: str, width: int = 76) -> str:
    """Fold plain text at single spaces; removing each CRLF gives the same text again."""
    lines, length = [""], 0
    for word in text.split(" "):
        if length and length + 1 + len(word) > width and word:
            lines.append("")
            length = 0
        lines[-1] += word if len(lines) == 1 and not length else f" {word}"
        length += len(word) + 1
    return "\r\n".join(lines)


def _encoded(text: str) -> str:
    chunks: list[bytes] = [b""]
    for character in text:
        octets = character.encode()
        if len(chunks[-1]) + len(octets) > _WORD_OCTETS:
            chunks.append(b"")
        chunks[-1] += octets
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(chunk).decode()}?=" for chunk in chunks)
