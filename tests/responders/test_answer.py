from __future__ import annotations

import dataclasses
from itertools import product
from pathlib import Path

import pytest

from bot.responders.answer import MAX_WORDS, answer
from bot.responders.words import languages
from bot.vocabulary.books import Match
from bot.vocabulary.labels import LANGUAGES, Cause, Kind
from bot.vocabulary.mail import Address, Original, Words
from bot.vocabulary.outgoing import Audience
from tests.responders.facts import DATES, POLICY, WRITER, facts, reading
from tests.responders.situations import HERE, SITUATIONS, situation
from tests.responders.variants import VARIANTS, said_in_html, variant

GOLDEN = HERE / "golden"


@pytest.mark.parametrize("name", SITUATIONS)
def test_whole_mail(name: str) -> None:
    made = answer(situation(name))
    head = f"template: {made.template}\nto: {', '.join(made.mail.recipients)}\nsubject: {made.mail.subject}"
    assert f"{head}\nnumbers: {', '.join(made.allowed_numbers)}\n\n{made.mail.text}" == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


def test_no_golden_text_without_a_situation() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(SITUATIONS)


@pytest.mark.parametrize(("language", "name"), list(product(LANGUAGES, VARIANTS)))
def test_every_kind_in_every_language(language: str, name: str) -> None:
    made = answer(variant(name, language))
    assert made.template == name
    assert made.language == language
    assert DATES[language] in made.mail.text
    assert made.promised_text == DATES[language]
    assert made.mail.subject.startswith("Re: ")
    assert made.mail.subject.endswith(" [D-0042]")
    assert len(made.mail.text.split()) < MAX_WORDS
    assert "!" not in made.mail.text
    assert f'lang="{language}"' in made.mail.html
    assert said_in_html(made.mail.html) == made.mail.text.replace("\n- ", "\n").split()


def test_every_cause_has_a_kind() -> None:
    assert {cause.value for cause in Cause} < set(VARIANTS)


def test_all_languages_of_the_desk_have_words() -> None:
    assert set(LANGUAGES) <= set(languages())


def test_the_mail_around_the_words() -> None:
    mail = answer(facts()).mail
    assert mail.audience is Audience.CLIENT
    assert mail.recipients == ("tom.ashdown@harbourandpine.example",)
    assert (mail.sender_name, mail.sender_email, mail.reply_to) == ("Ana Lopes, Northlight Studio", "disputes@northlight.example", "")
    assert mail.in_reply_to == "m1@harbourandpine.example"
    assert mail.references == ("m0@northlight.example", "m1@harbourandpine.example")
    assert (mail.message_id, mail.case_id, mail.staff_mail, mail.files) == ("a1@northlight.example", "D-0042", None, ())


def test_nobody_may_receive_it_yet() -> None:
    assert answer(facts(writer=dataclasses.replace(WRITER, may_receive=None))).mail.recipients == ()


@pytest.mark.parametrize(("contact", "expected"), [("", "Northlight Studio"), ("Northlight Studio", "Northlight Studio")])
def test_the_desk_signs_where_no_person_is_named(contact: str, expected: str) -> None:
    mail = answer(facts(policy=dataclasses.replace(POLICY, contact=contact))).mail
    assert mail.sender_name == expected
    assert f"\n{expected}\n" in mail.text


@pytest.mark.parametrize(("read", "desk", "expected"), [("pt", "fr", "fr"), ("de", "fr", "de"), ("pt", "pt", "en")])
def test_the_clients_language_else_the_desks_else_english(read: str, desk: str, expected: str) -> None:
    made = answer(facts(reading(language=read), policy=dataclasses.replace(POLICY, language=desk)))
    assert made.language == expected


def test_a_date_nobody_wrote_out_is_given_plainly() -> None:
    assert answer(facts(promised_texts={})).promised_text == "2026-10-09"


def test_reminders_are_mentioned_only_where_the_policy_pauses_them() -> None:
    assert "remind" not in answer(facts()).mail.text
    assert "we will not remind you" in answer(facts(policy=dataclasses.replace(POLICY, reminders_pause=True))).mail.text


def test_reminders_of_an_unknown_invoice_cannot_be_paused() -> None:
    paused = dataclasses.replace(POLICY, reminders_pause=True)
    assert "remind" not in answer(facts(policy=paused, match=Match())).mail.text


def test_a_staff_remark_never_reaches_the_client() -> None:
    read = reading("It should be £1,190.00, please check.", ((Cause.MISCALCULATION, "It should be £1,190.00, please check."),))
    original = Original(
        from_=Address("tom.ashdown@harbourandpine.example", "Tom Ashdown"),
        message_id="orig@harbourandpine.example",
        words=Words(new_text="It should be £1,190.00, please check."),
        remark="Typical Tom, he is right as usual but do not tell him.",
    )
    arrived = dataclasses.replace(read.arrived, original=original, words=Words(new_text=original.remark), kind=Kind.STAFF_FORWARD)
    made = answer(facts(dataclasses.replace(read, arrived=arrived)))
    assert "should be £1,190.00" in made.mail.text
    assert "Typical" not in made.mail.text + made.mail.html + made.mail.subject
    assert made.mail.in_reply_to == "orig@harbourandpine.example"


def test_the_longest_points_still_make_a_short_mail() -> None:
    sentence = "The second of the 31 boxes that arrived on the day after was counted twice by the driver and then again by the office, " * 2
    body = "\n".join(sentence + str(number) for number in range(3))
    points = tuple((cause, line) for cause, line in zip((Cause.QUANTITY, Cause.PRICE, Cause.TERMS), body.split("\n"), strict=True))
    for language in LANGUAGES:
        read = reading(body, points, language=language)
        made = answer(facts(read, policy=dataclasses.replace(POLICY, reminders_pause=True), follow_up=True))
        assert len(made.mail.text.split()) < MAX_WORDS


def test_templates_and_words_are_files_only() -> None:
    root = Path(HERE).parents[1] / "templates"
    for name in VARIANTS:
        assert {path.name for path in (root / name).iterdir()} >= {"subject.txt", "body.txt", "body.html"}
