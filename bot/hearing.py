"""WHERE TWO READERS MUST AGREE: a machine by its words that contests a bill, and a line below a yes that may limit it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.review.consent import Line, classify, disguised, plain
from bot.vocabulary.labels import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.classifier.predict import Classifier
    from bot.vocabulary.mail import Signed, Words
    from bot.vocabulary.reading import Arrived

#: From which chance on a line counts as the writer's own word: one whose words say so already, beside a firm's phone numbers, without, or
#: in what was not cut; and any other of so many words, cut or not.
_BESIDE, _ALONE, _KEPT = 0.12, 0.08, 0.1
#: So many words of limit stand in many a footer; every further one halves the level.
_FEW = 2
_ANY, UNTOLD, _WORDS = 0.8, 0.35, 3
#: Below the mark "-- " words must say so plainly.
_MARKED, _NEVER = 0.8, 1.1


def claims_among_machines(arrivals: Sequence[Arrived], classifier: Callable[[], Classifier]) -> list[int]:
    """Which mails sound like a machine's and yet plainly contest a bill: two readers must agree before a claim is dropped."""
    places = [at for at, one in enumerate(arrivals) if "automatic_by_words" in one.notes]
    said = [(arrivals[at].message.subject, arrivals[at].words.new_text, "") for at in places]
    found = classifier().understand_many(said) if said else ()
    return [at for at, one in zip(places, found, strict=True) if arrivals[at].by_a_person(one.verdict)]


def closed(arrived: Arrived, classifier: Callable[[], Classifier]) -> Arrived:
    """Return an approver's reply with the line below it that may limit a yes, as its words and the classifier hear it together."""
    if arrived.kind is not Kind.APPROVER_REPLY:
        return arrived
    words = _closed(arrived.words, classifier)
    mended = words.mended
    if mended:
        words = replace(words, mended=replace(mended, words=_closed(mended.words, classifier)))
    return replace(arrived, words=words)


def _closed(words: Words, classifier: Callable[[], Classifier]) -> Words:
    """Name the first line that is heard of what was cut, and of what was kept; a doubtful line that was not judged stays doubtful."""
    judged = [line for line in words.signed if not _is_polite(line.text)]
    chances = classifier().speak([line.text for line in judged]) if judged else []
    heard = [line for line, chance in zip(judged, chances, strict=True) if chance >= _from(line)]
    cut, kept = (next((line.text for line in heard if line.kept is side), "") for side in (False, True))
    known = words.doubtful in {"", *(line.text for line in words.signed)}
    return replace(words, doubtful=cut if known else words.doubtful, objection=kept)


def _is_polite(line: str) -> bool:
    """Whether a line is from the closed lists of politeness, so that there is nothing to judge."""
    return not disguised(plain(line)) and classify(plain(line), frozenset()) in {Line.POLITE, Line.GREETING}


def _from(line: Signed) -> float:
    """From which chance on a line counts as the writer's own word; two or fewer words are a name, a farewell or a post as a rule."""
    if line.doubtful and not line.marked:
        level = _BESIDE if line.firm else _KEPT if line.kept else _ALONE
        return level / float(1 << max(0, line.limits - _FEW))  # "not before Friday please" must be boilerplate beyond any doubt
    if line.marked:
        return _MARKED if line.doubtful else _NEVER
    return _NEVER if len(line.text.split()) < _WORDS else UNTOLD if line.kept else _ANY
