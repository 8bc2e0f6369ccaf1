"""Unwraps what somebody forwarded: the innermost client's mail, attached or inline, and the forwarder's remark kept apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.arrivals import address, blocks, headers, intros, quoting, subjects
from bot.arrivals.phrases import fold
from bot.vocabulary.mail import Address, Original

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.arrivals.body import Body
    from bot.vocabulary.mail import Message

_BRACKETED = re.compile(r"\[(?:mailto:)?([^\[\]<>\s]{1,64}@[^\[\]<>\s]{1,190})\]")
_DOUBLED = re.compile(r"\s?<mailto:[^<>\s]{1,254}>")
#: Forwards inside forwards that are followed.
MAX_FORWARDS = 6


@dataclass(frozen=True, slots=True)
class Inline:
    """A forwarded mail in a text: the line `at` which it begins, its header block (or none), the line where its body begins."""

    at: int
    block: blocks.Block | None
    body_at: int
    depth: int = 0


def nobody(_email: str) -> bool:
    """The test that knows no address."""
    return False


@dataclass(frozen=True, slots=True)
class House:
    """Tests for addresses: `ours` never are the client's; `colleagues` of the forwarder may have forwarded it to them.

    `answered` knows by address or name whom the mail itself goes to: what they wrote is what it answers, no forward; `by_oneself`
    knows the writer of the mail.
    """

    ours: Callable[[str], bool]
    colleagues: Callable[[str], bool] = nobody
    answered: Callable[[str], bool] = nobody
    by_oneself: Callable[[str], bool] = nobody


def find(
    lines: list[str], *, eager: bool, answered: Callable[[str], bool] = nobody, by_oneself: Callable[[str], bool] = nobody
) -> Inline | None:
    """Find where a forwarded mail begins.

    A marker line is believed unless a quoted reply stands above it; `eager` (the subject says forward, or the mail answers nothing)
    also takes a header block or an "original message" line, unless somebody `answered` wrote what stands below, or was written to
    by the writer: their own earlier mail below a new one is history.
    """
    for index in range(min(len(lines), quoting.MAX_LINES)):
        line = lines[index]
        if not line.strip():
            continue
        mark = blocks.mark(line)
        if mark == "forward" and (eager or not _depth(line)) and (marked := _after_mark(lines, index)):
            return marked
        block = blocks.block_at(lines, index) if ":" in line or "\uff1a" in line else None
        if block and "from" in block.fields and block.sure and block.addressed:
            believed = eager and not (answered(_sender(block)) or (by_oneself(_sender(block)) and answered(_reader(block))))
            return Inline(_above(lines, index), block, block.end, _depth(line)) if believed else None
        if not eager and (mark == "original" or (intros.intro_at(lines, index) and _quoted_below(lines, index))):
            return None
    return None


def _sender(block: blocks.Block) -> str:
    """Who wrote what stands below a header block: the address, else the name."""
    writer = _who(block.fields["from"])
    return (writer.email or writer.name) if writer else ""


def _reader(block: blocks.Block) -> str:
    """Whom what stands below a header block was written to: the first address, else the name."""
    to = _who(block.fields.get("to", ""))
    return (to.email or to.name) if to else ""


def by_intro(lines: list[str]) -> Inline | None:
    """The way out for programs that forward like they answer: "On ..., NAME <address> wrote:" with an address in it."""
    for index in range(min(len(lines), quoting.MAX_LINES)):
        intro = intros.intro_at(lines, index)
        email = intros.email_in(intro.text) if intro else None
        if intro and email:
            depth = 1 if _quoted_below(lines, intro.end - 1) else 0
            return Inline(index, blocks.Block(index, intro.end, intros.fields(intro.text)), intro.end, depth)
    return None


def _after_mark(lines: list[str], index: int) -> Inline | None:
    """The header block within a few lines below a marker; without one the body begins at once. One without day and address only explains
    how forwards look.
    """
    for at in range(index + 1, min(len(lines), index + 7)):
        block = blocks.block_at(lines, at) or blocks.bare_block_at(lines, at)
        if block and "from" in block.fields:
            if "date" not in block.fields and not any("@" in value for value in block.fields.values()):
                return None
            closed = block.end < len(lines) and lines[block.end].strip() == lines[index].strip()  # the marker stands below as well
            return Inline(index, block, block.end + closed, _depth(lines[at]))
    return Inline(index, None, index + 1)


def _above(lines: list[str], index: int) -> int:
    """Take a marker or rule right above a header block with it."""
    at = index - 1
    while at >= 0 and index - at <= 3 and (not lines[at].strip() or blocks.rule(lines[at]) or blocks.mark(lines[at])):  # noqa: PLR2004 - a blank, a rule, a blank
        at -= 1
    return at + 1


def _quoted_below(lines: list[str], index: int) -> bool:
    return any(line.startswith(">") for line in lines[index + 1 : index + 6])


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip("> ")) and line[: len(line) - len(line.lstrip("> "))].count(">")


def unwrap(text: str, marks: frozenset[int], house: House, *, eager: bool, titled: bool = False) -> tuple[Original, int] | None:
    """Return the innermost client mail of an inline forward and the line where the outermost forward begins, or None.

    `titled` says that the subject itself says forward, so that even a reply's introduction may begin one.
    """
    lines = text.split("\n")
    told = nobody if titled else house.answered
    outer = find(lines, eager=eager, answered=told, by_oneself=house.by_oneself) or (by_intro(lines) if titled else None)
    if outer is None:
        return None
    at, found = outer.at, outer
    best: Original | None = None
    below = ""
    for depth in range(MAX_FORWARDS):
        lines, tail = _unquoted(lines, found)
        below = below if depth else tail
        marks = frozenset(mark - found.body_at for mark in marks if mark >= found.body_at)
        original = _original(found, lines, marks)
        from_us = original.from_ is not None and house.ours(original.from_.email)
        if not from_us:
            best = original
        inner = _inner(original, lines, house, from_us=from_us)
        if inner is None:
            break
        found = inner
    return (replace(best, remark=below), at) if best else None


def _inner(original: Original, lines: list[str], house: House, *, from_us: bool) -> Inline | None:
    """The forward inside a forward: a client's own words are not looked through, a colleague's and a mere passing on are."""
    if from_us:
        return find(lines, eager=True) or by_intro(lines)
    colleague = original.from_ is not None and house.colleagues(original.from_.email)
    if original.words.new_text.strip() and not colleague:
        return None
    return find(lines, eager=says_forward(original.subject))


def first_label(text: str) -> str:
    """The word for the sender in the first header block of a text (`fra`), or nothing."""
    lines = text.split("\n")[: quoting.MAX_LINES]
    for index, line in enumerate(lines):
        found = blocks.label(line) if line.strip() else None
        block = blocks.block_at(lines, index) if found and found[0] == "from" else None
        if block and block.sure:
            return fold(line.strip(" >*\t").partition(":")[0].strip(" *"))
    return ""


def _unquoted(lines: list[str], found: Inline) -> tuple[list[str], str]:
    """The lines of the forwarded body without the `>` its header block carried, and what the forwarder wrote below them."""
    body = lines[found.body_at :]
    last = max((at for at, line in enumerate(body[: quoting.MAX_LINES]) if line.startswith(">")), default=-1)
    # some programs quote the body but not the block above it
    whole = last >= 0 and all(line.startswith(">") for line in body[: last + 1] if line.strip())
    depth = found.depth or int(whole)
    if not depth:
        return body, ""
    return [_peel(line, depth) for line in body[: last + 1]], quoting.split("\n".join(body[last + 1 :])).new_text


def _peel(line: str, depth: int) -> str:
    for _ in range(depth):
        if not line.startswith(">"):
            break
        line = line[1:].removeprefix(" ")
    return line


def _original(found: Inline, body: list[str], marks: frozenset[int]) -> Original:
    fields = found.block.fields if found.block else {}
    writer = _who(fields.get("from", ""))
    text = "\n".join(body).strip("\n")
    lead = next((number for number, line in enumerate(body) if line.strip()), 0)
    shifted = frozenset(mark - lead for mark in marks if mark >= lead)
    return Original(
        from_=writer,
        to=address.lenient([_mailboxes(fields.get("to", "")).encode()]),
        cc=address.lenient([_mailboxes(fields.get("cc", "")).encode()]),
        subject=" ".join(fields.get("subject", "").split())[:1000],
        date=fields.get("date", "")[:200],
        date_at=headers.date(fields.get("date", "").encode()),
        body=text,
        words=quoting.split(text, shifted, f"{writer.name} {writer.email}" if writer else ""),
    )


def _mailboxes(text: str) -> str:
    """Addresses as programs write them into header blocks, in the form of a header: `X [mailto:a@b]`, `X <a@b<mailto:a@b>>`."""
    text = _BRACKETED.sub(r"<\1>", text).replace("*", "")
    bare = _DOUBLED.sub("", text)
    return (bare if "@" in bare else text).replace("<mailto:", "<")


def _who(text: str) -> Address | None:
    """The writer named in a header block; a name without an address gives an Address with an empty email."""
    found = address.read_one(_mailboxes(text))
    if found:
        return Address(found.email, "") if "@" in found.name else found
    name = " ".join(text.split())[:200]
    return Address("", name) if name else None


def from_attached(inner: Message, body: Body) -> Original:
    """Describe an attached mail as the original."""
    writer = inner.from_
    return Original(
        from_=writer,
        to=inner.to,
        cc=inner.cc,
        subject=inner.subject,
        date=inner.date_at.isoformat() if inner.date_at else "",
        date_at=inner.date_at,
        message_id=inner.message_id,
        in_reply_to=inner.in_reply_to,
        references=inner.references,
        body=inner.text,
        words=quoting.split(inner.text, body.marks, f"{writer.name} {writer.email}" if writer else ""),
        attached=True,
    )


def says_forward(subject: str) -> bool:
    """Whether the first prefix of a subject is one of forwarding."""
    return subjects.kind(subject) == "forward"
