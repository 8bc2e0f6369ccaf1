"""WHERE TWO READERS MUST AGREE: a machine by its words that contests a bill or decides, and a line around a yes that may limit it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.arrivals import authority, undersigned
from bot.arrivals.carriers import answers_request
from bot.review.command import CommandKind, parse
from bot.review.consent import Line, classify, disguised, plain
from bot.vocabulary.labels import Kind
from bot.vocabulary.mail import Around

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bot.classifier.predict import Classifier
    from bot.vocabulary.mail import Signed, Words
    from bot.vocabulary.policy import Policy
    from bot.vocabulary.reading import Arrived

#: From which chance on a line counts as the writer's own word, by where it stands: one with a word that can limit something, one whose words
#: make it doubtful otherwise, and any other. Set so that no limit in the replies of `tests/journeys/approver_*.jsonl` is left unheard.
_LIMITING = {Around.OPENING: 0.25, Around.INSIDE: 0.06, Around.KEPT: 0.33, Around.CUT: 0.33, Around.MARKED: 0.35, Around.NOTICE: 0.3}
_DOUBTED = {Around.OPENING: 0.25, Around.INSIDE: 0.04, Around.KEPT: 0.35, Around.CUT: 0.35, Around.MARKED: 0.35, Around.NOTICE: 0.3}
_ANY = {Around.OPENING: 0.3, Around.INSIDE: 0.3, Around.KEPT: 0.43, Around.CUT: 0.5, Around.MARKED: 0.7, Around.NOTICE: 0.6}
#: A postscript is written for one reader.
_ADDED, _POSTSCRIPT = 0.2, re.compile(r"(?:n\. ?b\.?|nb|p\. ?s\.?|ps|p\.-s\.|p\. ?d\.?|pd)[:,. ]", re.IGNORECASE)
#: Inside a letter a greeting, thanks or a farewell of whatever kind; with a word that can limit something it must be surer.
_COURTEOUS, _COURTEOUS_AND_MORE = 0.12, 0.05
#: A word or two are a name, a post or a farewell as a rule; with a limit, or in doubt and kept, so few words are hard to judge.
_FEW, _NEVER = 2, 1.1
_IN_DOUBT = {Around.OPENING: 0.06, Around.KEPT: 0.06, Around.CUT: 0.26, Around.MARKED: 0.2, Around.NOTICE: 0.2}
#: So few words, one of which can limit something, are heard whatever they are: inside a letter, in a courtesy there, or below it.
_BRIEF, _BRIEFEST = 6, 3
#: A part of a line, in brackets or between strokes, that speaks by itself so surely speaks for the line; in formal lines it must be surer.
_PART = re.compile(r"\s*[|\u00b7\u2022]\s*|\s+[-\u2013\u2014/]+\s+|[()\[\]]")
_SURELY, _FORMALLY, _FORMAL = 0.8, 0.95, frozenset({Around.MARKED, Around.NOTICE})
#: Letters of a line that the classifier sees with certainty.
_SEEN = 300
_KEPT = frozenset({Around.OPENING, Around.KEPT, Around.INSIDE})
#: How many words at the beginning of a line may be a yes.
_BEGINNINGS = (1, 2)
#: How surely a line must say what is to be done with a request for its writer to be no machine: what machines say of absences stays below.
_PLAINLY = 0.98
#: Letters of a line beyond which it is not read in parts, and lines of a letter beyond which it is read as it stands.
_PARTED = 1_000
_LONG = 25
_SENTENCE, _COMMA = re.compile(r"(?<=[.!])\s+"), re.compile(r"(?<=[,;:.!])\s+|\s[-\u2013\u2014]{1,2}\s")
_NAME, _TELEPHONE = re.compile(r"[^\W\d_]+"), re.compile(r"\d[\d ()/.-]{5,}")


def people_among_machines(arrivals: Sequence[Arrived], policy: Policy, classifier: Callable[[], Classifier]) -> list[int]:
    """Which mails sound like a machine's and are a person's: they plainly contest a bill, for two readers must agree before a claim is dropped,
    or an approver begins a line with a yes or a no, or plainly says what is to be done.
    """
    places = [at for at, one in enumerate(arrivals) if "automatic_by_words" in one.notes]
    said = [(arrivals[at].message.subject, arrivals[at].words.new_text, "") for at in places]
    found = classifier().understand_many(said) if said else ()
    return [
        at
        for at, one in zip(places, found, strict=True)
        if arrivals[at].by_a_person(one.verdict) or _decides(arrivals[at], policy, classifier)
    ]


def _decides(arrived: Arrived, policy: Policy, classifier: Callable[[], Classifier]) -> bool:
    sender = arrived.message.from_
    if sender is None or sender.email not in policy.approvers or not answers_request(arrived.carriers, policy.desk_address):
        return False
    lines = arrived.words.new_text.split("\n")[: undersigned.MOST]
    begun = [part for line in lines if line.strip() for part in (line, _COMMA.split(line, maxsplit=1)[0])]
    decided = any(parse(part).kind in {CommandKind.APPROVE, CommandKind.REJECT} for part in begun)
    decided = decided or any(parse(" ".join(line.split()[:count])).kind is CommandKind.APPROVE for line in lines for count in _BEGINNINGS)
    return decided or max(classifier().speak([line[:_SEEN] for line in lines if line.strip()]), default=0.0) >= _PLAINLY


def closed(arrived: Arrived, classifier: Callable[[], Classifier]) -> Arrived:
    """Return an approver's reply with the line around its letter that may limit a yes, and the letter without what says nothing, as its words
    and the classifier hear it together.
    """
    if arrived.kind is not Kind.APPROVER_REPLY:
        return arrived
    sender = arrived.message.from_
    told = f"{sender.name} {sender.email.partition('@')[0]}" if sender else ""
    names = frozenset(word.lower() for word in _NAME.findall(told))
    words = _closed(arrived.words, classifier, names)
    mended = words.mended
    if mended:
        words = replace(words, mended=replace(mended, words=_closed(mended.words, classifier, names)))
    return replace(arrived, words=words)


def _closed(words: Words, classifier: Callable[[], Classifier], names: frozenset[str]) -> Words:
    """Name the first line that is heard of what was cut, and of what was kept; a doubtful line that was not judged stays doubtful. What is
    not heard inside the letter is left out of it.
    """
    around = [
        line for line in words.signed if line.place is not Around.INSIDE and not _is_polite(line.text, greets=line.place is not Around.KEPT)
    ]
    letter = list(_units([line for line in words.signed if line.place is Around.INSIDE], names))
    inside = [unit for unit, orders in letter if not orders]
    judged = [*around, *inside]
    heard = _heard(judged, classifier) if judged else []
    spoken = [line for line, speaks in zip(judged, heard, strict=True) if speaks]
    kept = next((line.text for line in spoken if line.place in _KEPT), "")
    cut = next((line.text for line in spoken if line.place not in _KEPT), "")
    known = words.doubtful in {"", *(line.text for line in words.signed)}
    silent = iter(heard[len(around) :])
    above = "\n".join(unit.text for unit, orders in letter if orders or next(silent))
    all_seen = len(words.signed) < undersigned.MOST
    return replace(words, doubtful=cut if known else words.doubtful, objection=kept, above=above if all_seen else words.above)


def _heard(lines: Sequence[Signed], classifier: Callable[[], Classifier]) -> list[bool]:
    """Which lines speak, as a whole or by a part that can limit something; of a long line the classifier sees the beginning only."""
    parts = [
        (at, part)
        for at, line in enumerate(lines)
        for part in [*(_PART.split(line.text) if line.limits else ()), *(_SENTENCE.split(line.text) if len(line.text) > _SEEN else ())]
        if len(part.split()) >= _FEW
    ]
    chances = classifier().speak([*(line.text for line in lines), *(part for _, part in parts)])
    loud = {
        at
        for (at, _), chance in zip(parts, chances[len(lines) :], strict=True)
        if chance >= (_FORMALLY if lines[at].place in _FORMAL else _SURELY)
    }
    return [at in loud or chance >= _from(line) for at, (line, chance) in enumerate(zip(lines, chances, strict=False))]


def _units(inside: Sequence[Signed], names: frozenset[str]) -> Iterator[tuple[Signed, bool]]:
    """Yield the lines of a letter, and whether each is a command by itself; one that is a yes and more comes in its sentences, or in its parts.
    A long letter is read as it stands.
    """
    begun = False
    for line in inside:
        for text in _parts(line.text, names):
            if not _is_polite(text, greets=not begun):
                part = line if text == line.text else undersigned.told(text, "", line.place)  # beside a yes a name may mean something
                orders = len(inside) > _LONG or parse(text, names).kind is not CommandKind.HELP
                begun = begun or orders
                yield part, orders


def _parts(line: str, names: frozenset[str]) -> list[str]:
    """The sentences of a line that is no command, or what stands between its commas, where one of them is a yes."""
    if len(line) <= _PARTED and parse(line, names).kind is CommandKind.HELP:
        for sign in (_SENTENCE, _COMMA):
            parts = sign.split(line)
            if len(parts) > 1 and any(parse(part, names).kind is CommandKind.APPROVE for part in parts):
                return parts
    return [line]


def _is_polite(line: str, *, greets: bool = True) -> bool:
    """Whether a line is from the closed lists of politeness, so that there is nothing to judge; a greeting below a yes begins something new."""
    return _kind(line) in ({Line.POLITE, Line.GREETING} if greets else {Line.POLITE})


def _kind(line: str) -> Line:
    return Line.OTHER if disguised(plain(line)) else classify(plain(line), frozenset())


def _from(line: Signed) -> float:
    """From which chance on a line counts as the writer's own word."""
    if authority.takes_back(line.text):
        return 0.0
    if line.place is Around.INSIDE:
        return _from_inside(line)
    return _ADDED if _POSTSCRIPT.match(line.text) else _from_around(line)


def _from_around(line: Signed) -> float:
    """The same for a line above or below the letter."""
    words = len(_NAME.findall(line.text))
    brief = words <= _BRIEFEST and not _TELEPHONE.search(line.text)
    if line.place is Around.KEPT and _kind(line.text) is Line.GREETING:
        return 0.0
    if line.doubtful and brief and (line.limits or line.place is Around.KEPT):
        return _IN_DOUBT[line.place]
    if line.doubtful:
        return (_LIMITING if line.limits else _DOUBTED)[line.place]
    return _NEVER if words <= _FEW else _ANY[line.place]


def _from_inside(line: Signed) -> float:
    """The same for a line of the letter itself."""
    courteous = undersigned.opens_or_closes(line.text)
    brief = line.limits and len(_NAME.findall(line.text)) <= (_BRIEFEST if courteous else _BRIEF)
    if disguised(plain(line.text)) or len(line.text) > _SEEN or brief or _kind(line.text) is Line.GREETING:
        return 0.0
    if courteous:
        return _COURTEOUS_AND_MORE if line.limits else _COURTEOUS
    return _DOUBTED[line.place] if line.doubtful else _ANY[line.place]
