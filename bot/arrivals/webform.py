"""Whether a mail is a form of our own web site that somebody filled in: a machine sends it, a person wrote it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.vocabulary.mail import Message

#: A field of a form on a line of its own: a short label, a colon, what was filled in.
_FIELD = re.compile(r"^[ \t*>-]{0,4}[^\W\d_][^:\n]{0,28}:[ \t]{0,8}\S[^\n]{0,200}$", re.MULTILINE)
#: And one that holds nothing but an address.
_ADDRESS = re.compile(
    r"^[ \t*>-]{0,4}[^\W\d_][^:\n]{0,28}:[ \t]{0,8}<?(?:mailto:)?([^\s<>@]{1,64}@[^\s<>@]{1,255}?)>?[ \t]{0,8}$", re.MULTILINE
)
_FEWEST_FIELDS = 2
_SEARCHED_CHARS = 8_000


def is_web_form(message: Message) -> bool:
    """Return whether answers go to somebody other than the sender, and that address stands as a field among others in the text.

    It is a claim of whoever filled the form in: it proves nobody's identity.
    """
    sender = message.from_.email if message.from_ else ""
    others = {address.email.lower() for address in message.reply_to} - {sender}
    text = message.text[:_SEARCHED_CHARS]
    written = {found.group(1).lower() for found in _ADDRESS.finditer(text)} if others else set()
    return bool(others & written) and len(_FIELD.findall(text)) >= _FEWEST_FIELDS
