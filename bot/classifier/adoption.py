"""Whether a newly trained model takes over: not worse on the held-out mails, and better on what people put right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.classifier.corpus import json_lines, labelled_mail
from bot.vocabulary.labels import Intent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.classifier.corpus import LabelledMail
    from bot.classifier.evaluate import Reads


@dataclass(frozen=True, slots=True)
class Comparison:
    """Mails whose intent and primary cause are right, by the model in use and by the new one."""

    held_out: int
    held_out_now: int
    held_out_new: int
    corrections: int
    corrections_now: int
    corrections_new: int

    @property
    def takes_over(self) -> bool:
        """Not worse on the held-out mails and better on the corrections."""
        return self.held_out_new >= self.held_out_now and self.corrections_new > self.corrections_now

    @property
    def told(self) -> str:
        """Both counts in a sentence."""
        return (
            f"held-out mails right: {self.held_out_new} of {self.held_out} (now {self.held_out_now}); "
            f"corrected mails right: {self.corrections_new} of {self.corrections} (now {self.corrections_now})"
        )


def compare(now: Reads, new: Reads, held_out: Sequence[LabelledMail], corrections: Sequence[LabelledMail]) -> Comparison:
    """Let both models read both sets."""
    return Comparison(
        len(held_out),
        right(now, held_out),
        right(new, held_out),
        len(corrections),
        right(now, corrections),
        right(new, corrections),
    )


def right(model: Reads, mails: Sequence[LabelledMail]) -> int:
    """Return how many mails get their intent and, where it is a dispute, their primary cause."""
    count = 0
    for mail, found in zip(mails, model.understand_many((mail.subject, mail.body, "") for mail in mails), strict=True):
        verdict = found.verdict
        cause_fits = mail.intent is not Intent.DISPUTE or not mail.causes or verdict.primary_cause is mail.causes[0]
        count += verdict.intent is mail.intent and cause_fits
    return count


def held_out(data: Path) -> list[LabelledMail]:
    """Read the held-out mails of the data folder; none where it has no such part."""
    file = data / "heldout" / "mails.jsonl"
    return [labelled_mail(row, "held-out") for row in json_lines(file.read_text("utf-8").splitlines())] if file.is_file() else []
