from __future__ import annotations

from bot.review.consent import words_of
from bot.review.words import LANGUAGES, NEVER_A_NAME
from bot.vocabulary.labels import LANGUAGES as SPOKEN


def test_every_language_of_the_desk_has_its_lists() -> None:
    assert tuple(LANGUAGES) == SPOKEN
    for language in LANGUAGES.values():
        for phrases in (
            language.yes,
            language.no,
            language.bare_no,
            language.please,
            language.thanks,
            language.greeting,
            language.farewell,
        ):
            assert phrases
            assert all(words_of(phrase) == tuple(phrase.split(" ")) for phrase in phrases)


def test_a_yes_is_never_also_a_no() -> None:
    yes = {phrase for language in LANGUAGES.values() for phrase in language.yes}
    no = {phrase for language in LANGUAGES.values() for phrase in (*language.no, *language.bare_no)}
    assert not yes & no
    assert "ok" not in yes | NEVER_A_NAME
