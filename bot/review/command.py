"""An approver's own new words become one command, by closed lists; everything that is not clear is `help`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import takewhile

from bot.review.consent import (
    DASHES,
    WORD,
    Line,
    classify,
    disguised,
    is_device_line,
    only_yes,
    plain,
    signs,
    without_call,
    without_lead,
    words_of,
)
from bot.review.courtesy import without_tail
from bot.review.orders import MAX_NOTE, begins_text, order, text_order, without_please
from bot.review.refusals import refusal
from bot.review.words import CONDITIONS, LATER, MARKERS, NO_REFUSAL, POSTPONING, TURNS
from bot.vocabulary.reasons import Reason
from bot.vocabulary.smileys import without_smileys

#: Longest text that is read at all, in characters; an honest edit is a few thousand.
MAX_TEXT = 200_000
#: Argument of a help whose own words hold words of our request that nothing marks as quoted.
ECHO = "echo"
_HEARD = 80
_CLOSING_LINES = 5
#: Words behind a rejecting phrase among which one puts it off only: "do not send this just yet".
_POSTPONED = 4
#: Lines of a signature below a command, which never sends: names, posts, initials of anybody.
_MAX_SIGNED = 3
#: Noes in a row without a comma between them.
_MAX_NOES = 2
#: Commands stand on a few lines; a longer mail without one at its top is a letter.
_MANY_LINES = 200
_REF = re.compile(r"(?i)\bref:[ \t]?[0-9a-z]{16}")
#: How each hint and receipt ends: "Case D-0042: ...".
_ABOUT = re.compile(r"\bcase d- ?\d{4,12} ?:")
#: What a line under a letter is drawn with, blanks included.
_RULE = " \t\u00a0_=~*-\u2013\u2014"
_LINES = re.compile(r"\r\n|\r|\n")
_SENTENCES = re.compile(r"[.,;:!\n]")


class CommandKind(StrEnum):
    """What an approver can want."""

    APPROVE = "approve"
    REJECT = "reject"
    EDIT = "edit"
    HOLD = "hold"
    INVOICE = "invoice"
    CAUSE = "cause"
    NOT_A_DISPUTE = "not_a_dispute"
    ASSIGN = "assign"
    SEND_TO = "send_to"
    NOTE = "note"
    STATUS = "status"
    ANSWER = "answer"
    CLOSE = "close"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class Command:
    """One command. `argument` is a date as written, a number, a cause, an address or an outcome; `text` a reason, note or new text.

    `argument` of HELP is the language somebody asked for help in, or ECHO. `heard` is the first line as written (one line, cut), for a hint. `problem` is set for HELP. `more` are further commands of the
    same mail that go together with this one (corrections and notes only).
    """

    kind: CommandKind
    argument: str = ""
    text: str = ""
    heard: str = ""
    problem: Reason | None = None
    more: tuple[Command, ...] = ()


#: Letters in which "Please note:" has its colon.
_NOTED = 16
_PERIODS, _MOST_PERIODS = re.compile(r"(?<=[.!?])\s+|\n+"), 25
#: Commands that send nothing, below which people say why; lines of that.
_EXPLAINED = frozenset({CommandKind.HOLD, CommandKind.INVOICE, CommandKind.CAUSE, CommandKind.NOT_A_DISPUTE, CommandKind.CLOSE})
_REASONS = 8
#: Commands that may stand together in one mail; every other combination is a conflict.
_TOGETHER = frozenset({CommandKind.INVOICE, CommandKind.CAUSE, CommandKind.NOTE, CommandKind.HOLD, CommandKind.STATUS})


def parse(new_text: str, names: frozenset[str] = frozenset()) -> Command:
    """Read the own new words of an approver's reply. Pure, linear; never raises.

    `names` are lower-case words that are part of the approver's or the desk's name and so mean nothing.
    """
    lines = _own_lines(new_text[: MAX_TEXT + 1])
    filled = [plain(line) for line in lines if line.strip()]
    begun = heard(filled[0]) if filled else ""
    echo = ECHO if filled and is_echo(new_text) else ""
    if echo or len(new_text) > MAX_TEXT or not filled:
        return Command(CommandKind.HELP, argument=echo, heard=begun, problem=Reason.CMD_UNCLEAR)
    whole = _unbroken(lines)
    if only_yes(filled, names) or (whole != filled and only_yes(whole, names)):
        return Command(CommandKind.APPROVE, heard=begun)
    said = _other(_without_politeness(lines, names), names)
    if whole != lines and (said.problem is Reason.CMD_UNCLEAR or said.kind is CommandKind.REJECT):
        said = _mended(said, _other(_without_politeness(whole, names), names))
    return replace(said, heard=begun)


def refused_within(new_text: str, names: frozenset[str] = frozenset()) -> Command | None:
    """Return a rejection where one sentence of a letter that is no command says outright not to send, none says yes or anything else, and
    nothing is asked, as in "I am obliged to you, however ... Please do not send it".
    """
    sentences = [each for each in _PERIODS.split(new_text.strip()) if each.strip()]
    if len(sentences) > _MOST_PERIODS or "?" in new_text or "\u00bf" in new_text:
        return None
    kinds = {parse(part, names).kind for each in sentences for part in (each, *each.split(","))}
    outright = [_outright(plain(each)) for each in sentences]
    plainly = any(outright) and not outright[0]  # a no that comes first has been read already, with what stands below it
    return Command(CommandKind.REJECT, text=new_text) if plainly and kinds <= {CommandKind.HELP, CommandKind.REJECT} else None


def _outright(sentence: str) -> bool:
    """Tell whether a sentence is a phrase that rejects and is no bare no, a bare one before it or not, and nothing more."""
    core = without_please(sentence.strip("*_ \t" + DASHES))
    found = refusal(core)
    if found and found[1]:
        core = without_please(core[found[0] :].lstrip(".,;:! \t" + DASHES))
        found = refusal(core)
    rest = core[found[0] :].strip(".,;:!*_ \t" + DASHES) if found else ""
    return found is not None and not found[1] and (not rest or _is_thanks(rest))


def with_closing(command: Command, signature: str, names: frozenset[str] = frozenset()) -> Command:
    """Give a new text its closing words back ("Kind regards / Ana", or "Ana" alone) where they were cut as a signature.

    Only the mark "-- " ends a text for good, so the first block of the cut part belongs to it when it begins with a farewell or is
    nothing but the approver's name.
    """
    if command.kind not in {CommandKind.EDIT, CommandKind.ANSWER}:
        return command
    block = list(takewhile(lambda line: line.strip() and line.rstrip() != "--", _LINES.split(signature)))
    first = plain(block[0]) if block else ""
    if (
        len(block) > _CLOSING_LINES
        or not first
        or disguised(first)
        or not (classify(first, frozenset()) is Line.POLITE or (len(block) == 1 and set(words_of(first) or ("",)) <= names))
        or is_echo(signature)
    ):
        return command
    return replace(command, text=command.text + "\n\n" + "\n".join(line.rstrip() for line in block))


def is_echo(text: str) -> bool:
    """Tell whether words are (partly) those of our own approval mail: a barred line, a marker, a reference."""
    for line in _LINES.split(text):
        bare = line.strip(" \t>\u00a0")
        if bare.startswith("|") or (bare.strip("-") and (bare.startswith("-----") or bare.endswith("-----"))):
            return True
    told = " ".join(text.lower().split())
    return bool(_REF.search(text) or _ABOUT.search(told)) or any(marker in told for marker in MARKERS)


def _own_lines(text: str) -> list[str]:
    """Split into lines, cut at the signature mark, drop device lines at the end."""
    lines = _LINES.split(text)
    for position, line in enumerate(lines):
        if line.rstrip() == "--":
            lines = lines[:position]
            break
    while lines and (not lines[-1].strip(_RULE) or is_device_line(lines[-1])):
        lines.pop()
    return lines


def _unbroken(lines: list[str]) -> list[str]:
    """Put together, without the empty ones, lines that a program or a thumb broke: the lower goes on in a small letter, no sign stands between."""
    whole: list[str] = []
    above = ""
    for line in map(plain, lines):
        if line and above and line[0].islower() and above[-1].isalnum() and len(whole[-1]) < _HEARD:
            whole[-1] = f"{whole[-1]} {line}"
        elif line:
            whole.append(line)
        above = line
    return whole


def _mended(said: Command, whole: Command) -> Command:
    """Choose between a reading line by line and one of the lines put together: a no that goes on in a condition is none, words broken apart may be one."""
    if said.kind is CommandKind.REJECT:
        goes_on = WORD.findall(said.text.lower())[:_POSTPONED]
        other = not (CONDITIONS | LATER | NO_REFUSAL).isdisjoint(goes_on[:1]) or not POSTPONING.isdisjoint(goes_on)
        return whole if other and whole.kind is not CommandKind.REJECT else said
    return whole if whole.problem is None and whole.kind not in {CommandKind.EDIT, CommandKind.ANSWER} else said


def _without_politeness(lines: list[str], names: frozenset[str]) -> list[str]:
    """Drop empty, greeting and thanking lines before the first line that says something."""
    position = 0
    while position < len(lines):
        line = plain(lines[position])
        if line and (disguised(line) or classify(line, names) not in {Line.GREETING, Line.POLITE}):
            break
        position += 1
    return lines[position:]


def _other(lines: list[str], names: frozenset[str]) -> Command:
    """Read everything but a pure yes."""
    if not lines:
        return _unclear()
    first = plain(lines[0])
    if disguised(first) or "|" in first:
        return _unclear()
    first = without_lead(first)
    kind = _announced(first)
    if kind or (any(line.strip() for line in lines[1:]) and (kind := _begun(first))):
        text = "\n".join([_letter(first), *lines[1:]]).strip("\n").rstrip()
        return Command(CommandKind(kind), text=text) if text.strip() else _unclear()
    said_no = _rejection(first)
    if said_no is not None:
        return _reject(said_no, lines[1:], names)
    return _listed([first, *lines[1:]], names)


def _announced(line: str) -> str | None:
    """Tell which command with a text below a line gives, politeness around it aside."""
    core = without_please(line.strip("*_ \t"))
    first = WORD.search(core.lower())
    return text_order(words_of(without_tail(core)) or ()) if first and begins_text(first.group()) else None


def _begun(first: str) -> str | None:
    """Tell which command a line gives that goes on with the greeting of the new text: `EDIT: Dear Tom,`."""
    head, colon, letter = first.strip("*_ \t").partition(":")
    kind = _announced(head)
    return kind if colon and kind and classify(plain(letter), frozenset()) is Line.GREETING else None


def _letter(first: str) -> str:
    """Return what a new text begins with on the line of its command."""
    return first.partition(":")[2].strip() if _begun(first) else ""


def _reject(rest: str, below: list[str], names: frozenset[str]) -> Command:
    """Make a rejection with its reason, unless the rest says yes or asks for something else."""
    reason = "\n".join([rest, *below]).strip()
    if any(classify(plain(part), names) is Line.YES for part in _SENTENCES.split(reason)):
        return _conflict()
    lowered = " ".join(plain(reason).lower().split())
    if any(_contradicts(plain(line)) for line in below) or "not reject" in lowered or "n't reject" in lowered:
        return _conflict()
    return Command(CommandKind.REJECT, text=reason[:MAX_NOTE])


def _contradicts(line: str) -> bool:
    """Tell whether a line below a no orders something else; a cause is a reason ("Grund: Preis")."""
    command = _one(line)
    return _announced(line) is not None or (command is not None and command.kind is not CommandKind.CAUSE)


def _rejection(line: str, more: int = _MAX_NOES) -> str | None:
    """Return what follows a rejecting phrase at the start of a line, or None when the line does not clearly say no."""
    core = without_please(line.strip("*_ \t" + DASHES))
    found = refusal(core) or ((core := without_please(without_call(core))) and refusal(core))
    return _after(core[found[0] :], more if found[1] else None) if found else None


def _after(rest: str, more: int | None) -> str | None:
    """Judge what stands behind the rejecting phrase: nothing or a reason (returned), or a question, condition, other meaning (None).

    Behind a bare no `more` phrases may follow without a comma, and nothing else: "no dont send this".
    """
    bare = more is not None
    rest = without_smileys(rest)
    told = rest.lstrip(" \t*_") if any(char.isalnum() or char in "?\u00bf" for char in rest) else ""
    if told and (told[0] not in ".,;:!" + DASHES and (bare or rest[0] not in " \t*_")) and not _is_thanks(told):
        return _rejection(told, more - 1) if more and rest[0] in " \t*_" else None
    reason = told.lstrip(".,;:! \t" + DASHES)
    first_sentence = re.split(r"[.!]", reason, maxsplit=1)[0]
    said = WORD.findall(first_sentence.lower())[:_POSTPONED]
    if ("?" in first_sentence and told[:1] not in set(".!;:")) or (said and said[0] in CONDITIONS) or not POSTPONING.isdisjoint(said):
        return None
    if told[:1].isalnum() and not LATER.isdisjoint(said):
        return None
    return reason


def _is_thanks(text: str) -> bool:
    return classify(plain(text), frozenset()) is Line.POLITE


def _listed(lines: list[str], names: frozenset[str]) -> Command:
    """Read the commands that stand one per line at the top; what follows must be politeness, a signature, a note going on, or why it is so."""
    if len(lines) > _MANY_LINES:
        return _unclear()
    found, rest = _parted(lines, names)
    said = [_says(line, names) for line in rest]
    if (Line.YES in said and (found or any(map(_decides, rest)))) or (found and any(map(_decides, rest))):
        return _conflict()
    explained = bool(found) and _EXPLAINED.issuperset(command.kind for command in found) and _one(plain(lines[0])) is not None
    if not found or (Line.OTHER in said and not (explained and _explains(rest))):
        return _unclear()
    if len(found) > 1 and not all(command.kind in _TOGETHER for command in found):
        return _conflict()
    return replace(found[0], more=tuple(found[1:]))


def _explains(lines: list[str]) -> bool:
    """Tell whether lines below a command that sends nothing say no more than why: none asks, takes back, limits or says yes."""
    text = "\n".join(line for line in lines if line)
    parts = [WORD.findall(part.lower()) for part in _SENTENCES.split(text)]
    turns = any(words and words[0] in CONDITIONS | TURNS for words in parts)
    yes = any(classify(plain(part), frozenset()) is Line.YES for part in _SENTENCES.split(text))
    return not (turns or yes or len(lines) > _REASONS or "?" in text or "\u00bf" in text or disguised(text.replace("\n", " ")))


def _parted(lines: list[str], names: frozenset[str]) -> tuple[list[Command], list[str]]:
    """Return the commands that lines give, and the lines that are none of them; what signs below a command is left out, one line of it or, set apart, more."""
    found: list[Command] = []
    rest: list[str] = []
    signed = _MAX_SIGNED
    for line in map(plain, lines):
        command = None if disguised(line) or "|" in line else _one(line)
        if command:
            found.append(command)
            signed = _MAX_SIGNED - 1
        elif found and (not line or _says(line, names) is Line.POLITE):
            signed = 0
        elif found and found[-1].kind is CommandKind.NOTE and _says(line, names) is Line.OTHER:
            found[-1] = replace(found[-1], text=f"{found[-1].text} {line}"[:MAX_NOTE])
        elif found and signed < _MAX_SIGNED and signs(line):
            signed += 1
        elif line:
            rest.append(line)
    return found, rest


def _says(line: str, names: frozenset[str]) -> Line:
    return Line.OTHER if disguised(line) else classify(line, names)


def _decides(line: str) -> bool:
    """Tell whether a line rejects or announces a new text."""
    return _rejection(line) is not None or _announced(line) is not None


def _one(line: str) -> Command | None:
    """Read one line as one of the commands with an argument."""
    told = line.strip("*_ \t")
    core = without_please(told)
    found = order(core)
    if not (found and found.kind == "note"):
        bare = without_tail(without_smileys(core))
        found = found if bare == core else order(bare)
    if not found or (found.kind == "note" and core != told and ":" not in told[:_NOTED]):
        return None  # "Please note our office is closed" tells, it orders nothing
    argument = found.language if found.kind == "help" else found.argument
    return Command(CommandKind(found.kind), argument=argument, text=found.text)


def heard(line: str) -> str:
    """Return a line as it is shown in a hint: printable, one line, cut."""
    begun = line[: 4 * _HEARD]
    shown = " ".join((begun if begun.isprintable() else "".join(char if char.isprintable() else " " for char in begun)).split())
    return shown if len(shown) <= _HEARD else shown[: _HEARD - 1] + "\u2026"


def _unclear() -> Command:
    return Command(CommandKind.HELP, problem=Reason.CMD_UNCLEAR)


def _conflict() -> Command:
    return Command(CommandKind.HELP, problem=Reason.CMD_CONFLICT)
