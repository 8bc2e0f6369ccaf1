"""Every expression that runs on a mail's text takes time in proportion to it: no endless repetition stands inside another."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from re import _constants as kinds  # type: ignore[attr-defined] # the only reader of the syntax there is
from re import _parser as syntax  # type: ignore[attr-defined] # see above
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOMS = Path(__file__).resolve().parents[2] / "bot" / "arrivals"
#: A repetition up to this often counts as bounded.
MANY = 5_000


def literals() -> Iterator[tuple[str, str | bytes]]:
    """Every string literal that is handed to a function of `re`, with its place; parts joined by + or names are left out."""
    for path in sorted(ROOMS.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            of_re = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "re"
            if of_re and isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                value = node.args[0].value
                if isinstance(value, str | bytes):
                    yield f"{path.name}:{node.lineno}", value


PATTERNS = dict(literals())


def nested(tree: Any, *, inside: bool = False) -> bool:
    """Whether an endless repetition that may give back what it took stands inside another one."""
    for kind, value in tree:
        if kind in {kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT}:
            endless = kind is not kinds.POSSESSIVE_REPEAT and (value[1] is kinds.MAXREPEAT or value[1] > MANY)
            if (endless and inside) or nested(value[2], inside=inside or endless):
                return True
        elif any(nested(branch, inside=inside and kind is not kinds.ATOMIC_GROUP) for branch in branches(kind, value)):
            return True
    return False


def branches(kind: Any, value: Any) -> list[Any]:
    if kind is kinds.SUBPATTERN:
        return [value[3]]
    if kind is kinds.ATOMIC_GROUP:
        return [value]
    if kind is kinds.BRANCH:
        return list(value[1])
    return [value[1]] if kind in {kinds.ASSERT, kinds.ASSERT_NOT} else []


@pytest.mark.parametrize("place", PATTERNS)
def test_nothing_endless_inside_endless(place: str) -> None:
    assert not nested(syntax.parse(PATTERNS[place], re.VERBOSE & 0))


def test_the_check_sees_what_it_is_for() -> None:
    assert len(PATTERNS) > 60
    assert nested(syntax.parse(r"(?:a+)+b"))
    assert nested(syntax.parse(r"(?:x|(?:\s*y)*)*"))
    assert not nested(syntax.parse(r"(?:a{1,9})+b|(?:a++)+"))
