from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bot.vocabulary.books import Books, Contact, Contract, Payment
from bot.vocabulary.cases import DraftState
from bot.vocabulary.dossier import ThreadLink
from bot.vocabulary.effects import AskApproval, CountHint, DraftReply, FileMail, OpenCase, SettleDraft
from bot.vocabulary.labels import Kind
from bot.vocabulary.reasons import Reason
from tests.store.scene import CLIENT, DAY, NOW, SINCE, approve, arrival, ask, begin, case, dispute, do, draft, invoice, keep, kept, token

if TYPE_CHECKING:
    from bot.store.contract import Store

BIRCH = "ap@birch.example"


def numbers(store: Store, **question: object) -> list[str]:
    return [found.number for found in ask(store, **question).books.invoices]


def keys(store: Store, **question: object) -> list[str]:
    return [client.key for client in ask(store, **question).clients]


@pytest.fixture
def ledger(store: Store) -> Store:
    """Two clients, one with a contact and a contract; payments known and unknown."""
    books = Books(
        invoices=(
            invoice("INV-1", po_number="PO 77"),
            invoice("INV-2", total="55.00"),
            invoice("B/9", "Birch GmbH", BIRCH, total="120.00", po_number="PO-88"),
        ),
        payments=(
            Payment(date(2026, 11, 1), "bank@parent.example", Decimal("120.00"), "thanks, INV-2", 0),
            Payment(date(2026, 11, 2), CLIENT, Decimal(10), "", 0),
            Payment(date(2026, 11, 3), "who@else.example", Decimal("120.0"), "?", 0),
        ),
        contracts=(Contract(CLIENT, Decimal(80), None, 30, "hourly"),),
        contacts=(Contact("alder  LTD", email="boss@alder-group.example"), Contact("Birch GmbH", domain="birch-holding.example")),
    )
    store.import_books(books, NOW)
    return store


def test_an_empty_question_knows_nothing(store: Store) -> None:
    found = ask(store)
    assert (found.mail_id, found.is_history, found.next_case, found.books, found.clients) == (0, False, 1, Books(), ())


def test_numbers_are_found_whatever_their_spelling(ledger: Store) -> None:
    assert numbers(ledger, numbers=("inv 1",)) == ["INV-1"]
    assert numbers(ledger, numbers=("b9", "INV-10")) == ["B/9"]
    assert numbers(ledger, numbers=("INV",)) == []
    assert numbers(ledger, po_numbers=("po77", "88")) == ["INV-1"]


def test_the_writers_whole_ledger_is_there(ledger: Store) -> None:
    found = ask(ledger, addresses=(CLIENT.upper(),))
    assert [i.number for i in found.books.invoices] == ["INV-1", "INV-2"]
    assert [p.amount for p in found.books.payments] == [Decimal(10), Decimal("120.00")]
    assert [c.note for c in found.books.contracts] == ["hourly"]
    assert [c.email for c in found.books.contacts] == ["boss@alder-group.example"]
    (client,) = found.clients
    assert (client.key, client.name) == ("alder ltd", "Alder Ltd")
    assert client.emails == {CLIENT, "boss@alder-group.example"}
    assert client.domains == {"alder.example", "alder-group.example"}
    assert client.payer_emails == {"bank@parent.example"}


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("someone@alder.example", ["alder ltd"]),
        ("x@birch-holding.example", ["birch gmbh"]),
        ("bank@parent.example", ["alder ltd"]),
        ("other@parent.example", []),
        ("who@else.example", []),
    ],
)
def test_clients_are_known_by_address_domain_or_payment(ledger: Store, address: str, client: list[str]) -> None:
    assert keys(ledger, addresses=(address,)) == client


def test_amounts_are_looked_up_for_the_writers_clients_only(ledger: Store) -> None:
    assert numbers(ledger, amounts=(Decimal("120.00"),)) == []
    assert numbers(ledger, amounts=(Decimal(120),), addresses=(BIRCH,)) == ["B/9"]


def test_payments_of_nobody_come_with_their_amount(ledger: Store) -> None:
    found = ask(ledger, numbers=("INV-1",), addresses=("stranger@x.example",))
    assert "who@else.example" in {p.client_email for p in found.books.payments}
    assert ask(ledger, amounts=(Decimal(120),)).books.payments[0].client_email == "who@else.example"


def test_a_free_mail_domain_is_nobodys(store: Store) -> None:
    store.import_books(Books(invoices=(invoice("1", "Carla", "carla@gmail.com"),)), NOW)
    assert keys(store, addresses=("carla@gmail.com",)) == ["carla"]
    assert keys(store, addresses=("other@gmail.com",)) == []


def test_a_shared_address_makes_one_client(store: Store) -> None:
    store.import_books(Books(invoices=(invoice("1", "Alder Ltd"), invoice("2", "Birch", BIRCH))), NOW)
    do(store, OpenCase(case(1, client_key="birch", client_email="")))
    store.import_books(Books(contacts=(Contact("Birch", email=CLIENT),)), NOW)
    assert numbers(store, addresses=(BIRCH,)) == ["1", "2"]
    assert {i.client_key for i in store.books().invoices} == {"alder ltd"}
    assert [c.client_key for c in ask(store, addresses=(BIRCH,)).cases] == ["alder ltd"]
    assert store.foreign_numbers("alder ltd") == frozenset()
    assert store.foreign_numbers("") == {"1", "2"}


def test_invoices_of_a_busy_client_are_bounded_but_those_named_are_there(store: Store) -> None:
    many = tuple(invoice(f"N-{n}", total=f"{n}.50", issue_date=date(2020, 1, 1) + timedelta(days=n)) for n in range(300))
    store.import_books(Books(invoices=many), NOW)
    found = numbers(store, addresses=(CLIENT,), numbers=("N-5",), amounts=(Decimal("7.50"),))
    assert len(found) == 202
    assert {"N-5", "N-7", "N-299"} <= set(found)


def test_what_was_received_before(store: Store) -> None:
    begin(store)
    keep(store, arrival("1", b"same"), arrival("2", b"same"), arrival("3", b"x"))
    first, second, third = (mail.mail_id for mail in store.waiting(9))
    filed = FileMail(
        Kind.CLIENT_MAIL, case_id=None, sender="Ap@Alder.example", message_id="m1@x", fingerprint="f1", inner_message_id="in@x"
    )
    do(store, filed, mail_id=first)
    sha256 = ask(store, message_id="m1@x").same_message_id[0].sha256
    found = ask(store, mail_id=second, sha256=sha256, message_id="m1@x", fingerprint="f1", inner_message_id="m1@x")
    for refs in (found.same_bytes, found.same_message_id, found.same_fingerprint, found.inner_known):
        assert [(ref.id, ref.sender, ref.kind) for ref in refs] == [(first, "ap@alder.example", Kind.CLIENT_MAIL)]
    assert [ref.id for ref in ask(store, inner_message_id="in@x").inner_known] == [first]
    assert ask(store, mail_id=first, sha256=sha256, message_id="m1@x").same_bytes == ()
    assert ask(store, mail_id=third, fingerprint="", message_id=None).same_fingerprint == ()
    assert found.received_at == NOW


def test_threads_lead_to_cases_and_requests(store: Store) -> None:
    made = dispute(store)
    approve(store, made)
    found = ask(store, thread_ids=("unknown@x", "outr-1@desk.example", "root1@alder.example", "ask-t1@desk.example"))
    assert found.thread == (
        ThreadLink("outr-1@desk.example", "D-0001", ours=True, sender=""),
        ThreadLink("root1@alder.example", "D-0001", ours=False, sender=CLIENT),
        ThreadLink("ask-t1@desk.example", "D-0001", ours=True, sender=""),
    )
    assert [c.id for c in found.cases] == ["D-0001"]
    assert [row.id for row in found.sent] == ["o-ask-t1", "o-1"]
    ((message_id, record),) = found.tokens_by_message_id
    assert (message_id, record.draft.state, record.token.used_at) == ("ask-t1@desk.example", DraftState.APPROVED, NOW)
    assert [row.id for row in ask(store, bounced_ids=("outr-1@desk.example",)).sent] == ["o-1"]


def test_tokens_by_hash_and_pending_drafts(store: Store) -> None:
    made = dispute(store)
    found = ask(store, token_hashes=(made.token.token_hash, "0" * 64), case_tags=("D-0001", "D-0404"))
    assert [(key, record.case.id) for key, record in found.tokens_by_hash] == [(made.token.token_hash, "D-0001")]
    assert [d.id for d in found.pending] == ["r-1"]
    assert found.asked == (("r-1", made.token.approver),)
    do(store, SettleDraft("r-1", DraftState.ANSWERED, "ben@desk.example", "ben wrote on Tuesday"))
    found = ask(store, token_hashes=(made.token.token_hash,), case_tags=("D-0001",))
    assert (found.pending, found.asked) == ((), ())
    ((_, record),) = found.tokens_by_hash
    assert (record.draft.state, record.draft.note) == (DraftState.ANSWERED, "ben wrote on Tuesday")


def test_a_mail_brings_its_folder(store: Store) -> None:
    (mail_id,) = kept(store)
    assert ask(store, mail_id=mail_id).folder == "INBOX"
    assert ask(store).folder == ""


@pytest.mark.parametrize(
    "question",
    [{"case_tags": ("D-0001",)}, {"addresses": (CLIENT,)}, {"thread_ids": ("root1@alder.example",)}],
)
def test_cases_by_tag_address_or_thread(store: Store, question: dict[str, object]) -> None:
    do(store, OpenCase(case(1, client_key="")), OpenCase(case(2, client_key="", client_email="z@z.example", root_message_id="")))
    assert [c.id for c in ask(store, **question).cases] == ["D-0001"]


def test_requests_and_hints_of_today(store: Store) -> None:
    made = dispute(store, 1, now=DAY - timedelta(hours=1))
    dispute(store, 2)
    second = dispute(store, 3)
    do(store, AskApproval(token(second.draft, "another", approver="leo@desk.example")))
    do(store, CountHint(made.token.token_hash, CLIENT.upper()), now=DAY - timedelta(hours=1))
    do(store, CountHint(made.token.token_hash, CLIENT))
    found = ask(store, addresses=(CLIENT,))
    assert (found.requests_today, found.hints_today) == (2, 1)
    assert ask(store, addresses=("x@y.example",)).requests_today == 0
    assert store.pending("D-0001")[0].token.hinted == 2


def test_requests_for_a_forward_count_for_the_client(store: Store) -> None:
    (mail_id,) = kept(store)
    answer = draft(mail_id=mail_id)
    filed = FileMail(Kind.STAFF_FORWARD, case_id="D-0001", sender="staff@desk.example", writer="Who@alder.example")
    do(store, filed, OpenCase(case()), DraftReply(answer), AskApproval(token(answer)), mail_id=mail_id)
    assert ask(store, addresses=("who@alder.example",)).requests_today == 1
    assert ask(store, addresses=("staff@desk.example",)).requests_today == 0


def test_guesses_at_tokens_in_the_last_hour(store: Store) -> None:
    for mail_id, ago in zip(kept(store, 3), (0, 30, 90), strict=True):
        do(store, FileMail(Kind.APPROVER_REPLY, Reason.TOKEN_UNKNOWN), mail_id=mail_id, now=NOW - timedelta(minutes=ago))
    assert ask(store).token_misses_hour == 2


def test_asking_changes_nothing(ledger: Store) -> None:
    before = list(ledger.journal())
    ask(ledger, addresses=(CLIENT,), numbers=("INV-1",))
    assert list(ledger.journal()) == before


def test_long_lists_are_cut(store: Store) -> None:
    do(store, *(OpenCase(case(number)) for number in range(1, 206)))
    assert len(ask(store, addresses=(CLIENT,)).cases) == 200
    assert ask(store, addresses=(CLIENT,)).cases[0].id == "D-0205"
    for mail_id in kept(store, 60):
        do(store, FileMail(Kind.CLIENT_MAIL, fingerprint="same"), mail_id=mail_id)
    assert len(ask(store, fingerprint="same").same_fingerprint) == 50


def test_since_is_only_a_date(store: Store) -> None:
    begin(store, uidnext=5)
    keep(store, arrival("1", at=SINCE))
    assert ask(store, mail_id=store.waiting(1)[0].mail_id).is_history is False


def test_a_settled_draft_is_not_pending(store: Store) -> None:
    dispute(store)
    do(store, SettleDraft("r-1", DraftState.REJECTED, "mia", "wrong client"))
    assert ask(store, case_tags=("D-0001",)).pending == ()


def test_a_case_file_has_the_mails_the_answers_and_the_journal_from_its_first_entry_on(store: Store) -> None:
    kept(store)
    first = dispute(store)
    dispute(store, 2)
    approve(store, first)
    found = store.case_file("D-0001")
    assert [(mail.mail_id, mail.sender, mail.raw.startswith(b"Subject: ")) for mail in found.received] == [(first.mail_id, CLIENT, True)]
    assert [row.id for row in found.sent] == ["o-1"]
    assert found.entries[0].kind == "mail_kept"
    assert [entry.seq for entry in found.entries] == list(range(found.entries[0].seq, found.entries[0].seq + len(found.entries)))
    told = [entry for entry in found.entries if entry.content is not None]
    assert {entry.case_id for entry in told} == {None, "D-0001"}
    assert [entry.kind for entry in told].count("mail_kept") == 1
