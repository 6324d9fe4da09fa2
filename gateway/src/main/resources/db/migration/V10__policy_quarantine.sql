-- Rules that a replica does not run any more, as it says with everything else of itself.
ALTER TABLE policy_replica ADD COLUMN quarantined jsonb NOT NULL DEFAULT '[]';

-- Owners let such a rule of a set run again: each replica does that once for each row. Never changed.
CREATE TABLE policy_release (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    digest      text NOT NULL REFERENCES policy_set,
    rule        text NOT NULL,
    released_by text NOT NULL,
    why         text NOT NULL
);

GRANT SELECT, INSERT ON policy_release TO "${app}";
