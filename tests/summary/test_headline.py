from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.summary.headline import adds_up, headline, notices, subject, to_do
from bot.vocabulary.cases import OutboxState
from tests.summary.desk import TODAY, busy, case, facts, held, row, waiting

if TYPE_CHECKING:
    from bot.vocabulary.accounts import DigestFacts


@pytest.mark.parametrize(
    ("told", "line"),
    [
        (facts(waiting=(waiting(),)), "1 answer waits for you; nothing was lost."),
        (
            facts(waiting=(waiting(1), waiting(2), waiting(3)), overdue=(case(),)),
            "3 answers wait for you, 1 dispute is late; nothing was lost.",
        ),
        (facts(held_mails=(held(),)), "1 mail needs a look; nothing was lost."),
        (facts(troubled=(row(OutboxState.BLOCKED),) * 2), "2 messages are in trouble; nothing was lost."),
        (facts(paused=True), "Sending is paused; nothing was lost."),
        (facts(fetched=3, handled=3), "Nothing waits for you."),
        (facts(open_cases=(case(1), case(2))), "A quiet day: nothing came and nothing waits for you; 2 disputes are open."),
        (facts(), "A quiet day: nothing came and nothing waits for you."),
    ],
)
def test_the_first_line_says_whether_anybody_must_do_anything(told: DigestFacts, line: str) -> None:
    assert headline(told, quiet=not to_do(told) and not told.fetched) == line


def test_a_count_that_does_not_add_up_is_said_first() -> None:
    wrong = facts(waiting=(waiting(),), fetched=5, handled=4)
    assert not adds_up(wrong)
    assert "does not add up" in headline(wrong, quiet=False)
    assert "nothing was lost" not in headline(wrong, quiet=False)


@pytest.mark.parametrize(
    ("told", "line"),
    [
        (facts(), "Nothing waits for you - disputes of Thu 8 Oct"),
        (facts(waiting=(waiting(),)), "1 answer waits for you - disputes of Thu 8 Oct"),
        (busy(overdue=(), held_mails=()), "3 answers wait for you, 1 message is in trouble - disputes of Thu 8 Oct"),
        (busy(), "3 answers wait for you, 1 dispute is late and more - disputes of Thu 8 Oct"),
    ],
)
def test_the_subject_names_the_two_most_pressing_things(told: DigestFacts, line: str) -> None:
    assert subject(told, TODAY) == line


def test_notices_tell_what_is_unusual() -> None:
    told = facts(notices=("The clock\njumped.",), paused=True, history=1, unread=2, skipped_dates=(date(2026, 10, 6), date(2026, 10, 7)))
    assert notices(told) == (
        "The clock jumped.",
        "Sending is paused: nothing leaves until `dispute-desk resume`.",
        "1 mail from before the start was kept and not answered.",
        "There was no digest on Tue 6 Oct, Wed 7 Oct; this one covers that time too.",
        "2 mails are kept and not processed yet.",
    )
    assert notices(facts(history=4812)) == ("4,812 mails from before the start were kept and not answered.",)
    assert notices(facts()) == ()


def test_many_missing_days_are_told_as_a_span() -> None:
    missing = tuple(date(2026, 9, 1) + timedelta(days=number) for number in range(37))
    assert notices(facts(skipped_dates=missing)) == (
        "There was no digest on 37 days from Tue 1 Sep to Wed 7 Oct; this one covers that time too.",
    )
