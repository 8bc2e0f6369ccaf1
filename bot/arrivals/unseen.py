"""What a page holds and does not show, or shows crossed out: by style, style sheet, attribute or colour."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_HIDDEN = re.compile(
    r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden|"
    r"mso-hide\s{0,3}:\s{0,3}all|max-height\s{0,3}:\s{0,3}0(?:px)?\s{0,3}(?:;|$|!)|opacity\s{0,3}:\s{0,3}0(?:\.0{1,3})?\s{0,3}(?:;|$|!)|"
    r"text-indent\s{0,3}:\s{0,3}-\d{3,5}|(?:^|[;\s])(?:left|top)\s{0,3}:\s{0,3}-\d{3,5}|margin-(?:left|top)\s{0,3}:\s{0,3}-\d{4,5}|"
    r"clip\s{0,3}:\s{0,3}rect\(\s{0,3}0|scale\(\s{0,3}0\s{0,3}\)",
    re.IGNORECASE,
)
_TINY = re.compile(r"font-size\s{0,3}:\s{0,3}(?:0(?:\.\d{1,3})?(?:px|pt|em|rem|%)?|1(?:px|pt)|1%)\s{0,3}(?:;|$|!)", re.IGNORECASE)
_COLOR = re.compile(r"(?:^|;)\s{0,5}color\s{0,3}:\s{0,3}([#a-z0-9(), ]{3,30})", re.IGNORECASE)
_BACKGROUND = re.compile(r"background(?:-color)?\s{0,3}:\s{0,3}([#a-z0-9(), ]{3,30})", re.IGNORECASE)
_WHITES = frozenset({"white", "#fff", "#ffffff", "rgb(255,255,255)", "#fefefe", "transparent"})
_SHOWN = re.compile(r"display\s{0,3}:\s{0,3}(?!none)", re.IGNORECASE)
_THROUGH = re.compile(r"text-decoration(?:-line)?\s{0,3}:[^;]{0,60}line-through", re.IGNORECASE)
#: Elements that cross out by their own nature.
STRUCK = frozenset({"s", "strike", "del"})
_SELECTOR = re.compile(r"[a-z0-9]{0,20}([.#][\w-]{1,80})|[a-z][a-z0-9]{0,9}", re.IGNORECASE)
#: Style sheets longer than this are not looked at to the end; those of mails have a few thousand letters.
_MAX_SHEET = 100_000


def sheet(root: Any) -> str:
    """Return a page's own style sheets as one text."""
    return " ".join(node.text or "" for node in islice(root.iter("style"), 20))[:_MAX_SHEET]


def hiding(sheet: str) -> frozenset[str]:
    """Return the classes (`.name`) and ids (`#name`) that style sheets hide; rules for other screens (`@media`) do not count."""
    return _styled(sheet, _HIDDEN)


def crossing(sheet: str) -> frozenset[str]:
    """Return the classes, ids and tags that style sheets cross out."""
    return _styled(sheet, _THROUGH)


def _styled(sheet: str, wanted: re.Pattern[str]) -> frozenset[str]:
    if "{" not in sheet:
        return frozenset()
    first, *rest = sheet.split("/*")
    plain = "".join((first, *(piece.partition("*/")[2] for piece in rest))).replace("<!--", "").replace("-->", "")
    return frozenset(
        found[1] or found[0].lower()
        for names, rules in _rules(plain)
        if wanted.search(rules)
        for name in names.split(",")
        if (found := _SELECTOR.fullmatch(name.strip().rpartition(" ")[2] if wanted is _THROUGH else name.strip()))
    )


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Yield selectors and declarations of the rules that always hold."""
    depth, start, names = 0, 0, ""
    for brace in re.finditer("[{}]", sheet):
        if brace[0] == "{":
            if depth == 0:
                names = sheet[start : brace.start()].strip()
                start = brace.end()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                if not names.startswith("@"):
                    yield names, sheet[start : brace.start()][:2000]
                start = brace.end()


def _names(attributes: Any) -> set[str]:
    classes = {f".{name}" for name in attributes.get("class", "")[:2000].split()}
    return classes | ({f"#{attributes['id']}"} if "id" in attributes else set())


def struck(node: Any, tag: str, attributes: Any, crossing: frozenset[str] = frozenset()) -> bool:
    """Return whether an element's words are shown crossed out; `crossing` are the names its page's style sheet crosses out."""
    crossed = tag in STRUCK or bool(attributes and _THROUGH.search(attributes.get("style", "")[:2000]))
    crossed = crossed or (bool(crossing) and not crossing.isdisjoint(_names(attributes) | {tag}))
    return crossed and any(text.strip() for text in node.itertext())


def hidden(node: Any, attributes: Any, hiding: frozenset[str] = frozenset()) -> bool:
    """Return whether an element with these attributes is not shown; `hiding` are the names its page's style sheet hides."""
    style = attributes.get("style", "")[:2000]
    if hiding and not (style and _SHOWN.search(style)) and not hiding.isdisjoint(_names(attributes)):
        return True
    if attributes.get("hidden") is not None or (style and _hides(style)):
        return True
    if style and _shrinks(style) and not _resized_inside(node):
        return True
    return pale(node, attributes)


@lru_cache(maxsize=64)
def _hides(style: str) -> bool:
    """Whether a style hides its element; programs write the same few styles over and over."""
    return _HIDDEN.search(style) is not None


@lru_cache(maxsize=64)
def _shrinks(style: str) -> bool:
    return _TINY.search(style) is not None


@lru_cache(maxsize=64)
def _shade(style: str) -> str:
    """The colour a style gives to letters, or nothing."""
    found = _COLOR.search(style)
    return found[1] if found else ""


def pale(node: Any, attributes: Any) -> bool:
    """Return whether an element's words are white on white: a person who writes on a dark screen may have meant them."""
    style = attributes.get("style", "")[:2000]
    shade = (_shade(style) if style else "") or (attributes.get("color", "") if node.tag == "font" else "")
    return bool(shade) and _squeeze(shade) in _WHITES and not _on_dark(node)


def shrunk(attributes: Any) -> bool:
    """Return whether a style takes an element away besides its colour: what no person does to their words."""
    style = attributes.get("style", "")[:2000]
    return _hides(style) or _shrinks(style)


def _resized_inside(node: Any) -> bool:
    """Whether letters inside get their size back: layout tables set it to nothing to close gaps."""
    return any("font" in inside.get("style", "") for inside in islice(node.iterdescendants(), 200) if isinstance(inside.tag, str))


def _squeeze(shade: str) -> str:
    return shade.replace(" ", "").lower()


def _on_dark(node: Any) -> bool:
    """Whether white text stands on some other background (a button, a dark cell)."""
    for holder in _ancestry(node):
        background = _BACKGROUND.search(holder.get("style", "")[:2000])
        shade = background[1] if background else holder.get("bgcolor", "")
        if shade:
            return _squeeze(shade) not in _WHITES
    return False


def _ancestry(node: Any) -> Iterator[Any]:
    yield node
    yield from node.iterancestors()
