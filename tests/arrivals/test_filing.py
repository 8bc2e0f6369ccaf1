"""Filing away: nothing by default, one command where a folder is set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.arrivals.mailbox import ImapMailbox
from tests.servers.boxes import Box, desk_of, mail, numbers, taken

if TYPE_CHECKING:
    from tests.servers.scripted_imap import ScriptedImap


def test_handled_mails_are_filed_away_where_a_folder_is_set(real: Box) -> None:
    real.deliver(1, 2)
    with real.mailbox(done_folder="Done/Disputes & more ü") as box:
        arrivals = taken(box)
        box.file_away(arrivals[:1])
        assert numbers(taken(box)) == [2]
        box.file_away([])
    with real.colleague() as client:
        client.select_folder("Done/Disputes & more ü")
        assert len(client.search()) == 1


def test_by_default_nothing_is_moved(real: Box) -> None:
    real.deliver(1)
    real.box.file_away(taken(real.box))
    assert numbers(taken(real.box)) == [1]


def test_moving_without_move_marks_and_expunges_only_ours(scripted: ScriptedImap) -> None:
    scripted.script.mails = {1: mail(1), 2: mail(2)}
    with ImapMailbox(**desk_of(scripted), done_folder="Done") as mover:
        mover.file_away(taken(mover))
    steps = [words for words in scripted.script.commands if words.startswith((b"UID COPY", b"UID STORE", b"UID EXPUNGE"))]
    assert steps == [b'UID COPY 1,2 "Done"', b"UID STORE 1,2 +FLAGS.SILENT (\\Deleted)", b"UID EXPUNGE 1,2"]
