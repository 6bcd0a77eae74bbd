-- Instants are microseconds UTC. Documents are JSON, read whole, never queried inside. Every row carries its agency.
CREATE TABLE cases (
    agency TEXT NOT NULL,
    id TEXT NOT NULL,
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    phase TEXT NOT NULL,
    is_open BOOLEAN NOT NULL,
    is_waiting BOOLEAN NOT NULL,
    shift_key TEXT,
    shift_start BIGINT,
    opened BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    version BIGINT NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (agency, id)
);
-- One open case per shift.
CREATE UNIQUE INDEX cases_one_open_per_shift ON cases (agency, shift_key) WHERE is_open AND shift_key IS NOT NULL;
CREATE INDEX cases_active ON cases (agency, opened) WHERE is_open OR is_waiting;
CREATE TABLE conversations (
    agency TEXT NOT NULL,
    phone TEXT NOT NULL,
    opted_out BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (agency, phone)
);
CREATE TABLE inbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    agency TEXT NOT NULL,
    dedupe TEXT NOT NULL,
    thread TEXT NOT NULL,
    received BIGINT NOT NULL,
    doc TEXT NOT NULL,
    outcome TEXT,
    handled BIGINT,
    UNIQUE (agency, dedupe)
);
CREATE INDEX inbox_pending ON inbox (agency, thread, seq) WHERE outcome IS NULL;
CREATE TABLE timers (
    agency TEXT NOT NULL,
    case_id TEXT NOT NULL,
    name TEXT NOT NULL,
    due BIGINT NOT NULL,
    PRIMARY KEY (agency, case_id, name)
);
CREATE INDEX timers_due ON timers (agency, due);
CREATE TABLE journal (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    agency TEXT NOT NULL,
    case_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    event TEXT NOT NULL,
    facts TEXT NOT NULL
);
CREATE INDEX journal_case ON journal (agency, case_id, seq);
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    agency TEXT NOT NULL,
    name TEXT NOT NULL,
    case_id TEXT,
    work TEXT NOT NULL,
    phone TEXT,
    despite_opt_out BOOLEAN NOT NULL,
    priority BIGINT NOT NULL,
    due BIGINT NOT NULL,
    planned BIGINT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    begun BIGINT,
    lease_owner TEXT,
    lease_until BIGINT,
    provider_id TEXT,
    delivery TEXT,
    how TEXT,
    ended BIGINT,
    UNIQUE (agency, name)
);
CREATE INDEX outbox_pending ON outbox (agency, priority, due, id) WHERE state = 'pending';
CREATE INDEX outbox_provider ON outbox (agency, provider_id) WHERE provider_id IS NOT NULL;
CREATE TABLE people (
    agency TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (agency, kind, id)
);
CREATE TABLE shifts (
    agency TEXT NOT NULL,
    shift_key TEXT NOT NULL,
    client TEXT NOT NULL,
    caregiver TEXT,
    starts BIGINT NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (agency, shift_key)
);
CREATE INDEX shifts_client ON shifts (agency, client, starts);
CREATE INDEX shifts_caregiver ON shifts (agency, caregiver, starts);
CREATE TABLE counters (
    agency TEXT NOT NULL,
    name TEXT NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (agency, name)
);
CREATE TABLE leases (
    agency TEXT NOT NULL,
    name TEXT NOT NULL,
    owner TEXT NOT NULL,
    until_at BIGINT NOT NULL,
    PRIMARY KEY (agency, name)
);
