"""One short function per command; prints, never decides."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot import __version__, cli_books, cli_record, commands, config, log, machine, working
from bot.console import DEFAULT_CONFIG, ConfigPath, Json, act, opened, out, put, report, say, say_error
from bot.errors import ConfigError, DeskError, UsageError
from bot.log import Event
from bot.summary import terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.config import Settings

app = typer.Typer(
    name="dispute-desk",
    help="Invoice disputes by e-mail: reads the replies, checks the claim, drafts the answer, sends it when a person says yes.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
)
app.add_typer(cli_books.app)
app.add_typer(cli_record.app)
Files = Annotated[list[Path], typer.Argument(help="Mails as files (.eml).")]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program with these arguments (default: the command line's); every refusal is a sentence on stderr, never a traceback. Exit 0, 1 (problem) or 2 (usage, config)."""
    try:
        app(arguments)
    except (ConfigError, UsageError) as error:
        say_error(error)
        sys.exit(2)
    except DeskError as error:
        say_error(error)
        sys.exit(1)
    except BrokenPipeError:
        # Whoever read our output has gone: what the interpreter still wants to flush at its end must go somewhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:  # noqa: BLE001 - the outermost edge: a person gets a sentence, the log gets the kind
        log.set_up()
        log.trouble(Event.UNIT_FAILED, error=type(error).__name__, detail=error)
        say_error(DeskError("something went wrong inside the program; nothing was half done. The log line above names it."))
        sys.exit(1)


def _clock(now: str | None, settings: Settings) -> Callable[[], datetime] | None:
    if now is None:
        return None
    if settings.mailbox.kind != "maildir" or settings.outgoing.kind != "maildir":
        raise UsageError("--now sets the clock only where both mailboxes are maildirs")
    try:
        moment = datetime.fromisoformat(now)
    except ValueError as error:
        raise UsageError(f"--now {now!r} is no ISO 8601 date and time; write one like 2026-11-22T09:30:00+00:00") from error
    fixed = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return lambda: fixed.astimezone(UTC)


@app.command("version")
def version(path: ConfigPath = DEFAULT_CONFIG, as_json: Json = False) -> None:  # noqa: ARG001 - the common options are accepted everywhere
    """Print the version."""
    put([{"version": __version__}], as_json=True) if as_json else print(__version__)


@app.command("check-config")
def check_config(path: ConfigPath = DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Report every mistake in the configuration at once, each with the key and the cure."""
    settings = config.load(path)
    found = (*config.problems(settings), *machine.problems(settings))
    warned = (*config.warnings(settings), *machine.notes(settings), commands.sandbox_strength())
    if as_json:
        put([{"level": "problem", "text": text} for text in found] + [{"level": "note", "text": text} for text in warned], as_json)
    else:
        say([*(f"problem: {text}" for text in found), *(f"note: {text}" for text in warned)])
        print("The configuration has problems." if found else "The configuration is fine.")
    raise typer.Exit(2 if found else 0)


@app.command("poll")
def poll(
    once: Annotated[bool, typer.Option("--once", help="Fetch, decide, send and tell once, then exit.")] = False,
    now: Annotated[str | None, typer.Option("--now", help="Set the clock (ISO 8601); maildirs only.")] = None,
    path: ConfigPath = DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Fetch everything new in order of arrival, decide, send what is due, make the digest if due."""
    if not once:
        raise UsageError("poll works once: write `dispute-desk poll --once`; `dispute-desk run` goes on for ever")
    log.set_up()
    settings = config.load(path)
    fine = asyncio.run(working.poll_once(settings, _clock(now, settings), _teller(as_json)))
    raise typer.Exit(0 if fine else 1)


def _teller(as_json: bool) -> Callable[[dict[str, Any]], None]:
    def tell(entry: dict[str, Any]) -> None:
        print(json.dumps(entry, ensure_ascii=False) if as_json else commands.one_line(entry), flush=True)

    return tell


@app.command("run")
def run(path: ConfigPath = DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Work for ever: IDLE where the server has it, the schedule otherwise; SIGTERM ends cleanly."""
    log.set_up()
    asyncio.run(working.run(config.load(path), _teller(as_json), (signal.SIGTERM, signal.SIGINT)))


@app.command("explain")
def explain(files: Files, path: ConfigPath = DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Say what the desk would do with these mails now, and why; changes nothing."""
    for entry in commands.explain(config.load(path), files):
        print(json.dumps(entry, ensure_ascii=False) if as_json else commands.explain_text(entry, out.width), flush=True)


@app.command("read")
def read(files: Files, path: ConfigPath = DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Say what these mails are and whose words they hold; needs no ledger and no configuration."""
    for entry in commands.read(None if path == DEFAULT_CONFIG and not path.exists() else path, files):
        print(json.dumps(entry, ensure_ascii=False) if as_json else commands.read_text(entry), flush=True)


@app.command("classify")
def classify(path: ConfigPath = DEFAULT_CONFIG, as_json: Json = True) -> None:  # noqa: ARG001 - the common options are accepted everywhere
    """Classify JSON Lines {id, subject, body} from stdin; prints JSON Lines."""
    for entry in commands.classify(sys.stdin.buffer):
        print(json.dumps(entry, ensure_ascii=False), flush=True)


@app.command("cases")
def cases(path: ConfigPath = DEFAULT_CONFIG, as_json: Json = False) -> None:
    """List all cases, newest first."""
    with opened(path) as (settings, store):
        put(commands.cases(store, settings), as_json, terminal.cases_text)


@app.command("case")
def case(case_id: str, path: ConfigPath = DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Show one case with its mails."""
    with opened(path) as (settings, store):
        shown = commands.case(store, settings, case_id)
    put([shown], as_json=True) if as_json else print(commands.case_text(shown, out.width))


@app.command("held")
def held(path: ConfigPath = DEFAULT_CONFIG, as_json: Json = False) -> None:
    """List mails a person must look at, with the reason and the cure."""
    with opened(path) as (settings, store):
        put(commands.held(store, settings), as_json, terminal.held_text)


@app.command("release")
def release(mail_id: int, path: ConfigPath = DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Let a held mail be processed after all, on your word."""
    act(path, as_json, lambda store, _settings, by, now: commands.release(store, mail_id, by, now))


@app.command("discard")
def discard(mail_id: int, path: ConfigPath = DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Settle a held mail as looked at; its bytes stay."""
    act(path, as_json, lambda store, _settings, by, now: commands.discard(store, mail_id, by, now))


@app.command("approve")
def approve(case_id: str, path: ConfigPath = DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Say yes to the pending draft of a case; the running desk sends it."""
    act(path, as_json, lambda store, settings, by, now: commands.review(store, settings, case_id, "approve", by, now))


@app.command("reject")
def reject(
    case_id: str,
    reason: Annotated[str, typer.Argument()] = "",
    path: ConfigPath = DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Say no to the pending draft of a case."""
    act(path, as_json, lambda store, settings, by, now: commands.review(store, settings, case_id, f"reject {reason}".strip(), by, now))


@app.command("decide")
def decide(
    case_id: str,
    words: Annotated[list[str], typer.Argument(help="what a reply would say: send to ADDRESS, hold until DAY, edit, answer, help ...")],
    path: ConfigPath = DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Give the pending draft of a case any command of a reply; edit and answer read the new text from standard input."""
    said = commands.with_text(" ".join(words), sys.stdin)
    act(path, as_json, lambda store, settings, by, now: commands.review(store, settings, case_id, said, by, now))


@app.command("close")
def close(case_id: str, outcome: str, path: ConfigPath = DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Close a case: credit, corrected, upheld, withdrawn, paid or other."""
    act(path, as_json, lambda store, _settings, by, now: commands.close(store, case_id, outcome, by, now))


@app.command("pause")
def pause(path: ConfigPath = DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Stop all sending at once."""
    act(path, as_json, lambda store, _settings, by, now: commands.set_paused(store, paused=True, by=by, now=now))


@app.command("resume")
def resume(path: ConfigPath = DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Let sending go on."""
    act(path, as_json, lambda store, _settings, by, now: commands.set_paused(store, paused=False, by=by, now=now))


@app.command("resend")
def resend(message_id: str, path: ConfigPath = DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Send an uncertain or failed message again, the same bytes."""
    act(path, as_json, lambda store, _settings, by, now: commands.resend(store, message_id, by, now))


@app.command("give-up")
def give_up(message_id: str, path: ConfigPath = DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Settle an uncertain or failed message as not sent."""
    act(path, as_json, lambda store, _settings, by, now: commands.give_up(store, message_id, by, now))


@app.command("outbox")
def outbox(path: ConfigPath = DEFAULT_CONFIG, as_json: Json = False) -> None:
    """List outgoing messages that are not sent, with their ids."""
    with opened(path) as (settings, store):
        put(commands.outbox(store, settings), as_json, terminal.outbox_text)


@app.command("selftest")
def selftest(
    wait_s: Annotated[float, typer.Option("--wait", min=0, help="Seconds to wait for the probe.")] = 60,
    file: Annotated[Path | None, typer.Option("--file", help="Judge a probe that was sent from outside and saved.")] = None,
    write: Annotated[bool, typer.Option("--print", help="Write a probe to be sent from outside.")] = False,
    last: Annotated[bool, typer.Option("--last", help="Say what the last self-test found.")] = False,
    path: ConfigPath = DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Mail a forged proof of sender to the desk itself and say whether the server took it off."""
    from bot import selftest as testing  # noqa: PLC0415 - opens the doors

    with opened(path) as (settings, store):
        if write:
            print(testing.written(settings, store).decode("ascii").replace("\r\n", "\n"), end="")
            return
        if last:
            told = testing.last(store)
        elif file:
            told = testing.judged(settings, store, commands.bytes_of(file))
        else:
            told = asyncio.run(testing.sent(settings, store, wait_s))
    put([told], as_json=True) if as_json else say([f"{told['at']}: {told['text']}" if told["at"] else told["text"]])
    raise typer.Exit(0 if told["result"] == "stripped" else 1)


@app.command("sign-in")
def sign_in(
    not_for: Annotated[list[str] | None, typer.Option("--not-for", help="An address whose mailbox must stay closed to the desk.")] = None,
    grant: Annotated[bool, typer.Option("--grant", help="Take a person's consent and keep the refresh token.")] = False,
    path: ConfigPath = DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Try to sign in at both mail servers; nothing is read or sent."""
    from bot import signin  # noqa: PLC0415 - opens the doors

    settings = config.load(path)
    if grant:
        consent = signin.Consent(settings)
        say(["Open this address in a browser, on whatever machine, and sign in as the mailbox:"])
        print(consent.address)
        say(["Afterwards the browser cannot show a page; that is right. Copy the whole address from its address line to here."])
        print("Address: ", end="", flush=True)
        say([f"The refresh token is kept in {consent.given(sys.stdin.readline())}. Now try: dispute-desk sign-in"])
        return
    told = asyncio.run(signin.tried(settings, not_for or ()))
    put(told, as_json=True) if as_json else say(map(signin.line, told))
    raise typer.Exit(1 if any(one["level"] == "problem" for one in told) else 0)


@app.command("digest")
def digest(
    preview: Annotated[bool, typer.Option("--preview", help="Print today's digest as it would be sent.")] = False,
    path: ConfigPath = DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Show today's digest as it would be sent."""
    if not preview:
        raise UsageError("the running desk sends the digest at its hour; to see it now: `dispute-desk digest --preview`")
    with opened(path) as (settings, store):
        mail = commands.digest_preview(store, settings, datetime.now(UTC))
    put([{"subject": mail.subject, "text": mail.text, "html": mail.html}], as_json=True) if as_json else print(
        f"{mail.subject}\n\n{mail.text}"
    )


@app.command("train")
def train(
    out: Annotated[Path | None, typer.Option(help="Where the model goes; default: the shipped place.")] = None,
    whole: Annotated[bool, typer.Option("--whole", help="Train everything anew, also where there are corrections (an hour).")] = False,
    rollback: Annotated[bool, typer.Option("--rollback", help="Bring the last earlier model back.")] = False,
    path: ConfigPath = DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Teach the classifier what the desk's people put right; without corrections, build its model from data/."""
    report(commands.train(out, path if path.is_file() else None, rollback=rollback, whole=whole), as_json)


@app.command("evaluate")
def evaluate(
    file: Path,
    html: Annotated[Path | None, typer.Option(help="Also write a page with plots.")] = None,
    path: ConfigPath = DEFAULT_CONFIG,  # noqa: ARG001
    as_json: Json = False,
) -> None:
    """Measure the classifier on a JSON Lines file of labelled mails."""
    report(commands.evaluate(file, html), as_json)


@app.command("demo")
def demo(path: ConfigPath = DEFAULT_CONFIG, as_json: Json = False) -> None:  # noqa: ARG001 - it brings a config of its own
    """Play the whole journey offline in a temporary folder and show what happened, step by step."""
    from bot import demonstration  # noqa: PLC0415 - only this command needs it

    demonstration.play(out, as_json=as_json)
