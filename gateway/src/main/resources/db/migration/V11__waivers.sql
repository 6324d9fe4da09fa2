-- Approved exceptions from rules. Of a rule and a target the last row counts; one without an end ends the one before it.
CREATE TABLE waiver (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    target      text NOT NULL,
    rule        text NOT NULL,
    until       timestamptz,
    reason      text NOT NULL,
    asked_by    text NOT NULL,
    approved_by text NOT NULL
);
CREATE INDEX waiver_by_target ON waiver (target, rule, id DESC);

GRANT SELECT, INSERT ON waiver TO "${app}";
