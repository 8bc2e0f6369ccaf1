"""What every command has in common: its options, an open store, and how results and refusals are printed."""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from bot import config
from bot.summary import terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bot.config import Settings
    from bot.store.contract import Store

ConfigPath = Annotated[Path, typer.Option("--config", help="The configuration file.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON Lines instead of text.")]
DEFAULT_CONFIG = Path("config.toml")
out = Console(soft_wrap=True)


def say_error(error: Exception) -> None:
    """Say why not; a terminal gets whole words on each line, a file one line per problem."""
    for line in str(error).splitlines():
        said = f"dispute-desk: {line}"
        print("\n".join(terminal.wrapped(said, out.width, 2)) if sys.stderr.isatty() else said, file=sys.stderr)


def put(objects: Sequence[dict[str, Any]], as_json: bool, tell: Callable[[Sequence[dict[str, Any]], int], str] | None = None) -> None:
    """Print objects as JSON Lines, or for people as `tell` says them."""
    if as_json:
        for entry in objects:
            print(json.dumps(entry, ensure_ascii=False), flush=True)
        return
    print(tell(objects, out.width) if objects and tell else "Nothing to show.")


def say(lines: Iterable[str]) -> None:
    """Print sentences for people, broken between words where the line ends."""
    for line in lines:
        print("\n".join(terminal.wrapped(line, out.width, 2)))


def report(report: dict[str, Any], as_json: bool) -> None:
    """Print one object, or for people the text it brings along."""
    text = report.pop("text")
    put([report], as_json=True) if as_json else print(text)


@contextmanager
def opened(path: Path) -> Iterator[tuple[Settings, Store]]:
    """Open the database that a config names, with the settings."""
    from bot import opening  # noqa: PLC0415 - opening imports every door; short commands should not wait for that

    settings = config.load(path)
    with opening.store_of(settings) as store:
        yield settings, store


@contextmanager
def waiting(words: str) -> Iterator[None]:
    """Show that something is going on, and for how long, while stderr is a terminal; nothing otherwise."""
    columns = (TextColumn(words), BarColumn(bar_width=None), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        progress.add_task(words, total=None)
        yield


def act(path: Path, as_json: bool, action: Callable[[Store, Settings, str, datetime], str]) -> None:
    """Let somebody at the command line do something to the store, and print the sentence that tells of it."""
    with opened(path) as (settings, store):
        said = action(store, settings, f"command line ({user()})", datetime.now(UTC))
    put([{"done": said}], as_json=True) if as_json else print(said)


def user() -> str:
    """Who sits at the command line, for the journal; a user id without a name (as in containers) is told as its number."""
    try:
        return getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"
