"""A strict reader for one Authentication-Results field (RFC 8601): whatever does not fit the grammar is broken, never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|;|=|[^\s;="()\\]+|[ \t]+')
_COMMENT_STEP = re.compile(r'\\.|[()]|"(?:[^"\\]|\\.)*"|[^\\()"]+|.', re.DOTALL)
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,253}", re.ASCII)
_METHOD = re.compile(r"[a-z0-9][a-z0-9-]{0,40}(?:/1)?", re.ASCII)
_KEY = re.compile(r"[a-z0-9-]{1,30}(?:\.[a-z0-9_-]{1,60})?", re.ASCII)
_RESULT = re.compile(r"[a-z0-9]{1,30}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Result:
    """One `method=result` with its properties (`header.from` ...), names lower case, values as written."""

    method: str
    result: str
    properties: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Results:
    """One field: `authserv_id` lower case (empty where none is written, as Microsoft 365 does); `broken` if unreadable."""

    authserv_id: str = ""
    results: tuple[Result, ...] = ()
    broken: bool = False


def parse(value: bytes) -> Results:
    """Read one unfolded field value."""
    text = _without_comments(value)
    if text is None:
        return Results(broken=True)
    pieces = _pieces(text)
    if pieces is None:
        return Results(broken=True)
    head = "".join(pieces[0]).split()
    if "=" in pieces[0]:
        authserv_id, resinfos = "", pieces
    elif head and _ID.fullmatch(head[0].lower()) and head[1:] in ([], ["1"]):
        authserv_id, resinfos = head[0].lower(), pieces[1:]
    else:
        return Results(broken=True)
    results: list[Result] = []
    for piece in resinfos:
        words = [token for token in piece if token.strip()]
        if not words or [word.lower() for word in words] == ["none"]:
            continue
        result = _result(piece)
        if result is None:
            return Results(authserv_id, broken=True)
        results.append(result)
    return Results(authserv_id, tuple(results))


def _without_comments(value: bytes) -> str | None:
    """Replace comments by a blank; None for 8-bit bytes, an unclosed comment or a stray bracket."""
    try:
        text = value.decode("ascii")
    except UnicodeDecodeError:
        return None
    out: list[str] = []
    depth = 0
    for step in _COMMENT_STEP.findall(text):
        if step == "(":
            depth += 1
            out.append(" ")
        elif step == ")":
            depth -= 1
            if depth < 0:
                return None
        elif not depth:
            if step == '"':
                return None
            out.append(step)
        elif step.startswith('"') and len(step) > 1 and ("(" in step or ")" in step):
            return None  # inside a comment quotes mean nothing, so two readers could close it at different brackets
    return "".join(out) if depth == 0 else None


def _pieces(text: str) -> list[list[str]] | None:
    """Split tokens at semicolons; None when a character belongs to no token."""
    pieces: list[list[str]] = [[]]
    position = 0
    for match in _TOKEN.finditer(text):
        if match.start() != position:
            return None
        position = match.end()
        if match[0] == ";":
            pieces.append([])
        else:
            pieces[-1].append(match[0])
    return pieces if position == len(text) else None


def _result(piece: list[str]) -> Result | None:
    """Read `method=result key=value ...`; the first pair is the result, every key comes once."""
    tokens = [token for token in piece if token.strip()]
    pairs: list[tuple[str, str]] = []
    index = 0
    while index < len(tokens):
        if index + 2 >= len(tokens) or tokens[index + 1] != "=":
            return None
        key, value = tokens[index].lower(), tokens[index + 2]
        index += 3
        while key.endswith(".b") and index < len(tokens) and tokens[index] == "=":
            index += 1  # the padding of base64
        pairs.append((key, value))
    if not pairs or not _METHOD.fullmatch(pairs[0][0]) or not _RESULT.fullmatch(pairs[0][1].lower()):
        return None
    properties: dict[str, str] = {}
    for key, value in pairs[1:]:
        if not _KEY.fullmatch(key) or key in properties:
            return None
        properties[key] = value[1:-1] if value.startswith('"') else value
    return Result(pairs[0][0].removesuffix("/1"), pairs[0][1].lower(), properties)
