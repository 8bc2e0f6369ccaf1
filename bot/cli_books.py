"""The commands about the books: import them, look through them, tell the accounting tool what is in dispute."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path  # noqa: TC003 - Typer reads the annotations when the command runs
from typing import Annotated

import typer

from bot import bookwork, config
from bot.console import DEFAULT_CONFIG, ConfigPath, Json, opened, out, put, waiting
from bot.errors import UsageError
from bot.ledger.sources.fold import Options
from bot.summary import books_view

app = typer.Typer()


@app.command("import-ledger")
def import_ledger(
    invoices: Annotated[Path | None, typer.Option(help="Our invoices.csv, an export, an e-invoice, or a folder of e-invoices.")] = None,
    lines: Annotated[Path | None, typer.Option(help="lines.csv")] = None,
    payments: Annotated[Path | None, typer.Option(help="payments.csv")] = None,
    contracts: Annotated[Path | None, typer.Option(help="contracts.csv")] = None,
    contacts: Annotated[Path | None, typer.Option(help="contacts.csv")] = None,
    columns: Annotated[list[str] | None, typer.Option("--map", help="FIELD=COLUMN for a file that is not known; repeat it.")] = None,
    dates: Annotated[str, typer.Option(help="dmy or mdy, where the file does not tell.")] = "",
    currency: Annotated[str, typer.Option(help="The currency of a file that names none.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; keep nothing.")] = False,
    path: ConfigPath = DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Read exports into the ledger; rejected rows are listed with reasons and kept in a file, nothing is half imported."""
    named = {"invoices": invoices, "lines": lines, "payments": payments, "contracts": contracts, "contacts": contacts}
    files = {name: file for name, file in named.items() if file is not None}
    if not files:
        raise UsageError("name at least one file, for example --invoices invoices.csv")
    if dates not in {"", "dmy", "mdy"}:
        raise UsageError(f"--dates {dates!r} is neither dmy nor mdy")
    options = Options(dates, currency.upper(), tuple(columns or ()))
    with opened(path) as (settings, store), waiting("Reading and checking the books ..."):
        report = bookwork.import_ledger(store, files, settings.base, options, dry_run=dry_run)
        report["warnings"] += bookwork.own_people(store, settings)
    put([report], as_json=True) if as_json else print(bookwork.import_text(report, out.width))
    raise typer.Exit(1 if report["rejected"] else 0)


@app.command("lint")
def lint(
    everything: Annotated[bool, typer.Option("--all", help="Tell also what is only worth a look.")] = False,
    as_html: Annotated[bool, typer.Option("--html", help="Print one HTML page instead of text.")] = False,
    path: ConfigPath = DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Look through the whole ledger for errors before a client does: sums, double billing, contracts, payments. Exit 1 if there are any."""
    with opened(path) as (settings, store):
        rows = bookwork.lint(store, everything=everything)
        if as_html:
            print(bookwork.lint_page(rows, settings, datetime.now(UTC)))
        elif as_json or rows:
            put(rows, as_json, books_view.problems_text)
        else:
            print("Nothing is wrong in the ledger.")
    raise typer.Exit(1 if any(row["level"] == "error" for row in rows) else 0)


@app.command("holds")
def holds(path: ConfigPath = DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Print the disputed invoices as CSV, or as JSON Lines: what the accounting tool must send no reminders for."""
    with opened(path) as (settings, store):
        rows = bookwork.holds(store, settings)
    put(rows, as_json=True) if as_json else print(bookwork.holds_csv(rows), end="")


@app.command("templates")
def templates(
    check: Annotated[bool, typer.Option("--check", help="Try every answer in every language.")] = False,
    path: ConfigPath = DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Say where the templates come from; with --check try all answers in all languages on sample facts. Exit 1 if one is at fault."""
    rows = bookwork.templates(config.load(path), check=check)
    put(rows, as_json=True) if as_json else print(bookwork.templates_text(rows))
    raise typer.Exit(1 if check and any("fault" in row for row in rows) else 0)
