from __future__ import annotations

import pytest

from bot.vocabulary.claim import Verdict
from bot.vocabulary.labels import Intent, Kind
from bot.vocabulary.reading import Arrived
from bot.vocabulary.reasons import Reason


def _arrived(kind: Kind, *notes: str) -> Arrived:
    return Arrived("0", 1, kind, notes=notes)


def _verdict(intent: Intent, chance: float, language: str = "en") -> Verdict:
    disputed = chance if intent is Intent.DISPUTE else 0.0
    return Verdict(intent, chance, disputed, unsure=False, language=language)


@pytest.mark.parametrize(
    ("verdict", "by_words", "by_sound"),
    [
        (_verdict(Intent.DISPUTE, 0.9), True, True),
        (_verdict(Intent.DISPUTE, 0.5), False, True),
        (_verdict(Intent.DISPUTE, 0.9, "no"), False, False),
        (_verdict(Intent.PAYMENT_NOTICE, 0.9), False, True),
        (_verdict(Intent.PAYMENT_NOTICE, 0.5), False, False),
        (_verdict(Intent.AUTO_REPLY, 0.9), False, False),
        (_verdict(Intent.OTHER, 0.9), False, False),
    ],
)
def test_who_is_heard_as_a_person_after_all(verdict: Verdict, *, by_words: bool, by_sound: bool) -> None:
    assert _arrived(Kind.AUTO_REPLY, "automatic_by_words").by_a_person(verdict) is by_words
    assert _arrived(Kind.AUTO_REPLY, "automatic_by_sound", "automatic_by_words").by_a_person(verdict) is by_sound


@pytest.mark.parametrize(
    ("arrived", "verdict", "kind"),
    [
        (_arrived(Kind.CLIENT_MAIL, "sounds_automatic"), _verdict(Intent.AUTO_REPLY, 0.9), Kind.AUTO_REPLY),
        (_arrived(Kind.CLIENT_MAIL, "sounds_automatic"), _verdict(Intent.AUTO_REPLY, 0.6), Kind.CLIENT_MAIL),
        (_arrived(Kind.CLIENT_MAIL, "sounds_automatic"), _verdict(Intent.DISPUTE, 0.9), Kind.CLIENT_MAIL),
        (_arrived(Kind.CLIENT_MAIL), _verdict(Intent.AUTO_REPLY, 0.9), Kind.CLIENT_MAIL),
        (_arrived(Kind.STAFF_FORWARD, "sounds_automatic"), _verdict(Intent.AUTO_REPLY, 0.9), Kind.STAFF_FORWARD),
    ],
)
def test_sound_and_meaning_together_make_a_machine(arrived: Arrived, verdict: Verdict, kind: Kind) -> None:
    found = arrived.in_the_light_of(verdict)
    assert found.kind is kind
    assert (found.reason is Reason.AUTO_REPLY) is (kind is Kind.AUTO_REPLY)
    assert ("automatic_by_meaning" in found.notes) is (kind is Kind.AUTO_REPLY)
