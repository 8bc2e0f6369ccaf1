"""The same yes in other envelopes: signed, with a logo, with a footer, as receipt, bounce, calendar answer or attachment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.journeys import habits, world
from tests.journeys.habits import Reply
from tests.journeys.stage import HOUR, Stage

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import EmailMessage
    from pathlib import Path

TEXT = "Content-Type: text/plain; charset=utf-8"


def nested(whole: bytes, kind: str, *parts: str, first: bytes | None = None) -> bytes:
    """Put a reply's content (or `first`) into a multipart of this kind, before more parts."""
    head, _, body = whole.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    content = b"\r\n".join(line for line in lines if line.startswith(b"Content-"))
    rest = [line for line in lines if not line.startswith(b"Content-")]
    pieces = [first if first is not None else content + b"\r\n\r\n" + body, *(part.replace("\n", "\r\n").encode() for part in parts)]
    return b"\r\n".join([*rest, f'Content-Type: multipart/{kind}; boundary="outer"'.encode(), b"", b""]) + b"".join(
        b"--outer\r\n" + piece + b"\r\n" for piece in pieces
    ) + b"--outer--\r\n"  # fmt: skip


def reply(request: EmailMessage, program: str = "bare", words: str = "Approve") -> bytes:
    return habits.written(request, Reply(words, program), request["Date"].datetime + HOUR)


def signed(request: EmailMessage) -> bytes:
    kind = 'signed; protocol="application/pkcs7-signature"; micalg=sha-256'
    return nested(
        reply(request, "iphone"),
        kind,
        'Content-Type: application/pkcs7-signature; name="smime.p7s"\nContent-Transfer-Encoding: base64\n\nMIIB',
    )


def with_logo(request: EmailMessage) -> bytes:
    logo = 'Content-Type: image/png; name="image001.png"\nContent-Disposition: inline; filename="image001.png"\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo='
    return nested(reply(request, "outlook-classic"), "related", logo)


def with_footer(request: EmailMessage) -> bytes:
    notice = "This email and any attachments are confidential. If you are not the intended recipient, delete it."
    return nested(reply(request), "mixed", f"{TEXT}\nContent-Disposition: inline\n\n{notice}")


def bare_lf(request: EmailMessage) -> bytes:
    return reply(request, "thunderbird").replace(b"\r\n", b"\n")


def other_part_says_no(request: EmailMessage) -> bytes:
    return nested(reply(request), "mixed", "Content-Type: text/html\n\n<p>Reject this please, it is wrong.</p>")


def attached(request: EmailMessage) -> bytes:
    yes = f'{TEXT}; name="approve.txt"\nContent-Disposition: attachment; filename="approve.txt"\n\nApprove'
    return nested(reply(request, words=""), "mixed", yes)


def bounced(request: EmailMessage) -> bytes:
    status = "Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; ana@northlight.example\nAction: failed\nStatus: 5.1.1"
    whole = "Content-Type: message/rfc822\n\n" + request.as_bytes().decode("ascii").replace("\r\n", "\n")
    return nested(reply(request), "report; report-type=delivery-status", status, whole, first=f"{TEXT}\r\n\r\nApprove".encode())


def read_receipt(request: EmailMessage) -> bytes:
    shown = "Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; ana@northlight.example\nDisposition: manual-action/MDN-sent-manually; displayed"
    return nested(reply(request), "report; report-type=disposition-notification", shown, first=f"{TEXT}\r\n\r\nApprove".encode())


def calendar(request: EmailMessage) -> bytes:
    head = reply(request).partition(b"\r\nMIME-Version")[0]
    return (
        head
        + b"\r\nMIME-Version: 1.0\r\nContent-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nSUMMARY:Approve\r\nEND:VCALENDAR\r\n"
    )


@pytest.mark.parametrize(
    ("shape", "kind", "command", "reason"),
    [
        (signed, "approver_reply", "approve", None),
        (with_logo, "approver_reply", "approve", None),
        (with_footer, "approver_reply", "approve", None),
        (bare_lf, "approver_reply", "approve", None),
        (other_part_says_no, "approver_reply", "help", "CMD_CONFLICT"),
        (attached, "approver_reply", "help", "CMD_UNCLEAR"),
        (bounced, "bounce", None, "BOUNCE"),
        (read_receipt, "auto_reply", "ignore", "AUTO_REPLY"),
        (calendar, "auto_reply", "ignore", "CALENDAR"),
    ],
)
def test_a_yes_in_another_shape(
    shape: Callable[[EmailMessage], bytes], kind: str, command: str | None, reason: str | None, asked: Stage, tmp_path: Path
) -> None:
    stage = asked.copy(tmp_path)
    stage.now += HOUR
    stage.deliver(shape(stage.requests()[0]))
    said = stage.poll()[0]
    assert (said["kind"], said["command"], said["reason"]) == (kind, command, reason)
    assert [mail["To"] for mail in stage.left(None)] == ([world.CLIENT] if command == "approve" else [])
    stage.check()
