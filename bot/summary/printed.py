"""The story of a case on paper: a PDF of the dossier's timeline, drawn as plain text; needs the extra `pdf` (reportlab)."""

from __future__ import annotations

import importlib
import io
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.summary.timeline import Step

#: A4 in points, the margin, sizes of type.
_WIDTH, _HEIGHT, _MARGIN = 595.28, 841.89, 56.0
_PLAIN, _BOLD = "Vera", "VeraBd"
_BODY, _TITLE, _SMALL = 9.0, 15.0, 7.5
_LEADING = 1.4
#: Stands for a character that the typeface does not have.
_MISSING = "?"
#: Characters of one line of outside text that are measured at a time, so that no line costs more than its length.
_CHUNK = 400


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands above the steps: the case's facts as (label, text), findings, what is left out, and how the page was made."""

    title: str
    facts: tuple[tuple[str, str], ...]
    findings: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    made: str = ""


def available() -> bool:
    """Return whether the extra is installed."""
    return find_spec("reportlab") is not None


def printed(cover: Cover, steps: Iterable[Step]) -> bytes:
    """Return the PDF: the same bytes for the same input, text only - no links, no pictures, no markup is read from outside words.

    The typeface that comes with the library has the letters of Western Europe. Others stand as `?`, and a note at the end
    says how many and where they can be read.
    """
    page = _Page(cover.title)
    page.write(cover.title, _BOLD, _TITLE)
    for label, text in cover.facts:
        page.write(f"{label}: {text}")
    for title, rows in (("What the books say", cover.findings), ("Not in this dossier", cover.left_out)):
        if rows:
            page.head(title)
            for row in rows:
                page.write(f"- {row}")
    page.head("What happened")
    for step in steps:
        page.write(f"{step.at}   (journal entry {step.seq})", _BOLD, space=6)
        page.write(step.what + (f"  By {step.who}." if step.who else ""))
        for line in step.words.splitlines():
            page.write(f"| {line}", size=_BODY - 0.5, indent=12)
        if step.file:
            page.write(f"File: {step.file}", size=_SMALL, indent=12)
    page.write(cover.made, size=_SMALL, space=12)
    if page.missing:
        page.write(
            f"{page.missing:,} characters are not in the typeface of this page and stand as {_MISSING}; timeline.html and the mails show them.",
            size=_SMALL,
        )
    return page.done()


@dataclass(slots=True)
class _Page:
    """Draws lines from the top of the page down and begins a new page where one is full."""

    title: str
    missing: int = 0
    _y: float = _HEIGHT - _MARGIN
    _number: int = 1
    _bytes: io.BytesIO = field(default_factory=io.BytesIO)
    _canvas: Any = None
    _widths: dict[str, dict[int, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        metrics = importlib.import_module("reportlab.pdfbase.pdfmetrics")
        fonts = importlib.import_module("reportlab.pdfbase.ttfonts")
        folder = Path(str(importlib.import_module("reportlab").__file__)).parent / "fonts"
        for name in (_PLAIN, _BOLD):
            font = fonts.TTFont(name, str(folder / f"{name}.ttf"))
            metrics.registerFont(font)
            self._widths[name] = {code: font.face.charWidths[code] / 1000 for code in font.face.charToGlyph if code in font.face.charWidths}
        canvas = importlib.import_module("reportlab.pdfgen.canvas")
        self._canvas = canvas.Canvas(self._bytes, pagesize=(_WIDTH, _HEIGHT), invariant=1)
        self._canvas.setTitle(self._shown(self.title, _PLAIN))
        self._canvas.setCreator("Dispute Desk")

    def head(self, text: str) -> None:
        """Write a heading."""
        self.write(text, _BOLD, _BODY + 2, space=12)

    def write(self, text: str, face: str = _PLAIN, size: float = _BODY, *, indent: float = 0.0, space: float = 0.0) -> None:
        """Write a paragraph, broken where it is too wide."""
        self._y -= space
        shown = self._shown(text, face)
        for line in self._broken(shown, face, size, _WIDTH - 2 * _MARGIN - indent):
            self._y -= size * _LEADING
            if self._y < _MARGIN:
                self._next()
                self._y -= size * _LEADING
            self._canvas.setFont(face, size)
            self._canvas.drawString(_MARGIN + indent, self._y, line)

    def done(self) -> bytes:
        """Finish the last page and return the whole."""
        self._foot()
        self._canvas.showPage()
        self._canvas.save()
        return self._bytes.getvalue()

    def _next(self) -> None:
        self._foot()
        self._canvas.showPage()
        self._number += 1
        self._y = _HEIGHT - _MARGIN

    def _foot(self) -> None:
        self._canvas.setFont(_PLAIN, _SMALL)
        self._canvas.drawRightString(_WIDTH - _MARGIN, _MARGIN / 2, f"{self.title}, page {self._number}")

    def _shown(self, text: str, face: str) -> str:
        """Return the text with what the typeface lacks made visible as missing, and counted."""
        widths = self._widths[face]
        shown = "".join(char if ord(char) in widths and char.isprintable() else " " if char.isspace() else _MISSING for char in text)
        self.missing += sum(one != other and not other.isspace() for one, other in zip(shown, text, strict=True))
        return shown

    def _broken(self, text: str, face: str, size: float, width: float) -> Iterator[str]:
        """Break between words; a word wider than the line is cut."""
        widths, line, used = self._widths[face], "", 0.0
        for word in text.split(" "):
            for start in range(0, max(len(word), 1), _CHUNK):
                for piece in self._cut(word[start : start + _CHUNK], face, size, width):
                    wide = sum(widths[ord(char)] for char in piece) * size
                    blank = widths[32] * size if line else 0.0
                    if line and used + blank + wide > width:
                        yield line
                        line, used, blank = "", 0.0, 0.0
                    line, used = f"{line} {piece}" if line else piece, used + blank + wide
        yield line

    def _cut(self, word: str, face: str, size: float, width: float) -> Iterator[str]:
        widths, piece, used = self._widths[face], "", 0.0
        for char in word:
            wide = widths[ord(char)] * size
            if piece and used + wide > width:
                yield piece
                piece, used = "", 0.0
            piece, used = piece + char, used + wide
        yield piece
