from __future__ import annotations

from bot.arrivals import machines, phrases


def test_every_phrase_is_lower_case_and_trimmed() -> None:
    for table in (
        phrases.FAREWELLS,
        phrases.DEVICES,
        phrases.DISCLAIMERS,
        machines.AUTO_PHRASES,
        machines.AUTO_SUBJECTS,
        machines.BOUNCE_SUBJECTS,
        machines.OWN_VOICE,
        phrases.FORWARD_MARKS,
    ):
        assert all(phrase == phrase.casefold() and phrase == phrase.lstrip() and phrase for phrase in table)


def test_a_label_names_one_field_only() -> None:
    assert set(phrases.LABELS.values()) == {"from", "date", "to", "cc", "subject", "other"}


def test_a_prefix_answers_or_forwards_not_both() -> None:
    assert not phrases.REPLY_PREFIXES & phrases.FORWARD_PREFIXES
