-- Who is not offered a client's visits any more, by what was said in a complaint: read at every ranking, so it is looked up
-- here instead of in every complaint there ever was. Written together with the complaint.
CREATE TABLE unwanted (
    agency TEXT NOT NULL,
    client TEXT NOT NULL,
    caregiver TEXT NOT NULL,
    case_id TEXT NOT NULL,
    PRIMARY KEY (agency, client, caregiver, case_id)
);
CREATE INDEX unwanted_case ON unwanted (agency, case_id);
-- The complaints from before this table. Texts may hold a NUL, which PostgreSQL reads in no JSON: it is left out here, after
-- escaped backslashes, so that none of them is taken for its beginning.
INSERT INTO unwanted (agency, client, caregiver, case_id)
SELECT DISTINCT c.agency, c.doc ->> 'client', b ->> 'caregiver', c.id
FROM (
    SELECT agency, id, replace(replace(doc, '\\', ''), '\u0000', '')::json AS doc
    FROM cases WHERE kind = 'complaint'
) c, json_array_elements(c.doc -> 'barred') b
WHERE c.doc ->> 'client' IS NOT NULL AND b ->> 'lifted' IS NULL;
