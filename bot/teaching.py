"""What people put right becomes examples, and a model trained with them takes over if it is the better one."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import service
from bot.classifier import adoption, lesson, versions
from bot.classifier import train as training
from bot.classifier.corpus import LabelledMail
from bot.classifier.pipeline import open_model, reader_of, save
from bot.classifier.predict import load
from bot.errors import DeskError
from bot.sandbox import Sandbox
from bot.vocabulary.labels import Cause, Intent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.store.contract import Store
    from bot.vocabulary.policy import Policy


def corrections(store: Store, policy: Policy) -> list[LabelledMail]:
    """Return every mail whose cause or intent a person put right, as it is labelled now; the last word on a mail counts.

    "Not a dispute" does not say what it is instead: such a mail gets the likeliest other intent.
    """
    put_right: dict[int, dict[str, str]] = {}
    for entry in store.journal():
        note = json.loads(entry.content) if entry.kind == "note" and entry.content else {}
        if note.get("event") == "correction":
            detail = json.loads(note["detail"])
            put_right.setdefault(int(detail["mail_id"]), {}).update({key: detail[key] for key in ("cause", "intent") if key in detail})
    wanted = {mail_id: labels for mail_id, labels in put_right.items() if labels}
    if not wanted:
        return []
    sandbox = Sandbox(policy, workers=1)
    try:
        return [mail for mail_id, labels in wanted.items() if (mail := _labelled(store, sandbox, mail_id, labels))]
    finally:
        sandbox.close()


def _labelled(store: Store, sandbox: Sandbox, mail_id: int, labels: dict[str, str]) -> LabelledMail | None:
    try:
        raw = store.raw_mail(mail_id)
    except DeskError:  # erased by age or on request: nothing is left to learn from
        return None
    arrived = service.reading(raw, sandbox.read_one((raw, ()))).arrived
    mail = LabelledMail(arrived.client_subject, arrived.client_words, Intent.DISPUTE)
    if "intent" in labels:
        return replace(mail, intent=load().likeliest_but_dispute(mail.subject, mail.body))
    return replace(mail, causes=(Cause(labels["cause"]),))


def train(data: Path, model: Path, examples: Sequence[LabelledMail], *, whole: bool = False) -> dict[str, Any]:
    """Train into the folder `model`; the model that was there is kept as a version.

    With examples the model in use is taught them in a minute (`whole`: everything is trained from `data` and the examples), and the new
    one takes over only if it is not worse on the held-out mails and better on the examples. Without, everything is trained from `data`.
    """
    model.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="training-", dir=model.parent) as folder:
        new = Path(folder) / "model"
        now = model if model.is_dir() else data / "model"
        known = bool(examples) and now.is_dir()
        report = _taught(data, now, examples, new) if known and not whole else _trained(data, examples, new)
        compared = adoption.compare(load(now), load(new), adoption.held_out(data), examples) if known else None
        taken = compared is None or compared.takes_over
        earlier = versions.adopt(new, model) if taken else None
    report |= {"taken": taken, "compared": compared.told if compared else None, "earlier": str(earlier) if earlier else None}
    return report


def _trained(data: Path, examples: Sequence[LabelledMail], new: Path) -> dict[str, Any]:
    report = asdict(training.train(data, examples, new))
    return report | {"hands": list(report["hands"])}


def _taught(data: Path, model: Path, examples: Sequence[LabelledMail], new: Path) -> dict[str, Any]:
    save(lesson.taught(reader_of(open_model(model)), data, examples), new)
    if (figures := model / "figures.json").is_file():
        shutil.copy(figures, new)
    return {"corrections": len(examples)}


def rollback(model: Path) -> dict[str, Any]:
    """Bring the last earlier model back. Raises ModelError when there is none."""
    versions.rollback(model)
    return {"rolled_back": str(model), "text": f"The earlier model is back in {model}; a running desk takes it when it starts anew."}


def told(report: dict[str, Any]) -> str:
    """Return a training report for people."""
    lines = [f"{name}: {value}" for name, value in report.items() if value is not None]
    if not report["taken"]:
        lines.append("The new model is not better, so the old one stays.")
    return "\n".join(lines)
