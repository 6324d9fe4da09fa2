-- The alerts that sources tell of, as they stand: what fires, and what did. When each began and ended to fire is in the audit.
CREATE TABLE alert (
    source       text NOT NULL,
    fingerprint  text NOT NULL,
    upstream     text NOT NULL,
    model        text NOT NULL,
    environment  text NOT NULL,
    name         text NOT NULL,
    severity     text NOT NULL,
    summary      text NOT NULL,
    since        timestamptz NOT NULL,
    firing       boolean NOT NULL,
    firing_until timestamptz NOT NULL,
    PRIMARY KEY (source, fingerprint)
);
CREATE INDEX alert_firing ON alert (upstream, model) WHERE firing;

GRANT SELECT, INSERT, UPDATE ON alert TO "${app}";
