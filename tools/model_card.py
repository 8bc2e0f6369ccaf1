"""Write the figures that `dispute-desk train` left in data/model/figures.json into docs/model-card.md, between their marks."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CARD = ROOT / "docs" / "model-card.md"
MARKED = re.compile(r"(<!-- figures -->\n).*?(<!-- /figures -->)", re.DOTALL)


def table(names: list[str], rows: list[list[Any]]) -> str:
    """Return a Markdown table."""
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def told(figures: dict[str, Any]) -> str:
    """Return all tables."""
    shipped, *others = figures["levels"].items()
    return "\n\n".join([
        table(["", "mails", "intent accuracy", "dispute F1", "primary cause, of true disputes"], [[name, *group.values()] for name, group in figures["groups"].items()]),
        table(["cause", "mails", "recall", "precision", "F1"], [[name, *cause.values()] for name, cause in figures["causes"].items()]),
        f"Macro-F1 over the causes: {figures['macro_f1']}",
        "Answered with certainty, and right in intent and primary cause together; the first level is the shipped threshold:",
        table(["level", "coverage", "precision"], [[level, *found.values()] for level, found in (shipped, *others)]),
        "Reliability of the intent probability:",
        table(["said", "mails", "mean said", "right"], [[name, *found] for name, found in figures["reliability"].items()]),
        "Primary causes most often taken for another (truth>answer): " + ", ".join(f"{name} {count}" for name, count in figures["confusion"].items()),
    ])  # fmt: skip


if __name__ == "__main__":
    text = CARD.read_text("utf-8")
    found = told(json.loads((ROOT / "data" / "model" / "figures.json").read_text("utf-8")))
    CARD.write_text(MARKED.sub(lambda marks: f"{marks[1]}{found}\n{marks[2]}", text), "utf-8")
