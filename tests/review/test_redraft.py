from __future__ import annotations

from dataclasses import replace

from bot.review.redraft import readdressed, redated, reworded
from bot.vocabulary.outgoing import draft_hash
from tests.review.desk import ANA, BEN, POLICY, TOM, asked, context

RECORD = asked()[0]


def test_the_text_is_literal_and_the_page_escapes_it() -> None:
    new = reworded(RECORD, "Dear <Tom> & {{ x }},\n\n“one”\ntwo\x00\x1b", "edited", ANA, context()).draft
    assert new.mail.text == "Dear <Tom> & {{ x }},\n\n“one”\ntwo\n"
    assert "Dear &lt;Tom&gt; &amp; {{ x }},</p>" in new.mail.html
    assert "“one”<br>\ntwo</p>" in new.mail.html
    assert (new.mail.recipients, new.mail.subject) == (RECORD.draft.mail.recipients, RECORD.draft.mail.subject)


def test_the_hash_is_of_the_new_mail() -> None:
    new = readdressed(RECORD, "pat@harbour.example", ANA, context()).draft
    assert new.hash == draft_hash(new.mail) != RECORD.draft.hash
    assert RECORD.draft.mail.recipients == (TOM,)


def test_who_is_asked() -> None:
    asked_of = [
        effect.mail.recipients for effect in reworded(RECORD, "x", "edited", "cli:root", context()).effects if hasattr(effect, "mail")
    ]
    assert asked_of == [(ANA,)]
    nobody = replace(RECORD, token=replace(RECORD.token, approver=""))
    later = reworded(nobody, "x", "edited", "cli:root", context(policy=replace(POLICY, approvers=(BEN,))))
    assert [effect.mail.recipients for effect in later.effects if hasattr(effect, "mail")] == [(BEN,)]
    alone = reworded(nobody, "x", "edited", "cli:root", context(policy=replace(POLICY, approvers=())))
    assert len(alone.effects) == 2


def test_a_date_is_moved_in_the_language_of_the_draft() -> None:
    german = replace(RECORD, draft=replace(RECORD.draft, language="de"))
    new = redated(german, ANA, context(next_promise_texts={"en": "Monday, 12 October", "de": "Montag, 12. Oktober"}))
    assert new is not None
    assert "by Montag, 12. Oktober." in new.draft.mail.text
    assert redated(RECORD, ANA, context(next_promise_texts={})) is None
