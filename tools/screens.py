"""Shows what people see: plays the demo and photographs its mails in a real browser, into docs/screens/.

Run it from the project folder: `python tools/screens.py`. It needs Chromium (`apt-get install chromium`).
"""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from email import message_from_bytes, policy
from pathlib import Path

from rich.console import Console

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot import demonstration  # noqa: E402 - the checkout's own package, installed or not

SCREENS = ROOT / "docs" / "screens"
#: The case of the demo whose mails are shown: an English letter, one request, one answer.
CASE = "D-0007"
#: name -> (which mail of the demo, width in CSS pixels, dark).
SHOTS = {
    "approval-360": ("approval", 360, False),
    "approval-360-dark": ("approval", 360, True),
    "approval-1200": ("approval", 1200, False),
    "approval-1200-dark": ("approval", 1200, True),
    "digest-360": ("digest", 360, False),
    "digest-600-dark": ("digest", 600, True),
    "digest-1200": ("digest", 1200, False),
    "acknowledgement-360": ("acknowledgement", 360, False),
}
_QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--allow-file-access-from-files", "--hide-scrollbars", "--virtual-time-budget=2000",
)  # fmt: skip
_DARK = ("--force-dark-mode", "--blink-settings=preferredColorScheme=0")
_FRAME = """<!DOCTYPE html><meta charset="utf-8"><meta name="color-scheme" content="light dark"><body style="margin:0">
<iframe id="mail" src="mail.html" style="display:block;border:0;width:{width}px;height:{height}px"></iframe>
<script>onload = function () {{ document.title = "tall " + document.getElementById("mail").contentDocument.documentElement.scrollHeight }}</script>"""
_MOST_COLOURS = 256


def main() -> None:
    """Write every picture; prints each with its size."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not browser:
        sys.exit("A real browser is needed to photograph the mails: apt-get install chromium.")
    mails = _mails(demonstration.play(Console(quiet=True), as_json=False))
    SCREENS.mkdir(parents=True, exist_ok=True)
    for name, (mail, width, dark) in SHOTS.items():
        path = SCREENS / f"{name}.png"
        path.write_bytes(compressed(_photograph(browser, mails[mail], width, dark=dark)))
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes")  # noqa: T201 - a tool tells what it made


def _mails(base: Path) -> dict[str, str]:
    """Return the HTML of the shown case's approval mail and acknowledgement, and of the last digest."""
    found: dict[str, str] = {}
    sent = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in (base / "outbox").glob("*/*")]
    for mail in sorted(sent, key=lambda each: each["Date"].datetime):
        kind, body = mail["X-Dispute-Desk"] or "acknowledgement", mail.get_body(("html",))
        if body and (kind == "digest" or f"[{CASE}]" in mail["Subject"]):
            found[kind] = body.get_content()
    return found


def _photograph(browser: str, html: str, width: int, *, dark: bool) -> bytes:
    """Return a PNG of the whole mail at this width."""
    with tempfile.TemporaryDirectory(prefix="screens-") as folder:
        base = Path(folder)
        (base / "mail.html").write_text(html, encoding="utf-8")
        height = 600
        for wanted in ("--dump-dom", f"--screenshot={base / 'shot.png'}"):
            (base / "frame.html").write_text(_FRAME.format(width=width, height=height), encoding="utf-8")
            options = (f"--user-data-dir={base / 'profile'}", f"--window-size={width},{height}", *(_DARK if dark else ()))
            frame = (base / "frame.html").as_uri()
            command = [browser, *_QUIET, *options, wanted, frame]
            shown = subprocess.run(command, capture_output=True, text=True, check=True, timeout=90).stdout  # noqa: S603 - our own browser
            height = int(tall[1]) if (tall := re.search(r"<title>tall (\d+)", shown)) else height
        return (base / "shot.png").read_bytes()


def compressed(png: bytes) -> bytes:
    """Return the same picture with a palette of at most 256 colours; the least steps of colour are given up for it."""
    width, height, depth, kind = struct.unpack(">IIBB", png[16:26])
    channels = {2: 3, 6: 4}.get(kind)
    if depth != 8 or channels is None:  # noqa: PLR2004 - eight bits a channel
        return png
    rows = _rows(zlib.decompress(b"".join(data for name, data in _chunks(png) if name == b"IDAT")), width * channels, channels)
    pixels = [list(zip(*(row[part::channels] for part in range(3)), strict=True)) for row in rows]
    seen = {pixel for row in pixels for pixel in row}
    for step in (1, 2, 4, 8, 16, 32):
        nearest = {pixel: tuple(min(255, round(part / step) * step) for part in pixel) for pixel in seen}
        colours = {colour: number for number, colour in enumerate(sorted(set(nearest.values())))}
        if len(colours) <= _MOST_COLOURS:
            break
    numbers = {pixel: colours[colour] for pixel, colour in nearest.items()}
    data = b"".join(b"\0" + bytes(numbers[pixel] for pixel in row) for row in pixels)
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    palette = b"".join(bytes(colour) for colour in colours)
    parts = ((b"IHDR", head), (b"PLTE", palette), (b"IDAT", zlib.compress(data, 9)), (b"IEND", b""))
    return png[:8] + b"".join(struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in parts)


def _chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        found.append((png[at + 4 : at + 8], png[at + 8 : at + 8 + length]))
        at += 12 + length
    return found


def _rows(data: bytes, stride: int, channels: int) -> list[bytearray]:
    """Undo the five filters of PNG (https://www.w3.org/TR/png-3/#9Filters)."""
    rows: list[bytearray] = []
    above = bytearray(stride)
    for start in range(0, len(data), stride + 1):
        kind, row = data[start], bytearray(data[start + 1 : start + 1 + stride])
        for at in range(stride if kind else 0):
            left = row[at - channels] if at >= channels else 0
            corner = above[at - channels] if at >= channels else 0
            row[at] = (row[at] + _guess(kind, left, above[at], corner)) & 255
        rows.append(row)
        above = row
    return rows


def _guess(kind: int, left: int, up: int, corner: int) -> int:
    if kind == 4:  # noqa: PLR2004 - Paeth
        near = left + up - corner
        return min((left, up, corner), key=lambda each: abs(near - each))
    return (0, left, up, (left + up) // 2)[kind]


if __name__ == "__main__":
    main()
