-- What a hold's requirement may ask for beside people: telling them again, asking others, and release in an emergency.
-- row_seal: what the gateway wrote of the hold and its reviews, sealed with a key that the database does not have.
ALTER TABLE hold
    ADD COLUMN extended  boolean NOT NULL DEFAULT false,
    ADD COLUMN notice_at timestamptz,
    ADD COLUMN row_seal  bytea;
CREATE INDEX hold_by_notice ON hold (notice_at) WHERE state = 'pending' AND notice_at IS NOT NULL;
CREATE INDEX hold_by_expiry ON hold (expires_at) WHERE state IN ('pending', 'approved');

-- What was agreed on changes only when a hold is sent back to its reviewers.
CREATE OR REPLACE FUNCTION hold_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id <> OLD.id OR NEW.promotion <> OLD.promotion OR NEW.requester <> OLD.requester
            OR NEW.opened_at <> OLD.opened_at OR NEW.epoch < OLD.epoch THEN
        RAISE EXCEPTION 'hold %: what it is of does not change', OLD.id;
    END IF;
    IF (NEW.requirement <> OLD.requirement OR NEW.digest <> OLD.digest)
            AND NOT (OLD.state = 'approved' AND NEW.state = 'pending') THEN
        RAISE EXCEPTION 'hold %: what reviewers see changes only when it is sent back to them', OLD.id;
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
            ('pending', 'approved'), ('pending', 'rejected'), ('pending', 'expired'), ('pending', 'cancelled'),
            ('approved', 'released'), ('approved', 'pending'), ('approved', 'rejected'), ('approved', 'denied'),
            ('approved', 'expired'), ('approved', 'cancelled')) THEN
        RAISE EXCEPTION 'hold %: % does not become %', OLD.id, OLD.state, NEW.state;
    END IF;
    RETURN NEW;
END $$;

CREATE TABLE break_glass (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    hold          text NOT NULL REFERENCES hold,
    at            timestamptz NOT NULL DEFAULT clock_timestamp(),
    person        text NOT NULL,
    reason        text NOT NULL,
    digest        text NOT NULL,
    ratify_by     timestamptz NOT NULL,
    state         text NOT NULL DEFAULT 'open'
                      CHECK (state IN ('open', 'ratified', 'revoked', 'restored', 'failed', 'void')),
    claimed_until timestamptz NOT NULL DEFAULT '-infinity'
);
CREATE INDEX break_glass_by_hold ON break_glass (hold, id);
CREATE INDEX break_glass_open ON break_glass (ratify_by) WHERE state IN ('open', 'revoked');

CREATE FUNCTION break_glass_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.hold <> OLD.hold OR NEW.at <> OLD.at OR NEW.person <> OLD.person OR NEW.reason <> OLD.reason
            OR NEW.digest <> OLD.digest OR NEW.ratify_by <> OLD.ratify_by THEN
        RAISE EXCEPTION 'break glass %: what was done does not change', OLD.id;
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
            ('open', 'ratified'), ('open', 'revoked'), ('open', 'void'), ('revoked', 'restored'), ('revoked', 'failed')) THEN
        RAISE EXCEPTION 'break glass %: % does not become %', OLD.id, OLD.state, NEW.state;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER break_glass_transition BEFORE UPDATE ON break_glass
    FOR EACH ROW EXECUTE FUNCTION break_glass_transition();
GRANT SELECT, INSERT, UPDATE ON break_glass TO "${app}";
