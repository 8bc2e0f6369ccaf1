"""Mutates mails along their structure: fields, parts, boundaries, encodings and lines rather than single bytes; all from one seed."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING

from tests.fuzz.nasty import LINES, NAMES, VALUES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from random import Random

#: A mutated mail grows no further: size has cases of its own.
_MAX_BYTES = 300_000
_FIELD = re.compile(rb"(?m)^[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*")
_BREAK = re.compile(rb"(?m)^--[^\r\n]+\r?\n")


def stock(folder: Path) -> list[bytes]:
    """All mails of the cases, with the line ends of the wire: mixed ones would end most mutations at the gate."""
    return [path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") for path in sorted(folder.glob("*/mail.eml"))]


def mutated(originals: Sequence[bytes], random: Random) -> bytes:
    """One mail of the stock after one to six mutations."""
    raw = random.choice(originals)
    for _ in range(random.choice((1, 1, 2, 3, 4, 6))):
        raw = random.choice(MUTATIONS)(raw, originals, random)[:_MAX_BYTES]
    return raw


def _halves(raw: bytes) -> tuple[bytes, bytes]:
    head, _, body = raw.partition(b"\r\n\r\n") if b"\r\n\r\n" in raw else raw.partition(b"\n\n")
    return head + b"\r\n", body


def _fields(raw: bytes) -> tuple[list[bytes], bytes]:
    head, body = _halves(raw)
    return [match[0] for match in _FIELD.finditer(head)] or [head], body


def _joined(fields: list[bytes], body: bytes) -> bytes:
    return b"".join(fields) + b"\r\n" + body


def _drop_field(raw: bytes, _: Sequence[bytes], random: Random) -> bytes:
    fields, body = _fields(raw)
    del fields[random.randrange(len(fields))]
    return _joined(fields, body)


def _repeat_field(raw: bytes, _: Sequence[bytes], random: Random) -> bytes:
    fields, body = _fields(raw)
    fields += [random.choice(fields)] * random.choice((1, 1, 3, 40))
    random.shuffle(fields)
    return _joined(fields, body)


def _add_field(raw: bytes, _: Sequence[bytes], random: Random) -> bytes:
    fields, body = _fields(raw)
    colon = random.choice((b": ", b": ", b": ", b":", b" : ", b"", b":\r\n "))
    fields.insert(random.randrange(len(fields) + 1), random.choice(NAMES).encode() + colon + random.choice(VALUES) + b"\r\n")
    return _joined(fields, body)


def _set_field(raw: bytes, _: Sequence[bytes], random: Random) -> bytes:
    fields, body = _fields(raw)
    at = random.randrange(len(fields))
    fields[at] = fields[at].partition(b":")[0] + b": " + random.choice(VALUES) + b"\r\n"
    return _joined(fields, body)


def _mix_heads(raw: bytes, stock: Sequence[bytes], random: Random) -> bytes:
    return _halves(random.choice(stock))[0] + b"\r\n" + _halves(raw)[1]


def _body_first(raw: bytes, random: Random) -> tuple[bytes, bytes]:
    """What is left alone and what is changed: mostly the body, for a broken header ends most mails at the gate."""
    if random.random() < 0.15:
        return b"", raw
    head, body = _halves(raw)
    return head + b"\r\n", body


def _add_lines(raw: bytes, _: Sequence[bytes], random: Random) -> bytes:
    kept, changed = _body_first(raw, random)
    lines = changed.split(b"\n")
    for _step in range(random.choice((1, 2, 8))):
        at = random.randrange(len(lines) + 1)
        lines[at:at] = [random.choice(LINES) + b"\r"] * random.choice((1, 1, 1, 5, 300))
    return kept + b"\n".join(lines)


def _drop_lines(raw: bytes, _: Sequence[bytes], random: Random) -> bytes:
    kept, changed = _body_first(raw, random)
    lines = changed.split(b"\n")
    at = random.randrange(len(lines))
    del lines[at : at + random.choice((1, 1, 3, 20))]
    return kept + b"\n".join(lines)


def _move_lines(raw: bytes, _: Sequence[bytes], random: Random) -> bytes:
    kept, changed = _body_first(raw, random)
    lines = changed.split(b"\n")
    one, two = random.randrange(len(lines)), random.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]
    return kept + b"\n".join(lines)


def _flip(raw: bytes, _: Sequence[bytes], random: Random) -> bytes:
    kept, changed = _body_first(raw, random)
    data = bytearray(changed or b"x")
    for _step in range(random.choice((1, 3, 30))):
        data[random.randrange(len(data))] = random.randrange(256)
    return kept + bytes(data)


def _cut(raw: bytes, _: Sequence[bytes], random: Random) -> bytes:
    kept, changed = _body_first(raw, random)
    at = random.randrange(len(changed) + 1)
    return kept + (changed[:at] if random.random() < 0.7 else changed[at:])


def _wrap(raw: bytes, stock: Sequence[bytes], random: Random) -> bytes:
    """Put the mail into another one, as a part or as an attached mail, several times over."""
    kind = random.choice((b"message/rfc822", b"message/rfc822", b"text/plain", b"text/html", b"multipart/mixed; boundary=b"))
    times = random.choice((1, 1, 2, 60))
    opening = b"".join(b"Content-Type: multipart/mixed; boundary=w%d\r\n\r\n--w%d\r\n" % (level, level) for level in range(times))
    head = _halves(random.choice(stock))[0]
    return (
        head
        + opening
        + b"Content-Type: "
        + kind
        + b"\r\n\r\n"
        + raw
        + b"".join(b"\r\n--w%d--\r\n" % level for level in reversed(range(times)))
    )


def _breaks(raw: bytes, _: Sequence[bytes], random: Random) -> bytes:
    """Repeat, drop, lengthen or shorten boundary lines."""
    found = list(_BREAK.finditer(raw))
    if not found:
        return raw
    match = random.choice(found)
    line = random.choice(
        (
            b"",
            match[0] * 2,
            match[0] * 50,
            match[0].rstrip() + b"--\r\n",
            match[0].rstrip() + b" x\r\n",
            match[0][:-4] + b"\r\n",
            b"\r" + match[0],
        )
    )
    return raw[: match.start()] + line + raw[match.end() :]


def _coded(raw: bytes, _: Sequence[bytes], random: Random) -> bytes:
    """Encode the body, or say so without doing it."""
    fields, body = _fields(raw)
    fields = [field for field in fields if not field.lower().startswith(b"content-transfer-encoding")]
    name = random.choice((b"base64", b"quoted-printable", b"x-uuencode"))
    if random.random() < 0.6:
        body = base64.encodebytes(body) if name == b"base64" else binascii.b2a_qp(body)
    return _joined([*fields, b"Content-Transfer-Encoding: " + name + b"\r\n"], body)


def _line_ends(raw: bytes, _: Sequence[bytes], random: Random) -> bytes:
    plain = raw.replace(b"\r\n", b"\n")
    whole = plain.replace(b"\n", b"\r\n")
    return random.choice(
        (plain, plain, whole, whole, plain.replace(b"\n", b"\r"), plain.replace(b"\n", b"\r\n", 9), raw.replace(b"\n", b"\r\r\n", 3))
    )


def _splice(raw: bytes, stock: Sequence[bytes], random: Random) -> bytes:
    kept, changed = _body_first(raw, random)
    other = random.choice(stock)
    return kept + changed[: random.randrange(len(changed) + 1)] + other[random.randrange(len(other) + 1) :]


def _quoted(raw: bytes, _: Sequence[bytes], random: Random) -> bytes:
    head, body = _halves(raw)
    return head + b"\r\n" + b"\r\n".join(b"> " * random.choice((1, 1, 2, 30)) + line.rstrip(b"\r") for line in body.split(b"\n"))


MUTATIONS: tuple[Callable[[bytes, Sequence[bytes], Random], bytes], ...] = (
    _drop_field, _repeat_field, _add_field, _add_field, _set_field, _set_field, _mix_heads, _add_lines, _add_lines, _drop_lines, _move_lines, _flip, _cut, _wrap,
    _breaks, _breaks, _coded, _line_ends, _splice, _quoted,
)  # fmt: skip
