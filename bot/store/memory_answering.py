"""The ledger in dictionaries, and the answer to a mail's questions from them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.store.codec import plain_amount
from bot.store.memory_casework import RememberedCasework
from bot.store.parties import Parties, amounts_of, assemble, name_key, part_of_books, reference_numbers, with_payers
from bot.store.rules import MOST_CASES, MOST_INVOICES, MOST_LISTED, unique
from bot.vocabulary.books import UNCONFIRMED, Books, Client, ImportReport, Invoice, Payment
from bot.vocabulary.dossier import Dossier, MailRef, Question, ThreadLink, TokenRecord
from bot.vocabulary.evidence import CaseFile, CaseMail
from bot.vocabulary.listing import Listing, listing
from bot.vocabulary.numbers import normalise_name, normalise_number
from bot.vocabulary.outgoing import Audience
from bot.vocabulary.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime
    from decimal import Decimal

    from bot.store.memory_state import KeptMail
    from bot.vocabulary.books import Contact, Contract
    from bot.vocabulary.cases import Case


class RememberedAnswering(RememberedCasework):
    """Imports, the whole ledger, and the dossier of one question."""

    def import_books(self, books: Books, now: datetime) -> ImportReport:
        """Upsert in one transaction; a changed amount of a disputed invoice is a journal entry."""
        with self._joined():
            before = self._parties_of(books.invoices, books.contacts)
            outcomes = [self._put_invoice(invoice, before, now) for invoice in books.invoices]
            report = ImportReport(
                added=outcomes.count("added"),
                changed=outcomes.count("changed"),
                unchanged=outcomes.count("unchanged"),
                payments_added=sum(map(self._put_payment, books.payments)),
                contracts=sum(map(self._put_contract, books.contracts)),
                contacts=sum(map(self._put_contact, books.contacts)),
            )
            news = {name: getattr(report, name) for name in ("added", "changed", "payments_added", "contracts", "contacts")}
            if any(news.values()):
                self._put_parties()
                self._record("import_ledger", None, news, now)
        return report

    def _enter(self, invoices: tuple[Invoice, ...], now: datetime) -> None:
        """Import those of them that the ledger does not hold, or only unconfirmed."""
        parties = self._parties_of(invoices, ())
        held = {(old.number, parties.key_of_name.get(name_key(old))) for old in self._state.invoices.values() if old.status != UNCONFIRMED}
        fresh = tuple(each for each in invoices if (each.number, parties.key_of_name[name_key(each)]) not in held)
        self.import_books(Books(fresh), now)

    def books(self) -> Books:
        """Return the whole ledger."""
        state = self._state
        payments = tuple(state.payments[key][0] for key in sorted(state.payments))
        contracts = tuple(state.contracts[key] for key in sorted(state.contracts))
        return Books(tuple(state.invoices.values()), payments, contracts, tuple(state.contacts[key] for key in sorted(state.contacts)))

    def case_file(self, case_id: str) -> CaseFile:
        """Return all that is known of a case, mails as bytes, for a reader outside. Raises UsageError if there is none."""
        case = self.case(case_id)
        mails = [mail for mail in self._state.mails.values() if mail.case_id == case_id and mail.kind is not None]
        ids = {mail.id for mail in mails}
        own = {
            entry.seq
            for entry in self._state.journal
            if entry.case_id == case_id or (entry.kind == "mail_kept" and json.loads(entry.content or "{}").get("mail_id") in ids)
        }
        first = min(own, default=1)
        return CaseFile(
            case=case,
            received=tuple(
                CaseMail(mail.id, mail.kind, mail.received_at, mail.sender, mail.subject, mail.sha256, mail.raw, mail.explanation or "")
                for mail in mails
                if mail.kind is not None
            ),
            sent=tuple(row for row in self.outbox() if row.case_id == case_id and row.audience is Audience.CLIENT),
            entries=tuple(
                entry if entry.seq in own else replace(entry, content=None) for entry in self._state.journal if entry.seq >= first
            ),
            books=part_of_books(self.books(), case),
        )

    def foreign_numbers(self, client_key: str) -> frozenset[str]:
        """Return all invoice numbers that this client has not (all there are for an empty key)."""
        own = {invoice.number for invoice in self._state.invoices.values() if invoice.client_key == client_key}
        return frozenset(invoice.number for invoice in self._state.invoices.values()) - own

    def invoice_totals(self, client_key: str, numbers: Sequence[str]) -> tuple[Decimal, ...]:
        """Return the totals of invoices with these numbers (however spelt), of that client or, for an empty key, of any."""
        wanted = set(map(normalise_number, numbers))
        return tuple(
            invoice.total
            for invoice in self._state.invoices.values()
            if normalise_number(invoice.number) in wanted and client_key in ("", invoice.client_key)
        )

    def lists(self, client_key: str, email: str) -> bool:
        """Return whether the ledger lists this address (or its domain) for the client, as it is now."""
        client = self._state.parties[0].clients.get(client_key)
        return client is not None and listing(client, email.lower()) is not Listing.NOT_LISTED

    def _parties_of(self, invoices: Iterable[Invoice] = (), contacts: Iterable[Contact] = ()) -> Parties:
        all_invoices = [*self._state.invoices.values(), *invoices]
        return assemble(
            [(name_key(invoice), invoice.client_name, invoice.client_email) for invoice in all_invoices],
            [*(self._state.contacts[key] for key in sorted(self._state.contacts)), *contacts],
        )

    def _put_invoice(self, invoice: Invoice, parties: Parties, now: datetime) -> str:
        fresh = replace(invoice, client_key=parties.key_of_name[name_key(invoice)], client_email=invoice.client_email.lower())
        same = [
            (name_key(old) != name_key(fresh), n)
            for n, old in self._state.invoices.items()
            if old.number == fresh.number and parties.key_of_name.get(name_key(old)) == fresh.client_key
        ]
        if not same:
            self._state.invoices[len(self._state.invoices) + 1] = fresh
            return "added"
        n = min(same)[1]
        old = self._state.invoices[n]
        fresh = fresh if invoice.lines else replace(fresh, lines=old.lines)
        if replace(old, client_key=fresh.client_key) == fresh:
            return "unchanged"
        self._state.invoices[n] = fresh
        self._tell_disputes(old, fresh, parties, now)
        return "changed"

    def _tell_disputes(self, old: Invoice, fresh: Invoice, parties: Parties, now: datetime) -> None:
        before, after = _amounts(old), _amounts(fresh)
        number = normalise_number(fresh.number)
        for case in reversed(self.cases(include_closed=False)):
            key = parties.key_of_name.get(case.client_key, case.client_key)
            named = number in map(normalise_number, case.invoice_numbers)
            if before != after and named and key in ("", fresh.client_key):
                self._record("disputed_amount_changed", case.id, {"number": fresh.number, "before": before, "after": after}, now)

    def _put_payment(self, payment: Payment) -> int:
        payment = replace(payment, client_email=payment.client_email.lower())
        key = (payment.paid_on, payment.client_email, plain_amount(payment.amount), payment.reference, payment.nth)
        new = key not in self._state.payments
        self._state.payments.setdefault(key, (payment, ""))
        return int(new)

    def _put_contract(self, contract: Contract) -> int:
        contract = replace(contract, client_email=contract.client_email.lower())
        changed = self._state.contracts.get(contract.client_email) != contract
        self._state.contracts[contract.client_email] = contract
        return int(changed)

    def _put_contact(self, contact: Contact) -> int:
        contact = replace(contact, email=contact.email.lower(), domain=contact.domain.lower())
        key = (normalise_name(contact.client_name), contact.email, contact.domain)
        new = key not in self._state.contacts
        self._state.contacts.setdefault(key, contact)
        return int(new)

    def _put_parties(self) -> None:
        parties = self._parties_of()
        for n, invoice in self._state.invoices.items():
            self._state.invoices[n] = replace(invoice, client_key=parties.key_of_name[name_key(invoice)])
        for case in self.cases():
            self._state.cases[case.id] = replace(case, client_key=parties.key_of_name.get(case.client_key, case.client_key))
        for key, (payment, _) in self._state.payments.items():
            self._state.payments[key] = (payment, self._payer_of(payment, parties))
        payers = [(payment.client_email, key) for payment, key in self._state.payments.values() if key]
        self._state.parties = [with_payers(parties, payers)]

    def _payer_of(self, payment: Payment, parties: Parties) -> str:
        """Return the client a payment is of: by its reference, else the payer's own address, else an amount only one has."""
        invoices = self._state.invoices.values()
        numbers = set(reference_numbers(payment.reference))
        amount = plain_amount(payment.amount)
        steps = (
            {invoice.client_key for invoice in invoices if normalise_number(invoice.number) in numbers},
            {client.key for client in parties.clients.values() if payment.client_email in client.emails},
            {invoice.client_key for invoice in invoices if plain_amount(invoice.total) == amount},
        )
        return next((next(iter(keys)) for keys in steps if len(keys) == 1), "")

    # --- one question -------------------------------------------------------------------------------------------------

    def answer(self, question: Question, mail_id: int, now: datetime, day_start: datetime) -> Dossier:
        """Answer all of a mail's questions; `day_start` is local midnight for the per-day counters. mail_id 0: no row yet."""
        mail = self._state.mails.get(mail_id)
        addresses = [address.lower() for address in unique(question.addresses)]
        thread = self._thread(question)
        books, clients, mine = self._slice(question, addresses)
        cases = self._cases_for(question, thread, mine, addresses)
        ids = {case.id for case in cases}
        inner = question.inner_message_id
        by_hash = [record for record in self._token_records() if record.token.token_hash in question.token_hashes]
        message_ids = unique((*question.thread_ids, *question.bounced_ids, *(record.token.message_id for record in by_hash)))
        return Dossier(
            mail_id=mail_id,
            is_history=bool(mail and mail.history),
            next_case=self.next_case(),
            same_bytes=self._refs(mail_id, lambda m: m.sha256 == question.sha256),
            same_message_id=self._refs(mail_id, lambda m: m.message_id is not None and m.message_id == question.message_id),
            same_fingerprint=self._refs(mail_id, lambda m: m.fingerprint == question.fingerprint != ""),
            inner_known=self._refs(mail_id, lambda m: bool(inner) and inner in (m.message_id, m.inner_message_id)),
            thread=thread,
            tokens_by_hash=tuple((record.token.token_hash, record) for record in by_hash),
            tokens_by_message_id=tuple((r.token.message_id, r) for r in self._token_records() if r.token.message_id in question.thread_ids),
            cases=cases,
            pending=tuple(
                draft for draft in self._state.drafts.values() if draft.case_id in ids and draft in self._pending_of(draft.case_id)
            ),
            sent=tuple(row for row in self.outbox() if row.message_id in message_ids)[:MOST_LISTED],
            books=books,
            clients=clients,
            requests_today=len({draft for writer, at, draft in self._state.asked if writer in addresses and at >= day_start}),
            hints_today=sum(address in addresses and at >= day_start for address, at in self._state.hints),
            received_at=mail.received_at if mail else None,
            token_misses_hour=self._misses(now),
            folder=mail.place[0] if mail else "",
            asked=self._asked(ids),
        )

    def _asked(self, case_ids: set[str]) -> tuple[tuple[str, str], ...]:
        waiting = {draft.id for case_id in case_ids for draft in self._pending_of(case_id)}
        tokens = self._state.tokens.values()
        return tuple(sorted({(each.draft_id, each.approver) for each in tokens if each.draft_id in waiting and each.used_at is None}))

    def _misses(self, now: datetime) -> int:
        mails = self._state.mails.values()
        return sum(m.reason is Reason.TOKEN_UNKNOWN and m.ended_at is not None and m.ended_at > now - timedelta(hours=1) for m in mails)

    def _refs(self, mail_id: int, fits: Callable[[KeptMail], bool]) -> tuple[MailRef, ...]:
        found = [
            MailRef(m.id, m.kind, m.sender, m.received_at, m.message_id, m.fingerprint, m.sha256, m.case_id, m.proven)
            for m in self._state.mails.values()
            if m.kind is not None and (not mail_id or m.id < mail_id) and fits(m)
        ]
        return tuple(reversed(found))[:MOST_LISTED]

    def _thread(self, question: Question) -> tuple[ThreadLink, ...]:
        ids = unique(question.thread_ids)
        settled = [mail for mail in self._state.mails.values() if mail.kind is not None]
        links = [ThreadLink(m.message_id, m.case_id, False, m.sender) for m in settled if m.message_id in ids and m.message_id]  # noqa: FBT003 - a value
        links += [
            ThreadLink(m.inner_message_id, m.case_id, False, m.writer)  # noqa: FBT003 - a value
            for m in settled
            if m.inner_message_id and m.inner_message_id in ids
        ]
        links += [ThreadLink(row.message_id, row.case_id, True, "") for row in self.outbox() if row.message_id in ids]  # noqa: FBT003 - a value
        return tuple(sorted(dict.fromkeys(links), key=lambda link: ids.index(link.message_id)))[:MOST_LISTED]

    def _token_records(self) -> list[TokenRecord]:
        return list(map(self._token_record, self._state.tokens.values()))

    def _cases_for(
        self, question: Question, thread: Sequence[ThreadLink], mine: Sequence[str], addresses: Sequence[str]
    ) -> tuple[Case, ...]:
        ids = unique([*question.case_tags, *(link.case_id or "" for link in thread)])
        return tuple(
            case
            for case in self.cases()
            if case.id in ids
            or (case.client_key and case.client_key in mine)
            or case.client_email.lower() in addresses
            or (case.root_message_id and case.root_message_id in question.thread_ids)
        )[:MOST_CASES]

    def _slice(self, question: Question, addresses: Sequence[str]) -> tuple[Books, tuple[Client, ...], list[str]]:
        parties = self._state.parties[0]
        domains = {address.rpartition("@")[2] for address in addresses}
        by_address = [c.key for c in parties.clients.values() if (c.emails | c.payer_emails) & set(addresses)]
        by_domain = [c.key for c in parties.clients.values() if c.domains & domains]
        mine = unique([*sorted(by_address), *sorted(by_domain)])
        named, invoices = self._invoices_for(question, mine)
        keys = unique([*mine, *(invoice.client_key for invoice in invoices)])
        clients = tuple(parties.clients[key] for key in sorted(keys))
        emails = {email for client in clients for email in client.emails | client.payer_emails}
        amounts = {*map(plain_amount, question.amounts), *(plain_amount(invoice.total) for invoice in named)}
        books = Books(
            invoices,
            self._payments_for(keys, emails, amounts),
            tuple(contract for contract in self.books().contracts if contract.client_email in emails),
            tuple(self._state.contacts[key] for key in sorted(self._state.contacts) if parties.key_of_name.get(key[0]) in keys),
        )
        return books, clients, mine

    def _invoices_for(self, question: Question, mine: Sequence[str]) -> tuple[list[Invoice], tuple[Invoice, ...]]:
        numbers = {normalise_number(number) for number in question.numbers} - {""}
        orders = {normalise_number(number) for number in question.po_numbers} - {""}
        amounts = set(map(plain_amount, question.amounts))
        rows = self._state.invoices.items()
        newest = sorted(rows, key=lambda row: (row[1].issue_date or date.min, row[0]), reverse=True)
        own = [row for row in newest if row[1].client_key in mine]
        named = [row for row in rows if normalise_number(row[1].number) in numbers][: MOST_LISTED * 2]
        ordered = [row for row in rows if normalise_number(row[1].po_number) in orders][: MOST_LISTED * 2]
        equal = [row for row in own if plain_amount(row[1].total) in amounts][: MOST_LISTED * 2]
        found = dict([*named, *ordered, *equal, *own[:MOST_INVOICES]])
        return [invoice for _, invoice in named], tuple(found[n] for n in sorted(found))

    def _payments_for(self, keys: Sequence[str], emails: set[str], amounts: set[str]) -> tuple[Payment, ...]:
        kept = [self._state.payments[key] for key in sorted(self._state.payments, key=lambda key: (-key[0].toordinal(), *key[1:]))]
        theirs = [payment for payment, key in kept if (key and key in keys) or payment.client_email in emails][:MOST_INVOICES]
        loose = [payment for payment, key in kept if not key and plain_amount(payment.amount) in amounts][:MOST_LISTED]
        return tuple(dict.fromkeys([*theirs, *loose]))


def _amounts(invoice: Invoice) -> dict[str, object]:
    figures = [None if value is None else str(value) for value in (invoice.tax, invoice.subtotal)]
    return amounts_of(str(invoice.total), figures[0], figures[1], [line.amount for line in invoice.lines])
