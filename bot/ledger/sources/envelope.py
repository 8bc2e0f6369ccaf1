"""Signed envelopes (CMS SignedData, `.p7m`): the file inside, taken out; whose signature it is and whether it holds is not looked at."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The object identifier 1.2.840.113549.1.7.2, as such an envelope begins with it.
_SIGNED_DATA = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
_HEAD = 64
_LABEL = re.compile(rb"-----(?:BEGIN|END) [A-Z0-9 ]{1,40}-----")
_SEQUENCE, _OCTETS, _OCTETS_IN_PARTS, _CONTENT = 0x30, 0x04, 0x24, 0xA0
_CONSTRUCTED, _OPEN_END = 0x20, 0x80
_MOST_ELEMENTS = 100_000
_DEEPEST = 12
#: Envelopes within envelopes, where several people signed one after the other.
_MOST_ENVELOPES = 4


def is_envelope(raw: bytes) -> bool:
    """Return whether bytes begin like a signed envelope, in DER or BER or as base64 of it."""
    return _SIGNED_DATA in raw[:_HEAD] or _SIGNED_DATA in _unarmoured(raw[: 4 * _HEAD], whole=False)[:_HEAD]


def opened(name: str, raw: bytes) -> bytes:
    """Return the file inside a signed envelope. Raises LedgerError where it is broken or holds only a signature."""
    for _ in range(_MOST_ENVELOPES):
        if not is_envelope(raw):
            return raw
        try:
            raw = _Reader(raw if _SIGNED_DATA in raw[:_HEAD] else _unarmoured(raw, whole=True)).content()
        except ValueError as error:
            raise LedgerError(f"{name} is a signed envelope that cannot be opened: {error}") from error
    raise LedgerError(f"{name} is a signed envelope around more than {_MOST_ENVELOPES - 1} others")


def _unarmoured(raw: bytes, *, whole: bool) -> bytes:
    """The bytes that base64 stands for, nothing where it is none; of a beginning only whole groups of four letters count."""
    letters = b"".join(_LABEL.sub(b"", raw.removeprefix(b"\xef\xbb\xbf")).split())
    try:
        return base64.b64decode(letters if whole else letters[: len(letters) // 4 * 4], validate=True)
    except binascii.Error:
        return b""


@dataclass(frozen=True, slots=True)
class _Element:
    """Where an element's content stands, and where the next element begins."""

    tag: int
    start: int
    stop: int
    after: int


class _Reader:
    """Reads the few forms of ASN.1 that an envelope is built of, within a budget; what does not fit is a ValueError in words."""

    def __init__(self, raw: bytes) -> None:
        self._raw, self._left = raw, _MOST_ELEMENTS

    def content(self) -> bytes:
        """Return what was signed: ContentInfo > SignedData > EncapsulatedContentInfo > eContent."""
        _, wrapped = self._children(self._element(0, len(self._raw)), _SEQUENCE, 2)[:2]
        signed = self._children(wrapped, _CONTENT, 1)[0]
        inside = self._children(self._children(signed, _SEQUENCE, 3)[2], _SEQUENCE, 1)
        if len(inside) == 1:
            raise ValueError("it holds only a signature, the file itself is elsewhere")
        return b"".join(self._octets(self._children(inside[1], _CONTENT, 1)[0], _DEEPEST))

    def _children(self, parent: _Element, tag: int, least: int) -> list[_Element]:
        """The elements inside one that must have this tag, at least so many."""
        found, place = [], parent.start
        while parent.tag == tag and place < parent.stop:
            found.append(self._element(place, parent.stop))
            place = found[-1].after
        if len(found) < least:
            raise ValueError("it is not built as such an envelope must be")
        return found

    def _octets(self, element: _Element, deepest: int) -> Iterator[bytes]:
        """A string of bytes, in one piece or in parts."""
        if element.tag == _OCTETS:
            yield self._raw[element.start : element.stop]
        elif element.tag == _OCTETS_IN_PARTS and deepest:
            for part in self._children(element, _OCTETS_IN_PARTS, 0):
                yield from self._octets(part, deepest - 1)
        else:
            raise ValueError("what it holds is no file")

    def _element(self, place: int, end: int, deepest: int = _DEEPEST) -> _Element:
        self._left -= 1
        if self._left < 0 or not deepest:
            raise ValueError("it has too many parts")
        if place + 2 > end:
            raise ValueError("it ends too early")
        tag, length, start = self._raw[place], self._raw[place + 1], place + 2
        if length == _OPEN_END and tag & _CONSTRUCTED:
            return self._open(tag, start, end, deepest)
        if length & _OPEN_END:
            size = length ^ _OPEN_END
            length, start = int.from_bytes(self._raw[start : start + size]), start + size
        if start + length > end:
            raise ValueError("it ends too early")
        return _Element(tag, start, start + length, start + length)

    def _open(self, tag: int, start: int, end: int, deepest: int) -> _Element:
        """An element without a length, which two zeros end."""
        place = start
        while self._raw[place : min(place + 2, end)] != b"\0\0":
            place = self._element(place, end, deepest - 1).after
        return _Element(tag, start, place, place + 2)
