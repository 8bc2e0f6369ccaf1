"""Generated histories: every store tells the same story, entry by entry, and its arithmetic always holds."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import DeskError
from bot.store.memory import MemoryStore
from bot.store.sqlite import open_store
from bot.vocabulary.books import Books
from bot.vocabulary.cases import DraftState, OutboxState, Outcome
from bot.vocabulary.doors import SendOutcome, SendResult
from bot.vocabulary.effects import CloseCase, FileMail, Hold, Note, OpenCase, SettleDraft
from bot.vocabulary.labels import Kind
from bot.vocabulary.reasons import Reason
from tests.store.scene import NOW, Dispute, approve, ask, case, dispute, do, invoice, kept, minutes

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.store.contract import Store

STEP = minutes(7)
REASONS = (None, Reason.BEFORE_SINCE, Reason.TOO_BIG, Reason.DUPLICATE)


class Story:
    """Plays numbered steps on one store; steps that make no sense just now are refused and change nothing."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = NOW
        self.cases: list[Dispute] = []
        self.refused: list[str] = []

    def play(self, step: int, value: int) -> None:
        self.now += STEP
        acts = (
            self.keep,
            self.file,
            self.hold,
            self.settle_held,
            self.dispute,
            self.decide,
            self.close,
            self.send,
            self.people,
            self.books,
        )
        try:
            acts[step % len(acts)](value, self.now)
        except DeskError as error:
            self.refused.append(type(error).__name__)

    def keep(self, value: int, now: datetime) -> None:
        kept(self.store, value % 3 + 1, now)

    def file(self, value: int, now: datetime) -> None:
        for mail in self.store.waiting(1):
            do(self.store, FileMail(list(Kind)[value % len(Kind)], REASONS[value % 4]), mail_id=mail.mail_id, now=now)

    def hold(self, value: int, now: datetime) -> None:
        for mail in self.store.waiting(1, after=value % 2):
            do(self.store, Hold(Reason.ENCRYPTED), mail_id=mail.mail_id, now=now)

    def settle_held(self, value: int, now: datetime) -> None:
        for held in self.store.held()[:1]:
            (self.store.release if value % 2 else self.store.discard)(held.mail_id, "mia", now)

    def dispute(self, _value: int, now: datetime) -> None:
        if not self.store.waiting(1):
            self.cases.append(dispute(self.store, self.store.next_case(), now=now))

    def decide(self, value: int, now: datetime) -> None:
        if self.cases:
            made = self.cases[value % len(self.cases)]
            if value % 3:
                approve(self.store, made, f"o-{made.draft.id}", now)
            else:
                do(self.store, SettleDraft(made.draft.id, DraftState.REJECTED, "mia"), now=now)

    def close(self, value: int, now: datetime) -> None:
        do(self.store, CloseCase(f"D-{value % 5:04d}", Outcome.UPHELD, "mia"), now=now)

    def send(self, value: int, now: datetime) -> None:
        for row in self.store.due(now, 3):
            if self.store.begin_sending(row.id, now + minutes(value % 3 - 1), now):
                if value % 7 == 0:
                    self.store.recover(now)
                    continue
                self.store.begin_data(row.id, now + minutes(1) * (value % 2))
                if value % 5 == 0:
                    self.store.recover(now)
                    continue
                outcome = SendOutcome(list(SendResult)[value % 4], "words", ("x@y.example",) if value % 11 == 0 else ())
                self.store.settle(row.id, outcome, now + minutes(value), now)

    def people(self, value: int, now: datetime) -> None:
        self.store.set_paused(paused=value % 5 == 0, by="mia", now=now)
        for row in self.store.outbox([OutboxState.UNCERTAIN, OutboxState.REJECTED, OutboxState.DEFERRED])[:1]:
            (self.store.resend if value % 2 else self.store.give_up)(row.id, "mia", now)
        for row in self.store.due(now, 1):
            if value % 4 == 0:
                self.store.block(row.id, "EGRESS_BLOCK", "no", now)
            else:
                self.store.postpone(row.id, now + minutes(value % 9), f"why {value % 2}", now)

    def books(self, value: int, now: datetime) -> None:
        names = ("Alder Ltd", "Birch", "Cedar")
        bought = invoice(f"INV-{value % 4}", names[value % 3], f"a{value % 5}@x.example", total=f"{value}.50")
        self.store.import_books(Books(invoices=(bought,)), now)


def same(stores: list[Story], tell: Callable[[Story], object]) -> None:
    first, second = (tell(story) for story in stores)
    assert first == second


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 60)), max_size=40))
def test_all_stores_tell_the_same(steps: list[tuple[int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        stories = [Story(open_store(Path(folder) / "desk.db")), Story(MemoryStore())]
        for step, value in steps:
            for story in stories:
                story.play(step, value)
        same(stories, lambda story: story.refused)
        same(stories, lambda story: list(story.store.journal()))
        same(stories, lambda story: story.store.outbox())
        same(stories, lambda story: story.store.cases())
        same(stories, lambda story: story.store.books())
        same(stories, lambda story: story.store.held())
        same(stories, lambda story: story.store.verify())
        same(stories, lambda story: story.store.send_counts("ap@alder.example", NOW + 20 * STEP, NOW))
        same(stories, lambda story: ask(story.store, addresses=("a1@x.example",), numbers=("INV-2",), case_tags=("D-0001",)))
        same(stories, lambda story: [story.store.case_mails(case.id) for case in story.store.cases()])
        for hours in (0, 1, 2):
            same(stories, lambda story, h=hours: story.store.digest_facts(NOW + timedelta(hours=h), NOW + timedelta(hours=h + 1)))  # type: ignore[misc]
        facts = stories[0].store.digest_facts(None, NOW + timedelta(days=1))
        assert facts.fetched == facts.handled + facts.held + facts.ignored
        mails = stories[0].store.verify().mails
        assert facts.fetched + facts.unread == mails
        assert stories[0].store.verify().broken is None
        for story in stories:
            story.store.close()


def test_entries_of_some_kinds_after_a_number(store: Store) -> None:
    do(store, OpenCase(case(1)), Note("a", "D-0001", "b"), OpenCase(case(2)))
    first, second = store.entries_of(("open_case",), 0, 10)
    assert (first.case_id, second.case_id) == ("D-0001", "D-0002")
    assert store.entries_of(("open_case",), first.seq, 10) == (second,)
    assert store.entries_of(("open_case",), 0, 1) == (first,)
    assert store.entries_of(("close_case",), 0, 10) == ()
