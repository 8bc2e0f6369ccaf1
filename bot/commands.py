"""What the commands do, as functions from open doors to plain values; cli.py prints them."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TextIO
from zoneinfo import ZoneInfo

from bot import errands, journey, opening, service
from bot.errors import UsageError
from bot.minting import RandomMint
from bot.review.command import MAX_TEXT
from bot.review.orders import text_order
from bot.summary import case_view, digest, terminal
from bot.summary import explain as explaining
from bot.vocabulary.cases import OutboxState, Outcome
from bot.vocabulary.labels import Intent
from bot.vocabulary.outgoing import Audience
from bot.vocabulary.policy import Policy
from bot.vocabulary.tidy import whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from bot.classifier.corpus import LabelledMail
    from bot.config import Settings
    from bot.store.contract import Store
    from bot.vocabulary.outgoing import Outgoing

Teller = "Callable[[dict[str, Any]], None]"

#: Where a message stands that is not known to have left.
_UNSENT = tuple(state for state in OutboxState if state is not OutboxState.SENT)
#: A head of the journal, whole or as digests print it in their account.
_HEAD = re.compile(r"[0-9a-f]{12,64}")


# --- looking at mail --------------------------------------------------------------------------------------------------


def explain(settings: Settings, files: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """Yield one explain object per file, as the desk would decide now; nothing is changed."""
    with opening.desk(settings, begin=False) as desk:
        try:
            for file in files:
                yield desk.explain(str(file), bytes_of(file))
        finally:
            asyncio.run(desk.close())


def read(config_path: Path | None, files: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """Yield one read object per file (station 1 only); without a config nobody is staff or trusted."""
    from bot import config  # noqa: PLC0415 - only with a config file
    from bot.sandbox import Sandbox  # noqa: PLC0415 - a pool is started here only

    policy = config.load(config_path).decision_policy("", datetime.now(UTC)) if config_path else Policy()
    sandbox = Sandbox(policy, workers=1)
    try:
        for file in files:
            raw = bytes_of(file)
            yield explaining.read_object(str(file), service.reading(raw, sandbox.read_one((raw, ()))).arrived)
    finally:
        sandbox.close()


def classify(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """Yield one classify object per JSON line {id, subject, body}. Raises UsageError naming the line that is wrong."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(whole(json.dumps(json.loads(line), ensure_ascii=False)))
            identity, subject, body = row.get("id"), str(row.get("subject") or ""), str(row.get("body") or "")
        except (ValueError, AttributeError) as error:
            raise UsageError(f"line {number} is no JSON object with id, subject and body: {error}") from error
        understood = journey.classifier().understand(subject, body)
        yield explaining.classify_object(identity, understood.verdict, understood.mentions, understood.claim)


def bytes_of(file: Path) -> bytes:
    """Return a file's bytes. Raises UsageError."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: cannot be read ({error.strerror})") from error


def explain_text(entry: dict[str, Any], width: int = terminal.COLUMNS) -> str:
    """Return an explain object for people."""
    return explaining.explain_text(entry, width)


def read_text(entry: dict[str, Any]) -> str:
    """Return a read object for people."""
    lines = [f"{entry['file']}: {entry['kind']}" + (f" ({entry['reason']})" if entry["reason"] else "")]
    lines += [f"from: {entry['from']}", f"subject: {entry['subject']}", "", entry["new_text"], ""]
    return "\n".join(lines)


def one_line(entry: dict[str, Any]) -> str:
    """Return one processed mail as one line."""
    sender = (entry.get("client") or {}).get("email") or "-"
    what = f"{entry['intent']}: {', '.join(c['cause'] for c in entry['causes'])}" if entry["causes"] else entry["intent"]
    tail = " ".join(part for part in (entry.get("reason"), entry.get("case"), entry.get("command")) if part)
    return f"{entry['kind']:15} {sender:40} {what} {tail}"


# --- cases and people -------------------------------------------------------------------------------------------------


def cases(store: Store, settings: Settings) -> list[dict[str, Any]]:
    """Return all cases, newest first."""
    return case_view.cases(store.cases(), settings.desk.timezone)


def case(store: Store, settings: Settings, case_id: str) -> dict[str, Any]:
    """Return one case with its mails and pending draft. Raises UsageError."""
    found = store.case(case_id)
    left = [row for row in store.outbox(_UNSENT) if row.case_id == case_id and row.audience is Audience.CLIENT]
    return case_view.case(found, store.case_mails(case_id), store.pending(case_id), settings.desk.timezone, left)


def case_text(shown: dict[str, Any], width: int = terminal.COLUMNS) -> str:
    """Return one case for people."""
    return case_view.case_text(shown, width)


def journal(store: Store, settings: Settings, case_id: str | None) -> list[dict[str, Any]]:
    """Return the journal's entries, of one case or all."""
    return case_view.journal(store.journal(case_id), settings.desk.timezone)


def heads(words: Iterable[str]) -> tuple[str, ...]:
    """Return heads as they are compared; a beginning of 12 characters will do. Raises UsageError."""
    found = tuple(word.strip().lower() for word in words)
    for word in found:
        if not _HEAD.fullmatch(word):
            raise UsageError(f"{word!r} is no head of a journal; write at least its first 12 characters, as a digest prints it")
    return found


def held(store: Store, settings: Settings) -> list[dict[str, Any]]:
    """Return held mails with reason and cure."""
    return case_view.held(store.held(), settings.desk.timezone)


def outbox(store: Store, settings: Settings) -> list[dict[str, Any]]:
    """Return outgoing messages that are not sent."""
    return case_view.outbox(store.outbox(_UNSENT), settings.desk.timezone)


def release(store: Store, mail_id: int, by: str, now: datetime) -> str:
    """Put a held mail back to be processed."""
    store.release(mail_id, by, now)
    return f"Mail {mail_id} will be processed at the next poll."


def discard(store: Store, mail_id: int, by: str, now: datetime) -> str:
    """Settle a held mail as looked at."""
    store.discard(mail_id, by, now)
    return f"Mail {mail_id} is settled; its bytes are kept."


def review(store: Store, settings: Settings, case_id: str, words: str, by: str, now: datetime) -> str:
    """Decide the pending draft of a case, on the same road as a reply by mail. Raises UsageError, also where nothing was decided."""
    store.case(case_id)
    records = store.pending(case_id)
    if not records:
        raise UsageError(f"case {case_id} has no draft waiting for a decision")
    policy = opening.policy_of(settings, store, now)
    decision = errands.command(
        words, records[0], by, journey.Desk(policy, now, _mint(store, policy), store.foreign_numbers, store.invoice_totals, store.lists)
    )
    with store.transaction():
        store.apply(0, decision, "", now)
    said = " ".join(decision.reasons)
    if decision.report.reason:
        raise UsageError(said or f"nothing was done: {decision.report.reason}")
    return said or f"Done: {decision.report.command}."


def with_text(words: str, more: TextIO) -> str:
    """Return a command as a reply would write it: `edit` and `answer` with the text below them that `more` holds."""
    return f"{words}\n{more.read(MAX_TEXT)}" if text_order(tuple(words.split())) else words


def close(store: Store, case_id: str, outcome: str, by: str, now: datetime) -> str:
    """Close a case with an outcome; its pending draft is withdrawn. Raises UsageError."""
    if outcome not in set(Outcome):
        raise UsageError(f"{outcome!r} is no outcome; write one of {' '.join(Outcome)}")
    found = store.case(case_id)
    decision = errands.close_case(found, Outcome(outcome), store.pending(case_id), by)
    with store.transaction():
        store.apply(0, decision, "", now)
    return f"Case {case_id} is closed: {outcome}."


def set_paused(store: Store, *, paused: bool, by: str, now: datetime) -> str:
    """Stop or resume all sending."""
    store.set_paused(paused, by, now)
    return "Nothing leaves until `dispute-desk resume`." if paused else "Sending goes on."


def resend(store: Store, message_id: str, by: str, now: datetime) -> str:
    """Queue an uncertain or failed message again."""
    store.resend(message_id, by, now)
    return f"Message {message_id} will be sent again, the same bytes."


def give_up(store: Store, message_id: str, by: str, now: datetime) -> str:
    """Settle an uncertain or failed message as not sent."""
    store.give_up(message_id, by, now)
    return f"Message {message_id} is settled as not sent."


def digest_preview(store: Store, settings: Settings, now: datetime) -> Outgoing:
    """Return today's digest as it would be sent now."""
    policy = opening.policy_of(settings, store, now, begin=False)
    last = store.last_digest()
    facts = store.digest_facts(last[1] if last else None, now)
    today = now.astimezone(ZoneInfo(settings.desk.timezone)).date()
    return digest.digest(digest.window(facts, last[0] if last else None, today), policy, now, "preview@desk.invalid")


def _mint(store: Store, policy: Policy) -> RandomMint:
    return RandomMint(policy.desk_address.rpartition("@")[2], store.next_case())


# --- the classifier ---------------------------------------------------------------------------------------------------


def train(out: Path | None, config_path: Path | None, *, rollback: bool, whole: bool = False) -> dict[str, Any]:
    """Train from the shipped data and, where a config names a desk, what its people put right; or bring the last model back."""
    from bot import config, teaching  # noqa: PLC0415 - imports the training half of the classifier
    from bot.resources import folder  # noqa: PLC0415

    model = out or folder("data") / "model"
    if rollback:
        return teaching.rollback(model)
    examples: list[LabelledMail] = []
    if config_path:
        settings = config.load(config_path)
        with opening.store_of(settings) as store:
            examples = teaching.corrections(store, opening.policy_of(settings, store, datetime.now(UTC), begin=False))
    report = teaching.train(folder("data"), model, examples, whole=whole)
    return {**report, "text": teaching.told(report)}


def evaluate(file: Path, html: Path | None = None) -> dict[str, Any]:
    """Measure the shipped model on labelled JSON Lines; `html` is where a page with plots goes.

    Raises UsageError naming the line that is wrong.
    """
    from bot.classifier import evaluate as evaluating  # noqa: PLC0415 - loads the model
    from bot.classifier import page  # noqa: PLC0415 - as above

    found = evaluating.evaluate([_labelled(file, number, line) for number, line in _numbered(file)], journey.classifier())
    if html:
        html.write_text(page.page(found.figures, file.name), encoding="utf-8")
    return {**found.as_dict(), "text": found.as_text()}


def _numbered(file: Path) -> Iterator[tuple[int, bytes]]:
    return ((number, line) for number, line in enumerate(bytes_of(file).splitlines(), 1) if line.strip())


def _labelled(file: Path, number: int, line: bytes) -> dict[str, Any]:
    try:
        row = json.loads(line)
        Intent(row["intent"])
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{file} line {number} is no JSON object with a subject, a body and a known intent") from error
    return dict(row)


def sandbox_strength() -> str:
    """Return one sentence on how strongly this platform keeps readers away from the network."""
    from bot.sandbox import network_strength  # noqa: PLC0415 - starts a child process to find out

    return f"mail is read in child processes without network ({network_strength()})"
