"""Print the tree of bot/ with the first sentence of every module, as the README shows it."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def sentence(path: Path) -> str:
    """Return the first line of a module's docstring."""
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n")[0]


def lines() -> list[str]:
    """Return the tree: stations with their question, then the rooms inside them, then the modules of the house."""
    shown = [f"bot/ {sentence(ROOT / 'bot' / '__init__.py')}"]
    for entry in sorted((ROOT / "bot").iterdir(), key=lambda path: (path.is_file(), path.name)):
        if (entry / "__init__.py").is_file():
            shown.append(f"  {entry.name + '/':14} {sentence(entry / '__init__.py')}")
            shown += [f"    {room.name:18} {sentence(room)}" for room in sorted(entry.glob("*.py")) if room.name != "__init__.py"]
        elif entry.suffix == ".py" and entry.name != "__init__.py":
            shown.append(f"  {entry.name:16} {sentence(entry)}")
    return shown


if __name__ == "__main__":
    print("\n".join(lines()))  # noqa: T201 - this is what the tool is for
