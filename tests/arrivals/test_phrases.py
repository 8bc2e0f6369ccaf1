from __future__ import annotations

import pytest

from bot.arrivals import automatic, machines, notices, phrases, spam, undersigned
from tests.classifier.test_wording import lacking


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


#: Module, pattern, and the words that are looked for before it is tried.
LOOKED_FOR_FIRST = (
    (automatic, "_CLAIM", "_CLAIM_LETTERS"),
    (automatic, "_READ", "_YOUR_MAIL"),
    (automatic, "_READ", "_MAIL"),
    (notices, "_REGISTERED", "_FIRMS"),
    (notices, "_SCANNED", "_VIRUSES"),
    (notices, "_NATURE", "_NATURAL"),
    (notices, "_SCANNER", "_SCANNERS"),
    (undersigned, "_EXCUSES", "_EXCUSING"),
)
PAIRS = {words: (vars(module)[pattern], vars(module)[words]) for module, pattern, words in LOOKED_FOR_FIRST}
PAIRS |= {name: (pattern, words) for name, _, words, pattern in spam.SIGNALS}


@pytest.mark.parametrize("name", PAIRS)
def test_one_of_the_words_looked_for_first_stands_in_whatever_a_pattern_matches(name: str) -> None:
    pattern, words = PAIRS[name]
    assert not lacking(pattern, words.words)
