-- What the gateway remembers. Facts are appended and never changed: audit, decision, review, snapshot, attempt_target and
-- outcome. What changes is the state that follows from them: promotion, hold, attempt and lease.
-- ${app} is the role that the gateway works as; it owns nothing here.

CREATE TABLE promotion (
    id                text PRIMARY KEY,
    at                timestamptz NOT NULL,
    upstream          text NOT NULL,
    workspace         text NOT NULL,
    model             text NOT NULL,
    operation         text NOT NULL,
    action            text NOT NULL,
    subject_id        text NOT NULL,
    subject           jsonb NOT NULL,
    change            jsonb NOT NULL,
    fingerprint       text NOT NULL,
    restore           jsonb,
    open              boolean NOT NULL,
    evaluation_digest text NOT NULL,
    policy            text NOT NULL,
    held_reply_at     timestamptz,
    settled_at        timestamptz,
    CHECK (open = (settled_at IS NULL))
);
-- One change by one subject is in flight or held once: the same again joins it.
CREATE UNIQUE INDEX promotion_open ON promotion (fingerprint) WHERE open;
CREATE INDEX promotion_by_fingerprint ON promotion (fingerprint, at DESC);
CREATE INDEX promotion_by_time ON promotion (at DESC, id);

CREATE TABLE decision (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    promotion  text NOT NULL REFERENCES promotion,
    at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    phase      text NOT NULL CHECK (phase IN ('request', 'release')),
    effect     text NOT NULL CHECK (effect IN ('permit', 'hold', 'deny', 'indeterminate')),
    policy     text NOT NULL,
    evaluation jsonb NOT NULL
);
CREATE INDEX decision_by_promotion ON decision (promotion, id);

CREATE TABLE hold (
    id            text PRIMARY KEY,
    promotion     text NOT NULL UNIQUE REFERENCES promotion,
    state         text NOT NULL CHECK (state IN
                      ('pending', 'approved', 'released', 'rejected', 'denied', 'expired', 'cancelled')),
    requester     jsonb NOT NULL,
    requirement   jsonb NOT NULL,
    digest        text NOT NULL,
    environments  text[] NOT NULL,
    opened_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at    timestamptz NOT NULL,
    epoch         bigint NOT NULL DEFAULT 0,
    claimed_until timestamptz NOT NULL DEFAULT '-infinity',
    sealed        bytea
);
CREATE INDEX hold_by_state ON hold (state, opened_at);

CREATE FUNCTION hold_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id <> OLD.id OR NEW.promotion <> OLD.promotion OR NEW.requester <> OLD.requester
            OR NEW.opened_at <> OLD.opened_at OR NEW.epoch < OLD.epoch THEN
        RAISE EXCEPTION 'hold %: what it is of does not change', OLD.id;
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
            ('pending', 'approved'), ('pending', 'rejected'), ('pending', 'expired'), ('pending', 'cancelled'),
            ('approved', 'released'), ('approved', 'pending'), ('approved', 'rejected'), ('approved', 'denied'),
            ('approved', 'expired'), ('approved', 'cancelled')) THEN
        RAISE EXCEPTION 'hold %: % does not become %', OLD.id, OLD.state, NEW.state;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER hold_transition BEFORE UPDATE ON hold FOR EACH ROW EXECUTE FUNCTION hold_transition();

CREATE TABLE review (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    hold     text NOT NULL REFERENCES hold,
    at       timestamptz NOT NULL,
    reviewer text NOT NULL,
    groups   text[] NOT NULL,
    verdict  text NOT NULL CHECK (verdict IN ('approved', 'rejected')),
    comment  text NOT NULL,
    digest   text NOT NULL
);
CREATE INDEX review_by_hold ON review (hold, id);

CREATE TABLE snapshot (
    id        text NOT NULL,
    at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    promotion text NOT NULL REFERENCES promotion,
    upstream  text NOT NULL,
    targets   jsonb NOT NULL,
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE INDEX snapshot_by_promotion ON snapshot (promotion);

-- An intent to forward; open until its outcome is there.
CREATE TABLE attempt (
    id        text PRIMARY KEY,
    promotion text NOT NULL REFERENCES promotion,
    snapshot  text NOT NULL,
    at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    resources text[] NOT NULL,
    owner     bigint NOT NULL,
    epochs    jsonb NOT NULL,
    open      boolean NOT NULL DEFAULT true
);
CREATE INDEX attempt_open ON attempt (id) WHERE open;
CREATE INDEX attempt_by_promotion ON attempt (promotion);

CREATE TABLE attempt_target (
    attempt     text NOT NULL REFERENCES attempt,
    position    int NOT NULL,
    upstream    text NOT NULL,
    workspace   text NOT NULL,
    model       text NOT NULL,
    target      text NOT NULL,
    environment text NOT NULL,
    change      jsonb NOT NULL,
    PRIMARY KEY (attempt, position)
);
CREATE INDEX attempt_target_by_target ON attempt_target (target);
CREATE INDEX attempt_target_by_model ON attempt_target (upstream, workspace, model);

CREATE TABLE outcome (
    attempt text PRIMARY KEY REFERENCES attempt,
    at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    outcome text NOT NULL CHECK (outcome IN ('applied', 'refused', 'notApplied', 'needsOperator')),
    detail  text NOT NULL,
    reply   jsonb NOT NULL
);

-- The right to change a model. A row stays when it is given up, so that epochs only grow.
CREATE TABLE lease (
    resource text PRIMARY KEY,
    owner    bigint NOT NULL,
    epoch    bigint NOT NULL,
    until    timestamptz NOT NULL
);

CREATE TABLE audit (
    id           bigint GENERATED ALWAYS AS IDENTITY,
    at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    type         text NOT NULL,
    promotion    text,
    subject      text NOT NULL,
    upstream     text NOT NULL,
    model        text NOT NULL,
    environments text[] NOT NULL,
    operation    text NOT NULL,
    decision     text,
    policy       text,
    record       jsonb NOT NULL,
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE INDEX audit_by_promotion ON audit (promotion, id);
CREATE INDEX audit_by_time ON audit (at, id);

CREATE TABLE policy_set (
    digest text PRIMARY KEY,
    at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    name   text NOT NULL,
    files  jsonb NOT NULL
);

-- Monthly partitions of the large tables, from this month on. There is no default partition: a record that has no place
-- fails the transaction, and nothing is forwarded.
CREATE FUNCTION make_partitions(months int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    first date;
    parent text;
BEGIN
    FOR n IN 0..months LOOP
        first := date_trunc('month', clock_timestamp() AT TIME ZONE 'UTC')::date + make_interval(months => n);
        FOREACH parent IN ARRAY ARRAY['audit', 'snapshot'] LOOP
            EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
                parent || to_char(first, '_YYYY_MM'), parent,
                first::text || ' 00:00:00+00', (first + interval '1 month')::date::text || ' 00:00:00+00');
        END LOOP;
    END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION make_partitions(int) FROM PUBLIC;
SELECT make_partitions(3);

GRANT USAGE ON SCHEMA public TO "${app}";
GRANT SELECT, INSERT ON audit, decision, review, snapshot, attempt_target, outcome, policy_set TO "${app}";
GRANT SELECT, INSERT, UPDATE ON promotion, hold, attempt, lease TO "${app}";
