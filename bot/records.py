"""What the commands about the record do: the dossier of a case as one zip, erasure on request."""

from __future__ import annotations

import hashlib
import os
import zipfile
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.errors import UsageError
from bot.store.sqlite import copy_database
from bot.summary import evidence
from bot.summary.wording import count
from bot.vocabulary.effects import Decision, Note

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from bot.config import Settings
    from bot.store.contract import Store
    from bot.vocabulary.cases import Case


def dossier(store: Store, settings: Settings, case_id: str, target: Path, acting: tuple[str, datetime]) -> str:
    """Write the dossier of a case to `target`, readable by its owner only; `acting` is who wants it and when. Raises UsageError.

    That it was made is a journal entry of the case, and the last one the dossier holds.
    """
    by, now = acting
    found = store.case(case_id)
    if target.exists():
        raise UsageError(f"{target} is there already; name another file with --out, or remove it")
    with store.transaction():
        store.apply(0, Decision((Note("dossier_made", found.id, "A dossier of the case was written.", by),)), "", now)
    made = evidence.dossier(store.case_file(case_id), settings.desk.timezone, now)
    _write(target, found.id, made)
    whole = hashlib.sha256(made.manifest).hexdigest()
    many = len(made.left_out)
    kept_back = f" {'1 mail is' if many == 1 else f'{many} mails are'} left out; manifest.json says why." if many else ""
    return f"{target}: {len(made.files)} files, SHA-256 of manifest.json {whole}.{kept_back}"


def erase_person(store: Store, settings: Settings, email: str, acting: tuple[str, datetime], *, sure: bool) -> str:
    """Erase what an address wrote and what was written to it; a case under retention is refused, and both are journal entries.

    Without `sure` nothing is changed: the answer says what would be. Raises UsageError for an address the desk does not know.
    """
    by, now = acting
    found = store.of_person(email)
    if not found:
        raise UsageError(f"there is nothing of {email} that could be erased; write the address as it stands in the mails")
    due = {case_id: _kept_until(store.case(case_id), settings) for case_id in found.cases}
    free = replace(found, cases=tuple(case_id for case_id, until in due.items() if until is not None and until <= now))
    kept = tuple(case_id for case_id in found.cases if case_id not in free.cases)
    what = f"{count(len(free.cases), 'case', 'cases')} and {count(len(free.mails), 'mail', 'mails')} of no case"
    refused = " ".join(_refusal(case_id, due[case_id], settings) for case_id in kept)
    if not sure and not free:
        return f"Nothing of {email} would be erased now. {refused}"
    if not sure:
        return f"{what} of {email} would be erased; nothing was changed, add --yes to do it. {refused}".strip()
    if free:
        store.erase(free, by, "asked for by the person they are about", now)
    if kept:
        store.refuse_erasure(kept, by, f"An erasure was asked for and refused. {refused}", now)
    return f"Erased: {what}. {refused}".strip() if free else f"Nothing was erased. {refused}"


def _kept_until(case: Case, settings: Settings) -> datetime | None:
    """When the time of retention of a case ends; None while it is open."""
    return case.closed_at + timedelta(days=settings.retention.days) if case.closed_at else None


def _refusal(case_id: str, until: datetime | None, settings: Settings) -> str:
    if until is None:
        return f"Case {case_id} stays: it is open, and the claim in it must be settled first."
    return f"Case {case_id} stays until {until:%Y-%m-%d}: business letters are kept for {settings.retention.days} days ([retention] days)."


def backup(settings: Settings, target: Path) -> str:
    """Write a consistent copy of the database, readable by its owner only. Raises UsageError."""
    if target.exists():
        raise UsageError(f"{target} is there already; name another file, or remove it")
    if not settings.database_path.is_file():
        raise UsageError(f"there is no database {settings.desk.database} yet")
    copy_database(settings.database_path, target)
    return f"{target}: {target.stat().st_size:,} bytes. `dispute-desk verify` on the copy says whether it is whole."


def _write(target: Path, case_id: str, made: evidence.Dossier) -> None:
    """Write the zip; it appears whole or not at all."""
    partial = target.with_name(f"{target.name}.part")
    partial.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(partial, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, content in {**made.files, evidence.MANIFEST: made.manifest}.items():
                    archive.writestr(f"dossier-{case_id}/{name}", content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise UsageError(f"{target} cannot be written ({error.strerror}); name another place with --out") from error
