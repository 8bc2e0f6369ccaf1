"""Loads queries.sql: every statement by its name."""

from __future__ import annotations

import re
from pathlib import Path

_NAME = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)


def load(text: str) -> dict[str, str]:
    """Return name -> statement; the comment lines under a name say why it is there and are not sent."""
    parts = _NAME.split(text)
    found: dict[str, str] = {}
    for name, body in zip(parts[1::2], parts[2::2], strict=True):
        if name in found:
            raise ValueError(f"queries.sql names {name!r} twice")
        found[name] = "\n".join(line for line in body.strip().splitlines() if not line.startswith("--")).rstrip(";")
    return found


SQL = load((Path(__file__).parent / "queries.sql").read_text(encoding="utf-8"))
