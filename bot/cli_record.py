"""The commands about the record: the journal, verifying it, the dossier of a case, erasure."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot import commands, config, machine, records
from bot.console import DEFAULT_CONFIG, ConfigPath, Json, act, opened, put
from bot.summary import terminal

app = typer.Typer()


@app.command("log")
def journal(
    case_id: Annotated[str | None, typer.Option("--case", help="Only this case.")] = None,
    path: ConfigPath = DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Show the journal."""
    with opened(path) as (settings, store):
        put(commands.journal(store, settings, case_id), as_json, terminal.journal_text)


@app.command("verify")
def verify(
    head: Annotated[list[str] | None, typer.Option(help="A head that a digest printed: it must be in the chain.")] = None,
    since: Annotated[str, typer.Option(help="Trust the record up to this head of a digest and check what came after it.")] = "",
    path: ConfigPath = DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Check the journal's hash chain and every mail's hash; names the first broken entry."""
    with opened(path) as (_settings, store):
        report = store.verify(commands.heads(head or ()), *commands.heads([since] if since else ()))
    shown = {"entries": report.entries, "mails": report.mails, "head": report.head, "broken": report.broken}
    if as_json:
        put([shown], as_json)
    else:
        print(report.broken or f"The journal is whole: {report.entries} entries, {report.mails} mails, head {report.head}.")
    raise typer.Exit(1 if report.broken else 0)


@app.command("dossier")
def dossier(
    case_id: str,
    out: Annotated[Path | None, typer.Option(help="The zip to write; default: dossier-CASE.zip here.")] = None,
    path: ConfigPath = DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Write one zip with every client mail of a case, the decisions, the books and the means to check it all."""
    target = out or Path(f"dossier-{case_id}.zip")
    act(path, as_json, lambda store, settings, by, now: records.dossier(store, settings, case_id, target, (by, now)))


@app.command("erase")
def erase(
    address: str,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without this nothing is changed.")] = False,
    path: ConfigPath = DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Erase what one person wrote and what was written to them; a case under retention is refused, with the reason."""
    act(path, as_json, lambda store, settings, by, now: records.erase_person(store, settings, address, (by, now), sure=yes))


@app.command("backup")
def backup(target: Path, path: ConfigPath = DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Write a consistent copy of the database to a file, also while the desk works."""
    said = records.backup(config.load(path), target)
    put([{"done": said}], as_json=True) if as_json else print(said)


@app.command("alive")
def alive(path: ConfigPath = DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Say when the desk finished its last round; exit 1 if that is too long ago, for a monitor to notice."""
    fine, said = machine.alive(config.load(path))
    put([{"alive": fine, "text": said}], as_json=True) if as_json else print(said)
    raise typer.Exit(0 if fine else 1)
