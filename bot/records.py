"""What the commands about the record do: the dossier of a case as one zip, erasure on request."""

from __future__ import annotations

import hashlib
import os
import zipfile
from typing import TYPE_CHECKING

from bot.errors import UsageError
from bot.summary import evidence
from bot.vocabulary.effects import Decision, Note

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from bot.config import Settings
    from bot.store.contract import Store


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
    kept_back = f" {len(made.left_out)} mails are left out; manifest.json says why." if made.left_out else ""
    return f"{target}: {len(made.files)} files, SHA-256 of manifest.json {whole}.{kept_back}"


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
