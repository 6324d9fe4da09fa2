-- What targets serve and have served: a row for each time that it became otherwise, and how that is known. Facts like the
-- others, appended in the transaction that made them true or in which they were seen.

-- A target by an id that fits a URL. What is known of it begins with its first row in serving.
CREATE TABLE target (
    id        text PRIMARY KEY,
    name      text NOT NULL UNIQUE,
    upstream  text NOT NULL,
    workspace text NOT NULL,
    model     text NOT NULL
);
CREATE INDEX target_by_model ON target (upstream, model);

CREATE FUNCTION target_id(name text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT 't-' || left(encode(sha256(convert_to(name, 'UTF8')), 'hex'), 20)
$$;

-- adopted: seen for the first time. forwarded: the platform has confirmed a promotion or a restore of this gateway. readBack:
-- the same, found out by reading. drifted: seen to be otherwise, by nothing that came through the gateway.
CREATE TABLE serving (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    target      text NOT NULL REFERENCES target,
    at          timestamptz NOT NULL,
    environment text NOT NULL,
    versions    text[] NOT NULL,
    state       jsonb NOT NULL,
    known       text NOT NULL CHECK (known IN ('adopted', 'forwarded', 'readBack', 'drifted')),
    promotion   text REFERENCES promotion,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK ((promotion IS NOT NULL) = (known IN ('forwarded', 'readBack')))
);
CREATE INDEX serving_by_target ON serving (target, at DESC, id DESC);
CREATE INDEX serving_by_recording ON serving (recorded_at);

-- What is told by an event need not be a promotion any more.
ALTER TABLE event ALTER promotion DROP NOT NULL;
ALTER TABLE event ADD COLUMN target text REFERENCES target;
ALTER TABLE event ADD CHECK ((promotion IS NULL) = (target IS NOT NULL));
-- Deliveries of one promotion follow one another; those of a target do, too, with its id in delivery.promotion.

-- What was applied so far. Before the first change of a target it served what that change found.
CREATE TEMPORARY TABLE past ON COMMIT DROP AS
    SELECT t.target AS name, t.upstream, t.workspace, t.model, t.environment, a.promotion, a.at AS sent, o.at,
        t.change -> 'before' AS before, t.change -> 'after' AS after
    FROM attempt_target t JOIN attempt a ON a.id = t.attempt JOIN outcome o ON o.attempt = a.id AND o.outcome = 'applied'
    WHERE t.change #>> '{before,target,slot,kind}' IN ('alias', 'stage', 'latest') AND t.upstream <> 'waivers';
INSERT INTO target (id, name, upstream, workspace, model)
    SELECT DISTINCT target_id(name), name, upstream, workspace, model FROM past;
INSERT INTO serving (target, at, environment, versions, state, known)
    SELECT target_id(name), sent, environment, ARRAY(SELECT jsonb_array_elements_text(before -> 'versions')), before, 'adopted'
    FROM (SELECT DISTINCT ON (name) * FROM past ORDER BY name, at) first;
INSERT INTO serving (target, at, environment, versions, state, known, promotion)
    SELECT target_id(name), at, environment, ARRAY(SELECT jsonb_array_elements_text(after -> 'versions')), after, 'forwarded', promotion
    FROM past ORDER BY at;

GRANT SELECT, INSERT ON target, serving TO "${app}";
