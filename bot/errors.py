"""The whole error tree, drawn in its docstring.

    DeskError                 anything this program says no to, in one sentence a person can act on
    ├── ConfigError           config.toml: every mistake at once, each with its key and the cure
    ├── LedgerError           a ledger file that cannot be read at all (single bad rows are values, not errors)
    ├── UsageError            a command that names something that does not exist (case, mail, message)
    ├── MailboxError          the mailbox cannot be reached or refuses us; the poll is tried again
    ├── OutgoingError         the outgoing server cannot be reached before a dialogue began; sending is tried again
    ├── TokenError            no token to sign in with; the doors turn it into the two errors above, and it is tried again
    ├── StoreError            the database is missing, locked by another desk, damaged or full
    │   └── ContradictionError   one step contradicts what is kept; the mail that caused it is held, the rest goes on
    └── ModelError            the classifier's files are missing or do not fit this version

Bad mail is never an exception: it is a value with a reason (`bot.vocabulary.reasons`).
"""

from __future__ import annotations


class DeskError(Exception):
    """Base of every error this program raises on purpose; `str(error)` is one sentence for people."""


class ConfigError(DeskError):
    """The configuration is wrong; `problems` lists every mistake, each naming its key and the cure."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        """Keep all problems; the message joins them, one per line."""
        super().__init__("\n".join(problems))
        self.problems = problems


class LedgerError(DeskError):
    """A ledger file cannot be read at all: not there, not UTF-8, no header."""


class UsageError(DeskError):
    """A command names something that does not exist or cannot be done in its present state."""


class MailboxError(DeskError):
    """The incoming mailbox cannot be reached, refuses the login or broke off; safe to try again."""


class OutgoingError(DeskError):
    """The outgoing server cannot be reached or trusted before any message was offered; safe to try again."""


class TokenError(DeskError):
    """There is no token to sign in with; `pause_s` is how long the provider asks us to wait before the next try, in seconds."""

    def __init__(self, sentence: str, pause_s: float = 0.0) -> None:
        """Keep the pause beside the sentence."""
        super().__init__(sentence)
        self.pause_s = pause_s


class StoreError(DeskError):
    """The database is missing, busy, damaged or full; nothing was written."""


class ContradictionError(StoreError):
    """One step contradicts what is kept, such as a second answer to one draft; it is refused, the database is fine."""


class ModelError(DeskError):
    """The classifier's model is missing or was built for another version."""
