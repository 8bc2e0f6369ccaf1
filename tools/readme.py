"""Write the tree of bot/ into the README (stations) and docs/rooms.md (every module), between their marks."""

from __future__ import annotations

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from tree import ROOT, lines

MARKED = re.compile(r"(<!-- tree -->\n```text\n).*?(```\n<!-- /tree -->)", re.DOTALL)


def put(page: Path, tree: list[str]) -> None:
    """Replace what stands between the marks of a page."""
    text = page.read_text(encoding="utf-8")
    page.write_text(MARKED.sub(lambda found: found[1] + "\n".join(tree) + "\n" + found[2], text), encoding="utf-8")


if __name__ == "__main__":
    put(ROOT / "README.md", lines())
    put(ROOT / "docs" / "rooms.md", lines(rooms=True))
