-- What a coordinator says a message really meant: every word of hers stays, the last one about a message counts.
CREATE TABLE corrections (
    seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    agency TEXT NOT NULL,
    inbox_seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    by_whom TEXT NOT NULL,
    doc TEXT NOT NULL
);
CREATE INDEX corrections_message ON corrections (agency, inbox_seq, seq);
-- The pages show what one number wrote and was told.
CREATE INDEX inbox_thread ON inbox (agency, thread, seq);
CREATE INDEX outbox_phone ON outbox (agency, phone, id) WHERE phone IS NOT NULL;
