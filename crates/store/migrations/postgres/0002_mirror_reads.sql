-- When which part of WellSky was read ('people/changed', 'soon/7100001'), so that a restart goes on where it was.
CREATE TABLE marks (
    agency TEXT NOT NULL,
    name TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (agency, name)
);
-- People whose file has changed, as a webhook says, and who were not read again yet.
CREATE TABLE hints (
    agency TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (agency, kind, id)
);
