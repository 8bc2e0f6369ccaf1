"""Answers all of a mail's questions from SQLite at once: history, threads, cases, requests, and its slice of the ledger."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from json.encoder import encode_basestring_ascii
from operator import itemgetter
from typing import TYPE_CHECKING

from bot.store import rows
from bot.store.bookkeeping import Bookkeeping
from bot.store.codec import loads, moment, plain_amount, stamp
from bot.store.rules import MOST_CASES, MOST_INVOICES, MOST_LISTED, unique
from bot.vocabulary.books import Books, Client
from bot.vocabulary.dossier import Dossier, ThreadLink
from bot.vocabulary.numbers import normalise_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bot.store.link import Row
    from bot.vocabulary.books import Payment
    from bot.vocabulary.cases import Case, Draft, OutboxRow
    from bot.vocabulary.dossier import MailRef, Question, TokenRecord

_HOUR = timedelta(hours=1)


def _listed(values: Sequence[str]) -> str:
    """Return texts as a statement reads them: a JSON array."""
    return f"[{','.join(map(encode_basestring_ascii, values))}]"


class Answering(Bookkeeping):
    """The dossier of one question."""

    def answer(self, question: Question, mail_id: int, now: datetime, day_start: datetime) -> Dossier:
        """Answer all of a mail's questions; `day_start` is local midnight for the per-day counters. mail_id 0: no row yet."""
        mail = self._link.one("mail_facts", mail_id) if mail_id else None
        addresses = unique([address.lower() for address in question.addresses])
        listed = _listed(addresses)
        thread = self._thread(question)
        by_hash = self._records("records_by_hash", question.token_hashes)
        by_message = self._records("records_by_message_id", question.thread_ids)
        books, clients, mine = self._slice(question, addresses)
        cases = self._cases(question, thread, mine, listed)
        pending = self._pending(cases)
        day, hour = stamp(day_start), stamp(now - _HOUR)
        next_case, requests, hints, misses = self._link.all("counters", listed, day, hour)[0]
        return Dossier(
            mail_id=mail_id,
            is_history=bool(mail and mail[0]),
            next_case=next_case,
            same_bytes=self._refs("mails_by_sha256", [question.sha256], mail_id),
            same_message_id=self._refs("mails_by_message_id", [question.message_id], mail_id),
            same_fingerprint=self._refs("mails_by_fingerprint", [question.fingerprint], mail_id),
            inner_known=self._refs("mails_by_inner", [question.inner_message_id], mail_id),
            thread=thread,
            tokens_by_hash=tuple((record.token.token_hash, record) for record in by_hash),
            tokens_by_message_id=tuple((record.token.message_id, record) for record in by_message),
            cases=tuple(cases),
            pending=pending,
            sent=self._sent((*question.thread_ids, *question.bounced_ids, *(record.token.message_id for record in by_hash))),
            books=books,
            clients=clients,
            requests_today=requests,
            hints_today=hints,
            received_at=moment(mail[1]) if mail else None,
            token_misses_hour=misses,
            folder=mail[2] if mail else "",
            asked=self._asked(pending),
        )

    def _asked(self, pending: Sequence[Draft]) -> tuple[tuple[str, str], ...]:
        ids = _listed([draft.id for draft in pending])
        return tuple((row[0], row[1]) for row in self._link.all("asked_about", ids)) if pending else ()

    def _pending(self, cases: Sequence[Case]) -> tuple[Draft, ...]:
        if not cases:
            return ()
        return tuple(rows.draft(*row) for row in self._link.all("pending_of_cases", _listed([case.id for case in cases])))

    def _refs(self, statement: str, values: Iterable[str | None], mail_id: int) -> tuple[MailRef, ...]:
        wanted = [value for value in values if value]
        if not wanted:
            return ()
        return tuple(map(rows.mail_ref, self._link.all(statement, wanted[0], mail_id or _ANY, MOST_LISTED)))

    def _thread(self, question: Question) -> tuple[ThreadLink, ...]:
        ids = unique(question.thread_ids)
        if not ids:
            return ()
        found = self._link.all("thread_links", _listed(ids))
        links = {ThreadLink(row[0], row[1], bool(row[2]), row[3]): ids.index(row[0]) for row in found}
        return tuple(sorted(links, key=links.__getitem__))[:MOST_LISTED]

    def _records(self, statement: str, keys: Sequence[str]) -> tuple[TokenRecord, ...]:
        wanted = unique(keys)
        return tuple(map(rows.token_record, self._link.all(statement, _listed(wanted)))) if wanted else ()

    def _sent(self, message_ids: Sequence[str]) -> tuple[OutboxRow, ...]:
        wanted = unique(message_ids)
        return tuple(map(rows.outbox_row, self._link.all("outbox_by_message_id", _listed(wanted)))) if wanted else ()

    def _cases(self, question: Question, thread: Sequence[ThreadLink], mine: Sequence[str], listed: str) -> list[Case]:
        ids = unique([*question.case_tags, *(link.case_id or "" for link in thread)])
        threads = _listed(unique(question.thread_ids))
        found = self._link.all("cases_of_question", _listed(ids), _listed(mine), listed, threads, MOST_CASES)
        return [rows.case(row[0]) for row in found]

    def _slice(self, question: Question, addresses: Sequence[str]) -> tuple[Books, tuple[Client, ...], list[str]]:
        """Return the ledger's part that may be meant, all its clients, and the keys of the writer's own."""
        ways = [*addresses, *("@" + address.rpartition("@")[2] for address in addresses)]
        mine = [row[0] for row in self._link.all("clients_by_way", _listed(ways), MOST_LISTED)] if ways else []
        named, found = self._invoices(question, mine)
        invoices = tuple(map(rows.invoice, found))
        keys = unique([*mine, *(invoice.client_key for invoice in invoices)])
        if not keys:  # nobody the ledger knows is meant: only payments of nobody in particular may be
            return Books(payments=self._payments(question, named, "[]", "[]")), (), mine
        clients = tuple(loads(Client, row[0]) for row in self._link.all("clients_by_key", _listed(keys)))
        emails = _listed(sorted({email for client in clients for email in client.emails | client.payer_emails}))
        listed = _listed(keys)
        books = Books(
            invoices=invoices,
            payments=self._payments(question, named, listed, emails),
            contracts=tuple(map(rows.contract, self._link.all("contracts_of", emails))),
            contacts=tuple(map(rows.contact, self._link.all("contacts_of", listed))),
        )
        return books, clients, mine

    def _invoices(self, question: Question, mine: Sequence[str]) -> tuple[list[Row], list[Row]]:
        """Return the rows of invoices with the mentioned numbers, and of all that may be meant (those included)."""
        numbers = unique([normalise_number(number) for number in question.numbers])
        orders = unique([normalise_number(number) for number in question.po_numbers])
        amounts = unique([plain_amount(amount) for amount in question.amounts])
        named = self._link.all("invoices_by_number", _listed(numbers), MOST_LISTED * 2) if numbers else []
        found = list(named)
        if orders:
            found += self._link.all("invoices_by_po", _listed(orders), MOST_LISTED * 2)
        if mine and amounts:
            found += self._link.all("invoices_by_amount", _listed(amounts), _listed(mine), MOST_LISTED * 2)
        if mine:
            found += self._link.all("invoices_of_clients", _listed(mine), MOST_INVOICES)
        return named, sorted({row[-1]: row for row in found}.values(), key=itemgetter(-1))

    def _payments(self, question: Question, named: Sequence[Row], keys: str, emails: str) -> tuple[Payment, ...]:
        """Return the clients' payments, and those that belong to nobody yet but have an amount that was mentioned or billed."""
        billed = [plain_amount(Decimal(row[7])) for row in named]
        amounts = unique([*map(plain_amount, question.amounts), *billed])
        found = self._link.all("payments_of", keys, emails, MOST_INVOICES) if keys != "[]" else []
        loose = self._link.all("payments_loose", _listed(amounts), MOST_LISTED) if amounts else []
        return tuple(map(rows.payment, dict.fromkeys([*found, *loose])))


#: Stands for "no mail yet": every kept mail is earlier.
_ANY = 2**62
