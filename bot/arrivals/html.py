"""HTML to plain text by a real parser: what a reader sees, with quoted blocks as `> ` lines; linear and bounded."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from typing import Any

from lxml import etree

from bot.arrivals import blocks, unseen

_DROPPED = frozenset(
    [
        "head",
        "style",
        "script",
        "title",
        "meta",
        "link",
        "base",
        "object",
        "embed",
        "iframe",
        "noscript",
        "template",
        "svg",
        "math",
        "select",
        "textarea",
    ]
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "table",
        "tr",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "pre",
        "blockquote",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "aside",
        "address",
        "center",
        "form",
        "fieldset",
        "hr",
        "figure",
        "figcaption",
        "body",
        "html",
        "tbody",
        "thead",
        "tfoot",
        "caption",
    ]
)
_APART = frozenset(["p", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "table"])
_CELLS = frozenset(["td", "th"])
_SHAPED = _BLOCKS | _CELLS
#: Blocks that show their text and nothing besides.
_BARE = _BLOCKS - {"hr", "li", "blockquote", "pre"}
#: Containers in which mail programs put what they quote without `blockquote`.
_QUOTE_MARKS = re.compile(
    r"\b(?:gmail_quote|gmail_quote_container|divRplyFwdMsg|yahoo_quoted|yahoo-quoted|protonmail_quote|OLK_SRC_BODY_SECTION|"
    r"moz-cite-prefix|zmail_extra|tutanota_quote|cite_prefix|ydp\w{1,12}yahoo_quoted|WordSection1-quote|mail-editor-reference-message|"
    r"ms-outlook-mobile-reference-message|appendonsend|x_gmail_quote|gmail_attr)\b"
)
#: Containers in which mail programs put the writer's signature.
_SIGN_MARKS = re.compile(
    r"\b(?:x_)?(?:gmail_signature(?:_prefix)?|ms-outlook-mobile-signature|(?:apple-?mail|moz)-?signature|lineBreakAtBeginningOfSignature|"
    r"protonmail_signature_block(?:-user|-proton)?|yahoo-signature|ydp\w{1,12}signature|tutanota_signature|signature|zm_signature|mail-signature|"
    r"front-signature|missive_signature|superhuman-signature|edo-signature|sh-signature|em-client-signature)\b",
    re.IGNORECASE,
)
_OUTLOOK_RULE = re.compile(r"border-top\s{0,3}:\s{0,3}solid\s{1,3}#?\w{3,10}\s{1,3}1\.0pt", re.IGNORECASE)
_DRAWN_TOP = re.compile(r"border-top(?:-style)?\s{0,3}:[^;]{0,60}solid", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s{0,100}<\?xml[^>]{0,200}\?>")
_MAILTO = re.compile(r"mailto:([\w.!#$&'*+/=^`{|}~-]{1,64}@[\w.-]{1,190})(?:\?|$)", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")
#: libxml2 stops at this depth without a word, so a deeper page is read by `_plain` instead.
_MAX_DEPTH = 250
_TAGS = re.compile(r"<[^<>]{0,2000}>")


@dataclass(frozen=True, slots=True)
class Page:
    """The visible text of a page; `quotes` are indices of lines where a quoting container begins; `defects` what was odd."""

    text: str
    quotes: frozenset[int] = frozenset()
    defects: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Writer:
    """Collects lines; `level` is the depth of quotation."""

    lines: list[str] = field(default_factory=list)
    current: list[str] = field(default_factory=list)
    level: int = 0
    last_level: int = 0
    marked: bool = False
    quotes: set[int] = field(default_factory=set)
    signs: list[tuple[int, int]] = field(default_factory=list)
    signing: list[tuple[Any, int]] = field(default_factory=list)
    defects: set[str] = field(default_factory=set)
    blank_due: bool = False
    spaced: bool = False
    hiding: frozenset[str] = frozenset()
    crossing: frozenset[str] = frozenset()

    @property
    def own(self) -> bool:
        """Whether nothing quoted has begun yet, so that what is written may be the writer's own."""
        return not (self.level or self.marked or self.quotes)

    def write(self, text: str) -> None:
        """Add inline text with blanks folded."""
        if "  " in text or not text.isprintable():
            if "\xa0" in text and not text.strip() and not self.current:
                self.spaced = True
            text = _SPACES.sub(" ", text)
        if text and (self.current or not text.isspace()):
            self.current.append(text)

    def end_line(self, *, always: bool = False) -> None:
        """Finish the current line; an empty one is kept only for an explicit break."""
        if self.spaced:
            self.blank_due, self.spaced = True, False
        text = ""
        if self.current:
            text = _folded("".join(self.current)).strip()
            self.current.clear()
        if text or always:
            self._add(text)

    def block(self, text: str | None, *, apart: bool) -> None:
        """Write a block with nothing inside it but text, as most are."""
        if self.current or self.spaced:
            self.end_line()
        if apart:
            self.blank_due = True
        if text:
            if "  " not in text and text.isprintable() and (bare := text.strip()):
                self._add(bare)
                self.blank_due = apart
            else:
                self.write(text)
                self.end_line()
                if apart:
                    self.blank_due = True

    def _add(self, text: str) -> None:
        """Add a whole line."""
        if self.blank_due:
            if self.lines:
                self.lines.append(">" * min(self.level, self.last_level))
            self.blank_due = False
        if self.marked:
            self.quotes.add(len(self.lines))
            self.marked = False
        level = self.last_level = self.level
        self.lines.append(f"{'>' * level} {text}" if level and text else ">" * level or text)


def _folded(text: str) -> str:
    """Fold blanks; most text has none to fold, and looking is far cheaper than replacing."""
    # no blank but the plain one is printable
    return _SPACES.sub(" ", text) if "  " in text or not text.isprintable() else text


def to_text(source: str) -> Page:
    """Return what a person sees of an HTML body."""
    source = _XML_DECLARATION.sub("", source)
    if not source or source.isspace():
        return Page("")
    try:
        root = etree.fromstring(source.encode("utf-8", "replace"), _parser())
    except (etree.LxmlError, ValueError, AssertionError):
        return _plain(source)
    if root is None:
        return _plain(source)
    sheet = unseen.sheet(root)
    writer = _Writer(hiding=unseen.hiding(sheet), crossing=unseen.crossing(sheet))
    deepest = _walk(root, writer)
    if deepest >= _MAX_DEPTH:
        return _plain(source)
    writer.end_line()
    _delimit(writer)
    blank = next((at for at, line in enumerate(writer.lines) if line), 0)
    quotes = frozenset(at - blank for at in writer.quotes if at >= blank)
    return Page("\n".join(writer.lines).strip("\n"), quotes, frozenset(writer.defects))


@cache
def _parser() -> Any:
    """The parser of all pages, as lxml has one of its own for all; it keeps nothing of a page."""
    return etree.HTMLParser(encoding="utf-8", recover=True, remove_comments=True, remove_pis=True, no_network=True)


def _delimit(writer: _Writer) -> None:
    """Write `-- ` above a signature's container, as text has it, where nothing but quotation or the end follows."""
    for start, end in reversed(writer.signs[-4:]):
        after = next((at for at in range(end, len(writer.lines)) if writer.lines[at].strip()), None)
        first = next((line for line in writer.lines[start:end] if line.strip()), "")
        quoted = after is None or after in writer.quotes or writer.lines[after].startswith(">")
        if first and not first.startswith((">", "--")) and quoted:
            writer.lines.insert(start, "-- ")
            writer.quotes = {at + (at >= start) for at in writer.quotes}


def _plain(source: str) -> Page:
    """Strip tags without a tree: the way out for pages no parser can follow."""
    return Page(_SPACES.sub(" ", _TAGS.sub(" ", source)).strip(), defects=frozenset({"html_broken"}))


def _walk(root: Any, writer: _Writer) -> int:
    """Write the tree in document order; return its depth."""
    if not _enter(root, writer):
        return _depth(root)
    deepest, plain = 1 + bool(len(root)), not writer.crossing
    opened = [(root, iter(root))]
    while opened:
        depth = len(opened) + 1
        for child in opened[-1][1]:
            tag = child.tag
            if plain and tag in _BARE and not len(child) and not child.keys():
                writer.block(child.text, apart=tag in _APART)
            elif _enter(child, writer):
                opened.append((child, iter(child)))
                deepest = max(deepest, depth + bool(len(child)))
                break
            else:
                deepest = max(deepest, depth - 1 + _depth(child))
            if tail := child.tail:
                writer.write(tail)
        else:
            _leave(opened.pop()[0], writer)
    return deepest


def _depth(root: Any) -> int:
    """How deep what is not shown goes: the parser stops at a depth for all of a page."""
    deepest = depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _enter(node: Any, writer: _Writer) -> bool:
    """Open one element; False when it is not shown."""
    tag = node.tag
    if tag in _DROPPED or not isinstance(tag, str):
        return False
    attributes = node.attrib
    dressed = bool(attributes)
    if (dressed or writer.crossing or tag in unseen.STRUCK) and not _look(node, tag, attributes, writer):
        return False
    if tag == "br":
        writer.end_line(always=True)
        return True
    if tag in _SHAPED:
        _space(tag, writer)
    if tag == "blockquote":
        writer.level += 1
    elif dressed:
        _mark(node, attributes, writer)
    text = node.text
    if text:
        if tag == "pre":
            _preformatted(text, writer)
        else:
            writer.write(text)
    return True


def _look(node: Any, tag: str, attributes: Any, writer: _Writer) -> bool:
    """Note what is odd in how an element looks; False where it is hidden."""
    if attributes and unseen.hidden(node, attributes, writer.hiding):
        if any(text.strip() for text in node.itertext()):
            writer.defects.add("hidden_text")
            if writer.own and unseen.pale(node, attributes) and not unseen.shrunk(attributes):
                writer.defects.add("pale_text")
        return False
    if writer.own and unseen.struck(node, tag, attributes, writer.crossing):
        writer.defects.add("struck_text")
    return True


def _space(tag: str, writer: _Writer) -> None:
    """Write what a block shows before its text: a line end, a rule, a bullet."""
    if tag in _BLOCKS:
        writer.end_line()
        if tag in _APART:
            writer.blank_due = True
        elif tag == "hr":
            writer.write("________________________________")
            writer.end_line()
        elif tag == "li":
            writer.write("- ")
    elif tag in _CELLS:
        writer.write(" ")


def _mark(node: Any, attributes: Any, writer: _Writer) -> None:
    """Note where a quoting or signing container that is no blockquote begins."""
    names = f"{attributes.get('id', '')} {attributes.get('class', '')}"
    style = attributes.get("style", "")[:2000]
    if _QUOTE_MARKS.search(names) or (style and (_OUTLOOK_RULE.search(style) or (_DRAWN_TOP.search(style) and _labelled(node)))):
        writer.marked = True
    elif names.strip() and not writer.level and _SIGN_MARKS.search(names):
        writer.end_line()
        writer.signing.append((node, len(writer.lines)))


def _labelled(node: Any) -> bool:
    """Whether a box begins with a header field: "From:"."""
    first = "".join(islice((text for text in node.itertext() if text.strip()), 2))
    field = blocks.label(first)
    return field is not None and field[0] == "from"


def _preformatted(text: str, writer: _Writer) -> None:
    for number, line in enumerate(text.split("\n")):
        if number:
            writer.end_line(always=True)
        writer.current.append(line)


def _address(node: Any, writer: _Writer) -> None:
    """Write the address of a link behind the name it stands under, where that is in a line of a header block: Outlook on the web shows the name only."""
    found = _MAILTO.match((node.get("href") or "")[:400])
    shown = "".join(writer.current)
    if not found or "@" in "".join(node.itertext()):
        return
    field = blocks.label(shown)
    if field is not None and field[0] in {"from", "to", "cc"}:
        writer.write(f" <{found[1]}>")


def _leave(node: Any, writer: _Writer) -> None:
    """Close one element and write what follows it."""
    tag = node.tag
    if tag in _BLOCKS:
        writer.end_line()
        if tag in _APART:
            writer.blank_due = True
            if tag == "blockquote":
                writer.level = max(0, writer.level - 1)
    elif tag == "a":
        _address(node, writer)
    if writer.signing and writer.signing[-1][0] is node:
        writer.end_line()
        writer.signs.append((writer.signing.pop()[1], len(writer.lines)))
    tail = node.tail
    if tail:
        writer.write(tail)
