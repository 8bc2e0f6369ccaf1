"""Chooses what a person sees of a mail: the text or the HTML version, and whether the two say the same."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.arrivals import flowed, html, packed, parse, quoting

if TYPE_CHECKING:
    from bot.arrivals.parse import Leaf, Parts
    from bot.vocabulary.mail import Attachment

_WORD = re.compile(r"\w+")
_STUB = re.compile(
    r"(?:this (?:is a|message is in) (?:multi-?part|mime|html)|your (?:e-?mail|mail) (?:client|program|reader)|view (?:this|it) (?:e-?mail |message )?in (?:a|your) browser|"
    r"to view this (?:e-?mail|message)|html[- ](?:e-?mail|message|format) )",
    re.IGNORECASE,
)
_ARMOUR = re.compile(r"-----BEGIN PGP SIGNED MESSAGE-----\n(?:Hash:[^\n]{0,80}\n)?\n?")
#: HTML pages larger than this are cut before they are parsed; text of a letter is far smaller.
_MAX_HTML = 500_000


@dataclass(slots=True)
class Body:
    """The visible body: `text`, HTML's quote `marks` when it came from HTML, `other` words the second version says instead."""

    text: str = ""
    marks: frozenset[int] = frozenset()
    other: str = ""
    attachments: list[Attachment] = field(default_factory=list)
    notes: set[str] = field(default_factory=set)


def choose(parts: Parts) -> Body:
    """Build the body of one mail from its leaves; attachments are described, never opened."""
    body = Body()
    plain: list[str] = []
    pages: list[html.Page] = []
    in_html = False
    for leaf in parts.leaves:
        readable = leaf.kind in {"text/plain", "text/html"} and not (
            leaf.disposition == "attachment" or (leaf.filename and leaf.group != "alternative")
        )
        if readable and leaf.kind == "text/plain":
            text = _plain(leaf, parts)
            if text.strip():
                plain.append(text)
        elif readable:
            source = parse.leaf_text(leaf, parts.defects)
            if len(source) > _MAX_HTML:
                parts.defects.add("text_cut")
            page = html.to_text(source[:_MAX_HTML])
            pages.append(page)
            in_html = in_html or leaf.group != "alternative"
            body.notes |= page.defects
        elif leaf.kind not in {"message/delivery-status", "message/disposition-notification", "text/rfc822-headers"}:
            body.attachments.append(parse.attachment(leaf))
    _pick(body, "\n\n".join(plain), pages)
    return body


def _plain(leaf: Leaf, parts: Parts) -> str:
    text = parse.leaf_text(leaf, parts.defects)
    if leaf.params.get("format", "").lower() == "flowed":
        text = flowed.unflow(text, delsp=leaf.params.get("delsp", "").lower() == "yes")
    if text.startswith("-----BEGIN PGP SIGNED MESSAGE-----"):
        signed, _, armour = _ARMOUR.sub("", text).partition("\n-----BEGIN PGP SIGNATURE-----")
        text = signed + armour.partition("-----END PGP SIGNATURE-----")[2]  # what stands below is the writer's too
    return packed.unpack(text)


def _pick(body: Body, plain: str, pages: list[html.Page]) -> None:
    """Take the text version unless it is a stub; note where the HTML version says something else."""
    page = _joined(pages)
    if not plain.strip() or (page.text.strip() and len(plain) < 400 and _STUB.search(plain)):  # noqa: PLR2004 - stubs are short
        body.text, body.marks = page.text, page.quotes
        return
    body.text = plain
    if page.text.strip() and not _same_words(plain, page.text):
        if _lost_its_lines(plain, page.text):
            body.text, body.marks = page.text, page.quotes
            return
        # Not the whole texts: a decision is one word above a long quote that holds every other word as well.
        mine = quoting.split(plain).new_text
        theirs = quoting.split(page.text, page.quotes).new_text
        if _differ(mine, theirs):
            body.notes.add("text_html_differ")
        if not _same_words(mine, theirs):
            body.other = theirs


def _lost_its_lines(plain: str, page: str) -> bool:
    """Whether a program ran the lines of its text version together, letter for letter those of the page: words lose their borders."""
    return plain.count("\n") * 2 < page.count("\n") and _letters(plain) == _letters(page)


def _letters(text: str) -> str:
    return "".join(text.replace("\xa0", " ").split())


def _same_words(one: str, two: str) -> bool:
    """Whether two texts have the same words in the same order; only what is not the same at sight is compared word by word."""
    one, two = one.rstrip(), two.rstrip()
    end = _same_end(one, two)
    one, two = one[: len(one) - end], two[: len(two) - end]
    if [*filter(None, one.split("\n"))] == [*filter(None, two.split("\n"))]:
        return True
    left, right = (text.replace(">", " ").split() for text in (one, two))
    if left == right:
        return True
    start, shorter = 0, min(len(left), len(right))
    while start < shorter and left[start] == right[start]:
        start += 1
    return _spoken(left[start:]) == _spoken(right[start:])


def _same_end(one: str, two: str) -> int:
    """How many letters at their ends two texts share for certain, from a blank on: what they quote is mostly the same."""
    quoted = two.find("\n>")
    if quoted >= 0 and one.endswith(two[quoted:]):
        return len(two) - quoted
    low, high = 0, min(len(one), len(two))
    while low < high:
        middle = (low + high + 1) // 2
        if one.endswith(two[len(two) - middle :]):
            low = middle
        else:
            high = middle - 1
    # the words before it must end where it begins
    at = two.find(" ", len(two) - low) if low else -1
    return len(two) - at if at >= 0 else 0


def _spoken(pieces: list[str]) -> list[str]:
    return _WORD.findall(" ".join(pieces).casefold())


def _joined(pages: list[html.Page]) -> html.Page:
    if len(pages) == 1:
        return pages[0]
    lines: list[str] = []
    marks: set[int] = set()
    for page in pages:
        marks |= {mark + len(lines) for mark in page.quotes}
        lines += [*page.text.split("\n"), ""]
    return html.Page("\n".join(lines).strip("\n"), frozenset(marks))


def _differ(one: str, two: str) -> bool:
    """Whether two versions of a text have different words, small decoration apart."""
    left, right = set(_WORD.findall(one.casefold())), set(_WORD.findall(two.casefold()))
    odd = {word for word in left ^ right if not word.startswith(("http", "cid", "mailto", "www"))}
    return (len(odd) > 2 and len(odd) * 5 > len(left | right)) or (bool(odd) and len(left | right) <= 12)  # noqa: PLR2004 - a fifth of the words, or any in a very short text
