"""Mails that are held, each released by a named person: what the list says, and what the approver reads of what was hard to read."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot import commands
from bot.classifier.signals import only_names
from bot.vocabulary.labels import Kind
from bot.vocabulary.reasons import HOLDS, SENTENCES, Reason
from tests.household import APPROVER, DESK, NOW, Household
from tests.journeys import world

if TYPE_CHECKING:
    from pathlib import Path

LETTER = world.write(world.client_mail(DESK), NOW - timedelta(minutes=5))
HEADER, _, BODY = LETTER.partition(b"\r\n\r\n")
PGP = (
    b"--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n\r\n--b\r\nContent-Type: application/octet-stream\r\n\r\n"
    b"-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----\r\n--b--\r\n"
)
NESTED = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level) for level in range(60))


def mail(more: bytes = b"", body: bytes = BODY, number: int = 1, without: tuple[bytes, ...] = ()) -> bytes:
    """The client's letter with other fields; `without` are beginnings of lines to leave out, in lower case."""
    lines = [line for line in HEADER.split(b"\r\n") if not line.lower().startswith(without or (b"\0",))]
    head = b"\r\n".join(lines).replace(b"<letter-", b"<letter-%d-" % number)
    return head + b"\r\n" + (more + b"\r\n" if more else b"") + b"\r\n" + body


TYPE = (b"content-", b"mime-version")
MAILS = {
    Reason.FROM_MULTI: mail(b"From: other@elsewhere.example"),
    Reason.FROM_MALFORMED: mail(b"From: Tom Ashdown", without=(b"from",)),
    Reason.HDR_BROKEN: mail(b"this is no field"),
    Reason.TOO_BIG: mail(body=BODY + (b"z" * 76 + b"\r\n") * 690_000),
    Reason.TOO_DEEP: mail(NESTED + b"Content-Type: text/plain", without=TYPE),
    Reason.TOO_MANY_PARTS: mail(
        b"Content-Type: multipart/mixed; boundary=b", (b"--b\r\n\r\n" + BODY + b"\r\n") * 1_100 + b"--b--\r\n", without=TYPE
    ),
    Reason.CHARSET_FORBIDDEN: mail(b"Content-Type: text/plain; charset=utf-7", without=TYPE),
    Reason.ENCRYPTED: mail(b"Content-Type: multipart/encrypted; boundary=b", PGP, without=TYPE),
    Reason.TNEF: mail(
        b"Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64", b"eJ8+IgA=\r\n", without=TYPE
    ),
}


@pytest.fixture
def house(tmp_path: Path) -> Household:
    made = Household(tmp_path / "desk")
    made.books()
    return made


def top(house: Household) -> str:
    """What stands above the draft in the newest request."""
    body = house.left_to(APPROVER)[-1].get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).partition("-----")[0].split())


@pytest.mark.parametrize("reason", MAILS)
def test_a_released_mail_is_processed_and_its_request_says_why_it_was_held(house: Household, reason: Reason) -> None:
    house.deliver(MAILS[reason])
    house.poll()
    with house.store() as store:
        (held,) = store.held()
        assert held.reason is reason
        assert held.subject == "Invoice INV-1041"
        assert bool(held.sender) == (reason not in {Reason.FROM_MULTI, Reason.FROM_MALFORMED})
        commands.release(store, held.mail_id, "Ana", NOW)
    (told,) = house.poll(NOW + timedelta(minutes=1))
    assert (told["kind"], told["reason"]) == (Kind.CLIENT_MAIL, reason)
    assert top(house).startswith(SENTENCES[reason][0])
    with house.store() as store:
        assert store.held() == ()
        assert any('"by":"Ana"' in (entry.content or "") for entry in store.journal() if entry.kind == "release")


@pytest.mark.parametrize("reason", [Reason.ENCRYPTED, Reason.TNEF, Reason.TOO_BIG, Reason.TOO_DEEP])
def test_of_a_mail_without_readable_words_no_cause_is_told(house: Household, reason: Reason) -> None:
    house.deliver(MAILS[reason])
    house.poll()
    with house.store() as store:
        commands.release(store, 1, "Ana", NOW)
    (told,) = house.poll(NOW + timedelta(minutes=1))
    assert [each["cause"] for each in told["causes"]] == ["other"]
    assert "billed twice" not in top(house)


def test_two_mails_that_could_not_be_read_are_not_the_same_for_that(house: Household) -> None:
    house.deliver(MAILS[Reason.TOO_BIG])
    house.deliver(MAILS[Reason.TOO_DEEP].replace(b"<letter-1-", b"<letter-2-"))
    house.poll()
    with house.store() as store:
        for held in store.held():
            commands.release(store, held.mail_id, "Ana", NOW)
    assert [told["kind"] for told in house.poll(NOW + timedelta(minutes=1))] == [Kind.CLIENT_MAIL] * 2


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["Invoice INV-1041"], True),
        (["Re: AW: Rechnung Nr. 88"], True),
        (["Facture n° F-2026-7", ""], True),
        ([], True),
        (["Invoice INV-1041", "twice!"], False),
        (["Rechnung 88 falsch"], False),
        (["INV-7", "see attached"], False),
    ],
)
def test_a_name_says_nothing(words: list[str], *, names: bool) -> None:
    assert only_names(words) is names


def test_every_hold_is_one_of_the_list_and_has_a_cure_that_needs_no_knowledge_the_desk_withholds() -> None:
    for reason in (Reason.HDR_BARE_CR, Reason.HDR_TOO_BIG):
        assert reason in HOLDS
        assert "mailbox" in SENTENCES[reason][1]
