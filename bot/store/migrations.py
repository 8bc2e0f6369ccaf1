"""The schema, step by step; each file remembers the steps it has taken, and is copied before the next."""

from __future__ import annotations

import os
import sqlite3
from typing import TYPE_CHECKING

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from bot.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

STEPS = Migrations("dispute_desk")

#: SQLite's header field that tells our files from others ("DDsk" in ASCII).
APPLICATION_ID = 0x4444736B


def migrate(connection: sqlite3.Connection, path: Path, steps: Migrations = STEPS) -> None:
    """Bring the file to this version's schema in one transaction; an existing desk is copied beside itself first.

    Raises StoreError for a file of another program or of a newer version.
    """
    database = Database(connection, execute_plugins=False)
    _must_be_ours(connection, path)
    pending = [step.name for step in steps.pending(database)]
    done = [step.name for step in steps.applied(database)]
    if set(done) - {step.name for step in steps._migrations}:  # noqa: SLF001 - the library tells pending and applied steps only
        raise StoreError(f"{path.name} was written by a newer version of this program; install that version again")
    if not pending:
        return
    if done:
        back_up(connection, path.with_name(f"{path.name}.before-{pending[0]}"))
    connection.execute("BEGIN IMMEDIATE")
    try:
        steps.apply(database)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID:d}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def back_up(connection: sqlite3.Connection, target: Path) -> None:
    """Write a consistent copy, readable by its owner only, complete or not there at all."""
    partial = target.with_name(f"{target.name}.part")
    partial.unlink(missing_ok=True)
    os.close(os.open(partial, os.O_CREAT | os.O_WRONLY, 0o600))
    copy = sqlite3.connect(partial)
    try:
        connection.backup(copy)
    finally:
        copy.close()
    partial.replace(target)


def _must_be_ours(connection: sqlite3.Connection, path: Path) -> None:
    mark = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if tables and mark != APPLICATION_ID:
        raise StoreError(f"{path.name} belongs to another program; check `database` in config.toml")


def _run(database: Database, statements: Iterable[str]) -> None:
    for statement in statements:
        database.conn.execute(statement)


@STEPS(name="0001_first")
def _first(database: Database) -> None:
    _run(database, _INTAKE)
    _run(database, _CASEWORK)
    _run(database, _BOOKS)
    _run(database, _RECORD)


@STEPS(name="0002_erasure")
def _erasure(database: Database) -> None:
    _run(database, _ERASURE)


@STEPS(name="0003_copies")
def _copies(database: Database) -> None:
    _run(database, ("ALTER TABLE outbox ADD COLUMN copied_at TEXT",))


@STEPS(name="0004_proven")
def _proven(database: Database) -> None:
    # What was filed before is taken for proven: it goes on making its repetitions duplicates.
    _run(database, ("ALTER TABLE mails ADD COLUMN proven INTEGER NOT NULL DEFAULT 1",))


_INTAKE = (
    "CREATE TABLE raws (id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, raw BLOB NOT NULL)",
    """CREATE TABLE folders (folder TEXT PRIMARY KEY, first_at TEXT NOT NULL, first_uidvalidity INTEGER NOT NULL,
        first_uidnext INTEGER NOT NULL, first_done INTEGER NOT NULL DEFAULT 0, uidvalidity INTEGER, last_uid INTEGER)""",
    "CREATE TABLE first_keys (folder TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (folder, key)) WITHOUT ROWID",
    """CREATE TABLE mails (id INTEGER PRIMARY KEY AUTOINCREMENT, folder TEXT NOT NULL, uidvalidity INTEGER NOT NULL, key TEXT NOT NULL,
        sha256 TEXT NOT NULL REFERENCES raws (sha256), size_bytes INTEGER NOT NULL, received_at TEXT NOT NULL, kept_at TEXT NOT NULL,
        history INTEGER NOT NULL, problem TEXT, state TEXT NOT NULL DEFAULT 'waiting', tries INTEGER NOT NULL DEFAULT 0, kind TEXT,
        reason TEXT, case_id TEXT, duplicate_of INTEGER, sender TEXT NOT NULL DEFAULT '', writer TEXT NOT NULL DEFAULT '',
        subject TEXT NOT NULL DEFAULT '', message_id TEXT, inner_message_id TEXT, fingerprint TEXT NOT NULL DEFAULT '',
        intent TEXT NOT NULL DEFAULT '', ended_at TEXT, released_by TEXT NOT NULL DEFAULT '', released_reason TEXT,
        UNIQUE (folder, uidvalidity, key), CHECK (state IN ('waiting', 'settled', 'held', 'discarded')))""",
    "CREATE INDEX mails_sha256 ON mails (sha256)",
    "CREATE INDEX mails_message_id ON mails (message_id) WHERE message_id IS NOT NULL",
    "CREATE INDEX mails_inner ON mails (inner_message_id) WHERE inner_message_id IS NOT NULL",
    "CREATE INDEX mails_fingerprint ON mails (fingerprint) WHERE fingerprint <> ''",
    "CREATE INDEX mails_waiting ON mails (id) WHERE state = 'waiting'",
    "CREATE INDEX mails_held ON mails (id) WHERE state = 'held'",
    "CREATE INDEX mails_ended ON mails (ended_at) WHERE ended_at IS NOT NULL",
    "CREATE INDEX mails_case ON mails (case_id) WHERE case_id IS NOT NULL",
    "CREATE INDEX mails_missed ON mails (ended_at) WHERE reason = 'TOKEN_UNKNOWN'",
    "CREATE TABLE explanations (mail_id INTEGER PRIMARY KEY REFERENCES mails (id), explanation TEXT NOT NULL)",
)

_CASEWORK = (
    """CREATE TABLE cases (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, status TEXT NOT NULL, client_key TEXT NOT NULL,
        client_email TEXT NOT NULL, opened_at TEXT NOT NULL, due_at TEXT, closed_at TEXT, root_message_id TEXT NOT NULL,
        value TEXT NOT NULL)""",
    "CREATE INDEX cases_client ON cases (client_key)",
    "CREATE INDEX cases_email ON cases (client_email)",
    "CREATE INDEX cases_root ON cases (root_message_id) WHERE root_message_id <> ''",
    "CREATE INDEX cases_open ON cases (number) WHERE status <> 'closed'",
    "CREATE INDEX cases_opened ON cases (opened_at)",
    "CREATE INDEX cases_closed ON cases (closed_at) WHERE closed_at IS NOT NULL",
    # Columns in the order of the key: SQLite 3.40's quick_check takes any other order for damage.
    """CREATE TABLE case_invoices (number_norm TEXT NOT NULL, case_id TEXT NOT NULL REFERENCES cases (id),
        PRIMARY KEY (number_norm, case_id)) WITHOUT ROWID""",
    "CREATE INDEX case_invoices_case ON case_invoices (case_id)",
    """CREATE TABLE drafts (n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, case_id TEXT NOT NULL REFERENCES cases (id),
        state TEXT NOT NULL, mail_id INTEGER NOT NULL, hash TEXT NOT NULL, created_at TEXT NOT NULL, value TEXT NOT NULL)""",
    "CREATE INDEX drafts_pending ON drafts (case_id) WHERE state = 'pending'",
    """CREATE TABLE tokens (token_hash TEXT PRIMARY KEY, draft_id TEXT NOT NULL REFERENCES drafts (id), draft_hash TEXT NOT NULL,
        approver TEXT NOT NULL, message_id TEXT NOT NULL, created_at TEXT NOT NULL, expires_at TEXT NOT NULL, used_at TEXT,
        hinted INTEGER NOT NULL DEFAULT 0)""",
    "CREATE INDEX tokens_draft ON tokens (draft_id)",
    "CREATE INDEX tokens_message_id ON tokens (message_id)",
    "CREATE TABLE asked (writer TEXT NOT NULL, at TEXT NOT NULL, draft_id TEXT NOT NULL)",
    "CREATE INDEX asked_writer ON asked (writer, at)",
    "CREATE TABLE hints (address TEXT NOT NULL, at TEXT NOT NULL, token_hash TEXT NOT NULL)",
    "CREATE INDEX hints_address ON hints (address, at)",
    """CREATE TABLE outbox (n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, audience TEXT NOT NULL, staff_mail TEXT,
        case_id TEXT, draft_id TEXT REFERENCES drafts (id), recipients TEXT NOT NULL, message_id TEXT NOT NULL, raw_sha256 TEXT NOT NULL,
        approved_hash TEXT NOT NULL, state TEXT NOT NULL, queued_at TEXT NOT NULL, next_at TEXT NOT NULL,
        tries INTEGER NOT NULL DEFAULT 0, last_answer TEXT NOT NULL DEFAULT '', sent_at TEXT, allowed_numbers TEXT NOT NULL,
        promised_on TEXT, subject TEXT NOT NULL, reason TEXT, refused TEXT NOT NULL DEFAULT '[]', lease_until TEXT, handed_at TEXT,
        changed_at TEXT NOT NULL, repeated INTEGER NOT NULL DEFAULT 0, postponed TEXT NOT NULL DEFAULT '', raw BLOB)""",
    "CREATE UNIQUE INDEX outbox_once ON outbox (draft_id) WHERE audience = 'client'",
    "CREATE INDEX outbox_due ON outbox (next_at) WHERE state IN ('queued', 'deferred')",
    "CREATE INDEX outbox_state ON outbox (state)",
    "CREATE INDEX outbox_message_id ON outbox (message_id)",
    "CREATE INDEX outbox_draft ON outbox (draft_id) WHERE draft_id IS NOT NULL",
    "CREATE INDEX outbox_case ON outbox (case_id) WHERE case_id IS NOT NULL",
    "CREATE INDEX outbox_sent ON outbox (sent_at) WHERE sent_at IS NOT NULL",
    "CREATE INDEX outbox_changed ON outbox (changed_at)",
    "CREATE INDEX outbox_handed ON outbox (handed_at) WHERE audience = 'client'",
    "CREATE TABLE outbox_recipients (n INTEGER NOT NULL REFERENCES outbox (n), email TEXT NOT NULL, domain TEXT NOT NULL)",
    "CREATE INDEX outbox_recipients_row ON outbox_recipients (n, domain)",
    "CREATE INDEX outbox_recipients_email ON outbox_recipients (email)",
)

_BOOKS = (
    """CREATE TABLE invoices (n INTEGER PRIMARY KEY, number TEXT NOT NULL, number_norm TEXT NOT NULL, name_key TEXT NOT NULL,
        client_key TEXT NOT NULL, client_name TEXT NOT NULL, client_email TEXT NOT NULL, issue_date TEXT, due_date TEXT,
        currency TEXT NOT NULL, total TEXT NOT NULL, total_plain TEXT NOT NULL, tax TEXT, subtotal TEXT, po_number TEXT NOT NULL,
        po_norm TEXT NOT NULL, status TEXT NOT NULL, paid_amount TEXT NOT NULL, description TEXT NOT NULL, lines TEXT NOT NULL)""",
    "CREATE INDEX invoices_number ON invoices (number_norm)",
    "CREATE INDEX invoices_po ON invoices (po_norm) WHERE po_norm <> ''",
    "CREATE INDEX invoices_client ON invoices (client_key, issue_date)",
    "CREATE INDEX invoices_amount ON invoices (total_plain, client_key)",
    "CREATE TABLE client_names (name_key TEXT PRIMARY KEY, client_key TEXT NOT NULL) WITHOUT ROWID",
    "CREATE INDEX client_names_client ON client_names (client_key)",
    "CREATE TABLE clients (client_key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE client_ways (way TEXT NOT NULL, client_key TEXT NOT NULL, role TEXT NOT NULL,
        PRIMARY KEY (way, client_key)) WITHOUT ROWID""",
    """CREATE TABLE payments (paid_on TEXT NOT NULL, client_email TEXT NOT NULL, amount TEXT NOT NULL, amount_plain TEXT NOT NULL,
        reference TEXT NOT NULL, nth INTEGER NOT NULL, client_key TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (paid_on, client_email, amount_plain, reference, nth))""",
    "CREATE INDEX payments_client ON payments (client_key)",
    "CREATE INDEX payments_email ON payments (client_email)",
    "CREATE INDEX payments_loose ON payments (amount_plain) WHERE client_key = ''",
    """CREATE TABLE contracts (client_email TEXT PRIMARY KEY, rate TEXT, discount_pct TEXT, payment_terms_days INTEGER,
        note TEXT NOT NULL)""",
    """CREATE TABLE contacts (name_key TEXT NOT NULL, client_name TEXT NOT NULL, email TEXT NOT NULL, domain TEXT NOT NULL,
        PRIMARY KEY (name_key, email, domain))""",
)

_RECORD = (
    """CREATE TABLE journal (seq INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, kind TEXT NOT NULL, case_id TEXT,
        content_sha256 TEXT NOT NULL, prev_hash TEXT NOT NULL, entry_hash TEXT NOT NULL)""",
    "CREATE TABLE journal_contents (seq INTEGER PRIMARY KEY, content TEXT)",
    "CREATE INDEX journal_kind ON journal (kind, at)",
    "CREATE INDEX journal_case ON journal (case_id) WHERE case_id IS NOT NULL",
    """CREATE TABLE digests (local_date TEXT PRIMARY KEY, from_at TEXT NOT NULL, until_at TEXT NOT NULL, skipped TEXT NOT NULL)""",
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)

_ERASURE = tuple(f"ALTER TABLE {table} ADD COLUMN erased_at TEXT" for table in ("mails", "cases"))
