"""Fetching from a server that cuts, hides and lies: never a shortened mail, never too much memory."""

from __future__ import annotations

import resource
from typing import TYPE_CHECKING

import pytest

from bot.arrivals import fetching
from bot.errors import MailboxError
from bot.vocabulary.doors import Arrival, Cursor
from bot.vocabulary.reasons import Reason
from tests.servers.boxes import mail, nothing_known, numbers, taken

if TYPE_CHECKING:
    from bot.arrivals.mailbox import ImapMailbox
    from tests.servers.scripted_imap import ScriptedImap


def test_a_cut_at_any_byte_never_gives_a_shortened_mail(scripted: ScriptedImap, box: ImapMailbox) -> None:
    raw = mail(1, 700)
    scripted.script.mails = {1: raw, 2: mail(2)}
    for at in range(0, len(raw) + 40, 37):
        scripted.script.cut_after, scripted.script.cuts = at, 1
        box.open()
        got: list[Arrival] = []
        try:
            for part in box.new(None, nothing_known, 100):
                got += part
        except MailboxError:
            got += taken(box, Cursor("INBOX", 7, int(got[-1].key)) if got else None)
        assert [arrival.raw for arrival in got] == [raw, mail(2)]


def test_a_mail_that_always_breaks_the_connection_blocks_nothing_for_ever(scripted: ScriptedImap, box: ImapMailbox) -> None:
    scripted.script.mails = {1: mail(1), 2: mail(2, 2000), 3: mail(3)}
    scripted.script.cut_after, scripted.script.cuts = 900, 1000
    got: dict[str, Arrival] = {}
    for _ in range(fetching.MAX_STRIKES + 2):
        box.open()
        try:
            for part in box.new(Cursor("INBOX", 7, max(map(int, got), default=0)), nothing_known, 100):
                got |= {arrival.key: arrival for arrival in part}
        except MailboxError:
            continue
    assert [(key, arrival.problem) for key, arrival in got.items()] == [("1", None), ("2", Reason.VANISHED), ("3", None)]


def test_a_literal_of_four_gigabytes_reserves_no_memory(scripted: ScriptedImap, box: ImapMailbox) -> None:
    scripted.script.mails = {1: mail(1), 2: mail(2), 3: mail(3)}
    scripted.script.announced = {2: 4294967295}
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    arrivals = taken(box)
    assert [arrival.problem for arrival in arrivals] == [None, Reason.TOO_BIG, None]
    assert numbers([arrivals[0], arrivals[2]]) == [1, 3]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb < 50_000


def test_sixty_megabytes_announced_as_ten_kilobytes_are_too_big(scripted: ScriptedImap, box: ImapMailbox) -> None:
    scripted.script.mails = {1: mail(1), 2: mail(2, 60_000_000), 3: mail(3)}
    scripted.script.claimed = {2: 10_000}
    arrivals = taken(box)
    assert [(arrival.key, arrival.problem) for arrival in arrivals] == [("1", None), ("2", Reason.TOO_BIG), ("3", None)]
    assert arrivals[1].raw == mail(2).partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    assert scripted.connections > 1


@pytest.mark.parametrize("claimed", [0, 10, 5_000, 6_000_000])
def test_a_wrong_size_does_not_change_the_mail(scripted: ScriptedImap, box: ImapMailbox, claimed: int) -> None:
    scripted.script.mails = {1: mail(1), 2: mail(2, 3000), 3: mail(3)}
    scripted.script.claimed = {2: claimed}
    assert [arrival.raw for arrival in taken(box)] == [mail(1), mail(2, 3000), mail(3)]


def test_pieces_join_without_a_seam(scripted: ScriptedImap, box: ImapMailbox) -> None:
    for size in (fetching.PIECE_BYTES - 78, 2 * fetching.PIECE_BYTES + 1000):
        scripted.script.mails = {1: mail(1, size)}
        assert [arrival.raw for arrival in taken(box)] == [mail(1, size)]
    exact = mail(1) + b"x" * (2 * fetching.PIECE_BYTES - len(mail(1)))
    scripted.script.mails = {1: exact}
    assert [arrival.raw for arrival in taken(box)] == [exact]


def test_a_large_mail_taken_away_between_two_pieces_is_not_kept_short(scripted: ScriptedImap, box: ImapMailbox) -> None:
    fetches: list[int] = []

    def take_away() -> None:
        fetches.append(1)
        if len(fetches) == 3:  # the description, the first piece, then
            del scripted.script.mails[1]

    scripted.script.mails = {1: mail(1, 9_000_000), 2: mail(2)}
    scripted.script.before_fetch = take_away
    assert numbers(taken(box)) == [2]
    assert box.vanished == 1


def test_a_mail_that_is_listed_but_not_given_is_held_for_a_person(scripted: ScriptedImap, box: ImapMailbox) -> None:
    scripted.script.mails = {1: mail(1), 2: mail(2)}
    scripted.script.hide = {1}
    assert [(arrival.key, arrival.problem) for arrival in taken(box)] == [("1", Reason.VANISHED), ("2", None)]


def test_one_answer_never_holds_more_than_the_memory_allows(scripted: ScriptedImap, box: ImapMailbox) -> None:
    scripted.script.mails = {uid: mail(uid) for uid in range(1, 9)}
    scripted.script.claimed = dict.fromkeys(range(1, 9), fetching.PIECE_BYTES)
    box.open()
    assert [numbers(part) for part in box.new(None, nothing_known, 100)] == [[1, 2, 3, 4, 5, 6], [7, 8]]
