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
SELECT DISTINCT c.agency, c.doc::json ->> 'client', b ->> 'caregiver', c.id
FROM cases c, json_array_elements(CASE WHEN c.kind = 'complaint' THEN c.doc::json -> 'barred' END) b
WHERE c.kind = 'complaint' AND c.doc::json ->> 'client' IS NOT NULL AND b ->> 'lifted' IS NULL;
