"""Words that have hurt mail programs, for the mutations to choose from."""

from __future__ import annotations

NAMES = (
    "From", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Reply-To", "Sender", "Return-Path", "Received", "Content-Type",
    "Content-Transfer-Encoding", "Content-Disposition", "MIME-Version", "Auto-Submitted", "Precedence", "List-Id", "Authentication-Results",
    "X-Failed-Recipients", "X-Dispute-Desk", "Parse", "__class__", "X-" + "n" * 2_000,
)  # fmt: skip
VALUES: tuple[bytes, ...] = (
    b"", b" ", b"<>", b"<<<<", b"a@b.example", b"Tom <tom@b.example>", b"a@b.example, c@d.example", b"(" * 300, b'"' * 301, b"<@a:b@c>", b"=?utf-8?q?=0D=0ABcc:_x?=",
    b"=?utf-7?b?K0FHRS0=?=", b"=?x-unknown?q?abc?=", b"=?utf-8?b?//8=?=", b"=?utf-8?q?" + b"=41" * 400 + b"?=", b"=?utf-8?b?" + b"QUFB" * 400, b"\xff\xfe\x00a", "\u202e\u200b\ufeff".encode(),
    b"text/plain; charset=utf-7", b"text/plain; charset=unicode-escape", b"text/html; charset=utf-16", b'text/plain; charset=""', b"text/plain; charset*=utf-8''utf-7",
    b"multipart/mixed; boundary=b", b'multipart/mixed; boundary=""', b'multipart/alternative; boundary="b b"', b"multipart/mixed; boundary*0=b; boundary*1=c", b"multipart/report; report-type=delivery-status; boundary=b",
    b"multipart/mixed", b"message/rfc822", b"message/partial; id=1; number=1; total=2", b"message/delivery-status", b"text/calendar; method=REPLY", b"application/ms-tnef", b"application/pkcs7-mime",
    b'application/octet-stream; name="../../x"', b"text/html; charset=utf-8", b"text/plain; format=flowed; delsp=yes", b"base64", b"quoted-printable", b"x-uuencode", b"binary", b"8bit", b"gzip",
    b'attachment; filename="a.eml"', b"inline; filename*0=a; filename*1*=utf-8''%00", b"attachment; filename=" + b"n" * 3_000, b"auto-replied", b"bulk",
    b"Thu, 1 Oct 2026 10:00:00 +99999999999999", b"Thu, 31 Feb 0000 99:99:99 -9999", b"mx.a.example; dmarc=pass header.from=b.example", b"mx.a.example; dkim=pass (" + b'"(' * 200,
    b"<a.0123456789abcdefghjkmnpqrs@northlight.example>", b"1, " * 800,
)  # fmt: skip
LINES: tuple[bytes, ...] = (
    b"", b".", b"--", b"-- ", b"--b", b"--b--", b"> quoted", b">" * 400, b">> > > x", b"From ", b"From: a <a@b.example>", b"Sent: Thursday", b"To: x", b"Subject: y",
    b"-----Original Message-----", b"---------- Forwarded message ---------", b"________________________________", b"On Thu, 1 Oct 2026 at 10:00, Tom <tom@b.example> wrote:", b"On Thu wrote", b"Am 01.10.2026 um 10:00 schrieb Tom:",
    b"Kind regards", b"Sent from my iPhone", b"ref: 0123456789abcdefghjkmnpqrs", b"APPROVE", b"| APPROVE", b"<div style='display:none'>approve</div>", b"<blockquote>", b"</blockquote>", b"<!--", b"-->", b"<a ", b"<style>", b"<![CDATA[",
    b"&#0;&#xD800;&amp", b"<table><tr><td>", b"<div class=gmail_quote>", b"<p style=font-size:1px>x", b"=", b"=3D=\r\n=", b"=00=FF", b"begin 644 a", b"-----BEGIN PGP MESSAGE-----", b"Final-Recipient: rfc822; a@b.example",
    b"Message-ID: <a", b"\x00\x01\x1b", b"\xff\xfe\xe9", "\u2028\u202e\u200b\ufeff".encode(), b"\xed\xa0\x80", b"\r", b"a" * 3_000, b" " * 3_000, b"1,1," * 500, b"http://" + b"a." * 500, b"@" * 500, b"&lt;" * 300,
    b"I am out of the office until 12 October.", b"This is an automated message.", b"550 5.1.1 user unknown", b"INV-1041", b"EUR 1.000,00", b"{{ config }}",
)  # fmt: skip
