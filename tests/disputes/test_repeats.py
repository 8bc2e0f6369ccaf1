from __future__ import annotations

from bot.disputes.repeats import same_id_other_words
from tests.disputes.desk import dossier, earlier, reading


def test_the_same_id_with_other_words_is_flagged() -> None:
    other = earlier(fingerprint="f1")
    assert same_id_other_words(reading(), dossier(same_message_id=(earlier(), other))) is other
    assert same_id_other_words(reading(), dossier(same_message_id=(earlier(),))) is None
    assert same_id_other_words(reading(sender="jo@harbour.example"), dossier(same_message_id=(earlier(),))) is not None
