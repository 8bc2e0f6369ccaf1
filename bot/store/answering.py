"""Answers all of a mail's questions from SQLite at once: history, threads, cases, requests, and its slice of the ledger."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.store import rows
from bot.store.bookkeeping import Bookkeeping
from bot.store.codec import loads, moment, plain_amount, stamp
from bot.store.rules import MOST_CASES, MOST_INVOICES, MOST_LISTED, unique
from bot.vocabulary.books import Books, Client, Invoice
from bot.vocabulary.dossier import Dossier, ThreadLink
from bot.vocabulary.numbers import normalise_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bot.vocabulary.books import Payment
    from bot.vocabulary.cases import Case, OutboxRow
    from bot.vocabulary.dossier import MailRef, Question, TokenRecord

_HOUR = timedelta(hours=1)


class Answering(Bookkeeping):
    """The dossier of one question."""

    def answer(self, question: Question, mail_id: int, now: datetime, day_start: datetime) -> Dossier:
        """Answer all of a mail's questions; `day_start` is local midnight for the per-day counters. mail_id 0: no row yet."""
        mail = self._link.one("mail_facts", mail_id) if mail_id else None
        addresses = [address.lower() for address in unique(question.addresses)]
        listed = json.dumps(addresses)
        thread = self._thread(question)
        by_hash = self._records("records_by_hash", question.token_hashes)
        by_message = self._records("records_by_message_id", question.thread_ids)
        books, clients, mine = self._slice(question, addresses)
        cases = self._cases(question, thread, [key for client in mine for key in self._names_of(client)], listed)
        return Dossier(
            mail_id=mail_id,
            is_history=bool(mail and mail[0]),
            next_case=self._link.all("next_case")[0][0],
            same_bytes=self._refs("mails_by_sha256", [question.sha256], mail_id),
            same_message_id=self._refs("mails_by_message_id", [question.message_id], mail_id),
            same_fingerprint=self._refs("mails_by_fingerprint", [question.fingerprint], mail_id),
            inner_known=self._refs("mails_by_inner", [question.inner_message_id], mail_id),
            thread=thread,
            tokens_by_hash=tuple((record.token.token_hash, record) for record in by_hash),
            tokens_by_message_id=tuple((record.token.message_id, record) for record in by_message),
            cases=self._under_present_keys(cases),
            pending=tuple(rows.draft(*row) for row in self._link.all("pending_of_cases", json.dumps([case.id for case in cases]))),
            sent=self._sent((*question.thread_ids, *question.bounced_ids)),
            books=books,
            clients=clients,
            requests_today=self._link.all("requests_since", listed, stamp(day_start))[0][0],
            hints_today=self._link.all("hints_since", listed, stamp(day_start))[0][0],
            received_at=moment(mail[1]) if mail else None,
            token_misses_hour=self._misses(now),
        )

    def _misses(self, now: datetime) -> int:
        return int(self._link.all("token_misses_since", stamp(now - _HOUR))[0][0])

    def _refs(self, statement: str, values: Iterable[str | None], mail_id: int) -> tuple[MailRef, ...]:
        wanted = [value for value in values if value]
        if not wanted:
            return ()
        return tuple(map(rows.mail_ref, self._link.all(statement, wanted[0], mail_id or _ANY, MOST_LISTED)))

    def _thread(self, question: Question) -> tuple[ThreadLink, ...]:
        ids = unique(question.thread_ids)
        if not ids:
            return ()
        found = self._link.all("thread_links", json.dumps(ids))
        links = {ThreadLink(row[0], row[1], bool(row[2]), row[3]): ids.index(row[0]) for row in found}
        return tuple(sorted(links, key=links.__getitem__))[:MOST_LISTED]

    def _records(self, statement: str, keys: Sequence[str]) -> tuple[TokenRecord, ...]:
        wanted = unique(keys)
        return tuple(map(rows.token_record, self._link.all(statement, json.dumps(wanted)))) if wanted else ()

    def _sent(self, message_ids: Sequence[str]) -> tuple[OutboxRow, ...]:
        wanted = unique(message_ids)
        return tuple(map(rows.outbox_row, self._link.all("outbox_by_message_id", json.dumps(wanted)))) if wanted else ()

    def _cases(self, question: Question, thread: Sequence[ThreadLink], keys: Sequence[str], listed: str) -> list[Case]:
        ids = unique([*question.case_tags, *(link.case_id or "" for link in thread)])
        threads = json.dumps(unique(question.thread_ids))
        found = self._link.all("cases_of_question", json.dumps(ids), json.dumps(keys), listed, threads, MOST_CASES)
        return [rows.case(row[0]) for row in found]

    def _under_present_keys(self, cases: Iterable[Case]) -> tuple[Case, ...]:
        """Give cases the key their client has now: names may have become one client since they were opened."""
        present: dict[str, str] = {}
        for case in cases:
            if case.client_key and case.client_key not in present:
                row = self._link.one("present_key", case.client_key)
                present[case.client_key] = row[0] if row else case.client_key
        return tuple(
            case if present.get(case.client_key, case.client_key) == case.client_key else replace(case, client_key=present[case.client_key])
            for case in cases
        )

    def _names_of(self, client: Client) -> list[str]:
        return [row[0] for row in self._link.all("names_of_client", client.key)] or [client.key]

    def _slice(self, question: Question, addresses: Sequence[str]) -> tuple[Books, tuple[Client, ...], tuple[Client, ...]]:
        """Return the ledger's part that may be meant, all its clients, and the writer's own."""
        ways = [*addresses, *("@" + address.rpartition("@")[2] for address in addresses)]
        mine = [row[0] for row in self._link.all("clients_by_way", json.dumps(ways), MOST_LISTED)] if ways else []
        invoices = self._invoices(question, mine)
        keys = unique([*mine, *(invoice.client_key for invoice in invoices)])
        clients = tuple(loads(Client, row[0]) for row in self._link.all("clients_by_key", json.dumps(keys)))
        own = tuple(client for client in clients if client.key in mine)
        emails = json.dumps(sorted({email for client in clients for email in client.emails | client.payer_emails}))
        listed = json.dumps(keys)
        books = Books(
            invoices=invoices,
            payments=self._payments(question, invoices, listed, emails),
            contracts=tuple(map(rows.contract, self._link.all("contracts_of", emails))) if keys else (),
            contacts=tuple(map(rows.contact, self._link.all("contacts_of", listed))) if keys else (),
        )
        return books, clients, own

    def _invoices(self, question: Question, mine: Sequence[str]) -> tuple[Invoice, ...]:
        numbers = unique([normalise_number(number) for number in question.numbers])
        orders = unique([normalise_number(number) for number in question.po_numbers])
        amounts = unique([plain_amount(amount) for amount in question.amounts])
        found: dict[int, Invoice] = {}
        if numbers:
            self._add(found, "invoices_by_number", json.dumps(numbers), MOST_LISTED * 2)
        if orders:
            self._add(found, "invoices_by_po", json.dumps(orders), MOST_LISTED * 2)
        if mine and amounts:
            self._add(found, "invoices_by_amount", json.dumps(amounts), json.dumps(mine), MOST_LISTED * 2)
        if mine:
            self._add(found, "invoices_of_clients", json.dumps(mine), MOST_INVOICES)
        return tuple(found[n] for n in sorted(found))

    def _add(self, found: dict[int, Invoice], statement: str, *parameters: object) -> None:
        for row in self._link.all(statement, *parameters):
            if row[-1] not in found:
                found[row[-1]] = rows.invoice(row)

    def _payments(self, question: Question, invoices: Sequence[Invoice], keys: str, emails: str) -> tuple[Payment, ...]:
        """Return the clients' payments, and those that belong to nobody yet but have an amount that was mentioned or billed."""
        named = {normalise_number(number) for number in question.numbers}
        billed = [plain_amount(invoice.total) for invoice in invoices if normalise_number(invoice.number) in named]
        amounts = unique([*map(plain_amount, question.amounts), *billed])
        found = self._link.all("payments_of", keys, emails, MOST_INVOICES) if keys != "[]" else []
        loose = self._link.all("payments_loose", json.dumps(amounts), MOST_LISTED) if amounts else []
        return tuple(map(rows.payment, dict.fromkeys([*found, *loose])))


#: Stands for "no mail yet": every kept mail is earlier.
_ANY = 2**62
