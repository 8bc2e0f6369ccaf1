from __future__ import annotations

import io
import zipfile

from bot.arrivals import archives


def packed(*files: tuple[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return target.getvalue()


def test_an_honest_archive_is_left_in_peace() -> None:
    assert not archives.unsafe(packed(("invoice.pdf", b"%PDF-1.4 " * 1000), ("photo.jpg", bytes(range(256)) * 100)))
    assert not archives.unsafe(b"%PDF-1.4 PK\x01\x02")


def test_what_is_unsafe() -> None:
    assert archives.unsafe(packed(("a.txt", b"\0" * 20_000_000)))
    assert archives.unsafe(packed(("inner.zip", packed(("a.txt", b"x")))))
    assert archives.unsafe(packed(("invoice.pdf.exe", b"MZ")))
    assert archives.unsafe(packed(("a.txt", b"x")) + b"PK\x01\x02")
    one = bytearray(packed(("a.txt", b"x")))
    one[one.index(b"PK\x01\x02") + 8] |= 1
    assert archives.unsafe(bytes(one)), "encrypted"
