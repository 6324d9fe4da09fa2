-- What a hold is about, by which groups with a scope are told from others; absent for one of before there were scopes.
ALTER TABLE hold ADD COLUMN matter jsonb;
-- The groups of a reviewer that a change was outside of the scope of: they fill no place.
ALTER TABLE review ADD COLUMN outside text[] NOT NULL DEFAULT '{}';

CREATE OR REPLACE FUNCTION hold_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id <> OLD.id OR NEW.promotion <> OLD.promotion OR NEW.requester <> OLD.requester
            OR NEW.opened_at <> OLD.opened_at OR NEW.epoch < OLD.epoch THEN
        RAISE EXCEPTION 'hold %: what it is of does not change', OLD.id;
    END IF;
    IF (NEW.requirement <> OLD.requirement OR NEW.digest <> OLD.digest OR NEW.after <> OLD.after
            OR NEW.matter IS DISTINCT FROM OLD.matter)
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
