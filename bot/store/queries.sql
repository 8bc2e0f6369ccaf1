-- Every statement of the store, by name. The line under a name says why it is there.
-- Times are ISO 8601 in UTC with microseconds, so that text order is time order. Lists are JSON arrays.
-- What every mail asks joins its lists, which name nothing twice: each value is looked up in the index, and no table of the values is made.

-- ===== small values ==================================================================================================

-- name: get_meta
-- One small named value.
SELECT value FROM meta WHERE key = ?;

-- name: set_meta
-- Set it, whether or not it was there.
INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value;

-- ===== journal =======================================================================================================

-- name: journal_head
-- The last entry, which the next one follows.
SELECT seq, entry_hash FROM journal ORDER BY seq DESC LIMIT 1;

-- name: insert_journal
-- The chained part of an entry.
INSERT INTO journal (seq, at, kind, case_id, content_sha256, prev_hash, entry_hash) VALUES (?, ?, ?, ?, ?, ?, ?);

-- name: insert_journal_content
-- The erasable part of an entry, kept apart.
INSERT INTO journal_contents (seq, content) VALUES (?, ?);

-- name: journal_all
-- The whole chain in order, for listing and verifying.
SELECT j.seq, j.at, j.kind, j.case_id, c.content, j.content_sha256, j.prev_hash, j.entry_hash
FROM journal j LEFT JOIN journal_contents c ON c.seq = j.seq ORDER BY j.seq;

-- name: journal_after
-- What was written after an entry, for verifying.
SELECT j.seq, j.at, j.kind, j.case_id, c.content, j.content_sha256, j.prev_hash, j.entry_hash
FROM journal j LEFT JOIN journal_contents c ON c.seq = j.seq WHERE j.seq NOT BETWEEN 1 AND ? ORDER BY j.seq;

-- name: journal_of_kinds
-- What another program is told, in order.
SELECT j.seq, j.at, j.kind, j.case_id, c.content, j.content_sha256, j.prev_hash, j.entry_hash
FROM journal j LEFT JOIN journal_contents c ON c.seq = j.seq
WHERE j.kind IN (SELECT value FROM json_each(?)) AND j.seq > ? ORDER BY j.seq LIMIT ?;

-- name: journal_of_hash
-- The entry whose hash begins so; `~` stands behind all hexadecimal digits.
SELECT seq, entry_hash FROM journal WHERE entry_hash >= ? AND entry_hash < ? LIMIT 2;

-- name: journal_of_case
-- One case's entries in order.
SELECT j.seq, j.at, j.kind, j.case_id, c.content, j.content_sha256, j.prev_hash, j.entry_hash
FROM journal j LEFT JOIN journal_contents c ON c.seq = j.seq WHERE j.case_id = ? ORDER BY j.seq;

-- name: journal_of_leaving
-- What a draft's case tells of making, approving and sending its answers, in order.
SELECT j.seq, j.at, j.kind, j.case_id, c.content, j.content_sha256, j.prev_hash, j.entry_hash
FROM drafts d JOIN journal j ON j.case_id = d.case_id LEFT JOIN journal_contents c ON c.seq = j.seq
WHERE d.id = ? AND j.kind IN (SELECT value FROM json_each(?)) ORDER BY j.seq;

-- name: journal_hash_at
-- The hash of a neighbour, to see whether an entry is linked.
SELECT entry_hash FROM journal WHERE seq = ?;

-- name: journal_prev_at
-- What the next entry says it follows.
SELECT prev_hash FROM journal WHERE seq = ?;

-- name: journal_last
-- The highest number ever given, which SQLite remembers apart from the rows: a cut tail shows.
SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'journal'), 0);

-- name: first_entry
-- When the desk's record begins.
SELECT at FROM journal ORDER BY seq LIMIT 1;

-- name: last_entry
-- When something was last written down.
SELECT at FROM journal ORDER BY seq DESC LIMIT 1;

-- name: notable_entries
-- What a digest repeats as a sentence.
SELECT j.kind, c.content FROM journal j JOIN journal_contents c ON c.seq = j.seq
WHERE j.kind IN ('note', 'mailbox_renumbered', 'erasure', 'erasure_refused') AND j.at > ? AND j.at <= ? AND c.content IS NOT NULL
    AND (j.case_id IS NULL OR (j.kind = 'note' AND json_extract(c.content, '$.event') = 'draft_expired'))
ORDER BY j.seq LIMIT 200;

-- name: standing_notes
-- What every digest repeats for some days.
SELECT c.content FROM journal j JOIN journal_contents c ON c.seq = j.seq
WHERE j.kind = 'note' AND j.at > ? AND j.at <= ? AND j.case_id IS NULL AND json_extract(c.content, '$.event') = 'no_dmarc'
ORDER BY j.seq LIMIT 200;

-- name: verify_raws
-- Every kept mail's bytes with the hash they are kept under: all of them, or those of a mail and the later ones.
SELECT sha256, raw FROM raws WHERE ?1 <= 0 OR sha256 IN (SELECT sha256 FROM mails WHERE id >= ?1) ORDER BY id;

-- name: first_mail_of_bytes
-- Which mail to name when bytes were changed.
SELECT min(id) FROM mails WHERE sha256 = ?;

-- name: verify_mails
-- Every mail's hash, to compare with what the journal says was kept.
SELECT id, sha256 FROM mails WHERE id >= ? ORDER BY id;

-- name: verify_outbox
-- Every outgoing mail's hash and bytes.
SELECT id, raw_sha256, raw, staff_mail FROM outbox WHERE n >= ? ORDER BY n;

-- name: outbox_place
-- Where an outgoing mail stands in their order.
SELECT n FROM outbox WHERE id = ?;

-- name: count_mails
-- How many mails were verified.
SELECT count(*) FROM mails;

-- ===== intake ========================================================================================================

-- name: get_folder
-- What is known of a folder: its first moment and how far it was read.
SELECT first_at, first_uidvalidity, first_uidnext, first_done, uidvalidity, last_uid FROM folders WHERE folder = ?;

-- name: insert_folder
-- The first start on a folder; an empty one has nothing left to read of its first day.
INSERT INTO folders (folder, first_at, first_uidvalidity, first_uidnext, first_done) VALUES (?1, ?2, ?3, ?4, ?4 <= 1);

-- name: insert_first_key
-- A file that was in a maildir at the first start.
INSERT OR IGNORE INTO first_keys (folder, key) VALUES (?, ?);

-- name: is_first_key
-- Whether a file was there at the first start.
SELECT 1 FROM first_keys WHERE folder = ? AND key = ?;

-- name: move_cursor
-- How far the folder was read; also whether all mails of its first day are kept.
UPDATE folders SET uidvalidity = ?1, last_uid = ?2,
  first_done = CASE WHEN ?1 = first_uidvalidity AND ?2 >= first_uidnext - 1 THEN 1 ELSE first_done END
WHERE folder = ?3;

-- name: known_keys
-- Which of these are kept already; vanished ones may be asked for again.
SELECT key FROM mails WHERE folder = ? AND uidvalidity = ? AND key IN (SELECT value FROM json_each(?))
AND (problem IS NULL OR problem <> 'VANISHED');

-- name: mail_at
-- The mail under a key.
SELECT id, problem FROM mails WHERE folder = ? AND uidvalidity = ? AND key = ?;

-- name: mail_elsewhere
-- The oldest mail with these bytes that has not been found again since the folder was renumbered.
SELECT id FROM mails WHERE sha256 = ? AND folder = ? AND uidvalidity <> ? AND (problem IS NULL OR problem <> 'VANISHED')
ORDER BY id LIMIT 1;

-- name: relink_mail
-- The same mail under its new number.
UPDATE mails SET uidvalidity = ?, key = ? WHERE id = ?;

-- name: insert_raw
-- Bytes are kept once, whoever else sends the same; bytes that were erased may come again.
INSERT INTO raws (sha256, raw) VALUES (?, ?)
ON CONFLICT (sha256) DO UPDATE SET raw = excluded.raw WHERE length(raws.raw) = 0;

-- name: insert_mail
-- One row for every arrival.
INSERT INTO mails (folder, uidvalidity, key, sha256, size_bytes, received_at, kept_at, history, problem)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: mail_came_back
-- A mail that had vanished before it could be fetched is there after all.
UPDATE mails SET sha256 = ?, size_bytes = ?, problem = ?, state = 'waiting', kind = NULL, reason = NULL, ended_at = NULL WHERE id = ?;

-- name: raw_mail
-- The bytes of one mail.
SELECT r.raw FROM mails m JOIN raws r ON r.sha256 = m.sha256 WHERE m.id = ?;

-- name: waiting_mails
-- What is to be processed next, in order of arrival.
SELECT m.id, r.raw, m.received_at, m.tries, m.problem, m.released_by, coalesce(m.released_reason, '')
FROM mails m JOIN raws r ON r.sha256 = m.sha256 WHERE m.state = 'waiting' AND m.id > ? ORDER BY m.id LIMIT ?;

-- name: waiting_at_most
-- How many there are, as far as that matters.
SELECT count(*) FROM (SELECT 1 FROM mails WHERE state = 'waiting' AND id > ? LIMIT ?);

-- name: is_waiting
-- Whether a mail may be settled now.
SELECT 1 FROM mails WHERE id = ? AND state = 'waiting';

-- name: mail_facts
-- What the dossier says about the mail being decided.
SELECT history, received_at, folder FROM mails WHERE id = ?;

-- name: count_try
-- One more reading that failed.
UPDATE mails SET tries = tries + 1 WHERE id = ?;

-- name: get_tries
-- How many readings failed.
SELECT tries FROM mails WHERE id = ?;

-- name: file_mail
-- Settle a mail that waits and write down what it is found by.
UPDATE mails SET state = ?, kind = ?, reason = ?, case_id = ?, duplicate_of = ?, sender = ?, writer = ?, subject = ?, message_id = ?,
  inner_message_id = ?, fingerprint = ?, intent = ?, proven = ?, ended_at = ? WHERE id = ? AND state = 'waiting';

-- name: hold_mail
-- A person must look at it.
UPDATE mails SET state = 'held', kind = 'held', reason = ?, ended_at = ? WHERE id = ?;

-- name: put_explanation
-- What the desk made of a mail; a released mail gets a new one.
INSERT INTO explanations (mail_id, explanation) VALUES (?, ?) ON CONFLICT (mail_id) DO UPDATE SET explanation = excluded.explanation;

-- name: get_explanation
-- The same, to be shown.
SELECT explanation FROM explanations WHERE mail_id = ?;

-- name: held_mails
-- What a person must look at, oldest first.
SELECT id, reason, ended_at, sender, subject, size_bytes FROM mails WHERE state = 'held' ORDER BY id;

-- name: held_reason
-- Why a mail is held, if it is.
SELECT reason FROM mails WHERE id = ? AND state = 'held';

-- name: release_mail
-- Back into the waiting line, with the person who overrode the reason; what was overridden before stays so.
UPDATE mails SET state = 'waiting', kind = NULL, reason = NULL, ended_at = NULL, tries = 0, released_by = ?1,
    released_reason = trim(coalesce(released_reason, '') || ' ' || ?2)
WHERE id = ?3;

-- name: discard_mail
-- Looked at; it still counts as held on the day it was held.
UPDATE mails SET state = 'discarded' WHERE id = ?;

-- ===== cases and drafts ==============================================================================================

-- name: insert_case
-- A new case.
INSERT INTO cases (number, id, status, client_key, client_email, opened_at, due_at, closed_at, root_message_id, value)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: update_case
-- A case's newer value.
UPDATE cases SET status = ?, client_key = ?, client_email = ?, opened_at = ?, due_at = ?, closed_at = ?, root_message_id = ?, value = ?
WHERE id = ?;

-- name: case_waits
-- The acknowledgement left: now it is our turn.
UPDATE cases SET status = ?, due_at = ?, value = ? WHERE id = ?;

-- name: insert_case_invoice
-- Which invoices a case is about, for changed amounts.
INSERT INTO case_invoices (case_id, number_norm) VALUES (?, ?);

-- name: forget_case_invoices
-- Before a case's newer list is written.
DELETE FROM case_invoices WHERE case_id = ?;

-- name: get_case
-- One case.
SELECT value FROM cases WHERE id = ?;

-- name: all_cases
-- All cases, newest first.
SELECT value FROM cases ORDER BY number DESC;

-- name: open_cases
-- Cases that are not closed, newest first.
SELECT value FROM cases WHERE status <> 'closed' ORDER BY number DESC;

-- name: next_case
-- The number after the highest ever given.
SELECT coalesce(max(number), 0) + 1 FROM cases;

-- name: cases_past_due
-- Cases whose answer is late and not marked so.
SELECT value FROM cases WHERE status <> 'closed' AND status IN ('open', 'waiting_us') AND due_at < ? ORDER BY number;

-- name: cases_overdue
-- The same for the digest, marked ones too.
SELECT value FROM cases WHERE status <> 'closed' AND (status = 'overdue' OR (status IN ('open', 'waiting_us') AND due_at < ?))
ORDER BY due_at IS NULL, due_at, number;

-- name: cases_opened
-- Cases that began in the window.
SELECT value FROM cases WHERE opened_at > ? AND opened_at <= ? ORDER BY number;

-- name: cases_closed
-- Cases that ended in the window.
SELECT value FROM cases WHERE closed_at > ? AND closed_at <= ? ORDER BY number;

-- name: case_mails
-- What came in for a case and what we wrote to the client.
SELECT id, 'in', received_at AS at, sender, subject FROM mails WHERE case_id = ?
UNION ALL
SELECT n, 'out', coalesce(sent_at, queued_at), recipients, subject FROM outbox WHERE case_id = ? AND audience = 'client'
ORDER BY at, 2, 1;

-- name: case_received
-- A case's mails as they came, with what the desk made of them and when they were kept.
SELECT m.id, m.kind, m.received_at, m.sender, m.subject, m.sha256, r.raw, coalesce(e.explanation, ''), m.kept_at
FROM mails m JOIN raws r ON r.sha256 = m.sha256 LEFT JOIN explanations e ON e.mail_id = m.id
WHERE m.case_id = ? AND m.kind IS NOT NULL ORDER BY m.id;

-- name: case_sent
-- Our mails to the client of a case.
SELECT id, audience, staff_mail, case_id, draft_id, recipients, message_id, raw_sha256, approved_hash, state, queued_at, next_at, tries,
  last_answer, sent_at, allowed_numbers, promised_on, raw FROM outbox WHERE case_id = ? AND audience = 'client' ORDER BY n;

-- name: journal_kept_at
-- Entries that say that mails were kept at one of these moments.
SELECT j.seq, c.content FROM journal j JOIN journal_contents c ON c.seq = j.seq
WHERE j.kind = 'mail_kept' AND j.at IN (SELECT value FROM json_each(?)) AND c.content IS NOT NULL;

-- name: insert_draft
-- A new answer waiting for a person.
INSERT INTO drafts (id, case_id, state, mail_id, hash, created_at, value) VALUES (?, ?, ?, ?, ?, ?, ?);

-- name: get_draft
-- One draft.
SELECT value, state, case_id, hash FROM drafts WHERE id = ?;

-- name: settle_draft
-- Only a pending draft can be decided; its note says why.
UPDATE drafts SET state = ?, value = ? WHERE id = ? AND state = 'pending';

-- name: asked_about
-- Who holds a request that still waits, about these drafts.
SELECT DISTINCT draft_id, approver FROM tokens WHERE used_at IS NULL AND draft_id IN (SELECT value FROM json_each(?)) ORDER BY draft_id, approver;

-- name: put_draft
-- What is remembered about a pending draft; its mail and hash stay.
UPDATE drafts SET value = ? WHERE id = ? AND state = 'pending';

-- name: count_pending
-- There is one pending draft per case.
SELECT count(*) FROM drafts WHERE case_id = ? AND state = 'pending';

-- name: pending_of_case
-- The pending draft of one case.
SELECT value, state FROM drafts WHERE case_id = ? AND state = 'pending' ORDER BY n;

-- name: pending_of_cases
-- The pending drafts of several cases.
SELECT value, state FROM drafts WHERE case_id IN (SELECT value FROM json_each(?)) AND state = 'pending' ORDER BY n;

-- name: insert_token
-- A request to one approver.
INSERT INTO tokens (token_hash, draft_id, draft_hash, approver, message_id, created_at, expires_at, used_at, hinted)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: insert_asked
-- Counts the request for the client who caused it.
INSERT INTO asked (writer, at, draft_id)
SELECT coalesce(nullif(m.writer, ''), c.client_email), ?1, d.id
FROM drafts d JOIN cases c ON c.id = d.case_id LEFT JOIN mails m ON m.id = d.mail_id WHERE d.id = ?2;

-- name: spend_token
-- Used or burnt, without deciding the draft.
UPDATE tokens SET used_at = ? WHERE token_hash = ? AND used_at IS NULL;

-- name: spend_tokens_of_draft
-- A decided draft leaves no token that could decide it again.
UPDATE tokens SET used_at = ? WHERE draft_id = ? AND used_at IS NULL;

-- name: spend_tokens_of_approver
-- Who has said yes cannot say it twice.
UPDATE tokens SET used_at = ? WHERE draft_id = ? AND approver = ? AND used_at IS NULL;

-- name: prolong_tokens
-- A draft that was put off can still be decided afterwards.
UPDATE tokens SET expires_at = max(expires_at, ?) WHERE draft_id = ? AND used_at IS NULL;

-- name: count_hint
-- A hint was sent for this token.
UPDATE tokens SET hinted = hinted + ? WHERE token_hash = ?;

-- name: insert_hint
-- And to this address, for the limit per day.
INSERT INTO hints (address, at, token_hash) VALUES (?, ?, ?);

-- name: case_of_token
-- Which case a token belongs to.
SELECT d.case_id FROM tokens t JOIN drafts d ON d.id = t.draft_id WHERE t.token_hash = ?;

-- name: pending_records
-- The pending draft of a case with each unspent token.
SELECT t.token_hash, t.draft_id, t.draft_hash, t.approver, t.message_id, t.created_at, t.expires_at, t.used_at,
  (SELECT sum(x.hinted) FROM tokens x WHERE x.draft_id = t.draft_id AND x.approver = t.approver), d.value, d.state, c.value,
  (SELECT json_group_array(DISTINCT x.approver) FROM tokens x WHERE x.draft_id = t.draft_id AND x.used_at IS NULL),
  (SELECT count(*) FROM tokens x WHERE x.draft_id = t.draft_id AND x.approver = t.approver)
FROM drafts d JOIN cases c ON c.id = d.case_id JOIN tokens t ON t.draft_id = d.id
WHERE d.case_id = ? AND d.state = 'pending' AND t.used_at IS NULL ORDER BY t.created_at, t.rowid;

-- name: expired_records
-- Pending drafts that nobody can decide any more, with their latest token.
SELECT t.token_hash, t.draft_id, t.draft_hash, t.approver, t.message_id, t.created_at, t.expires_at, t.used_at,
  (SELECT sum(x.hinted) FROM tokens x WHERE x.draft_id = t.draft_id AND x.approver = t.approver), d.value, d.state, c.value,
  (SELECT json_group_array(DISTINCT x.approver) FROM tokens x WHERE x.draft_id = t.draft_id AND x.used_at IS NULL),
  (SELECT count(*) FROM tokens x WHERE x.draft_id = t.draft_id AND x.approver = t.approver)
FROM drafts d INDEXED BY drafts_pending JOIN cases c ON c.id = d.case_id
JOIN tokens t ON t.rowid = (SELECT x.rowid FROM tokens x WHERE x.draft_id = d.id ORDER BY x.expires_at DESC, x.rowid DESC LIMIT 1)
WHERE d.state = 'pending' AND t.expires_at <= ? ORDER BY d.n;

-- name: unanswered_records
-- Requests older than this whose draft waits and was not brought to mind that often yet.
SELECT t.token_hash, t.draft_id, t.draft_hash, t.approver, t.message_id, t.created_at, t.expires_at, t.used_at,
  (SELECT sum(x.hinted) FROM tokens x WHERE x.draft_id = t.draft_id AND x.approver = t.approver), d.value, d.state, c.value,
  (SELECT json_group_array(DISTINCT x.approver) FROM tokens x WHERE x.draft_id = t.draft_id AND x.used_at IS NULL),
  (SELECT count(*) FROM tokens x WHERE x.draft_id = t.draft_id AND x.approver = t.approver)
FROM drafts d INDEXED BY drafts_pending JOIN cases c ON c.id = d.case_id JOIN tokens t ON t.draft_id = d.id
WHERE d.state = 'pending' AND t.used_at IS NULL AND (t.created_at <= ?1 OR json_extract(d.value, '$.held_until') <= ?2)
  AND coalesce(json_extract(d.value, '$.reminded'), 0) < ?3
ORDER BY d.n, t.created_at, t.rowid;

-- name: waiting_drafts
-- Pending drafts with whom was asked first.
SELECT d.value, d.state, c.value, t.approver, coalesce(t.created_at, d.created_at)
FROM drafts d INDEXED BY drafts_pending JOIN cases c ON c.id = d.case_id
LEFT JOIN tokens t ON t.rowid = (SELECT x.rowid FROM tokens x WHERE x.draft_id = d.id ORDER BY x.created_at, x.rowid LIMIT 1)
WHERE d.state = 'pending' ORDER BY d.n;

-- ===== the dossier ===================================================================================================

-- name: mails_by_sha256
-- The same bytes before.
SELECT id, kind, sender, received_at, message_id, fingerprint, sha256, case_id, proven FROM mails
WHERE sha256 = ? AND id < ? AND kind IS NOT NULL ORDER BY id DESC LIMIT ?;

-- name: mails_by_message_id
-- The same Message-ID before.
SELECT id, kind, sender, received_at, message_id, fingerprint, sha256, case_id, proven FROM mails
WHERE message_id = ? AND id < ? AND kind IS NOT NULL ORDER BY id DESC LIMIT ?;

-- name: mails_by_fingerprint
-- The same words before.
SELECT id, kind, sender, received_at, message_id, fingerprint, sha256, case_id, proven FROM mails
WHERE fingerprint = ? AND fingerprint <> '' AND id < ? AND kind IS NOT NULL ORDER BY id DESC LIMIT ?;

-- name: mails_by_inner
-- The mail inside a forward, if we had it before: by itself or in another forward.
SELECT id, kind, sender, received_at, message_id, fingerprint, sha256, case_id, proven FROM mails
WHERE (message_id = ?1 OR inner_message_id = ?1) AND id < ?2 AND kind IS NOT NULL ORDER BY id DESC LIMIT ?3;

-- name: thread_links
-- Which mails of a thread we know: theirs, and ours.
SELECT message_id, case_id, 0, sender FROM mails WHERE message_id IN (SELECT value FROM json_each(?1)) AND kind IS NOT NULL
UNION
SELECT inner_message_id, case_id, 0, writer FROM mails
WHERE inner_message_id IN (SELECT value FROM json_each(?1)) AND kind IS NOT NULL
UNION
SELECT message_id, case_id, 1, '' FROM outbox WHERE message_id IN (SELECT value FROM json_each(?1));

-- name: records_by_hash
-- Tokens that the mail carries.
SELECT t.token_hash, t.draft_id, t.draft_hash, t.approver, t.message_id, t.created_at, t.expires_at, t.used_at,
  (SELECT sum(x.hinted) FROM tokens x WHERE x.draft_id = t.draft_id AND x.approver = t.approver), d.value, d.state, c.value,
  (SELECT json_group_array(DISTINCT x.approver) FROM tokens x WHERE x.draft_id = t.draft_id AND x.used_at IS NULL),
  (SELECT count(*) FROM tokens x WHERE x.draft_id = t.draft_id AND x.approver = t.approver)
FROM tokens t JOIN drafts d ON d.id = t.draft_id JOIN cases c ON c.id = d.case_id
WHERE t.token_hash IN (SELECT value FROM json_each(?)) ORDER BY t.rowid;

-- name: records_by_message_id
-- Tokens of the requests that the mail answers.
SELECT t.token_hash, t.draft_id, t.draft_hash, t.approver, t.message_id, t.created_at, t.expires_at, t.used_at,
  (SELECT sum(x.hinted) FROM tokens x WHERE x.draft_id = t.draft_id AND x.approver = t.approver), d.value, d.state, c.value,
  (SELECT json_group_array(DISTINCT x.approver) FROM tokens x WHERE x.draft_id = t.draft_id AND x.used_at IS NULL),
  (SELECT count(*) FROM tokens x WHERE x.draft_id = t.draft_id AND x.approver = t.approver)
FROM tokens t JOIN drafts d ON d.id = t.draft_id JOIN cases c ON c.id = d.case_id
WHERE t.message_id IN (SELECT value FROM json_each(?)) ORDER BY t.rowid;

-- name: cases_of_question
-- Cases by tag or thread, by client, by address, or opened by a mail of the thread.
SELECT value FROM cases WHERE number IN (
  SELECT number FROM json_each(?1) AS one CROSS JOIN cases ON cases.id = one.value
  UNION ALL SELECT number FROM json_each(?2) AS one CROSS JOIN cases ON client_key = one.value WHERE client_key <> ''
  UNION ALL SELECT number FROM json_each(?3) AS one CROSS JOIN cases ON client_email = one.value
  UNION ALL SELECT number FROM json_each(?4) AS one CROSS JOIN cases ON root_message_id = one.value WHERE root_message_id <> ''
) ORDER BY number DESC LIMIT ?5;

-- name: counters
-- Four numbers at once: the next case, how many drafts this writer made us ask about today, its hints today, guesses at tokens lately.
SELECT (SELECT coalesce(max(number), 0) + 1 FROM cases),
  (SELECT count(DISTINCT draft_id) FROM json_each(?1) AS one CROSS JOIN asked ON writer = one.value AND at >= ?2),
  (SELECT count(*) FROM json_each(?1) AS one CROSS JOIN hints ON address = one.value AND at >= ?2),
  (SELECT count(*) FROM mails WHERE reason = 'TOKEN_UNKNOWN' AND ended_at > ?3);

-- ===== ledger ========================================================================================================

-- name: clients_by_way
-- Whose address or domain this is, an exact address first.
SELECT client_key FROM json_each(?) AS one CROSS JOIN client_ways ON way = one.value GROUP BY client_key
ORDER BY min(role = 'domain'), client_key LIMIT ?;

-- name: clients_by_key
-- The clients themselves.
SELECT value FROM clients WHERE client_key IN (SELECT value FROM json_each(?)) ORDER BY client_key;

-- name: invoice_totals
-- The sums of invoices with these numbers, of one client or (for an empty key) of any.
SELECT total FROM invoices WHERE number_norm IN (SELECT value FROM json_each(?1)) AND ?2 IN ('', client_key);

-- name: foreign_numbers
-- Numbers that no invoice of this client has, for the last check before a mail leaves.
SELECT number FROM invoices WHERE client_key <> ?1 EXCEPT SELECT number FROM invoices WHERE client_key = ?1;

-- name: cases_under_name
-- Cases kept under a name that is now part of another client.
SELECT value FROM cases WHERE client_key = ?;

-- name: invoices_by_number
-- Invoices of any client with these numbers.
SELECT number, client_key, client_name, client_email, issue_date, due_date, currency, total, tax, subtotal, po_number, status,
  paid_amount, description, lines, n
FROM json_each(?) AS one CROSS JOIN invoices ON number_norm = one.value ORDER BY n LIMIT ?;

-- name: invoices_by_po
-- Invoices of any client with these order numbers.
SELECT number, client_key, client_name, client_email, issue_date, due_date, currency, total, tax, subtotal, po_number, status,
  paid_amount, description, lines, n
FROM invoices WHERE po_norm <> '' AND po_norm IN (SELECT value FROM json_each(?)) ORDER BY n LIMIT ?;

-- name: invoices_by_amount
-- Invoices of these clients only, by their total.
SELECT number, client_key, client_name, client_email, issue_date, due_date, currency, total, tax, subtotal, po_number, status,
  paid_amount, description, lines, n
FROM invoices WHERE total_plain IN (SELECT value FROM json_each(?)) AND client_key IN (SELECT value FROM json_each(?))
ORDER BY issue_date DESC LIMIT ?;

-- name: invoices_of_clients
-- The newest invoices of the writer's clients.
SELECT number, client_key, client_name, client_email, issue_date, due_date, currency, total, tax, subtotal, po_number, status,
  paid_amount, description, lines, n
FROM invoices WHERE client_key IN (SELECT value FROM json_each(?)) ORDER BY issue_date DESC, n DESC LIMIT ?;

-- name: payments_of
-- What these clients, or these addresses, paid.
SELECT paid_on, client_email, amount, reference, nth FROM payments WHERE rowid IN (
  SELECT rowid FROM payments WHERE client_key IN (SELECT value FROM json_each(?1))
  UNION ALL SELECT rowid FROM payments WHERE client_email IN (SELECT value FROM json_each(?2))
) ORDER BY paid_on DESC, client_email, amount_plain, reference, nth LIMIT ?3;

-- name: payments_loose
-- Payments of nobody in particular with one of these amounts.
SELECT paid_on, client_email, amount, reference, nth FROM payments
WHERE client_key = '' AND amount_plain IN (SELECT value FROM json_each(?)) ORDER BY paid_on DESC, client_email, reference, nth LIMIT ?;

-- name: contracts_of
-- What was agreed with these addresses.
SELECT client_email, rate, discount_pct, payment_terms_days, note FROM contracts
WHERE client_email IN (SELECT value FROM json_each(?)) ORDER BY client_email;

-- name: contacts_of
-- More addresses of these clients.
SELECT client_name, email, domain FROM contacts
WHERE name_key IN (SELECT name_key FROM client_names WHERE client_key IN (SELECT value FROM json_each(?)))
ORDER BY name_key, email, domain LIMIT 500;

-- name: all_names
-- Who is named on invoices with which address, oldest first.
SELECT name_key, client_name, client_email FROM invoices GROUP BY name_key, client_name, client_email ORDER BY min(n);

-- name: all_invoices
-- The whole ledger.
SELECT number, client_key, client_name, client_email, issue_date, due_date, currency, total, tax, subtotal, po_number, status,
  paid_amount, description, lines, n
FROM invoices ORDER BY n;

-- name: all_payments
-- All payments.
SELECT paid_on, client_email, amount, reference, nth, amount_plain FROM payments ORDER BY paid_on, client_email, amount_plain, reference, nth;

-- name: all_contracts
-- All contracts.
SELECT client_email, rate, discount_pct, payment_terms_days, note FROM contracts ORDER BY client_email;

-- name: all_contacts
-- All contacts.
SELECT client_name, email, domain FROM contacts ORDER BY name_key, email, domain;

-- name: invoice_by_key
-- The rows that may be the same invoice; whose they are is compared outside.
SELECT number, number_norm, name_key, client_name, client_email, issue_date, due_date, currency, total, total_plain, tax, subtotal,
  po_number, po_norm, status, paid_amount, description, lines, n
FROM invoices WHERE number_norm = ? AND number = ?;

-- name: insert_invoice
-- A new invoice.
INSERT INTO invoices (number, number_norm, name_key, client_name, client_email, issue_date, due_date, currency, total, total_plain, tax,
  subtotal, po_number, po_norm, status, paid_amount, description, lines, client_key)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: update_invoice
-- A newer version of an invoice.
UPDATE invoices SET number = ?, number_norm = ?, name_key = ?, client_name = ?, client_email = ?, issue_date = ?, due_date = ?,
  currency = ?, total = ?, total_plain = ?, tax = ?, subtotal = ?, po_number = ?, po_norm = ?, status = ?, paid_amount = ?,
  description = ?, lines = ?, client_key = ? WHERE n = ?;

-- name: disputes_of_number
-- Open cases about an invoice number.
SELECT c.id, c.client_key FROM case_invoices i JOIN cases c ON c.id = i.case_id
WHERE i.number_norm = ? AND c.status <> 'closed' ORDER BY c.number;

-- name: insert_payment
-- A payment, once however often its file is imported.
INSERT OR IGNORE INTO payments (paid_on, client_email, amount, amount_plain, reference, nth) VALUES (?, ?, ?, ?, ?, ?);

-- name: put_contract
-- What was agreed; counts only where something changed.
INSERT INTO contracts (client_email, rate, discount_pct, payment_terms_days, note) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (client_email) DO UPDATE SET rate = excluded.rate, discount_pct = excluded.discount_pct,
  payment_terms_days = excluded.payment_terms_days, note = excluded.note
WHERE rate IS NOT excluded.rate OR discount_pct IS NOT excluded.discount_pct
  OR payment_terms_days IS NOT excluded.payment_terms_days OR note IS NOT excluded.note;

-- name: insert_contact
-- One more address or domain of a client.
INSERT OR IGNORE INTO contacts (name_key, client_name, email, domain) VALUES (?, ?, ?, ?);

-- name: forget_names
-- Who is whose client is written anew after each import.
DELETE FROM client_names;

-- name: forget_clients
-- Who is whose client is written anew after each import.
DELETE FROM clients;

-- name: forget_ways
-- Who is whose client is written anew after each import.
DELETE FROM client_ways;

-- name: insert_name
-- A name and the client it belongs to.
INSERT INTO client_names (name_key, client_key) VALUES (?, ?);

-- name: insert_client
-- A client as a value.
INSERT INTO clients (client_key, value) VALUES (?, ?);

-- name: insert_way
-- An address, or `@domain`, that tells a client.
INSERT OR IGNORE INTO client_ways (way, client_key, role) VALUES (?, ?, ?);

-- name: invoices_follow_names
-- Invoices go with their client where names became one.
UPDATE invoices SET client_key = (SELECT client_key FROM client_names WHERE client_names.name_key = invoices.name_key)
WHERE client_key <> (SELECT client_key FROM client_names WHERE client_names.name_key = invoices.name_key);

-- name: disown_payments
-- Before payments are linked to clients anew.
UPDATE payments SET client_key = '' WHERE client_key <> '';

-- name: own_payment
-- This payment is that client's.
UPDATE payments SET client_key = ? WHERE paid_on = ? AND client_email = ? AND amount_plain = ? AND reference = ? AND nth = ?;

-- name: clients_by_numbers
-- Whose invoices a payment reference names.
SELECT DISTINCT client_key FROM invoices WHERE number_norm IN (SELECT value FROM json_each(?)) LIMIT 2;

-- name: clients_by_email
-- Whose invoice or contact address a payer's is.
SELECT client_key FROM client_ways WHERE way = ? AND role = 'email' LIMIT 2;

-- name: clients_by_total
-- Who was billed exactly that amount.
SELECT DISTINCT client_key FROM invoices WHERE total_plain = ? LIMIT 2;

-- ===== outbox ========================================================================================================

-- name: insert_outbox
-- A frozen mail on its way.
INSERT INTO outbox (id, audience, staff_mail, case_id, draft_id, recipients, message_id, raw_sha256, approved_hash, state, queued_at,
  next_at, allowed_numbers, promised_on, subject, changed_at, raw)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?, ?);

-- name: insert_recipient
-- Each recipient of a mail, for the limits.
INSERT INTO outbox_recipients (n, email, domain) VALUES (?, ?, ?);

-- name: outbox_one
-- One outgoing mail.
SELECT id, audience, staff_mail, case_id, draft_id, recipients, message_id, raw_sha256, approved_hash, state, queued_at, next_at, tries,
  last_answer, sent_at, allowed_numbers, promised_on, raw FROM outbox WHERE id = ?;

-- name: outbox_in
-- Outgoing mails in these states, oldest first.
SELECT id, audience, staff_mail, case_id, draft_id, recipients, message_id, raw_sha256, approved_hash, state, queued_at, next_at, tries,
  last_answer, sent_at, allowed_numbers, promised_on, raw FROM outbox WHERE state IN (SELECT value FROM json_each(?)) ORDER BY n;

-- name: outbox_due
-- What may be sent now, oldest first.
SELECT id, audience, staff_mail, case_id, draft_id, recipients, message_id, raw_sha256, approved_hash, state, queued_at, next_at, tries,
  last_answer, sent_at, allowed_numbers, promised_on, raw FROM outbox
WHERE state IN ('queued', 'deferred') AND next_at <= ? ORDER BY n LIMIT ?;

-- name: outbox_by_message_id
-- Mails of ours that a thread or a bounce names.
SELECT id, audience, staff_mail, case_id, draft_id, recipients, message_id, raw_sha256, approved_hash, state, queued_at, next_at, tries,
  last_answer, sent_at, allowed_numbers, promised_on, raw FROM outbox
WHERE message_id IN (SELECT value FROM json_each(?)) ORDER BY n LIMIT 50;

-- name: outbox_sent
-- Mails to clients that left in the window.
SELECT id, audience, staff_mail, case_id, draft_id, recipients, message_id, raw_sha256, approved_hash, state, queued_at, next_at, tries,
  last_answer, sent_at, allowed_numbers, promised_on, NULL FROM outbox
WHERE sent_at > ? AND sent_at <= ? AND audience = 'client' ORDER BY n;

-- name: outbox_uncopied
-- Mails to clients that left and have no copy in the sent folder yet.
SELECT id, audience, staff_mail, case_id, draft_id, recipients, message_id, raw_sha256, approved_hash, state, queued_at, next_at, tries,
  last_answer, sent_at, allowed_numbers, promised_on, raw FROM outbox
WHERE sent_at > ? AND audience = 'client' AND copied_at IS NULL AND raw IS NOT NULL ORDER BY sent_at, n LIMIT ?;

-- name: mark_copied
-- They have their copy.
UPDATE outbox SET copied_at = ? WHERE id IN (SELECT value FROM json_each(?));

-- name: ids_unknown
-- Message-IDs that are none of ours.
SELECT value FROM json_each(?) WHERE value NOT IN (SELECT message_id FROM outbox);

-- name: outbox_troubled
-- Mails that a person must settle, and those of the window that some recipient did not get.
SELECT id, audience, staff_mail, case_id, draft_id, recipients, message_id, raw_sha256, approved_hash, state, queued_at, next_at, tries,
  last_answer, sent_at, allowed_numbers, promised_on, NULL FROM outbox
WHERE state IN (SELECT value FROM json_each(?1)) OR (refused <> '[]' AND sent_at > ?2 AND sent_at <= ?3) ORDER BY n;

-- name: requests_of_draft
-- The approval mails of a draft, by themselves or by their tokens.
SELECT id, audience, staff_mail, case_id, draft_id, recipients, message_id, raw_sha256, approved_hash, state, queued_at, next_at, tries,
  last_answer, sent_at, allowed_numbers, promised_on, raw FROM outbox
WHERE staff_mail = 'approval' AND (draft_id = ? OR message_id IN (SELECT message_id FROM tokens WHERE draft_id = ?)) ORDER BY n;

-- name: draft_state_of_request
-- Whether an approval mail still asks something.
SELECT state FROM drafts WHERE id = coalesce(?1, (SELECT draft_id FROM tokens WHERE message_id = ?2 LIMIT 1));

-- name: case_of_message
-- Which case a mail of ours belongs to.
SELECT case_id FROM outbox WHERE message_id = ?;

-- name: claim_row
-- First phase of sending; only one sender gets it.
UPDATE outbox SET state = 'sending_dialogue', tries = tries + 1, lease_until = ?, handed_at = ?, changed_at = ?
WHERE id = ? AND state IN ('queued', 'deferred') AND next_at <= ?;

-- name: unclaim_late_row
-- The machine slept between the phases: nothing was handed over yet, begin anew.
UPDATE outbox SET state = 'queued', changed_at = ? WHERE id = ? AND state = 'sending_dialogue' AND lease_until < ?;

-- name: row_to_data
-- Second phase of sending: from here on the server may have it.
UPDATE outbox SET state = 'sending_data', handed_at = ?, changed_at = ? WHERE id = ? AND state = 'sending_dialogue';

-- name: settle_row
-- How handing over ended; an uncertain mail to staff that is queued again is marked, so that it happens once.
UPDATE outbox SET state = ?1, last_answer = ?2, sent_at = ?3, next_at = ?4, reason = ?5, refused = ?6,
  repeated = repeated OR ?7, handed_at = CASE WHEN ?1 IN ('sent', 'uncertain') THEN ?8 ELSE handed_at END, changed_at = ?8 WHERE id = ?9;

-- name: row_repeated
-- Whether a mail to staff was queued once more already.
SELECT repeated FROM outbox WHERE id = ?;

-- name: postponed_why
-- Why a mail was put off last time.
SELECT postponed FROM outbox WHERE id = ? AND state IN ('queued', 'deferred');

-- name: postpone_row
-- Put it off.
UPDATE outbox SET next_at = ?, postponed = ? WHERE id = ?;

-- name: block_row
-- The last check refused it.
UPDATE outbox SET state = 'blocked', reason = ?, last_answer = ?, changed_at = ?
WHERE id = ? AND state IN ('queued', 'deferred', 'sending_dialogue');

-- name: requeue_row
-- A person wants it sent again.
UPDATE outbox SET state = 'queued', next_at = ?, reason = NULL, changed_at = ? WHERE id = ?;

-- name: give_up_row
-- A person settled it.
UPDATE outbox SET state = 'given_up', changed_at = ? WHERE id = ?;

-- name: withdraw_row
-- Nobody needs it any more.
UPDATE outbox SET state = 'given_up', last_answer = ?, changed_at = ? WHERE id = ?;

-- name: erase_row
-- The bytes of a request hold a token; their hash stays.
UPDATE outbox SET raw = NULL WHERE id = ?;

-- name: handed_to_address
-- Mails to this client address since midnight.
SELECT count(*) FROM outbox_recipients r JOIN outbox o ON o.n = r.n
WHERE r.email = ? AND o.audience = 'client' AND o.handed_at >= ? AND o.state IN ('sending_dialogue', 'sending_data', 'sent', 'uncertain');

-- name: handed_to_domain
-- Mails to this client domain in the last hour.
SELECT count(*) FROM outbox o WHERE o.audience = 'client' AND o.handed_at > ?
AND o.state IN ('sending_dialogue', 'sending_data', 'sent', 'uncertain')
AND EXISTS (SELECT 1 FROM outbox_recipients r WHERE r.n = o.n AND r.domain = ?);

-- name: handed_about_case
-- Mails to clients about this case since midnight.
SELECT count(*) FROM outbox WHERE case_id = ? AND audience = 'client' AND handed_at >= ?
AND state IN ('sending_dialogue', 'sending_data', 'sent', 'uncertain');

-- name: handed_to_all
-- Mails to all clients in the last hour.
SELECT count(*) FROM outbox WHERE audience = 'client' AND handed_at > ?
AND state IN ('sending_dialogue', 'sending_data', 'sent', 'uncertain');

-- ===== digest ========================================================================================================

-- name: insert_digest
-- One digest per local date.
INSERT INTO digests (local_date, from_at, until_at, skipped) VALUES (?, ?, ?, ?);

-- name: last_digest
-- Where the next window begins.
SELECT local_date, until_at FROM digests ORDER BY until_at DESC LIMIT 1;

-- name: count_ended
-- Mails settled or held in the window, by what they are.
SELECT kind, reason, count(*) FROM mails WHERE ended_at > ? AND ended_at <= ? GROUP BY kind, reason;

-- name: count_trouble
-- Reason codes of outgoing mails in the window.
SELECT reason, count(*) FROM outbox WHERE changed_at > ? AND changed_at <= ? AND reason IS NOT NULL GROUP BY reason;

-- name: count_waiting
-- Mails kept and not yet processed.
SELECT count(*) FROM mails WHERE state = 'waiting';

-- name: count_bounces
-- Reports of mails that did not arrive.
SELECT count(*) FROM journal WHERE kind = 'mark_bounced' AND at > ? AND at <= ?;

-- name: client_lines
-- Mails from clients in the window.
SELECT id, kind, reason, sender, subject, case_id, received_at, intent FROM mails
WHERE ended_at > ? AND ended_at <= ? AND kind IN ('client_mail', 'staff_forward') AND reason IS NOT 'BEFORE_SINCE' ORDER BY id;

-- name: ignored_lines
-- Mails that needed nothing, history left out.
SELECT id, kind, reason, sender, subject, case_id, received_at, intent FROM mails
WHERE ended_at > ? AND ended_at <= ? AND kind IN ('auto_reply', 'list', 'spam', 'duplicate', 'own') AND reason IS NOT 'BEFORE_SINCE'
ORDER BY id;

-- name: acknowledged
-- When a client's mail came and when its answer left in the window.
SELECT m.received_at, o.sent_at FROM outbox o JOIN drafts d ON d.id = o.draft_id JOIN mails m ON m.id = d.mail_id
WHERE o.sent_at > ? AND o.sent_at <= ? AND o.audience = 'client' ORDER BY o.n;

-- ===== erasure =======================================================================================================

-- name: cases_erasable
-- Cases closed before a moment, all their outgoing mails ended.
SELECT c.id FROM cases c WHERE c.closed_at < ?1 AND c.status = 'closed' AND c.erased_at IS NULL AND NOT EXISTS (
  SELECT 1 FROM outbox o WHERE o.case_id = c.id AND o.state NOT IN (SELECT value FROM json_each(?2))
) ORDER BY c.number LIMIT ?3;

-- name: mails_erasable
-- Mails of no case that were settled before a moment.
SELECT id FROM mails WHERE ended_at < ? AND case_id IS NULL AND erased_at IS NULL AND state IN ('settled', 'discarded')
ORDER BY id LIMIT ?;

-- name: letters_erasable
-- Digests and other mails to staff of no case that ended before a moment.
SELECT id FROM outbox WHERE changed_at < ? AND case_id IS NULL AND raw IS NOT NULL AND state IN (SELECT value FROM json_each(?))
ORDER BY n LIMIT ?;

-- name: cases_of_person
-- Cases of a client's address, and those it wrote in.
SELECT id FROM cases WHERE erased_at IS NULL AND (client_email = ?1
  OR id IN (SELECT case_id FROM mails WHERE (sender = ?1 OR writer = ?1) AND case_id IS NOT NULL)) ORDER BY number;

-- name: mails_of_person
-- Settled mails of an address that belong to no case.
SELECT id FROM mails WHERE (sender = ?1 OR writer = ?1) AND case_id IS NULL AND erased_at IS NULL AND state IN ('settled', 'discarded')
ORDER BY id;

-- name: letter_states_of_case
-- Whether all outgoing mails of a case have ended.
SELECT DISTINCT state FROM outbox WHERE case_id = ?;

-- name: mails_of_cases
-- The mails that go with these cases.
SELECT id FROM mails WHERE case_id IN (SELECT value FROM json_each(?)) AND erased_at IS NULL ORDER BY id;

-- name: letters_to_erase
-- Outgoing mails of these cases, or these; their hashes move to the tombstone.
SELECT id, raw_sha256 FROM outbox WHERE case_id IN (SELECT value FROM json_each(?1)) OR id IN (SELECT value FROM json_each(?2)) ORDER BY n;

-- name: entries_of_cases
-- Journal entries of these cases whose contents hold a client's words or address.
SELECT j.seq FROM journal j JOIN journal_contents c ON c.seq = j.seq
WHERE j.case_id IN (SELECT value FROM json_each(?)) AND j.kind NOT IN (SELECT value FROM json_each(?)) AND c.content IS NOT NULL;

-- name: entries_of_mails
-- The same of mails, where the entry names no case.
SELECT j.seq FROM journal j JOIN journal_contents c ON c.seq = j.seq
WHERE j.case_id IS NULL AND j.kind NOT IN (SELECT value FROM json_each(?1)) AND c.content IS NOT NULL
AND json_extract(c.content, '$.mail_id') IN (SELECT value FROM json_each(?2));

-- name: erase_contents
-- The chain needs their hashes only.
UPDATE journal_contents SET content = NULL WHERE seq IN (SELECT value FROM json_each(?));

-- name: forget_mails
-- What a mail was found by.
UPDATE mails SET sender = '', writer = '', subject = '', message_id = NULL, inner_message_id = NULL, fingerprint = '', erased_at = ?
WHERE id IN (SELECT value FROM json_each(?));

-- name: forget_explanations
-- What the desk made of a mail repeats its words.
DELETE FROM explanations WHERE mail_id IN (SELECT value FROM json_each(?));

-- name: bytes_to_erase
-- Bytes that no other mail holds.
SELECT DISTINCT m.sha256 FROM mails m WHERE m.id IN (SELECT value FROM json_each(?))
AND NOT EXISTS (SELECT 1 FROM mails o WHERE o.sha256 = m.sha256 AND o.erased_at IS NULL);

-- name: erase_bytes
-- The hash they are kept under stays.
UPDATE raws SET raw = x'' WHERE sha256 IN (SELECT value FROM json_each(?));

-- name: drafts_of_case
-- All answers of a case.
SELECT value, state, id FROM drafts WHERE case_id = ?;

-- name: forget_draft
-- Its text goes, its hash stays.
UPDATE drafts SET value = ? WHERE id = ?;

-- name: forget_asked
-- Who caused the requests.
UPDATE asked SET writer = '' WHERE draft_id IN (SELECT id FROM drafts WHERE case_id = ?);

-- name: mark_case_erased
-- A case is erased once.
UPDATE cases SET erased_at = ? WHERE id = ?;

-- name: forget_recipients
-- To whom it went.
DELETE FROM outbox_recipients WHERE n IN (SELECT n FROM outbox WHERE id IN (SELECT value FROM json_each(?)));

-- name: forget_letters
-- An outgoing mail's bytes and addresses.
UPDATE outbox SET raw = NULL, recipients = '[]', subject = '', last_answer = '', refused = '[]'
WHERE id IN (SELECT value FROM json_each(?));
