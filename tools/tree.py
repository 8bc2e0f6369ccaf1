"""Print the tree of bot/ with the first sentence of every package and module; `--rooms` shows the modules inside the stations too."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def sentence(path: Path) -> str:
    """Return the first line of a module's docstring."""
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n")[0]


def lines(*, rooms: bool = False) -> list[str]:
    """Return the tree: stations with their question (and the rooms inside them), then the modules of the house."""
    shown = [f"bot/ {sentence(ROOT / 'bot' / '__init__.py')}"]
    for entry in sorted((ROOT / "bot").iterdir(), key=lambda path: (path.is_file(), path.name)):
        if (entry / "__init__.py").is_file():
            shown.append(f"  {entry.name + '/':18} {sentence(entry / '__init__.py')}")
            inside = sorted(path for path in entry.rglob("*.py") if path.name != "__init__.py") if rooms else []
            shown += [f"    {path.relative_to(entry).as_posix():22} {sentence(path)}" for path in inside]
        elif entry.suffix == ".py" and entry.name != "__init__.py":
            shown.append(f"  {entry.name:18} {sentence(entry)}")
    return shown


if __name__ == "__main__":
    print("\n".join(lines(rooms="--rooms" in sys.argv)))  # noqa: T201 - this is what the tool is for
