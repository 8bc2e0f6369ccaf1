"""Did somebody write words of their own among those they quote? What was mailed is known word for word; what is not in it is theirs."""

from __future__ import annotations

import html
import re
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.vocabulary.cases import OutboxRow
    from bot.vocabulary.mail import QuotedLine

#: So many words in a row are ours; fewer may stand in any sentence.
_RUN = 3
#: Words of plain letters; beside them whole words of another alphabet. What programs make of the letters between is no word.
_WORD = re.compile(r"[a-z0-9]+|[^\W\d_a-z]{3,}")
#: Where an address begins that programs write behind a link, or in its place.
_LINK = re.compile(r"<?(?:https?://|mailto:|tel:|www\.)")
#: Signs of what is left of one that was broken over lines, and how long such a piece is.
_ENCODED, _SIGNS, _LONG = re.compile(r"%[0-9a-f]{2}"), frozenset("%=&/?"), 24
_PICTURE = re.compile(r"\[(?:cid|image)[^\]\n]{0,100}\]|<u\+[0-9a-f]{4,6}>?")
#: Nothing but a question.
_ASKED = re.compile(r"[\s!.]{0,9}[?\u00bf][\s?!.\u00bf]{0,9}")
_UNSEEN = re.compile(r"<(style|head|title)\b.*?</\1>", re.DOTALL)
_INLINE = re.compile(r"<wbr>|</?(?:span|b|mark|a)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")

_Words = tuple[str, ...]


def interjected(lines: Sequence[QuotedLine], mailed: Iterable[str]) -> str:
    """Return the first line of a quote that holds words which stand in none of the texts we `mailed` (as text or page), or nothing."""
    told = list(_by_line(line.text.replace("\n", " ") for line in lines))
    spoken = [(at, word) for at, words in enumerate(told) for word in words]
    asked = next((line.text for line in lines if _ASKED.fullmatch(line.text)), "")
    if not spoken or asked:
        return asked
    ours = _Ours(mailed)
    known = ours.known([word for _, word in spoken])
    theirs = {at for (at, word), found in zip(spoken, known, strict=True) if not found and (len(word) > 1 or word.isdigit())}
    return next((lines[at].text for at in sorted(theirs) if not lines[at].silent and told[at] not in ours.lines), "")


def texts_of(rows: Iterable[OutboxRow]) -> list[str]:
    """Return what mails of ours show: the subject, the text, and the page as a program that knows no tags would write it."""
    found = []
    for row in rows:
        mail = message_from_bytes(row.raw, policy=policy.default)
        bodies = (mail.get_body(("plain",)), mail.get_body(("html",)))
        plain, page = ("" if body is None else str(body.get_content()) for body in bodies)
        found += [f"{mail['Subject'] or ''}\n{plain}", _TAG.sub(" ", _INLINE.sub("", _UNSEEN.sub(" ", page)))]
        found[-1] = html.unescape(found[-1])
    return found


def _by_line(text: Iterable[str]) -> Iterator[_Words]:
    """The words of each line, without links; one that its line cuts off goes on below."""
    inside = False
    for line in text:
        words: list[str] = []
        for piece in _PICTURE.sub(" ", line.lower()).split():
            told, inside = _unlinked(piece, inside=inside)
            words += _WORD.findall(told)
        yield tuple(words)
        inside = inside and bool(line.strip())


def _unlinked(piece: str, *, inside: bool) -> tuple[str, bool]:
    """A piece of text without the link in it, and whether that is still open; `inside` one, what stands before its end is no word."""
    if inside and (">" in piece or _ENCODED.search(piece) or len(piece) >= _LONG):
        return piece.partition(">")[2], ">" not in piece
    found = _LINK.search(piece)
    if found:
        _, end, rest = piece[found.end() :].partition(">")
        return f"{piece[: found.start()]} {rest}", not end and found[0].startswith("<")
    debris = (len(piece) >= _LONG and not _SIGNS.isdisjoint(piece)) or _ENCODED.search(piece)
    return "" if debris else piece, False


class _Ours:
    """Runs of words of what we mailed, whatever the lines they were broken into."""

    def __init__(self, mailed: Iterable[str]) -> None:
        self.lines: set[_Words] = set()
        self._runs: set[_Words] = set()
        self._pairs: dict[_Words, list[str]] = {}
        for text in mailed:
            lines = list(_by_line(text.split("\n")))
            self.lines |= set(lines)
            words = tuple(word for line in lines for word in line)
            for at in range(len(words) - _RUN + 1):
                run = words[at : at + _RUN]
                self._runs.add(run)
                self._pairs.setdefault(run[:-1], []).append(run[-1])

    def known(self, words: Sequence[str]) -> list[bool]:
        """Tell of each word whether it stands in a run of ours, the last one cut short included."""
        found = [False] * len(words)
        for at in range(len(words) - _RUN + 1):
            if tuple(words[at : at + _RUN]) in self._runs:
                found[at : at + _RUN] = [True] * _RUN
        for at in range(_RUN - 1, len(words)):
            if not found[at] and found[at - 1]:
                found[at] = any(whole.startswith(words[at]) for whole in self._pairs.get(tuple(words[at - _RUN + 1 : at]), ()))
        return found
