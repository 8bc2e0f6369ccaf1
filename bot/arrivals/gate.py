"""The byte gate: refuses what no honest mail does, before any parser runs; one linear pass."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from bot.arrivals import lifting, structure
from bot.vocabulary.reasons import Reason

#: TRUST R2.
MAX_MAIL_BYTES = 50 * 1024 * 1024
MAX_HEADER_BYTES = 1024 * 1024
MAX_FIELDS = 1000
#: 50 MB of base64 in lines of 76 have 690,000; parsers pay per line.
MAX_LINES = 1_500_000
MAX_FIELD_BYTES = 16 * 1024
MAX_STRUCTURED_BYTES = 8 * 1024

_STRUCTURED = frozenset(
    b"from sender reply-to to cc bcc date message-id in-reply-to references content-type content-disposition "
    b"content-transfer-encoding authentication-results received return-path mime-version".split()
)
#: A cut here would change who wrote or what is shown: too long means held.
_VITAL = frozenset((b"from", b"content-type", b"authentication-results"))
_NAME = re.compile(rb"[\x21-\x39\x3b-\x7e]+")
_REPORT = re.compile(rb"multipart/report\b(?=.{0,300}\bdelivery-status\b)", re.IGNORECASE | re.DOTALL)
_MAX_NAME = 1000
#: Longest field name that is remembered.
_MAX_KNOWN = 60
#: A line feed without its carriage return; the look back stands behind it, so that a search stops at line feeds only.
_LONE = re.compile(rb"\n(?<!\r\n)")
#: Web mail shows a raw mail below a line of blanks, and people save it so.
_BLANK_LINES = re.compile(rb"\A(?:[ \t]*+\r?\n)++")


class Field(NamedTuple):
    """One header field in order: `name` lower case, `value` raw bytes, unfolded, without the line end."""

    name: str
    value: bytes


@dataclass(frozen=True, slots=True)
class Gated:
    """What passed the gate: `raw` is fit for a parser (over-long fields cut, long bodies `lifted`); `refusal` holds the mail."""

    raw: bytes = b""
    fields: tuple[Field, ...] = ()
    refusal: Reason | None = None
    defects: tuple[str, ...] = ()
    lifted: tuple[bytes, ...] = ()

    def values(self, name: str) -> list[bytes]:
        """All values of the fields with this lower-case name, in order."""
        return [field.value for field in self.fields if field.name == name]


def admit(raw: bytes) -> Gated:
    """Check one mail's bytes; a refused mail still shows the fields that could be read."""
    if len(raw) > MAX_MAIL_BYTES:
        return Gated(refusal=Reason.TOO_BIG)
    body, defects = _trim(raw)
    header, rest = _halves(body)
    if len(header) > MAX_HEADER_BYTES:
        return Gated(refusal=Reason.HDR_TOO_BIG, defects=tuple(defects))
    if b"\0" in header or header.count(b"\r") > header.count(b"\r\n"):
        return Gated(refusal=Reason.HDR_BARE_CR, defects=tuple(defects))
    lines = header.replace(b"\r\n", b"\n").split(b"\n")
    fields, refusal = _fields(lines, defects)
    if refusal is None and _mixed(body):
        refusal = None if _reports(fields) else Reason.HDR_BROKEN
        defects.append("line endings are mixed")
    clean, lifted = lifting.lift(b"".join([*[b"%b: %b\n" % (name.encode("ascii"), value) for name, value in fields], b"\n", rest]))
    if refusal is None:
        refusal = Reason.PARSE_TIME if clean.count(b"\n") > MAX_LINES else structure.check(clean)
    return Gated(clean, fields, refusal, tuple(defects), lifted)


def _trim(raw: bytes) -> tuple[bytes, list[str]]:
    """Drop what a mail may harmlessly begin with: a byte order mark, blank lines, an mbox `From ` line."""
    defects: list[str] = []
    if raw.startswith(b"\xef\xbb\xbf"):
        raw = raw[3:]
        defects.append("byte order mark before the header")
    if raw[:1] in (b"\r", b"\n", b" ", b"\t"):
        raw = _BLANK_LINES.sub(b"", raw, count=1)
        defects.append("blank lines before the header")
    if raw.startswith((b"From ", b">From ")):
        raw = raw.partition(b"\n")[2]
        defects.append("mbox line before the header")
    return raw, defects


def _halves(raw: bytes) -> tuple[bytes, bytes]:
    at, length = raw.find(b"\n\r\n"), 3
    plain = raw.find(b"\n\n", 0, at + 1 if at >= 0 else len(raw))
    if plain >= 0:
        at, length = plain, 2
    if at < 0:
        return raw.rstrip(b"\r\n"), b""
    return raw[: at - (raw[at - 1 : at] == b"\r")], raw[at + length :]


def _mixed(raw: bytes) -> bool:
    """Whether some lines end with a carriage return and some without."""
    return _LONE.search(raw) is not None and b"\r\n" in raw


def _reports(fields: tuple[Field, ...]) -> bool:
    """Whether a server's report on a delivery: it returns a mail of ours with that mail's line endings, and its words are nobody's."""
    one = {name: [field.value for field in fields if field.name == name] for name in ("content-type", "return-path")}
    return (
        len(one["content-type"]) == 1 and _REPORT.match(one["content-type"][0]) is not None and set(one["return-path"]) in ({b"<>"}, {b""})
    )


def _fields(lines: list[bytes], defects: list[str]) -> tuple[tuple[Field, ...], Reason | None]:
    """Unfold the header into fields; over-long ones are cut, unreadable ones refuse the mail."""
    found: list[tuple[bytes, list[bytes]]] = []
    refusal: Reason | None = None
    for line in lines:
        if not line:
            continue
        if line[:1] in b" \t":
            if not found:
                refusal = Reason.HDR_BROKEN
            else:
                found[-1][1].append(line)
            continue
        name, colon, value = line.partition(b":")
        if not name and colon:
            defects.append("a field has no name")
            continue
        if not colon or not (_known(name) if len(name) <= _MAX_KNOWN else _NAME.fullmatch(name)):
            refusal = Reason.HDR_BROKEN
            continue
        found.append((name, [value]))
    if len(found) > MAX_FIELDS:
        return (), Reason.HDR_TOO_BIG
    fields: list[Field] = []
    for name, pieces in found:
        field, too_big = _bounded(name, pieces, defects)
        fields.append(field)
        refusal = refusal or too_big
    return tuple(fields), refusal


@lru_cache(maxsize=256)
def _known(name: bytes) -> tuple[str, int] | None:
    """A field's name in lower case and its limit; None where no field has such a name."""
    key = name.lower()
    limit = MAX_STRUCTURED_BYTES if key in _STRUCTURED else MAX_FIELD_BYTES
    return (key.decode("ascii"), limit) if _NAME.fullmatch(name) else None


def _bounded(name: bytes, pieces: list[bytes], defects: list[str]) -> tuple[Field, Reason | None]:
    """Unfold one field and cut it to its limit; a vital field over the limit refuses the mail."""
    known = _known(name) if len(name) <= _MAX_KNOWN else None
    value = (pieces[0] if len(pieces) == 1 else b"".join(pieces)).strip(b" \t")
    if known and len(value) <= known[1]:
        return Field(known[0], value), None
    if len(name) > _MAX_NAME:
        defects.append("a field name was cut")
        name = name[:_MAX_NAME]
    key = name.lower()
    limit = MAX_STRUCTURED_BYTES if key in _STRUCTURED else MAX_FIELD_BYTES
    if len(value) <= limit:
        return Field(key.decode("ascii"), value), None
    defects.append(f"field {key.decode('ascii')[:60]} was cut at {limit} bytes")
    return Field(key.decode("ascii"), value[:limit]), Reason.HDR_TOO_BIG if key in _VITAL else None
