"""Was the draft changed where a reply quotes it? Such a change would be lost, since only the words outside the quote count."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from bot.review.words import MARKERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.vocabulary.outgoing import Outgoing

#: Characters of a quote that are looked at; a request has some thousand.
_MOST = 60_000
_WORD = re.compile(r"[^\W_]+")
#: What is put in or changed on the way: hidden characters written out, addresses of links, pictures, mail addresses.
_LINK = re.compile(
    r"<U\+[0-9A-F]{4,6}>?|<?(?:https?://|mailto:|www\.)[^\s>]{0,500}>?|\[(?:cid|image)[^\]\s]{0,200}\]|[^\s@<>]{1,64}@[^\s@<>]{1,255}"
)
_SUBJECT = "with the subject"
_SHORTEST = 3


def altered(quoted: str, mail: Outgoing) -> bool:
    """Tell whether a quote that holds the whole draft holds other words than it; a quote without both its marks says nothing."""
    begin, end = MARKERS
    text = " ".join(quoted[:_MOST].replace(">", " ").split())
    low = text.lower()
    if len(low) != len(text) or "://" in mail.text:  # a letter whose small form is longer; a link that every program shows in its own way
        return False
    start = low.find(begin)
    stop = low.find(end, start + 1)
    if start < 0 or stop < 0:
        return False
    found, sent = _counted(text[start + len(begin) : stop]), _counted(mail.text)
    around = _counted(f"{_SUBJECT} {mail.subject} this is the end of")
    came, went = found - sent - around, sent - found
    return any(_tells(word, sent) for word in came) or any(_tells(word, found) for word in went)


def only_cut(quoted: str, mailed: Iterable[str]) -> bool:
    """Tell whether a quote of the draft lacks no more than the ends of its lines, all behind the same column: a program cut them off."""
    theirs = _boxed(quoted[:_MOST])
    for text in mailed:
        ours = _boxed(text)
        if len(ours) != len(theirs) or not ours:
            continue
        pairs = list(zip(ours, theirs, strict=True))
        widths = {len(cut) for whole, cut in pairs if whole != cut}
        if all(whole.startswith(cut) for whole, cut in pairs) and max(widths, default=0) - min(widths, default=0) <= 1:
            return True
    return False


def _boxed(text: str) -> list[str]:
    """The lines of the draft between its marks, without those of a quotation."""
    lines = [line.lstrip("> \t").rstrip() for line in text.split("\n")]
    found = [[at for at, line in enumerate(lines) if mark in line.lower() and line.startswith("-")] for mark in MARKERS]
    if not all(found):
        return []
    return [line for line in lines[found[0][0] + 1 : found[1][0]] if line]


def _counted(text: str) -> Counter[str]:
    return Counter(word.lower() for word in _WORD.findall(_LINK.sub(" ", text)))


def _tells(word: str, others: Counter[str]) -> bool:
    """Tell whether a word that came or went is somebody's change: not a crumb, and not what a program made of a word it cannot write."""
    if not word.isascii() or (len(word) < _SHORTEST and not any(char.isdigit() for char in word)):
        return False
    return not any(word in other for other in others if not other.isascii())
