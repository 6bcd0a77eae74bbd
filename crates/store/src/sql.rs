//! Every statement, once. One text for both databases (`$1`); the two that must differ stand side by side at the end.

pub(crate) const RECEIVE: &str =
    "INSERT INTO inbox (agency, dedupe, thread, received, doc) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (agency, dedupe) DO NOTHING";
pub(crate) const WAITING: &str = "SELECT i.seq, i.doc FROM inbox i WHERE i.agency = $1 AND i.outcome IS NULL
    AND NOT EXISTS (SELECT 1 FROM inbox o WHERE o.agency = i.agency AND o.thread = i.thread AND o.outcome IS NULL AND o.seq < i.seq)
    ORDER BY i.seq LIMIT $2";
pub(crate) const CONSUME_ARRIVAL: &str =
    "UPDATE inbox SET outcome = $1, handled = $2 WHERE agency = $3 AND seq = $4 AND outcome IS NULL";

pub(crate) const CASE: &str = "SELECT doc, version FROM cases WHERE agency = $1 AND id = $2";
pub(crate) const ACTIVE_CASES: &str =
    "SELECT doc, version FROM cases WHERE agency = $1 AND (is_open OR is_waiting) ORDER BY opened, number";
pub(crate) const CASES_OF: &str =
    "SELECT doc FROM cases WHERE agency = $1 AND kind = $2 AND opened >= $3 ORDER BY opened, number";
pub(crate) const RECENT_CASES: &str =
    "SELECT doc FROM cases WHERE agency = $1 ORDER BY updated DESC, number DESC LIMIT $2";
pub(crate) const CASE_BY_NUMBER: &str = "SELECT doc FROM cases WHERE agency = $1 AND number = $2";
pub(crate) const INSERT_CASE: &str = "INSERT INTO cases
    (agency, id, number, kind, phase, is_open, is_waiting, shift_key, shift_start, opened, updated, version, doc)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12)";
pub(crate) const UPDATE_CASE: &str = "UPDATE cases SET phase = $1, is_open = $2, is_waiting = $3, shift_key = $4,
    shift_start = $5, updated = $6, version = version + 1, doc = $7 WHERE agency = $8 AND id = $9 AND version = $10";

pub(crate) const UNWANTED: &str = "SELECT DISTINCT caregiver FROM unwanted WHERE agency = $1 AND client = $2";
pub(crate) const CLEAR_UNWANTED: &str = "DELETE FROM unwanted WHERE agency = $1 AND case_id = $2";
pub(crate) const PUT_UNWANTED: &str =
    "INSERT INTO unwanted (agency, client, caregiver, case_id) VALUES ($1, $2, $3, $4)
    ON CONFLICT (agency, client, caregiver, case_id) DO NOTHING";

pub(crate) const CONVERSATION: &str =
    "SELECT doc, version FROM conversations WHERE agency = $1 AND phone = $2";
pub(crate) const CONVERSATIONS: &str =
    "SELECT doc, version FROM conversations WHERE agency = $1 ORDER BY phone";
pub(crate) const INSERT_CONVERSATION: &str =
    "INSERT INTO conversations (agency, phone, opted_out, version, doc) VALUES ($1, $2, $3, 1, $4)";
pub(crate) const UPDATE_CONVERSATION: &str =
    "UPDATE conversations SET opted_out = $1, version = version + 1, doc = $2
    WHERE agency = $3 AND phone = $4 AND version = $5";

pub(crate) const NEXT_COUNTER: &str = "INSERT INTO counters (agency, name, value) VALUES ($1, $2, 1)
    ON CONFLICT (agency, name) DO UPDATE SET value = counters.value + 1 RETURNING value";
pub(crate) const SET_COUNTER: &str = "INSERT INTO counters (agency, name, value) VALUES ($1, $2, $3)
    ON CONFLICT (agency, name) DO UPDATE SET value = excluded.value";
pub(crate) const COUNTER: &str = "SELECT value FROM counters WHERE agency = $1 AND name = $2";

pub(crate) const CONSUME_TIMER: &str =
    "DELETE FROM timers WHERE agency = $1 AND case_id = $2 AND name = $3 AND due = $4";
pub(crate) const SET_TIMER: &str = "INSERT INTO timers (agency, case_id, name, due) VALUES ($1, $2, $3, $4)
    ON CONFLICT (agency, case_id, name) DO UPDATE SET due = excluded.due";
pub(crate) const CLEAR_TIMER: &str = "DELETE FROM timers WHERE agency = $1 AND case_id = $2 AND name = $3";
pub(crate) const DUE_TIMERS: &str = "SELECT case_id, name, due FROM timers WHERE agency = $1 AND due <= $2
    ORDER BY due, case_id, name LIMIT $3";
pub(crate) const TIMERS_OF: &str =
    "SELECT name, due FROM timers WHERE agency = $1 AND case_id = $2 ORDER BY name";
pub(crate) const NEXT_TIMER: &str = "SELECT MIN(due) FROM timers WHERE agency = $1";
pub(crate) const NEXT_EFFECT: &str =
    "SELECT MIN(CASE WHEN lease_until IS NOT NULL AND lease_until > due THEN lease_until ELSE due END)
    FROM outbox WHERE agency = $1 AND state = 'pending'";

pub(crate) const JOURNAL: &str =
    "INSERT INTO journal (agency, case_id, at, event, facts) VALUES ($1, $2, $3, $4, $5)";
pub(crate) const JOURNAL_OF: &str =
    "SELECT at, event, facts FROM journal WHERE agency = $1 AND case_id = $2 ORDER BY seq";

pub(crate) const PLAN: &str = "INSERT INTO outbox
    (agency, name, case_id, work, phone, despite_opt_out, priority, due, planned, state, attempts)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'pending', 0) ON CONFLICT (agency, name) DO NOTHING";
pub(crate) const WITHDRAW: &str = "UPDATE outbox SET state = 'withdrawn', ended = $1
    WHERE agency = $2 AND name = $3 AND state = 'pending' AND begun IS NULL";
/// Whoever holds the row's lease has read what it said before: the lease goes, and it cannot begin.
pub(crate) const REWRITE: &str =
    "UPDATE outbox SET name = $1, work = $2, lease_owner = NULL, lease_until = NULL
    WHERE agency = $3 AND name = $4 AND state = 'pending' AND begun IS NULL";
pub(crate) const RELEASE_OFFERS: &str = "UPDATE outbox SET due = $1 WHERE agency = $2 AND state = 'pending'
    AND attempts = 0 AND due > $1 AND name LIKE '%/offer/%'";
pub(crate) const SILENCE: &str = "UPDATE outbox SET state = 'withdrawn', how = 'opted out', ended = $1
    WHERE agency = $2 AND phone = $3 AND NOT despite_opt_out AND state = 'pending' AND begun IS NULL";
pub(crate) const LEASE_ROW: &str =
    "UPDATE outbox SET lease_owner = $1, lease_until = $2 WHERE agency = $3 AND id = $4";
pub(crate) const BEGIN: &str = "UPDATE outbox SET begun = $1, attempts = attempts + 1
    WHERE agency = $2 AND id = $3 AND state = 'pending' AND lease_owner = $4 AND lease_until > $5
    AND (despite_opt_out OR phone IS NULL OR NOT EXISTS
        (SELECT 1 FROM conversations c WHERE c.agency = outbox.agency AND c.phone = outbox.phone AND c.opted_out))";
pub(crate) const DROP_OPTED_OUT: &str = "UPDATE outbox SET state = 'withdrawn', how = 'opted out', ended = $1
    WHERE agency = $2 AND id = $3 AND state = 'pending' AND NOT despite_opt_out AND EXISTS
        (SELECT 1 FROM conversations c WHERE c.agency = outbox.agency AND c.phone = outbox.phone AND c.opted_out)";
pub(crate) const END_EFFECT: &str = "UPDATE outbox SET state = $1, how = $2, ended = $3,
    provider_id = COALESCE($4, provider_id), lease_owner = NULL, lease_until = NULL
    WHERE agency = $5 AND id = $6 AND state = 'pending' AND lease_owner = $7";
pub(crate) const RETRY_EFFECT: &str = "UPDATE outbox SET due = $1, how = $2,
    begun = CASE WHEN $3 THEN begun ELSE NULL END, lease_owner = NULL, lease_until = NULL
    WHERE agency = $4 AND id = $5 AND state = 'pending' AND lease_owner = $6";
pub(crate) const DELIVERY_ROW: &str = "SELECT id, case_id, name, delivery, work FROM outbox WHERE agency = $1
    AND (id = $2 OR provider_id = $3) ORDER BY CASE WHEN id = $2 THEN 0 ELSE 1 END LIMIT 1";
pub(crate) const DELIVERED: &str = "UPDATE outbox SET delivery = $1, provider_id = COALESCE(provider_id, $2)
    WHERE agency = $3 AND id = $4";
pub(crate) const EFFECTS_OF: &str = "SELECT name, work, state, how, delivery, attempts, planned FROM outbox
    WHERE agency = $1 AND case_id = $2 ORDER BY id";

pub(crate) const PEOPLE: &str = "SELECT doc FROM people WHERE agency = $1 AND kind = $2 ORDER BY id";
pub(crate) const CLEAR_PEOPLE: &str = "DELETE FROM people WHERE agency = $1 AND kind = $2";
pub(crate) const PUT_PERSON: &str = "INSERT INTO people (agency, kind, id, doc) VALUES ($1, $2, $3, $4)
    ON CONFLICT (agency, kind, id) DO UPDATE SET doc = excluded.doc";
pub(crate) const DELETE_PERSON: &str = "DELETE FROM people WHERE agency = $1 AND kind = $2 AND id = $3";
pub(crate) const PERSON: &str = "SELECT doc FROM people WHERE agency = $1 AND kind = $2 AND id = $3";
pub(crate) const SHIFT: &str = "SELECT doc FROM shifts WHERE agency = $1 AND shift_key = $2";
pub(crate) const FORGET_SHIFTS: &str = "DELETE FROM shifts WHERE agency = $1 AND starts < $2";
pub(crate) const SET_MARK: &str = "INSERT INTO marks (agency, name, at) VALUES ($1, $2, $3)
    ON CONFLICT (agency, name) DO UPDATE SET at = excluded.at";
pub(crate) const MARKS: &str = "SELECT name, at FROM marks WHERE agency = $1";
pub(crate) const PUT_HINT: &str = "INSERT INTO hints (agency, kind, id, at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (agency, kind, id) DO UPDATE SET at = excluded.at";
pub(crate) const HINTS: &str =
    "SELECT kind, id, at FROM hints WHERE agency = $1 ORDER BY at, kind, id LIMIT $2";
pub(crate) const DROP_HINT: &str =
    "DELETE FROM hints WHERE agency = $1 AND kind = $2 AND id = $3 AND at = $4";
pub(crate) const SHIFTS: &str = "SELECT doc FROM shifts WHERE agency = $1 ORDER BY starts";
pub(crate) const SHIFTS_OF_CLIENT: &str =
    "SELECT doc FROM shifts WHERE agency = $1 AND client = $2 AND starts >= $3 AND starts < $4";
pub(crate) const SHIFTS_OF_CAREGIVER: &str =
    "SELECT doc FROM shifts WHERE agency = $1 AND caregiver = $2 AND starts >= $3 AND starts < $4";
pub(crate) const DELETE_SHIFT: &str = "DELETE FROM shifts WHERE agency = $1 AND shift_key = $2";
pub(crate) const PUT_SHIFT: &str = "INSERT INTO shifts (agency, shift_key, client, caregiver, starts, doc)
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (agency, shift_key)
    DO UPDATE SET client = excluded.client, caregiver = excluded.caregiver, doc = excluded.doc";

/// $1: how many microseconds what has begun is left alone.
pub(crate) const DROP_LEASES: &str = "UPDATE outbox SET lease_owner = NULL, lease_until = NULL,
    due = CASE WHEN begun + $1 > due THEN begun + $1 ELSE due END WHERE lease_owner IS NOT NULL";
pub(crate) const APPLIED: &str = "SELECT version FROM _sqlx_migrations WHERE success";

pub(crate) const TAKE_LEASE: &str =
    "INSERT INTO leases (agency, name, owner, until_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (agency, name) DO UPDATE SET owner = excluded.owner, until_at = excluded.until_at
    WHERE leases.owner = excluded.owner OR leases.until_at <= $5";

pub(crate) const RECENT_TEXTS: &str =
    "SELECT doc, outcome FROM inbox WHERE agency = $1 ORDER BY seq DESC LIMIT $2";

pub(crate) const LAST_TEXTS: &str = "SELECT seq, received, doc, outcome FROM inbox
    WHERE agency = $1 AND thread LIKE '+%' ORDER BY seq DESC LIMIT $2";
pub(crate) const TEXT_AT: &str =
    "SELECT seq, received, doc, outcome FROM inbox WHERE agency = $1 AND seq = $2";
pub(crate) const TEXTS_FROM: &str = "SELECT seq, received, doc, outcome FROM inbox
    WHERE agency = $1 AND thread = $2 ORDER BY seq DESC LIMIT $3";
pub(crate) const TEXTS_TO: &str = "SELECT name, work, state, how, delivery, attempts, planned FROM outbox
    WHERE agency = $1 AND phone = $2 ORDER BY id DESC LIMIT $3";
pub(crate) const CORRECT: &str =
    "INSERT INTO corrections (agency, inbox_seq, at, by_whom, doc) VALUES ($1, $2, $3, $4, $5)";
pub(crate) const CORRECTIONS_OF: &str =
    "SELECT doc FROM corrections WHERE agency = $1 AND inbox_seq = $2 ORDER BY seq";
pub(crate) const CORRECTIONS: &str = "SELECT c.doc, i.seq, i.received, i.doc, i.outcome FROM corrections c
    JOIN inbox i ON i.agency = c.agency AND i.seq = c.inbox_seq
    WHERE c.agency = $1 AND c.seq = (SELECT MAX(l.seq) FROM corrections l
        WHERE l.agency = c.agency AND l.inbox_seq = c.inbox_seq) ORDER BY c.seq";

pub(crate) const CONSULTATION: &str = "SELECT doc FROM consultations WHERE agency = $1 AND message = $2";
pub(crate) const CONSULTATIONS: &str =
    "SELECT doc FROM consultations WHERE agency = $1 ORDER BY begun DESC, message LIMIT $2";
pub(crate) const BEGIN_CONSULTATION: &str = "INSERT INTO consultations (agency, message, begun, doc)
    VALUES ($1, $2, $3, $4) ON CONFLICT (agency, message) DO NOTHING";
pub(crate) const END_CONSULTATION: &str = "UPDATE consultations SET ended = $1, doc = $2
    WHERE agency = $3 AND message = $4 AND ended IS NULL";

// -- the two dialects --

/// SQLite has one writer: nobody else can be claiming.
pub(crate) const CLAIMABLE_SQLITE: &str =
    "SELECT id, case_id, name, work, attempts, begun, planned FROM outbox
    WHERE agency = $1 AND state = 'pending' AND due <= $2 AND (lease_until IS NULL OR lease_until <= $2)
    ORDER BY priority, due, id LIMIT $3";
/// PostgreSQL skips rows that another replica is claiming at this moment.
pub(crate) const CLAIMABLE_POSTGRES: &str =
    "SELECT id, case_id, name, work, attempts, begun, planned FROM outbox
    WHERE agency = $1 AND state = 'pending' AND due <= $2 AND (lease_until IS NULL OR lease_until <= $2)
    ORDER BY priority, due, id LIMIT $3 FOR UPDATE SKIP LOCKED";
