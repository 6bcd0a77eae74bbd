-- Questions to a hosted language model, at most one per message: what it was asked (without people in it), what it
-- answered, and what was made of that. A row without an end was begun and never finished.
CREATE TABLE consultations (
    agency TEXT NOT NULL,
    message TEXT NOT NULL,
    begun BIGINT NOT NULL,
    ended BIGINT,
    doc TEXT NOT NULL,
    PRIMARY KEY (agency, message)
);
CREATE INDEX consultations_begun ON consultations (agency, begun);
