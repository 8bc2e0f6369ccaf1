"""The vocabulary's frozen values as JSON and back, without pickling, for the columns and the journal."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import re
import types
import typing
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache, lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from bot.errors import StoreError
from bot.vocabulary.books import Contact, Contract, Invoice, Line, Payment
from bot.vocabulary.labels import Cause
from bot.vocabulary.outgoing import Audience, Outgoing, OutgoingFile, StaffMail

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

#: Characters that SQLite's text cannot hold or cuts at: NUL and lone halves of surrogate pairs.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
#: What type annotations of the vocabulary name but its modules import for type checkers only.
_NAMES = {
    kind.__name__: kind
    for kind in (datetime, date, Decimal, Cause, Audience, Outgoing, OutgoingFile, StaffMail, Line, Invoice, Payment, Contract, Contact)
}


def clean(text: str) -> str:
    """Return text that SQLite can hold: NUL and lone surrogates become U+FFFD."""
    if text.isascii() and "\0" not in text:  # nearly every text
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return _UNSTORABLE.sub("\ufffd", text)
    return text.replace("\0", "\ufffd")


@lru_cache(maxsize=64)
def stamp(moment: datetime) -> str:
    """Return an aware datetime as fixed-width ISO 8601 in UTC, so that text order is time order."""
    if moment.tzinfo is None:
        raise StoreError(f"the time {moment.isoformat()} has no zone; pass an aware datetime")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def moment(text: str) -> datetime:
    """Return the aware UTC datetime of a `stamp`."""
    return datetime.fromisoformat(text)


def optional_moment(text: str | None) -> datetime | None:
    """Return the datetime of a `stamp`, None for None."""
    return None if text is None else datetime.fromisoformat(text)


def plain_amount(value: Decimal) -> str:
    """Return one spelling per value (`12.50` and `12.5` are equal), for comparing amounts as text."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"", "-0"} else text


def _base64(content: bytes) -> object:
    return base64.b64encode(content).decode("ascii")


def _fingerprint(content: bytes) -> object:
    return {"sha256": hashlib.sha256(content).hexdigest(), "size_bytes": len(content)}


def plain(value: object, binary: Callable[[bytes], object] = _base64) -> Any:
    """Return a value made of JSON's own types; dataclasses become objects, tuples and sets lists, money and times texts."""
    kind: Any = type(value)
    return value if kind in _AS_IS else _writer(kind)(value, binary)


_AS_IS = frozenset({str, int, float, bool, type(None)})


@cache
def _writer(kind: Any) -> Callable[[Any, Callable[[bytes], object]], Any]:
    """Return the function that turns values of one type into JSON's own."""
    if dataclasses.is_dataclass(kind):
        return _dataclass_writer(typing.cast("type", kind))
    if issubclass(kind, Enum):
        return lambda value, _binary: value.value
    if issubclass(kind, (tuple, list)):
        return lambda value, binary: [plain(item, binary) for item in value]
    return _plain_leaf


def _dataclass_writer(kind: type) -> Callable[[Any, Callable[[bytes], object]], Any]:
    names = _field_names(kind)
    values: Callable[[Any], Any] = attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)

    def write(value: Any, binary: Callable[[bytes], object]) -> dict[str, Any]:
        items = zip(names, values(value), strict=True)
        return {name: item if type(item) in _AS_IS else plain(item, binary) for name, item in items}

    return write


def _plain_leaf(value: object, binary: Callable[[bytes], object]) -> Any:
    match value:
        case bytes():
            return binary(value)
        case datetime():
            return stamp(value)
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case frozenset():
            return sorted(plain(item, binary) for item in value)
        case _:
            raise StoreError(f"a value of type {type(value).__name__} cannot be kept; this is a fault of the program")


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


def dumps(value: object) -> str:
    """Return the value as JSON text that `loads` turns back into an equal value; ASCII only, so any text survives."""
    return _COMPACT.encode(plain(value))


_COMPACT = json.JSONEncoder(separators=(",", ":"), check_circular=False)  # values never hold themselves


def loads(kind: type[T], text: str) -> T:
    """Return the value of that dataclass from `dumps`; keys that an older version did not write take their defaults."""
    return typing.cast("T", _reader(typing.cast("Any", kind))(json.loads(text)))


def describe(value: object) -> Any:
    """Return the value for the journal: as `plain`, but bytes only by their size and sha256."""
    return plain(value, _fingerprint)


@cache
def _reader(hint: Any) -> Callable[[Any], Any]:
    """Return the function that turns JSON back into values of one type annotation; objects that it is given it may change."""
    if hint in _AS_IS:
        return _same
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        inner = _reader(next(arg for arg in typing.get_args(hint) if arg is not type(None)))
        return lambda data: None if data is None else inner(data)
    if origin is tuple:
        item = _reader(typing.get_args(hint)[0])
        return tuple if item is _same else lambda data: tuple(map(item, data))
    if dataclasses.is_dataclass(hint):
        return _dataclass_reader(typing.cast("type", hint))
    return _leaf_reader(hint)


def _leaf_reader(kind: type) -> Callable[[Any], Any]:
    if kind is bytes:
        return base64.b64decode
    if kind in (datetime, date):
        return typing.cast("Any", kind).fromisoformat  # type: ignore[no-any-return]
    return kind


def _dataclass_reader(kind: type) -> Callable[[Any], Any]:
    hints = typing.get_type_hints(kind, localns=_NAMES)
    readers = {name: _reader(hints[name]) for name in _field_names(kind)}
    to_read = tuple((name, reader) for name, reader in readers.items() if reader is not _same)
    known = readers.keys()

    def read(data: dict[str, Any]) -> Any:
        given = data if data.keys() <= known else {name: item for name, item in data.items() if name in known}
        for name, reader in to_read:
            if name in given:
                given[name] = reader(given[name])
        return kind(**given)

    return read


def _same(data: Any) -> Any:
    return data
