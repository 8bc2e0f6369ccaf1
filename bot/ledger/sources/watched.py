"""The watched folder: which files are new or changed, and what each of them is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ledger.sources.einvoice import is_einvoice
from bot.ledger.sources.formats import folded

if TYPE_CHECKING:
    from pathlib import Path

#: What is looked at; anything else in the folder is left alone.
_ENDINGS = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".xml", ".pdf", ".p7m"})
#: Our own files by columns that only they have, in the order they are imported.
_OURS = {
    "contacts": ({"client_name", "email"}, {"client_name", "domain"}),
    "contracts": ({"client_email", "rate"}, {"client_email", "discount_pct"}, {"client_email", "payment_terms_days"}),
    "lines": ({"number", "line", "unit_price"},),
    "invoices": ({"number", "client_name", "total"},),
    "payments": ({"date", "client_email", "amount"},),
}

#: Another program's lines: they come after the invoices they belong to.
_THEIR_LINES = {"invoice id", "item quantity", "item unit price"}

#: File name -> [size in bytes, time of the last change in nanoseconds].
Seen = dict[str, list[int]]


def jobs(folder: Path, seen: Seen) -> tuple[Seen, list[dict[str, Path]]]:
    """Return what is in the folder, and the imports it takes to catch up with it: files that belong together in one."""
    there = {path.name: path for path in sorted(folder.iterdir()) if _counts(path)} if folder.is_dir() else {}
    marks = {name: [path.stat().st_size, path.stat().st_mtime_ns] for name, path in there.items()}
    fresh = [there[name] for name, mark in marks.items() if seen.get(name) != mark]
    own = {role: path for path in fresh if (role := role_of(path))}
    einvoices = [path for path in fresh if path not in own.values() and is_einvoice(path)]
    others = [path for path in fresh if path not in own.values() and path not in einvoices]
    found = [own] if own else []
    found += [{"invoices": folder}] if len(einvoices) > 1 else [{"invoices": path} for path in einvoices]
    items = [path for path in others if _header(path) >= _THEIR_LINES]
    others = [path for path in others if path not in items]
    return marks, [*found, *({role_of(path) or "invoices": path} for path in others), *({"lines": path} for path in items)]


def role_of(path: Path) -> str:
    """Return which of our own files it is by its first line, or an empty string."""
    header = _header(path)
    return next((role for role, kinds in _OURS.items() if any(kind <= header for kind in kinds)), "")


def _header(path: Path) -> set[str]:
    with path.open("rb") as handle:
        return set(folded(handle.readline(20_000).decode("utf-8-sig", errors="replace").replace('"', "").split(",")))


def _counts(path: Path) -> bool:
    return path.suffix.lower() in _ENDINGS and path.is_file() and not path.name.startswith((".", "~"))
