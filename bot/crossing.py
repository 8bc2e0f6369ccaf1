"""How readings, and the policy they are read by, cross the border between two processes: field by field, which is quicker."""

from __future__ import annotations

import copyreg
from dataclasses import fields, is_dataclass
from operator import attrgetter
from typing import Any

from bot.vocabulary import books, claim, mail, policy, reading

_HOLDING = (books, claim, mail, policy, reading)


def prepare() -> None:
    """Have the vocabulary's dataclasses written so; called in every process that writes them, whoever reads them needs nothing."""
    for module in _HOLDING:
        for kind in vars(module).values():
            if is_dataclass(kind) and isinstance(kind, type) and made_of_fields(kind):
                copyreg.pickle(kind, _by_fields(kind))


def made_of_fields(kind: type[Any]) -> bool:
    """Whether a value is nothing but its fields, in their order: two or more, and nothing else happens when one is made."""
    parts = fields(kind)
    return len(parts) > 1 and all(part.init and not part.kw_only for part in parts) and not hasattr(kind, "__post_init__")


def _by_fields(kind: type[Any]) -> Any:
    values = attrgetter(*(part.name for part in fields(kind)))
    return lambda value: (kind, values(value))
