-- What sources have told of signals. The same source, subject, name and time is the same reading, told once or ten times. Never
-- changed; the owner's function forgets what is old.
CREATE TABLE pushed_signal (
    upstream    text NOT NULL,
    workspace   text NOT NULL,
    model       text NOT NULL,
    environment text NOT NULL,
    name        text NOT NULL,
    version     text NOT NULL,
    observed_at timestamptz NOT NULL,
    source      text NOT NULL,
    value       float8 NOT NULL,
    samples     bigint NOT NULL,
    unit        text NOT NULL,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (upstream, workspace, model, environment, name, version, observed_at, source)
);
CREATE INDEX pushed_signal_by_time ON pushed_signal USING brin (observed_at);

-- Forgets readings of some sources, or of all but those, that are older than they are kept; never what is younger than a day.
-- So many at a time, and as many as it forgot it says, so that no transaction takes long.
CREATE FUNCTION forget_pushed_signals(named text[], others boolean, keep interval) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    forgotten bigint;
BEGIN
    DELETE FROM pushed_signal WHERE ctid IN (SELECT ctid FROM pushed_signal
        WHERE observed_at < clock_timestamp() - greatest(keep, interval '1 day') AND (source = ANY (named)) <> others
        LIMIT 10000);
    GET DIAGNOSTICS forgotten = ROW_COUNT;
    RETURN forgotten;
END $$;
REVOKE EXECUTE ON FUNCTION forget_pushed_signals(text[], boolean, interval) FROM PUBLIC;

GRANT SELECT, INSERT ON pushed_signal TO "${app}";
GRANT EXECUTE ON FUNCTION forget_pushed_signals(text[], boolean, interval) TO "${app}";
