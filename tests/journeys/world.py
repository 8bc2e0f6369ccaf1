"""A small world for whole journeys: a desk with its books, the mails of a client, the replies of an approver."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

CLIENT = "tom.ashdown@harbourandpine.example"
AUTHSERV = "mx.northlight.example"

INVOICES = """number,client_name,client_email,issue_date,due_date,currency,total,tax,subtotal,po_number,status,paid_amount,description
INV-1041,Harbour & Pine,tom.ashdown@harbourandpine.example,2026-09-14,2026-10-14,GBP,4248.00,708.00,3540.00,PO-7781,sent,0,Website redesign
INV-1042,Harbour & Pine,tom.ashdown@harbourandpine.example,2026-09-20,2026-10-20,GBP,600.00,100.00,500.00,,sent,0,Hosting
INV-2001,Kestrel Foods,ap@kestrelfoods.example,2026-09-01,2026-10-01,EUR,1190.00,190.00,1000.00,,sent,0,Label design
"""
LINES = """number,line,description,quantity,unit,unit_price,discount,amount,tax_rate
INV-1041,1,UX design,14,hours,85.00,0,1290.00,20
INV-1041,2,Build,30,hours,75.00,0,2250.00,20
INV-1042,1,Hosting,1,year,500.00,0,500.00,20
INV-2001,1,Label design,10,hours,100.00,0,1000.00,19
"""

DISPUTE = (
    "Hi Ana,\n\nThere is an error on invoice INV-1041. Line 1 says 14 hours at £85.00. That is £1,190.00, but you billed £1,290.00. "
    "The sum is wrong by £100.00. We will not pay this amount. Please send a corrected invoice.\n\nBest,\nTom\n"
)

_numbers = itertools.count(1)


def books(folder: Path) -> list[str]:
    """Write the ledger's files; return the arguments of `import-ledger`."""
    (folder / "invoices.csv").write_text(INVOICES, encoding="utf-8")
    (folder / "lines.csv").write_text(LINES, encoding="utf-8")
    return ["--invoices", str(folder / "invoices.csv"), "--lines", str(folder / "lines.csv")]


@dataclass(frozen=True)
class Letter:
    """A mail to be written; `proof` is the Authentication-Results value, empty for none."""

    sender: str
    to: str
    subject: str
    text: str
    proof: str = ""
    in_reply_to: str = ""
    message_id: str = ""


def write(letter: Letter, at: datetime) -> bytes:
    """Return the letter as a mail program and our own server would have left it."""
    mail = EmailMessage()
    if letter.proof:
        mail["Authentication-Results"] = f"{AUTHSERV}; {letter.proof}"
    mail["From"] = letter.sender
    mail["To"] = letter.to
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = (
        letter.message_id or f"<letter-{next(_numbers)}-{at.timestamp():.0f}@{letter.sender.rpartition('@')[2].rstrip('>')}>"
    )
    if letter.in_reply_to:
        mail["In-Reply-To"] = letter.in_reply_to
        mail["References"] = letter.in_reply_to
    mail.set_content(letter.text)
    return mail.as_bytes(policy=policy.SMTP)


def client_mail(desk: str, text: str = DISPUTE, subject: str = "Invoice INV-1041", sender: str = CLIENT) -> Letter:
    """Return a client's mail to the desk, proven by DMARC."""
    domain = sender.rpartition("@")[2]
    return Letter(f"Tom Ashdown <{sender}>", desk, subject, text, f"dmarc=pass header.from={domain}")


def reply(request: EmailMessage, approver: str, words: str) -> Letter:
    """Return an approver's reply to a request: words on top, the request quoted beneath."""
    body = request.get_body(("plain",))
    quoted = "\n".join(f"> {line}" for line in (body.get_content() if body else "").splitlines())
    text = f"{words}\n\nOn Tue, 6 Oct 2026 at 10:00, the desk wrote:\n{quoted}\n"
    domain = approver.rpartition("@")[2]
    return Letter(
        f"Ana Lopes <{approver}>",
        str(request["Reply-To"]),
        f"Re: {request['Subject']}",
        text,
        f"dmarc=pass header.from={domain}",
        str(request["Message-ID"]),
    )


def parsed(raw: bytes) -> EmailMessage:
    """Return a mail as the standard library reads it."""
    return message_from_bytes(raw, policy=policy.default)


def text_of(mail: EmailMessage) -> str:
    """Return the plain text of a mail."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
