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
-- The complaints from before this table.
INSERT INTO unwanted (agency, client, caregiver, case_id)
SELECT DISTINCT c.agency, json_extract(c.doc, '$.client'), json_extract(b.value, '$.caregiver'), c.id
FROM cases c, json_each(c.doc, '$.barred') b
WHERE c.kind = 'complaint' AND json_extract(c.doc, '$.client') IS NOT NULL
    AND json_extract(b.value, '$.lifted') IS NULL;
