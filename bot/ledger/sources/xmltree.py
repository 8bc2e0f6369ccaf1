"""XML that strangers wrote: parsed without entities, DTD or network, walked by local names whatever the namespaces."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from lxml import etree

from bot.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_NUMERAL = re.compile(r"[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][+-]?\d{1,2})?", re.ASCII)
_LEAST, _MOST = Decimal("1e-12"), Decimal("1e15")
_MOST_BYTES = 20 * 1024 * 1024


class Node:
    """An element, asked by paths of local names: `a/b/c`; a path that leads nowhere gives an empty text."""

    def __init__(self, element: etree._Element) -> None:
        self._element = element

    @property
    def name(self) -> str:
        """Return the local name."""
        return str(etree.QName(self._element).localname)

    @property
    def value(self) -> str:
        """Return the text, spaces collapsed; a comment inside it says nothing."""
        remarks = (child.tail or "" for child in self._element if not isinstance(child.tag, str))
        return " ".join("".join((self._element.text or "", *remarks)).split())

    def attribute(self, name: str) -> str:
        """Return an attribute, empty where it is missing."""
        return str(self._element.get(name, ""))

    def all(self, path: str) -> Iterator[Node]:
        """Yield the elements at the end of a path."""
        first, _, rest = path.partition("/")
        for child in self._element:
            if isinstance(child.tag, str) and etree.QName(child).localname == first:
                yield from Node(child).all(rest) if rest else iter((Node(child),))

    def within(self, names: Collection[str], depth: int) -> Iterator[Node]:
        """Yield the outermost elements of these names that hold others, this one or below it, at most so many steps down."""
        inside = [Node(child) for child in self._element if isinstance(child.tag, str)]
        if inside and self.name in names:
            yield self
        elif depth:
            for child in inside:
                yield from child.within(names, depth - 1)

    def one(self, *paths: str) -> Node | None:
        """Return the first element found by the first path that leads anywhere."""
        return next((node for path in paths for node in self.all(path)), None)

    def text(self, *paths: str) -> str:
        """Return the first text that is not empty, of the paths in order."""
        return next((node.value for path in paths for node in self.all(path) if node.value), "")

    @property
    def amount(self) -> Decimal | None:
        """Return the text as a number, None where it is none."""
        return _number(self.value)

    def number(self, *paths: str) -> Decimal | None:
        """Return the first text as a number, None where there is none."""
        return _number(self.text(*paths))


def _number(text: str) -> Decimal | None:
    """A number that an invoice can hold; others would break the reckoning with them."""
    found = Decimal(text) if _NUMERAL.fullmatch(text) else None
    return found if found is None or not found or _LEAST <= abs(found) < _MOST else None


def parsed(name: str, raw: bytes) -> Node:
    """Parse a document. Raises LedgerError where it is too big, broken, or brings declarations of its own."""
    if len(raw) > _MOST_BYTES:
        raise LedgerError(f"{name} is larger than {_MOST_BYTES // 1024 // 1024} MB")
    raw = _trimmed(raw)
    try:
        root = _root(raw)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise LedgerError(f"{name} is no readable XML: {str(error)[:120]}") from error
    if root.getroottree().docinfo.doctype:
        raise LedgerError(f"{name} declares a document type, which no e-invoice needs; it was not read")
    return Node(root)


def _root(raw: bytes) -> etree._Element:
    """The outermost element. What is wrong with the names of namespaces alone does no harm: paths go by local names."""
    strict = _parser(recover=False)
    try:
        return etree.fromstring(raw, strict)
    except etree.XMLSyntaxError:  # its own log holds what was wrong with documents before
        if any(each.domain != etree.ErrorDomains.NAMESPACE for each in strict.error_log):
            raise
    return etree.fromstring(raw, _parser(recover=True))


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=recover)


def _trimmed(raw: bytes) -> bytes:
    """Take away what some programs write around a document: a mark and blank lines before it, blanks and NULs behind it."""
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return raw
    return raw.removeprefix(b"\xef\xbb\xbf").strip(b" \t\r\n\0")
