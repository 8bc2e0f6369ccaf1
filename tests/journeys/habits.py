"""Replies as real mail programs write them: where the new words stand, what is quoted and how, which encoding is used."""

from __future__ import annotations

import base64
import html
import itertools
import quopri
import re
from dataclasses import dataclass
from email.utils import format_datetime, formataddr, parseaddr
from typing import TYPE_CHECKING

from tests.journeys import world

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from email.message import EmailMessage

#: What names the request again: the plus-address, the thread, the quoted `ref:` line.
CARRIERS = frozenset({"address", "thread", "ref"})
_numbers = itertools.count(1)
#: Requests are read once: (Message-ID, with its ref line, quoted at all) -> page.
_pages: dict[tuple[str, bool, bool, tuple[str, str]], Page] = {}


@dataclass(frozen=True)
class Reply:
    """What an approver does with a request.

    `words` are their own, `html_words` what the HTML version says instead, `html` a whole page in place of the program's. `proof` is
    the rest of our server's Authentication-Results ("" for none at all); `keep` the carriers that come back; `head` are raw header
    lines above From, `extra` below it; `below` is text under the quote. `whole` is everything from the content fields on, as written,
    in place of what the program makes. `changed` are words of the quote and what somebody made of them there. `name` is the display name
    of the sender, whose address stays.
    """

    words: str
    program: str = "gmail"
    language: str = "en"
    html_words: str | None = None
    html: str = ""
    sender: str = "Ana Lopes <ana@northlight.example>"
    proof: str | None = None
    keep: frozenset[str] = CARRIERS
    subject: str = ""
    to: str = ""
    head: tuple[str, ...] = ()
    below: str = ""
    quote: bool = True
    encoding: str = ""
    ids: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    whole: str = ""
    changed: tuple[str, str] = ("", "")
    name: str = ""


@dataclass(frozen=True)
class Page:
    """What is quoted: who wrote when, the request's subject, text and inner HTML."""

    sender: str
    to: str
    subject: str
    at: datetime
    text: str
    inner: str


_WROTE = {
    "en": "On Tue, 6 Oct 2026 at 10:00, {0} wrote:",
    "de": "Am Di., 6. Okt. 2026 um 10:00 Uhr schrieb {0}:",
    "fr": "Le mar. 6 oct. 2026 à 10:00, {0} a écrit :",
    "es": "El mar, 6 oct 2026 a las 10:00, {0} escribió:",
    "it": "Il giorno mar 6 ott 2026 alle ore 10:00 {0} ha scritto:",
    "nl": "Op di 6 okt 2026 om 10:00 schreef {0}:",
}
_LABELS = {
    "en": ("From", "Sent", "To", "Subject"),
    "de": ("Von", "Gesendet", "An", "Betreff"),
    "fr": ("De", "Envoyé", "À", "Objet"),
    "es": ("De", "Enviado el", "Para", "Asunto"),
    "it": ("Da", "Inviato", "A", "Oggetto"),
    "nl": ("Van", "Verzonden", "Aan", "Onderwerp"),
}
_DEVICE = {
    "en": "Sent from my iPhone",
    "de": "Von meinem iPhone gesendet",
    "fr": "Envoyé de mon iPhone",
    "es": "Enviado desde mi iPhone",
    "it": "Inviato da iPhone",
    "nl": "Verstuurd vanaf mijn iPhone",
}
_SENT = "Tuesday, 6 October 2026 10:00"


def written(request: EmailMessage, reply: Reply, at: datetime) -> bytes:
    """Return the reply's bytes as our own server would have left them in the inbox."""
    page = _page(request, reply)
    plain, rich, encoding = PROGRAMS[reply.program](reply, page)
    if reply.html:
        plain, rich = "", reply.html
    if reply.below:
        plain, rich = plain + reply.below, rich.replace("</body>", html.escape(reply.below) + "</body>")
    content, fields = _content(plain, rich, reply.encoding or encoding)
    if reply.whole:
        head, _, body = reply.whole.partition("\n\n")
        fields, content = head.split("\n"), body.replace("\n", "\r\n").encode("utf-8", "surrogateescape")
    sender = formataddr((reply.name, parseaddr(reply.sender)[1])) if reply.name else reply.sender
    domain = sender.rpartition("@")[2].rstrip(">")
    proof = f"dmarc=pass header.from={domain}" if reply.proof is None else reply.proof
    thread = [*str(request["References"] or "").split(), str(request["Message-ID"])]
    ids = list(reply.ids) or (thread if "thread" in reply.keep else [])
    desk = str(request["Reply-To"] or request["From"])
    plain_desk = re.sub(r"\+[0-9a-z]{26}@", "@", desk)
    lines = [
        *([f"Authentication-Results: {world.AUTHSERV}; {proof}"] if proof else []),
        *reply.head,
        f"From: {sender}",
        f"To: {reply.to or (desk if 'address' in reply.keep else plain_desk)}",
        f"Subject: {reply.subject or _encoded('Re: ' + page.subject)}",
        f"Date: {format_datetime(at)}",
        f"Message-ID: <reply-{next(_numbers)}.{at.timestamp():.0f}@{domain}>",
        *([f"In-Reply-To: {ids[-1]}", f"References: {' '.join(ids)}"] if ids else []),
        *reply.extra,
        "MIME-Version: 1.0",
        *fields,
    ]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + content


def _page(request: EmailMessage, reply: Reply) -> Page:
    key = (str(request["Message-ID"]), "ref" in reply.keep, reply.quote, (reply.changed[0], reply.changed[1]))
    if key not in _pages:
        _pages[key] = _read(request, reply)
    return _pages[key]


def _read(request: EmailMessage, reply: Reply) -> Page:
    text = world.text_of(request).replace("\r\n", "\n")
    body = request.get_body(("html",))
    inner = str(body.get_content()).partition("<body")[2].partition(">")[2].partition("</body>")[0] if body else html.escape(text)
    if "ref" not in reply.keep:
        text, inner = (re.sub(r"ref: ?[0-9a-z]{26}", "", each) for each in (text, inner))
    old, new = reply.changed[0], reply.changed[1]
    if old:
        assert old in text
        assert html.escape(old, quote=False) in inner
        text, inner = text.replace(old, new), inner.replace(html.escape(old, quote=False), html.escape(new, quote=False))
    if not reply.quote:
        text, inner = "", ""
    return Page(str(request["From"]), str(request["To"]), str(request["Subject"]), request["Date"].datetime, text, inner)


def _encoded(text: str) -> str:
    return text if text.isascii() else f"=?utf-8?B?{base64.b64encode(text.encode()).decode()}?="


def _content(plain: str, rich: str, encoding: str) -> tuple[bytes, list[str]]:
    """Return body and content fields; `encoding` is charset/transfer encoding, `;flowed` behind it for RFC 3676."""
    charset, _, transfer = encoding.removesuffix(";flowed").partition("/")
    flowed = "; format=flowed" if encoding.endswith(";flowed") else ""
    if plain and rich:
        parts = [_part("plain", plain, charset, transfer, flowed), _part("html", rich, charset, transfer)]
        body = b"".join(b"--=_part\r\n" + "\r\n".join(fields).encode() + b"\r\n\r\n" + raw + b"\r\n" for fields, raw in parts)
        return body + b"--=_part--\r\n", ['Content-Type: multipart/alternative; boundary="=_part"']
    fields, raw = _part("plain" if plain else "html", plain or rich, charset, transfer, flowed)
    return raw, fields


def _part(subtype: str, text: str, charset: str, transfer: str, flowed: str = "") -> tuple[list[str], bytes]:
    raw = text.replace("\n", "\r\n").encode(
        "ascii" if charset == "utf-7" else charset, "xmlcharrefreplace" if subtype == "html" else "replace"
    )
    if transfer == "base64":
        raw = base64.encodebytes(raw).replace(b"\n", b"\r\n")
    elif transfer == "quoted-printable":
        raw = quopri.encodestring(raw.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    return [f"Content-Type: text/{subtype}; charset={charset}{flowed}", f"Content-Transfer-Encoding: {transfer}"], raw


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _divs(text: str) -> str:
    return "".join(f"<div>{html.escape(line) or '<br>'}</div>" for line in text.split("\n"))


def _wrote(reply: Reply, page: Page) -> str:
    return _WROTE[reply.language].format(page.sender)


def _rich(reply: Reply) -> str:
    return reply.words if reply.html_words is None else reply.html_words


def _gmail(reply: Reply, page: Page) -> tuple[str, str, str]:
    plain = f"{reply.words}\n" + (f"\n{_wrote(reply, page)}\n\n{_quoted(page.text)}\n" if page.text else "")
    quote = (
        f'<br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">{html.escape(_wrote(reply, page))}<br></div>'
        f'<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex">{page.inner}</blockquote></div>'
    )
    return (
        plain,
        f'<html><body><div dir="ltr">{_divs(_rich(reply))}</div>{quote if page.text else ""}</body></html>',
        "utf-8/quoted-printable",
    )


def _gmail_app(reply: Reply, page: Page) -> tuple[str, str, str]:
    plain, rich, _ = _gmail(reply, page)
    return plain, rich.replace('dir="ltr"', 'dir="auto"'), "utf-8/base64"


def _header_block(reply: Reply, page: Page) -> list[tuple[str, str]]:
    return list(zip(_LABELS[reply.language], (page.sender, _SENT, page.to, page.subject), strict=True))


def _outlook(reply: Reply, page: Page) -> tuple[str, str, str]:
    """Outlook for Windows: no `>`, a header block, Word's HTML."""
    block = _header_block(reply, page)
    plain = f"{reply.words}\n\n" + "\n".join(f"{name}: {value}" for name, value in block) + f"\n\n{page.text}\n"
    words = "".join(f"<p class=MsoNormal>{html.escape(line) or '&nbsp;'}<o:p></o:p></p>" for line in _rich(reply).split("\n"))
    head = "<br>".join(f"<b>{name}:</b> {html.escape(value)}" for name, value in block)
    border = "border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"
    rich = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal {margin:0cm} --></style></head>'
        f"<body lang=EN-GB><div class=WordSection1>{words}<p class=MsoNormal><o:p>&nbsp;</o:p></p>"
        f"<div><div style='{border}'><p class=MsoNormal>{head}<o:p></o:p></p></div></div>{page.inner}</div></body></html>"
    )
    return plain, rich, "utf-8/quoted-printable"


def _outlook_new(reply: Reply, page: Page) -> tuple[str, str, str]:
    """New Outlook and Outlook on the web: a rule of underscores in text, divRplyFwdMsg in HTML."""
    block = _header_block(reply, page)
    head = "\n".join(f"{name}: {value}" for name, value in block)
    plain = f"{reply.words}\n\n________________________________\n{head}\n\n{page.text}\n"
    rich = (
        f'<html><body dir="ltr"><div class="elementToProof" style="font-family: Aptos;">{_divs(_rich(reply))}</div>'
        '<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr">'
        + "<br>".join(f"<b>{name}:</b> {html.escape(value)}" for name, value in block)
        + f"<div>&nbsp;</div></div>{page.inner}</body></html>"
    )
    return plain, rich, "windows-1252/quoted-printable"


def _outlook_phone(reply: Reply, page: Page) -> tuple[str, str, str]:
    named = Reply(**{**reply.__dict__, "words": f"{reply.words}\n\nGet Outlook for iOS<https://aka.ms/o0ukef>"})
    plain, rich, _ = _outlook_new(named, page)
    return plain, rich, "utf-8/base64"


def _apple(reply: Reply, page: Page) -> tuple[str, str, str]:
    """Mail on the Mac."""
    plain = f"{reply.words}\n\n> {_wrote(reply, page)}\n> \n{_quoted(page.text)}\n"
    rich = (
        f'<html><body style="overflow-wrap: break-word;">{_divs(_rich(reply))}<div><br><blockquote type="cite">'
        f'<div>{html.escape(_wrote(reply, page))}</div><br class="Apple-interchange-newline"><div>{page.inner}</div></blockquote></div></body></html>'
    )
    return plain, rich, "utf-8/quoted-printable"


def _iphone(reply: Reply, page: Page) -> tuple[str, str, str]:
    signed = Reply(**{**reply.__dict__, "words": f"{reply.words}\n\n{_DEVICE[reply.language]}", "html_words": None})
    return _apple(signed, page)[0], "", "utf-8/quoted-printable"


def _thunderbird(reply: Reply, page: Page) -> tuple[str, str, str]:
    return f"{reply.words}\n\n{_wrote(reply, page)}\n{_quoted(page.text)}\n", "", "utf-8/8bit;flowed"


def _bottom(reply: Reply, page: Page) -> tuple[str, str, str]:
    """Thunderbird set to answer below the quote."""
    return f"{_wrote(reply, page)}\n{_quoted(page.text)}\n\n{reply.words}\n", "", "utf-8/8bit"


def _samsung(reply: Reply, page: Page) -> tuple[str, str, str]:
    block = "\n".join(f"{name}: {value}" for name, value in _header_block(reply, page))
    plain = f"{reply.words}\n\n\nSent from my Galaxy\n\n\n-------- Original message --------\n{block}\n\n{page.text}\n"
    rich = (
        f'<html><body dir="auto">{_divs(_rich(reply))}<div id="composer_signature" dir="auto"><div>Sent from my Galaxy</div></div>'
        f'<div><br></div><div style="font-size:100%"><div>-------- Original message --------</div>{_divs(block)}</div>{page.inner}</body></html>'
    )
    return plain, rich, "utf-8/base64"


def _html_only(reply: Reply, page: Page) -> tuple[str, str, str]:
    return "", _outlook_new(reply, page)[1], "iso-8859-1/base64"


def _bare(reply: Reply, _page: Page) -> tuple[str, str, str]:
    """Nothing is quoted."""
    return f"{reply.words}\n", "", "us-ascii/7bit" if reply.words.isascii() else "utf-8/8bit"


def _unmarked(reply: Reply, page: Page) -> tuple[str, str, str]:
    """A poor program: the quote without any mark."""
    return f"{reply.words}\n\n{page.text}\n", "", "utf-8/8bit"


PROGRAMS: dict[str, Callable[[Reply, Page], tuple[str, str, str]]] = {
    "gmail": _gmail,
    "gmail-app": _gmail_app,
    "outlook-classic": _outlook,
    "outlook-new": _outlook_new,
    "outlook-phone": _outlook_phone,
    "apple": _apple,
    "iphone": _iphone,
    "thunderbird": _thunderbird,
    "bottom-posted": _bottom,
    "android": _samsung,
    "html-only": _html_only,
    "bare": _bare,
    "unmarked": _unmarked,
}
