"""Mails for the benchmarks: bodies from the training corpus, dressed and padded to about 8 kB like real replies."""

from __future__ import annotations

import json
import random
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: A fifth of the mails disputes, as the throughput bar asks.
DISPUTE_SHARE = 5
SIZE_BYTES = 8_000


def stock(count: int, seed: int = 1) -> list[bytes]:
    """Return `count` mails of about 8 kB, every fifth a dispute, from many senders; the same for the same seed."""
    dice = random.Random(seed)  # noqa: S311 - a repeatable shuffle, nothing secret
    rows = [json.loads(line) for file in _files() for line in file.open(encoding="utf-8")]
    disputes = [row for row in rows if row["intent"] == "dispute"]
    others = [row for row in rows if row["intent"] not in {"dispute", "auto_reply"}]
    dice.shuffle(disputes)
    dice.shuffle(others)
    kinds = [others if number % DISPUTE_SHARE else disputes for number in range(count)]
    return [
        _mail(number, kind[number // DISPUTE_SHARE % len(kind)] if kind is disputes else kind[number % len(kind)], dice)
        for number, kind in enumerate(kinds)
    ]


def _files() -> list[Path]:
    """The held-out mails first, then the corpus: as few repetitions as there are mails for."""
    return [ROOT / "data/heldout/mails.jsonl", *sorted((ROOT / "data/corpus/mails").glob("*.jsonl"))]


def _mail(number: int, row: dict[str, str], dice: random.Random) -> bytes:
    mail = EmailMessage()
    client = number % 400
    mail["Received"] = "from relay.client.example by mx.northlight.example; Tue, 6 Oct 2026 08:00:00 +0000"
    mail["Authentication-Results"] = f"mx.northlight.example; dmarc=pass header.from=client{client}.example"
    mail["From"] = f"Client {client} <ap@client{client}.example>"
    mail["To"] = "disputes@northlight.example"
    mail["Subject"] = row["subject"] or "invoice"
    mail["Date"] = "Tue, 06 Oct 2026 08:00:00 +0000"
    mail["Message-ID"] = f"<{number}.{dice.getrandbits(64):x}@client{client}.example>"
    history = "\n".join(
        f"> Line {line} of the earlier thread, about the project of week {dice.randrange(52)} and its schedule." for line in range(34)
    )
    text = f"{row['body']}\n\n[{number}]\n\nOn Mon, 5 Oct 2026 at 10:00, Northlight Studio wrote:\n{history}\n"
    mail.set_content(text)
    paragraphs = "".join(f"<p>{line}</p>" for line in text.splitlines() if line and not line.startswith(">"))
    quoted = "".join(f"<div>{line[2:]}</div>" for line in history.splitlines())
    mail.add_alternative(f"<html><body>{paragraphs}<blockquote>{quoted}</blockquote></body></html>", subtype="html")
    return mail.as_bytes(policy=SMTP)
