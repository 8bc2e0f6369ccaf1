"""Where the shipped folders are: templates/ and data/, beside the package in a checkout or inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """Return the path of a shipped folder (`templates` or `data`); raises FileNotFoundError if the install is damaged."""
    for candidate in (_PACKAGE / "_shipped" / name, _PACKAGE.parent / name):
        if candidate.is_dir():
            return candidate
    msg = f"the installation is incomplete: folder {name!r} is missing"
    raise FileNotFoundError(msg)
