"""The trained networks at work: a cut mail to calibrated probabilities, and how sure the answer is."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from bot.classifier import doubt, primary
from bot.classifier.bait import Bait
from bot.classifier.closing import Closing, speaks
from bot.classifier.features import layers, surface
from bot.classifier.features.answering import Encoder
from bot.classifier.features.encoder import MOVED
from bot.classifier.features.whole import Beside, Joined, Whole, whole
from bot.classifier.layout import CAUSES, INTENTS, REQUESTS, SENTENCE_LABELS, TONES, Piece
from bot.classifier.learning import answer
from bot.classifier.linear import sigmoid, softmax, summed
from bot.classifier.network import TINY, Face, Rows
from bot.classifier.numbering import PLACES, Judge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.classifier.features.surface import Used
    from bot.classifier.network import Params

    Weights = NDArray[np.float32] | Whole

VERSION = 12
#: Ending of the name of a stored array that holds another one's scales; arrays from this size on have one.
_SCALE, _LARGE = ":scale", 4096
#: Before the names of the layers that all networks share.
_SHARED = "encoder"
#: From this size on, a layer's products are in whole numbers: for smaller ones the rounding costs more than it saves.
_WIDE = 65_536
#: Layers that read the surface of texts, of which few columns are used at a time.
_FACE = ("surface", "whole")
#: Layers of all networks that read the same numbers, and such layers of one network.
_SAME, _SAME_IN_ONE = ("cnn_W", "tops"), (("d0", "p1"), ("p3", "d2"))


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was fitted on mails of unseen hands: the intent's temperature, what tells the primary cause, the judge of how sure an answer is,
    and the threshold.
    """

    intent_temperature: float = 1.0
    primary: NDArray[np.float32] = field(default_factory=lambda: np.eye(1, primary.WIDTH, dtype=np.float32)[0])
    doubt: doubt.Judge = field(default_factory=doubt.Judge)
    threshold: float = 0.8


@dataclass(frozen=True, slots=True)
class Scored:
    """One mail's numbers: probabilities over INTENTS and CAUSES, yes/no per cause, (sentences, labels),
    then over REQUESTS and TONES; `sure` is the chance that intent and primary cause are both right, `lures` that the letter is bait; `billed` as in `doubt.Heard`.
    """

    intents: NDArray[np.float32]
    primary: NDArray[np.float32]
    present: NDArray[np.float32]
    sentences: NDArray[np.float32]
    requested: NDArray[np.float32]
    tone: NDArray[np.float32]
    sure: float
    billed: bool
    lures: float = 0.0


class Reader:
    """Networks that answer together (the mean of their scores), their calibration, what tells numbers apart, what hears a closing, and bait."""

    def __init__(
        self,
        members: Sequence[Params],
        calibration: Calibration,
        numbers: Judge,
        closings: Sequence[Closing] = (),
        lures: Bait | None = None,
    ) -> None:
        """Take networks that share an encoder (`together`), as floats, or with layers already in whole numbers."""
        self._members = [cast("Params", {name: _wide(value) for name, value in member.items()}) for member in members]
        self._working = _working(self._members)
        self._encoder = Encoder(self._members[:1])
        self._face = Beside([whole(member[name]) for member in self._members for name in _FACE])
        self.calibration = calibration
        self.numbers = numbers
        self.closings = tuple(closings)
        self.lures = lures
        self._listener = self._encoder.sharing([one.moved for one in self.closings])

    @property
    def members(self) -> list[Params]:
        """The networks as floats, to be trained on."""
        return [{name: value.floats() if isinstance(value, Whole) else value for name, value in member.items()} for member in self._members]

    def score_many(self, mails: Sequence[tuple[Piece, ...]]) -> list[Scored]:
        """Score cut mails; the encoder runs once over all sentences. A mail without any text scores as `other`."""
        full = [mail for mail in mails if mail]
        texts = [piece.text for mail in full for piece in mail]
        scored = iter(self._score(full, texts) if full else [])
        return [next(scored) if mail else _nothing() for mail in mails]

    def sums(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return what the networks' encoder sees of each text, summed over its words: (texts, SIZE)."""
        return self._encoder.encode(texts)[0].sums

    def speak(self, lines: Sequence[str]) -> list[float]:
        """Return for each line around a letter the chance that it is the writer's word about the matter; 0.5 where nothing was learned."""
        if not (lines and self.closings):
            return [0.5] * len(lines)
        return [float(chance) for chance in speaks(self.closings, self._listener.encode(lines))]

    @layers.small_buffers()
    def _score(self, mails: Sequence[tuple[Piece, ...]], texts: Sequence[str]) -> list[Scored]:
        counts = np.array([len(mail) for mail in mails])
        (seen,) = self._encoder.encode(texts)
        used = surface.used(texts)
        faces = self._faces(used, counts)
        sentences, raw = answer(self._working, [Rows(seen.sums, seen.tops, seen.roots, face, counts) for face in faces])
        intents = softmax(raw["intent"], self.calibration.intent_temperature)
        present, requested, tone = sigmoid(raw["causes"]), softmax(raw["requested"]), softmax(raw["tone"])
        sizes = counts.tolist()
        lures = self.lures.chances(summed(seen.sums, sizes)) if self.lures else np.zeros(len(mails), np.float32)
        causes = primary.chances(primary.signs(raw["cause"], raw["causes"], sentences, sizes), self.calibration.primary)
        own = [sentences[end - count : end] for count, end in zip(sizes, accumulate(sizes), strict=True)]
        strongest = np.maximum.reduceat(sentences, counts.cumsum() - counts, axis=0)
        ideas = surface.ideas(used, counts)
        heard = [doubt.hear([piece.text for piece in mail], ideas[at]) for at, mail in enumerate(mails)]
        sure = self.calibration.doubt.sure(doubt.signs(intents, causes, strongest, heard, (raw["cause"], raw["causes"])))
        return [
            Scored(
                intents[at], causes[at], present[at], own[at], requested[at], tone[at], float(sure[at]), heard[at].billed, float(lures[at])
            )
            for at in range(len(mails))
        ]

    def _faces(self, used: Used, counts: NDArray[np.int64]) -> list[Face]:
        """What each network's layers over the surface make of sentences and of mails: what they make of a mean is the mean of what they make."""
        columns, values, ends = used
        made = self._face.products(columns, values, ends.tolist())
        lasts = counts.cumsum()
        means = summed(made, counts.tolist())
        stops = ends[lasts - 1].tolist()
        lengths = []
        for start, stop in zip([0, *stops], stops, strict=False):
            added = np.bincount(columns[start:stop], weights=values[start:stop])
            lengths.append(np.sqrt(added @ added))
        means /= (np.array(lengths) + TINY * counts)[:, None].astype(np.float32)
        sentences, mails = self._face.parts(made), self._face.parts(means)
        return [Face(sentences[at], mails[at + 1]) for at in range(0, len(_FACE) * len(self._members), len(_FACE))]

    def to_bytes(self) -> tuple[dict[str, NDArray[np.generic]], str]:
        """Return arrays (large ones as bytes with a scale per column, small ones in half precision) and a JSON text; `from_bytes` reads them."""
        arrays: dict[str, NDArray[np.generic]] = {}
        for number, member in enumerate(self._members):
            for name, value in member.items():
                if name not in MOVED:
                    arrays |= _stored(f"{number}.{name}", value)
                elif not number:
                    arrays |= _stored(f"{_SHARED}.{name}", value)
        arrays |= {"numbers": self.numbers.weights.astype(np.float16), "doubt": self.calibration.doubt.numbers()}
        for number, one in enumerate(self.closings):
            for name, value in one.arrays().items():
                arrays |= _stored(f"closing{number}.{name}", value)
        if self.lures:
            arrays["bait"] = self.lures.numbers()
        facts = {
            "version": VERSION,
            "members": len(self.members),
            "closings": len(self.closings),
            "intents": INTENTS,
            "causes": CAUSES,
            "sentence_labels": SENTENCE_LABELS,
            "intent_temperature": self.calibration.intent_temperature,
            "primary": [round(float(value), 5) for value in self.calibration.primary],
            "threshold": self.calibration.threshold,
        }
        return arrays, json.dumps(facts, indent=1)

    @classmethod
    def from_bytes(cls, arrays: dict[str, NDArray[np.generic]], text: str) -> Reader:
        """Rebuild a reader; raises KeyError or ValueError when the model does not fit this version."""
        facts = json.loads(text)
        if facts["version"] != VERSION or tuple(facts["sentence_labels"]) != SENTENCE_LABELS:
            msg = "the model was built for another version"
            raise ValueError(msg)
        shared: Params = {}
        members: list[Params] = [{} for _ in range(facts["members"])]
        numbers, doubts = Judge(np.zeros((PLACES + 1, 2), np.float32)), doubt.Judge.of(arrays.pop("doubt").astype(np.float32))
        closings: list[Params] = [{} for _ in range(facts["closings"])]
        lures = Bait.of(arrays.pop("bait").astype(np.float16)) if "bait" in arrays else None  # learned only where there are letters
        for key, value in arrays.items():
            number, _, name = key.partition(".")
            if key.endswith(_SCALE):
                continue
            if number == _SHARED:
                shared[name] = _read(value, arrays.get(key + _SCALE))
            elif number.startswith("closing"):
                closings[int(number.removeprefix("closing"))][name] = _read(value, arrays.get(key + _SCALE))
            elif name:
                members[int(number)][name] = _read(value, arrays.get(key + _SCALE))
            else:
                numbers = Judge(value.astype(np.float32))
        told = np.array(facts["primary"], np.float32)
        return cls(
            [member | shared for member in members],
            Calibration(facts["intent_temperature"], told, doubts, facts["threshold"]),
            numbers,
            [Closing.of(one) for one in closings],
            lures,
        )


def together(members: Sequence[Params]) -> list[Params]:
    """Return the networks with one encoder for all, the mean of what theirs would be when stored: it costs once what each would cost, and they
    answer as they did, for all moved little from the same published layers (docs/model-card.md).
    """
    shared = {name: np.asarray(sum(_kept(member[name]) for member in members) / np.float32(len(members))) for name in sorted(MOVED)}
    return [member | shared for member in members]


def _kept(value: NDArray[np.float32]) -> NDArray[np.float32]:
    return value.astype(np.float16).astype(np.float32) if value.size < _LARGE else Whole.of(value, plain=True).floats()


def _wide(value: Weights) -> Weights:
    return value if isinstance(value, Whole) or value.size < _WIDE else Whole.of(value, plain=True)


def _working(members: Sequence[Params]) -> list[Params]:
    """Return the networks' layers ready for products; those that read the same numbers are joined."""
    working: list[dict[str, Any]] = [{name: value for name, value in member.items() if name not in MOVED} for member in members]
    for name in _SAME:
        _join([(member, name) for member in working])
    for member in working:
        for names in _SAME_IN_ONE:
            _join([(member, name) for name in names])
    return [{name: _prepared(name, value) for name, value in member.items()} for member in working]


def _prepared(name: str, value: Any) -> Any:
    whole_alone = isinstance(value, Whole) and name not in _FACE
    return Whole(value.numbers, value.scale, few=True) if whole_alone else value


def _join(layers: Sequence[tuple[dict[str, Any], str]]) -> None:
    """Put parts of one product in the place of layers, if all of them are in whole numbers."""
    wholes = [member[name] for member, name in layers]
    if all(isinstance(one, Whole) for one in wholes):
        for (member, name), part in zip(layers, Joined(wholes).parts(), strict=True):
            member[name] = part


def _stored(name: str, value: Weights) -> dict[str, NDArray[np.generic]]:
    if not isinstance(value, Whole):
        if value.size < _LARGE:
            return {name: value.astype(np.float16)}
        value = Whole.of(value, plain=True)
    return {name: value.numbers, name + _SCALE: value.scale.astype(np.float16)}


def _read(value: NDArray[np.generic], scale: NDArray[np.generic] | None) -> Any:
    """What `_stored` wrote: a layer in whole numbers where it is large, else floats."""
    if scale is None:
        return value.astype(np.float32)
    read = Whole(value.astype(np.int8), scale.astype(np.float32), plain=True)
    return read.floats() if value.size < _WIDE else read


def _nothing() -> Scored:
    intents = np.full(len(INTENTS), 0.05, np.float32)
    intents[-1] = 0.6
    return Scored(
        intents,
        np.full(len(CAUSES), 1 / len(CAUSES), np.float32),
        np.zeros(len(CAUSES), np.float32),
        np.zeros((0, len(SENTENCE_LABELS)), np.float32),
        np.eye(len(REQUESTS), dtype=np.float32)[-1],
        np.eye(len(TONES), dtype=np.float32)[0],
        0.0,
        billed=False,
    )
