"""Tells from a zip archive's own table of contents whether opening it would be unwise; nothing is ever unpacked."""

from __future__ import annotations

import re
import struct

_MAX_ENTRIES = 10_000
#: An archive that swells beyond this, or to this many times its size, is made to do harm.
_MAX_UNPACKED = 1024 * 1024 * 1024
_MAX_RATIO = 200
_SMALL = 10 * 1024 * 1024
_ENCRYPTED = 1
_ENTRY = re.compile(rb"PK\x01\x02")
_INNER = (b".zip", b".7z", b".rar", b".gz", b".exe", b".js", b".vbs", b".scr", b".lnk", b".iso")


def unsafe(data: bytes) -> bool:
    """Whether a zip (an Office file is one too) is encrypted, swells, overlaps, lies about itself or holds archives or programs."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    unpacked = 0
    places: set[int] = set()
    for count, match in enumerate(_ENTRY.finditer(data)):
        entry = data[match.start() : match.start() + 46]
        if count >= _MAX_ENTRIES or len(entry) < 46:  # noqa: PLR2004 - the fixed part of an entry
            return True
        flags, size, name_length, place = (
            struct.unpack_from(form, entry, at)[0] for form, at in (("<H", 8), ("<I", 24), ("<H", 28), ("<I", 42))
        )
        name = data[match.start() + 46 : match.start() + 46 + name_length].lower()
        if flags & _ENCRYPTED or place in places or name.endswith(_INNER):
            return True
        places.add(place)
        unpacked += size
    swells = unpacked > _SMALL and unpacked > _MAX_RATIO * len(data)
    return swells or unpacked > _MAX_UNPACKED
