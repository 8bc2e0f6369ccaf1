"""What the commands about the books do: import, look through, hold reminders; from an open store to plain values."""

from __future__ import annotations

import csv
import gc
import io
import json
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot import log, resources
from bot.errors import LedgerError
from bot.ledger.imports import read_books
from bot.ledger.lint import lint as look_through
from bot.ledger.sources import watched
from bot.log import Event
from bot.responders import proof
from bot.summary import books_view, terminal
from bot.vocabulary.books import ImportReport
from bot.vocabulary.cases import CaseStatus
from bot.vocabulary.problems import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from bot.config import Settings
    from bot.ledger.sources.fold import Options
    from bot.store.contract import Store
    from bot.vocabulary.books import Books


@contextmanager
def _uncollected() -> Iterator[None]:
    """Leave cycles alone: a large ledger makes millions of values and no cycle, and looking for some costs a fifth of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class _NotKept(Exception):  # noqa: N818 - no error: it ends a trial
    """Ends a transaction that was only a trial."""


def import_ledger(
    store: Store, files: Mapping[str, Path], base: Path, options: Options | None = None, *, dry_run: bool = False
) -> dict[str, Any]:
    """Import files; rejected rows go to `ledger-rejects.csv` beside the config and into the report.

    A dry run does all of it and keeps nothing: neither in the ledger nor in that file.
    """
    with _uncollected():
        imported = read_books(files, store.books(), options)
        report = _tried(store, imported.books) if dry_run else store.import_books(imported.books, datetime.now(UTC))
    rejected = (*imported.rejected, *report.rejected)
    rejects = base / "ledger-rejects.csv"
    if rejected and not dry_run:
        with rejects.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle)
            writer.writerow(("file", "line", "reason", "row"))
            writer.writerows((row.file, row.line, row.reason, books_view.cell(row.row)) for row in rejected)
    return {
        **_counts(report),
        "rejected": [asdict(row) for row in rejected],
        "rejects_file": str(rejects) if rejected and not dry_run else None,
        "warnings": [*imported.warnings, *report.warnings],
        **({"dry_run": True} if dry_run else {}),
    }


def _tried(store: Store, books: Books) -> ImportReport:
    """What an import would do: done within a transaction that is taken back."""
    report = ImportReport()
    try:
        with store.transaction():
            report = store.import_books(books, datetime.now(UTC))
            raise _NotKept  # noqa: TRY301 - the only way to end a transaction without keeping it
    except _NotKept:
        return report


def own_people(store: Store, settings: Settings) -> list[str]:
    """Say which of our people the ledger takes for clients: their mail is read as ours, and they would say yes to themselves."""
    books = store.books()
    listed = {invoice.client_email: invoice.client_name for invoice in books.invoices}
    listed |= {contact.email: contact.client_name for contact in books.contacts}
    told = "{0} is one of the desk's own people and a client's address ({1}): mail from there counts as a colleague's; name another address"
    return [told.format(one, listed[one]) for one in sorted({*settings.all_approvers, *settings.people.staff} & set(listed))]


def import_folder(store: Store, settings: Settings) -> list[dict[str, Any]]:
    """Import what is new or changed in the watched folder, a report per import; what cannot be read at all is logged.

    What was seen is remembered in the store by name, size and time, so a start reads nothing twice.
    """
    if not settings.ledger.folder:
        return []
    folder = settings.base / settings.ledger.folder
    seen = json.loads(store.meta("ledger_folder") or "{}")
    now_there, jobs = watched.jobs(folder, seen)
    reports = []
    for files in jobs:
        names = ", ".join(sorted(path.name for path in files.values()))
        try:
            report = import_ledger(store, files, settings.base)
        except LedgerError as error:
            log.trouble(Event.LEDGER_TROUBLE, file=names, problem=error)
            continue
        reports.append(report)
        level = log.trouble if report["rejected"] else log.event
        level(Event.LEDGER_READ, file=names, **_counts_told(report), rejected=len(report["rejected"]))
    if now_there != seen:
        store.set_meta("ledger_folder", json.dumps(now_there))
    return reports


def _counts_told(report: dict[str, Any]) -> dict[str, int]:
    return {name: report[name] for name in ("added", "changed", "payments_added")}


def _counts(report: ImportReport) -> dict[str, int]:
    names = ("added", "changed", "unchanged", "payments_added", "contracts", "contacts")
    return {name: getattr(report, name) for name in names}


def import_text(report: dict[str, Any], width: int = terminal.COLUMNS) -> str:
    """Return an import report for people."""
    added, paid = report["added"], report["payments_added"]
    invoices = f"{added:,} {_plural(added, 'invoice')} added, {report['changed']:,} changed, {report['unchanged']:,} unchanged"
    lines = [f"{invoices}; {paid:,} {_plural(paid, 'payment')} added."]
    lines += ["Only tried: nothing of it was kept."] if report.get("dry_run") else []
    lines += [f"note: {warning}" for warning in report["warnings"]]
    lines += [f"rejected: {row['file']} line {row['line']}: {row['reason']}" for row in report["rejected"]]
    if report["rejects_file"]:
        lines.append(f"The rejected rows are kept in {report['rejects_file']}; mend them and import that file again.")
    return "\n".join(piece for line in lines for piece in terminal.wrapped(line, width, 2))


def _plural(number: int, word: str) -> str:
    return word if number == 1 else f"{word}s"


def lint(store: Store, *, everything: bool) -> list[dict[str, Any]]:
    """Return what is wrong in the ledger, with `everything` also what is only worth a look."""
    return [books_view.problem(each) for each in look_through(store.books()) if everything or each.level is Level.ERROR]


def lint_page(rows: list[dict[str, Any]], settings: Settings, now: datetime) -> str:
    """Return the problems as one HTML page."""
    return books_view.page(rows, settings.desk.name, now.date())


def holds(store: Store, settings: Settings) -> list[dict[str, Any]]:
    """Return the invoices of all open cases, each once per case: what the accounting tool must not remind of."""
    cases = [case for case in store.cases() if case.status is not CaseStatus.CLOSED]
    return books_view.holds(cases, store.books().invoices if cases else (), settings.desk.timezone)


def holds_csv(rows: list[dict[str, Any]]) -> str:
    """Return the held invoices as CSV; no cell begins like a spreadsheet formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(books_view.HOLD_COLUMNS)
    writer.writerows([books_view.cell(row[name]) for name in books_view.HOLD_COLUMNS] for row in rows)
    return out.getvalue()


def templates(settings: Settings, *, check: bool) -> list[dict[str, Any]]:
    """Return the folders templates are looked for in, as `{folder}`; with `check` then every `{fault}`, or how many were `{tried}`."""
    resources.use_templates(settings.templates_path)
    rows: list[dict[str, Any]] = [{"folder": str(each)} for each in resources.templates()]
    if check:
        found = proof.check()
        rows += [{"fault": each} for each in found] or [{"tried": proof.count()}]
    return rows


def templates_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the same as lines for people."""
    words = {"folder": "templates from {}", "fault": "FAULT {}", "tried": "{} answers tried in all languages; all are well."}
    return "\n".join(words[name].format(value) for row in rows for name, value in row.items())
