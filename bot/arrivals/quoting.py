"""Cuts a body into the writer's new words, quoted history and signature; every line goes somewhere, none is lost."""

from __future__ import annotations

import re
from itertools import dropwhile
from operator import not_

from bot.arrivals import answered, blocks, intros, quotemarks, signature, tickets, undersigned
from bot.vocabulary.mail import Words

NEW, QUOTED, SIGNED = "n", "q", "s"
#: Lines that are looked at; nobody writes more, so what lies beyond counts as quoted.
MAX_LINES = 5_000
#: Lines that programs break are about this long.
_WRAP = 70
#: Blank lines between an introduction and what it introduces.
_NEAR = 4
_LINK = re.compile(r"[\s(<\[]{0,4}https?://\S{1,500}[\s)>\]]{0,4}")
#: Where in the first letters of lines one that is not quoted stands above one that is.
_INTO_QUOTES = re.compile(r"[^>](?=>)", re.DOTALL)
_CLOCK = re.compile(r"\d{1,2}:\d{2}")


def split(text: str, marks: frozenset[int] = frozenset(), writer: str = "", *, fresh: bool = False) -> Words:
    """Cut `text`; `marks` are lines where HTML says that a quoting container begins, `writer` the sender's name and address.

    A `fresh` mail answers none: lines that begin with `>` are the writer's own there, unless something above them says who wrote them.
    """
    lines, marks = _parted(_unstuffed(text), marks)
    tags = [NEW] * len(lines)
    entry = tickets.newest(lines)
    if entry:
        tags[: entry[0]] = [QUOTED] * entry[0]
        tags[entry[1] :] = [QUOTED] * (len(lines) - entry[1])
    angled = quotemarks.plain(lines)
    tag_quotes(angled, tags, marks, fresh=fresh)
    signature.tag(lines, tags, writer)
    context = answered.pairs(angled, tags, NEW, QUOTED)
    signed = gather(lines, tags, SIGNED)
    doubtful = undersigned.doubtful(signed, writer) if signed else ""
    return Words(gather(lines, tags, NEW), gather(lines, tags, QUOTED), signed, context, doubtful, signed_from=_signed_from(lines, tags))


def _signed_from(lines: list[str], tags: list[str]) -> int | None:
    """Which of the new lines is the first below a part of the signature; what a signature holds is not always known as such."""
    if SIGNED not in tags:
        return None
    first = tags.index(SIGNED)
    above = gather(lines[:first], tags[:first], NEW)
    return above.count("\n") + 1 if above else 0


def _unstuffed(text: str) -> list[str]:
    """The lines of a text without the `>` that some mailboxes set before a sentence that begins with "From "."""
    lines = text.split("\n")
    stuffed = [index for index, line in enumerate(lines[:MAX_LINES]) if line.startswith(">From ")] if ">From " in text else []
    for index in stuffed:
        around = lines[max(0, index - 1) : index] + lines[index + 1 : index + 2]
        if not any(line.startswith(">") for line in around):
            lines[index] = lines[index][1:]
    return lines


def _parted(lines: list[str], marks: frozenset[int]) -> tuple[list[str], frozenset[int]]:
    """The lines with own words and a wrote-line behind them on lines of their own, where a quotation follows."""
    first = "".join([line[:1] or "\n" for line in lines[:MAX_LINES]])
    for index in [found.start() for found in _INTO_QUOTES.finditer(first)]:
        line = lines[index]
        end = intros.own_words_end(line)
        if end:
            parted = [line[:end].rstrip(" -"), line[end:]]
            shifted = frozenset(mark + (mark > index) for mark in marks)
            return [*lines[:index], *parted, *lines[index + 1 :]], shifted
    return lines, marks


def gather(lines: list[str], tags: list[str], wanted: str) -> str:
    """Join the lines of one kind; where others lay between, one empty line stands."""
    count = tags.count(wanted)
    if not count:
        return ""
    first = tags.index(wanted)
    if tags[first : first + count].count(wanted) == count:  # one run of lines, as most mails have of each kind
        return "\n".join([line.rstrip() for line in lines[first : first + count]]).strip()
    out: list[str] = []
    for run in signature.runs(tags, wanted):
        piece = [line.rstrip() for line in lines[run.start : run.stop]]
        if out:
            piece = list(dropwhile(not_, piece))
            if piece and out[-1]:
                out.append("")
        out += piece
    return "\n".join(out).strip()


def tag_quotes(lines: list[str], tags: list[str], marks: frozenset[int], *, fresh: bool = False) -> None:
    """Tag quoted lines and the lines that introduce them."""
    tags[MAX_LINES:] = [QUOTED] * (len(lines) - MAX_LINES)
    index, last, spoken = 0, min(len(lines), MAX_LINES), False
    while index < last:
        line = lines[index]
        below_quoted = index > 0 and tags[index - 1] == QUOTED
        quoted = line[:1] == ">" and not (fresh and not (below_quoted and lines[index - 1].strip()) and _unsigned(lines, tags, index))
        if quoted and line.startswith(">>> ") and _angled(lines, index):
            tags[index:] = [QUOTED] * (len(lines) - index)
            return
        if quoted or (below_quoted and _broken_off(lines, index)):
            tags[index] = QUOTED
            index += 1
            first = index
            while index < last and (below := lines[index])[:1] == ">" and below[:4] != ">>> ":
                index += 1
            tags[first:index] = [QUOTED] * (index - first)  # so is each marked line below it
            continue
        end, to_bottom = _history(lines, index, marks, spoken=spoken, fresh=fresh)
        if to_bottom:
            tags[index:] = [QUOTED] * (len(lines) - index)
            return
        tags[index:end] = [QUOTED] * (end - index)
        spoken = spoken or (end <= index and bool(line.strip()) and not signature.greeting(line))
        index = max(end, index + 1)


def _angled(lines: list[str], index: int) -> bool:
    """Whether GroupWise's `>>> NAME 30.09.2026 09:00 >>>` stands here with unmarked history below."""
    line = lines[index].rstrip()
    if not (line.endswith(">>>") and len(line) < 200 and _CLOCK.search(line)):  # noqa: PLR2004 - a name and a date
        return False
    below = _next_filled(lines, index + 1)
    return below < len(lines) and not lines[below].startswith(">")


def _broken_off(lines: list[str], index: int) -> bool:
    """Whether a line without `>` is what a mail program broke off the quoted line above: no end of a sentence, or a bare link."""
    if not 0 < index < len(lines) - 1 or not lines[index + 1].startswith(">") or not lines[index - 1].startswith(">"):
        return False
    above, line = lines[index - 1].rstrip(), lines[index]
    if _LINK.fullmatch(line):
        return True
    return line[:1].islower() and len(line) < _WRAP and above[-1] not in ".?!:>" and len(above) + len(line.partition(" ")[0]) >= _WRAP


def _unsigned(lines: list[str], tags: list[str], index: int) -> bool:
    """Whether nothing right above a line that begins with `>` says that it is quoted."""
    for at in range(index - 1, max(-1, index - _NEAR), -1):
        if lines[at].strip():
            return tags[at] != QUOTED
    return True


def _history(lines: list[str], index: int, marks: frozenset[int], *, spoken: bool, fresh: bool = False) -> tuple[int, bool]:
    """Tell whether history begins at this line: (end of its introduction, whether all below is history).

    Under a header block all is history, unless `>` shows where it ends and nothing was said above it (`spoken`) or it is answered between.
    """
    line = lines[index]
    if not line.strip() and index not in marks:
        return index, False
    if not spoken and blocks.asks_above(line):
        return index + 1, False  # on top of a ticket system's own mail: what it has to say stands below
    end = _header_end(lines, index)
    if end > index:
        below = _next_filled(lines, end)
        marked = below < len(lines) and lines[below].startswith(">")
        return end, not marked or (spoken and not _answered_between(lines, below))
    intro = intros.intro_at(lines, index)
    if intro and (intro.strong or not fresh):
        below = _next_filled(lines, intro.end)
        if below < len(lines) and lines[below].startswith(">"):
            return intro.end, False
        if intro.strong and not (fresh and "@" not in intro.text):
            return index, True
    return _container(lines, index, spoken=spoken) if index in marks else (index, False)


def _answered_between(lines: list[str], first: int) -> bool:
    """Whether answers stand between quoted lines: at least two begin like a sentence, so that they are no broken lines of the quotation."""
    last = max((at for at in range(first, min(len(lines), MAX_LINES)) if lines[at].startswith(">")), default=first)
    inside = [line for line in lines[first:last] if line.strip() and not line.startswith(">")]
    return sum(not line[:1].islower() for line in inside) > 1


def _header_end(lines: list[str], index: int) -> int:
    """Where a marker line, a header block, or both with a rule above them end; `index` when none begins here."""
    line = lines[index]
    mark = blocks.mark(line)
    at = _next_filled(lines, index + 1) if mark or blocks.rule(line) else index
    block = blocks.block_at(lines, at) if at < len(lines) else None
    if block and block.sure:
        return block.end
    return index + 1 if mark else index


def _container(lines: list[str], index: int, *, spoken: bool) -> tuple[int, bool]:
    """A quoting container of HTML: its `>` lines follow, or everything below belongs to it.

    Programs also write new letters into such containers; where nothing was said above and nobody is quoted, it is one.
    """
    below = _next_filled(lines, index + 1)
    if below < len(lines) and lines[below].startswith(">") and below - index <= 4:  # noqa: PLR2004 - an introduction and blanks
        return index + 1, False
    return index, spoken


def _next_filled(lines: list[str], index: int) -> int:
    while index < len(lines) and not lines[index].strip():
        index += 1
    return index
