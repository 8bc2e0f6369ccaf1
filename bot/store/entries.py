"""What the journal says about an effect: its kind and its content, without raw bytes and without tokens (pure)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from bot.store.codec import describe
from bot.vocabulary.effects import QueueMail
from bot.vocabulary.outgoing import Audience

if TYPE_CHECKING:
    from bot.vocabulary.effects import Effect

_INNER_CAPITAL = re.compile(r"(?<!^)([A-Z])")
#: Fields of mails to staff that may carry a token: the journal keeps their mail by its hash only.
_SECRET = ("text", "html", "reply_to", "files")


def kind_of(effect: Effect) -> str:
    """Return the snake_case name of an effect: `QueueMail` -> `queue_mail`."""
    return _snake(type(effect).__name__)


@cache
def _snake(name: str) -> str:
    return _INNER_CAPITAL.sub(r"_\1", name).lower()


def content_of(effect: Effect, mail_id: int) -> dict[str, Any]:
    """Return what an entry tells about an effect; `mail_id` is the mail that caused it (left out for commands)."""
    content: dict[str, Any] = _of_mail(effect) if isinstance(effect, QueueMail) else describe(effect)
    if mail_id:
        content["mail_id"] = mail_id
    return content


def _of_mail(effect: QueueMail) -> dict[str, Any]:
    secret = effect.mail.audience is Audience.STAFF
    mail = replace(effect.mail, text="", html="", reply_to="", files=()) if secret else effect.mail
    content: dict[str, Any] = describe(replace(effect, raw=b"", mail=mail))
    content.pop("raw")
    content["raw_sha256"] = hashlib.sha256(effect.raw).hexdigest()
    for name in _SECRET if secret else ():
        content["mail"].pop(name)
    return content
