-- What is done about changes around the gateway. A drift is a row of serving, and its snapshot is made of that row and of the last one
-- before it that was permitted: d- and its number.

-- Who has let it stay, where somebody has: an adoption that is none at first sight.
ALTER TABLE serving ADD COLUMN adopted_by text NOT NULL DEFAULT '';

-- Facts like the others, by rule. A drift that people are asked about, or that could not be put back, is not acted on again; that a
-- rule tells of it is told once.
CREATE TABLE drift_deed (
    id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    drift  bigint NOT NULL REFERENCES serving,
    at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    deed   text NOT NULL CHECK (deed IN ('told', 'asked', 'notSent', 'stuck', 'adopted')),
    rule   text NOT NULL,
    about  text NOT NULL,
    policy text NOT NULL
);
CREATE INDEX drift_deed_by_drift ON drift_deed (drift, deed, rule);
CREATE INDEX drift_deed_asked ON drift_deed (about) WHERE deed = 'asked';

-- Which replica acts on one: for a while, and no longer than it lives.
CREATE TABLE drift_claim (
    drift bigint PRIMARY KEY REFERENCES serving,
    owner bigint NOT NULL,
    until timestamptz NOT NULL
);

GRANT SELECT, INSERT ON drift_deed TO "${app}";
GRANT SELECT, INSERT, UPDATE ON drift_claim TO "${app}";
