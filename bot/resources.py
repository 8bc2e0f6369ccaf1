"""Where the shipped folders are: templates/ and data/, beside the package in a checkout or inside it in a wheel."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
#: The firm's own templates, if the settings name a folder: each file there stands before the shipped one of the same name.
_own: list[Path] = []


@cache
def folder(name: str) -> Path:
    """Return the path of a shipped folder (`templates` or `data`); raises FileNotFoundError if the install is damaged."""
    for candidate in (_PACKAGE / "_shipped" / name, _PACKAGE.parent / name):
        if candidate.is_dir():
            return candidate
    msg = f"the installation is incomplete: folder {name!r} is missing"
    raise FileNotFoundError(msg)


def use_templates(own: Path | None) -> None:
    """Let a folder of one's own stand before the shipped templates; None goes back to those alone."""
    _own[:] = [own] if own else []


def templates() -> tuple[Path, ...]:
    """Return the folders in which templates are looked for, the firm's own first."""
    return (*_own, folder("templates"))
