-- What is looked after once it serves. A watch is a row with a lease: one replica looks at a time, and another goes on where it ends.
-- Its looks, and what was done about them, are facts: never changed.

-- The plan that the deciding rules asked for, until the outcome is known: whoever records that begins the watches.
ALTER TABLE attempt ADD COLUMN watch jsonb;

CREATE TABLE watch (
    id            text PRIMARY KEY,
    state         text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'over', 'superseded', 'restored', 'givenUp')),
    promotion     text NOT NULL REFERENCES promotion,
    snapshot      text NOT NULL,
    upstream      text NOT NULL,
    workspace     text NOT NULL,
    model         text NOT NULL,
    target        text NOT NULL,
    environment   text NOT NULL,
    change        jsonb NOT NULL,
    version       text NOT NULL,
    files         text NOT NULL DEFAULT '',
    previous      text NOT NULL,
    signals       text[] NOT NULL,
    every         interval NOT NULL CHECK (every > interval '0'),
    settling      interval NOT NULL CHECK (settling >= interval '0'),
    patience      int NOT NULL,
    begun_at      timestamptz NOT NULL,
    until         timestamptz NOT NULL,
    ended_at      timestamptz,
    ended_why     text NOT NULL DEFAULT '',
    due_at        timestamptz NOT NULL,
    looks         int NOT NULL DEFAULT 0,
    before        jsonb,
    hold          text REFERENCES hold,
    trouble       text NOT NULL DEFAULT '',
    owner         bigint NOT NULL DEFAULT 0,
    epoch         bigint NOT NULL DEFAULT 0,
    claimed_until timestamptz NOT NULL DEFAULT '-infinity',
    CHECK ((state = 'open') = (ended_at IS NULL))
);
-- Each look changes its row twice: room for that beside it, and no wait until a fifth of the table is dead.
ALTER TABLE watch SET (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.2);
-- What serves in a target is looked after once.
CREATE UNIQUE INDEX watch_open ON watch (target) WHERE state = 'open';
CREATE INDEX watch_due ON watch (due_at) WHERE state = 'open';
CREATE INDEX watch_over ON watch (until) WHERE state = 'open';
CREATE INDEX watch_by_promotion ON watch (promotion);
CREATE INDEX watch_by_time ON watch (begun_at DESC, id);
CREATE INDEX watch_asking ON watch (hold) WHERE hold IS NOT NULL;

CREATE FUNCTION watch_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.promotion, NEW.snapshot, NEW.target, NEW.change, NEW.files, NEW.previous, NEW.signals, NEW.every, NEW.settling, NEW.patience, NEW.begun_at, NEW.until)
            IS DISTINCT FROM
            (OLD.id, OLD.promotion, OLD.snapshot, OLD.target, OLD.change, OLD.files, OLD.previous, OLD.signals, OLD.every, OLD.settling, OLD.patience, OLD.begun_at, OLD.until)
            OR (OLD.version <> '' AND NEW.version <> OLD.version)
            OR (OLD.before IS NOT NULL AND NEW.before IS DISTINCT FROM OLD.before)
            OR NEW.epoch < OLD.epoch OR NEW.looks < OLD.looks THEN
        RAISE EXCEPTION 'watch %: what it is of does not change', OLD.id;
    END IF;
    IF NEW.state <> OLD.state AND OLD.state <> 'open' THEN
        RAISE EXCEPTION 'watch %: % does not become %', OLD.id, OLD.state, NEW.state;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER watch_transition BEFORE UPDATE ON watch FOR EACH ROW EXECUTE FUNCTION watch_transition();

-- What was seen, and what the rules made of it.
CREATE TABLE watch_look (
    watch     text NOT NULL REFERENCES watch,
    number    int NOT NULL,
    at        timestamptz NOT NULL,
    due_at    timestamptz NOT NULL,
    gap       boolean NOT NULL,
    seen      jsonb NOT NULL,
    judgement text NOT NULL CHECK (judgement IN ('leave', 'tell', 'ask', 'restore', 'indeterminate')),
    findings  jsonb NOT NULL,
    policy    text NOT NULL,
    PRIMARY KEY (watch, number, at)
) PARTITION BY RANGE (at);

-- What was done about it, by rule. The kind is what the readings were like, without their values.
CREATE TABLE watch_deed (
    id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    watch text NOT NULL REFERENCES watch,
    look  int NOT NULL,
    at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    deed  text NOT NULL CHECK (deed IN ('told', 'asked', 'notSent', 'stuck')),
    rule  text NOT NULL,
    kind  text NOT NULL,
    about text NOT NULL
);
CREATE INDEX watch_deed_by_watch ON watch_deed (watch, deed, rule, id DESC);

-- Attempts to put a snapshot back, and those of the gateway itself: what the guard against loops counts.
CREATE INDEX promotion_by_restored ON promotion ((restore ->> 'snapshot')) WHERE restore IS NOT NULL;

-- Monthly partitions of every table that is partitioned by its time: what a later migration adds needs no change here.
CREATE OR REPLACE FUNCTION make_partitions(months int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    first date;
    parent text;
BEGIN
    FOR n IN 0..months LOOP
        first := date_trunc('month', clock_timestamp() AT TIME ZONE 'UTC')::date + make_interval(months => n);
        FOR parent IN
                SELECT c.relname FROM pg_class c JOIN pg_partitioned_table p ON p.partrelid = c.oid
                WHERE c.relnamespace = 'public'::regnamespace AND p.partstrat = 'r' LOOP
            EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
                parent || to_char(first, '_YYYY_MM'), parent,
                first::text || ' 00:00:00+00', (first + interval '1 month')::date::text || ' 00:00:00+00');
        END LOOP;
    END LOOP;
END $$;
-- The others are there already, and need not be told of.
SET LOCAL client_min_messages = warning;
SELECT make_partitions(3);

GRANT SELECT, INSERT ON watch_look, watch_deed TO "${app}";
GRANT SELECT, INSERT, UPDATE ON watch TO "${app}";
