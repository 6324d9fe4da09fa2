-- How policy sets come into force. A set is kept by its digest, in policy_set; that somebody wants it to be in force is a
-- proposal, and the newest activation says which one is. None of this is ever changed.
CREATE TABLE policy_proposal (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    digest      text NOT NULL REFERENCES policy_set,
    origin      text NOT NULL CHECK (origin IN ('directory', 'bundle', 'earlier')),
    proposed_by text NOT NULL,
    why         text NOT NULL
);

CREATE TABLE policy_activation (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    proposal bigint NOT NULL UNIQUE REFERENCES policy_proposal,
    digest   text NOT NULL REFERENCES policy_set
);
CREATE INDEX policy_activation_by_digest ON policy_activation (digest);

-- What was to come into force and did not. Its text is not kept, only what is wrong with it.
CREATE TABLE policy_refusal (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    digest      text,
    origin      text NOT NULL CHECK (origin IN ('directory', 'bundle', 'earlier')),
    proposed_by text NOT NULL,
    why         text NOT NULL,
    findings    jsonb NOT NULL
);

-- The replicas that live, which set each runs and which it could run. What a crash of the database loses of it they say again.
CREATE UNLOGGED TABLE policy_replica (
    id      text PRIMARY KEY,
    seen_at timestamptz NOT NULL,
    running text,
    built   text[] NOT NULL,
    failed  text[] NOT NULL,
    trouble text NOT NULL
);

GRANT SELECT, INSERT ON policy_proposal, policy_activation, policy_refusal TO "${app}";
GRANT SELECT, INSERT, UPDATE, DELETE ON policy_replica TO "${app}";
