"""One line of every command in every language, and every phrase of the lists: what must stay inert wherever it is only shown."""

from __future__ import annotations

import tomllib
from pathlib import Path

from bot.review import orders

TABLES = tomllib.loads(Path(orders.__file__).with_suffix(".toml").read_text(encoding="utf-8"))
ARGUMENTS = {
    "hold": "24.12.2026",
    "invoice": "INV-1041",
    "cause": "price",
    "assign": "ben@northlight.example",
    "send_to": "tom@x.example",
    "note": "x y",
    "close": "paid",
}
#: (command, its phrase with an argument) of every language.
PHRASES = [
    (kind, phrase.replace("{}", ARGUMENTS.get(kind, "")))
    for table in TABLES.values()
    for kind, phrases in table.items()
    if isinstance(phrases, list)
    for phrase in phrases
]
#: Lines that do something, the first of each command and language.
LINES = [
    table[kind][0].replace("{}", ARGUMENTS.get(kind, "")) for table in TABLES.values() for kind in (*ARGUMENTS, "not_a_dispute", "status")
]
