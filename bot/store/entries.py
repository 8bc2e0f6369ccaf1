"""What the journal says about an effect: its kind and its content, without raw bytes and without tokens (pure)."""

from __future__ import annotations

import hashlib
import re
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
    return _INNER_CAPITAL.sub(r"_\1", type(effect).__name__).lower()


def content_of(effect: Effect, mail_id: int) -> dict[str, Any]:
    """Return what an entry tells about an effect; `mail_id` is the mail that caused it (left out for commands)."""
    content: dict[str, Any] = describe(effect)
    if isinstance(effect, QueueMail):
        content.pop("raw")
        content["raw_sha256"] = hashlib.sha256(effect.raw).hexdigest()
        if effect.mail.audience is Audience.STAFF:
            for name in _SECRET:
                content["mail"].pop(name)
    if mail_id:
        content["mail_id"] = mail_id
    return content
