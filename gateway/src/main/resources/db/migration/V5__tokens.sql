-- The tokens that the gateway has given out. Of the token itself only its SHA-256 is kept: with 256 random bits there is
-- nothing that could be guessed from it. Revoking is for good.
CREATE TABLE api_token (
    id         text PRIMARY KEY,
    digest     bytea NOT NULL UNIQUE CHECK (length(digest) = 32),
    name       text NOT NULL,
    holder     text NOT NULL,
    service    boolean NOT NULL,
    made_by    text NOT NULL,
    made_at    timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    revoked_by text
);
CREATE INDEX api_token_by_time ON api_token (made_at DESC, id);

CREATE FUNCTION api_token_revoked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.revoked_at IS NOT NULL THEN
        RAISE EXCEPTION 'token %: what is revoked stays so', OLD.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER api_token_revoked BEFORE UPDATE ON api_token FOR EACH ROW EXECUTE FUNCTION api_token_revoked();

GRANT SELECT, INSERT, UPDATE (revoked_at, revoked_by) ON api_token TO "${app}";
