"""Recognises what mail programs put above quoted or forwarded text: header blocks, marker lines, drawn rules."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.arrivals.phrases import FORWARD_MARKS, FORWARD_STARTS, LABELS, MAIL_WORDS, ORIGINAL_MARKS, ORIGINAL_WORDS, REPLY_ABOVE, fold

_LABEL = re.compile(r"[\s>*_|]{0,12}([^\s:\uff1a*][^:\uff1a*]{0,30}?)[\s*_\xa0]{0,4}[:\uff1a][\s*_\xa0]{0,4}(.*)", re.DOTALL)
_MARK_EDGES = " \t-\u2010\u2011\u2012\u2013\u2014\u2015_=*#>~.:\uff1a\xa0|"
_DRAWN = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2015_=*#")
_TIME = re.compile(r"\d{1,2}[:.h時时]\d{2}|\d{4}")
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}")
#: The time of day, not the day: 10:12, 10h12, 10.12, kl 9, 9 PM.
_OF_DAY = re.compile(r"\d{1,2}[:h時时]\d{2}|(?<![\d.])\d{1,2}\.\d{2}(?![\d.])|\bkl\b|\d\s?[ap]\.?m\b", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s<>()\[\]\"',;:]{1,64}@[^\s<>()\[\]\"',;:]{1,190}")
#: Lower case never makes a text shorter, so a longer line is no marker.
_LONGEST_FORWARD = max(map(len, FORWARD_MARKS))
_MAX_BLOCK = 16
_MARK_WORDS = 4
#: How far a block is set in at least, and how many lines around it are looked at.
_MARGIN = ("  ", "\t")
_NEAR, _FAR = 6, 200
_FOREIGN = re.compile(r"[A-Za-z][A-Za-z-]{1,40}: \S")
#: To reply, above, a line: words of which each drawn line that asks for it has one of every kind, whatever its wording.
_ABOVE_LINE = (
    ("reply", "respon", "answer", "antwort", "répon", "repon", "respuesta", "responda", "risp", "antwoord", "svar", "odpow", "odpov"),
    ("above", "über", "oberhalb", "au-dessus", "encima", "sopra", "boven", "acima", "ovanför", "ovenfor", "over ", "powyżej", "nad "),
    ("line", "zeile", "linie", "ligne", "línea", "riga", "regel", "lijn", "linha", "rad", "linje", "linii", "řád"),
)
_BARE_LINES = 6
#: How words for "date" begin; all other labels of that kind mean "sent".
_DATE_LABELS = ("dat", "dát", "fech", "päi", "dag", "дат", "tarih", "日", "ημ", "时", "날")
_ADDRESSED = re.compile(r"[^\W\d_]{1,24}\s?:\s{0,4}[^:]{0,120}@[^:]{1,200}")


@dataclass(slots=True)
class Block:
    """A header block in the text: line `start`, first line after it `end`, its fields as written."""

    start: int
    end: int
    fields: dict[str, str] = field(default_factory=dict)
    #: Whether the day stands behind "Sent" and not behind a mere "Date".
    sent: bool = False

    @property
    def sure(self) -> bool:
        """Whether it can only be a mail's header: enough fields of the right kinds."""
        kinds = self.fields.keys()
        if "from" not in kinds:
            return {"date", "to"} <= kinds and "@" in self.fields["to"] and _CLOCK.search(self.fields["date"]) is not None
        if not self._mailed:
            return False
        if "subject" in kinds and kinds & {"date", "to"}:
            return True
        return "date" in kinds and (_EMAIL.search(" ".join(self.fields.values())) is not None)

    @property
    def _mailed(self) -> bool:
        """Whether a mail program may have written it: an address, or a name with the weekday or the time of day; a memo, a journey, a booking and a call have neither."""
        people = " ".join(self.fields.get(kind, "") for kind in ("from", "to", "cc"))
        when = self.fields.get("date", "").strip(" *")
        named = any(map(str.isalpha, self.fields["from"])) and not any(map(str.isdigit, self.fields["from"]))  # an account, a street
        return "@" in people or (
            named
            and (
                (self.sent and _TIME.search(when) is not None) or (when[:1].isalpha() and not self.sent) or _OF_DAY.search(when) is not None
            )
        )

    @property
    def addressed(self) -> bool:
        """Whether it names a mail's writer or reader and the time: a journey from Berlin to Hamburg is no mail."""
        people = f"{self.fields.get('from', '')} {self.fields.get('to', '')} {self.fields.get('cc', '')}"
        named = "@" in people or next(iter(self.fields)) == "from"
        return named and _TIME.search(self.fields.get("date", "")) is not None


def label(line: str) -> tuple[str, str] | None:
    """Read `From: x` in any language as ("from", "x"); None when the line is no such thing."""
    if ":" not in line[:60] and "\uff1a" not in line[:60]:
        return None
    match = _LABEL.match(line[:2000])
    kind = LABELS.get(fold(match[1].strip())) if match else None
    return (kind, match[2].strip(" *\t\xa0")) if match and kind else None


def block_at(lines: list[str], start: int) -> Block | None:
    """Read a header block that begins exactly at `start`; None unless it begins with a label."""
    first = label(lines[start])
    if first is None or first[0] in {"other", "cc"} or _set_in(lines, start):
        return None
    block = Block(start, start)
    last = ""
    for index in range(start, min(len(lines), start + _MAX_BLOCK)):
        line = lines[index].strip(" >\t\xa0")
        found = label(lines[index])
        if found and not (found[0] in block.fields and found[0] != "other"):
            last = found[0]
            block.fields[last] = found[1]
            block.sent = block.sent or (last == "date" and not fold(line).lstrip("* ").startswith(_DATE_LABELS))
        elif not line:
            if not (last and _label_follows(lines, index)):
                break
            continue
        elif last == "subject" and _label_follows(lines, index):
            block.fields[last] = f"{block.fields[last]} {line}".strip()  # a subject broken over two lines
        elif last and "to" not in block.fields and _ADDRESSED.fullmatch(line):
            # a label of a language nobody told us about, with an address behind it
            last = "to"
            block.fields[last] = line.partition(":")[2].strip()
        elif last and (not block.fields[last] or _continues(last, line)):
            block.fields[last] = f"{block.fields[last]} {line}".strip()
        else:
            break
        block.end = index + 1
    return block if len(block.fields) > 1 and not ("subject" not in block.fields and _logged(lines, start)) else None


def _set_in(lines: list[str], start: int) -> bool:
    """Whether a letter sets a block in and goes on below it at its own margin: it cites, it forwards nothing."""
    if not lines[start].startswith(_MARGIN):
        return False
    above = next((lines[at] for at in range(start - 1, max(-1, start - _NEAR), -1) if lines[at].strip()), "  ")
    below = (line for line in lines[start : start + _FAR] if line.strip())
    return not above.startswith(_MARGIN) and any(not line.startswith(_MARGIN) for line in below)


def _logged(lines: list[str], start: int) -> bool:
    """Whether the line right above is a field of some other protocol: `Host: edi.client.example`."""
    return start > 0 and _FOREIGN.match(lines[start - 1]) is not None and label(lines[start - 1]) is None


def bare_block_at(lines: list[str], start: int) -> Block | None:
    """Read a header block whose labels have no colon, as eM Client writes it below its marker: `From "Tom" <tom@...>`, `To ...`, `Date ...`."""
    block = Block(start, start)
    for index in range(start, min(len(lines), start + _BARE_LINES)):
        word, _, value = lines[index].strip(" >\t\xa0").partition(" ")
        kind = LABELS.get(fold(word))
        if kind is None or kind in block.fields:
            break
        block.fields[kind] = value.strip()
        block.end = index + 1
    return block if {"from", "to", "date"} <= block.fields.keys() and "@" in block.fields["from"] else None


def _label_follows(lines: list[str], index: int) -> bool:
    """Whether the block goes on below this line, after a blank line more at most."""
    below = lines[index + 1 : index + 3]
    return bool(below) and (label(below[0]) is not None or (not below[0].strip() and len(below) > 1 and label(below[1]) is not None))


def _continues(kind: str, line: str) -> bool:
    """Whether a line without label belongs to the field above: more addresses."""
    return kind in {"to", "cc", "from"} and _EMAIL.search(line[:300]) is not None


def mark(line: str) -> str | None:
    """Return "forward" or "original" for a marker line such as `---- Forwarded message ----`, else None."""
    if len(line) > 120:  # noqa: PLR2004 - no marker is longer
        return None
    drawn = _drawn(line)
    bare = line.strip(_MARK_EDGES)
    if not bare or (not drawn and len(bare) > _LONGEST_FORWARD):
        return None
    bare = fold(bare)
    if bare in FORWARD_MARKS:
        return "forward"
    if not drawn:
        return None
    if bare in ORIGINAL_MARKS or _asks_above(bare) or _names_original(bare):
        return "original"
    return "forward" if bare.startswith(FORWARD_STARTS) or _two_languages(bare) else None


def _drawn(line: str) -> bool:
    return line.lstrip(" >\t\xa0")[:1] in _DRAWN


def _names_original(bare: str) -> bool:
    """Whether a marker calls a mail the original one in words that no program was seen to put together: `Mail original`."""
    words = bare.split()
    return 1 < len(words) <= _MARK_WORDS and not ORIGINAL_WORDS.isdisjoint(words) and ORIGINAL_WORDS.union(MAIL_WORDS).issuperset(words)


def _asks_above(bare: str) -> bool:
    return any(words in bare for words in REPLY_ABOVE) or all(any(word in bare for word in words) for words in _ABOVE_LINE)


def asks_above(line: str) -> bool:
    """Whether a drawn line asks to write above it, as ticket systems put on top of their own mails."""
    return _drawn(line) and mark(line) == "original" and _asks_above(fold(line.strip(_MARK_EDGES)))


def _two_languages(bare: str) -> bool:
    """Whether a marker says the same in two languages: `Välitetty viesti / Fwd.Msg`."""
    return any(part.strip(_MARK_EDGES) in FORWARD_MARKS for sign in ("---", " / ") if sign in bare for part in bare.split(sign))


def rule(line: str) -> bool:
    """Whether the line is a drawn rule of underscores, dashes or equals signs."""
    if len(line) < 10 or line.lstrip()[:1] not in _DRAWN:  # noqa: PLR2004 - shorter ones are decoration
        return False
    bare = line.strip()
    return len(bare) >= 10 and len(set(bare)) == 1  # noqa: PLR2004 - shorter ones are decoration
