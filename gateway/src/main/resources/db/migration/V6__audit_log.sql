-- The proof of the audit: each record becomes a leaf of a Merkle tree (RFC 6962), in an order that has no gaps, and what was
-- signed is kept. Nothing here is ever changed, and nothing of it goes with the partitions of the records themselves.

-- seq is the record's place from 0 on, hash that of the leaf; tx, id and at say which record it is.
CREATE TABLE audit_leaf (
    seq  bigint PRIMARY KEY CHECK (seq >= 0),
    tx   xid8 NOT NULL,
    id   bigint NOT NULL UNIQUE,
    at   timestamptz NOT NULL,
    hash bytea NOT NULL CHECK (length(hash) = 32)
);
CREATE INDEX audit_leaf_by_time ON audit_leaf USING brin (at);

-- Hashes of the complete subtrees of 256, 65536, ... leaves: level 8, 16, ...
CREATE TABLE audit_tile (
    level    int NOT NULL CHECK (level > 0 AND level % 8 = 0),
    position bigint NOT NULL CHECK (position >= 0),
    hash     bytea NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (level, position)
);

-- What was signed. One tree is signed twice only where a key was changed.
CREATE TABLE audit_checkpoint (
    id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    size bigint NOT NULL CHECK (size > 0),
    root bytea NOT NULL CHECK (length(root) = 32),
    note text NOT NULL
);
CREATE INDEX audit_checkpoint_by_size ON audit_checkpoint (size, id);

CREATE FUNCTION audit_leaf_appended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM appended a WHERE a.seq > 0
            AND NOT EXISTS (SELECT 1 FROM audit_leaf l WHERE l.seq = a.seq - 1)) THEN
        RAISE EXCEPTION 'a leaf comes behind the last one, and leaves no gap';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER audit_leaf_appended AFTER INSERT ON audit_leaf REFERENCING NEW TABLE AS appended
    FOR EACH STATEMENT EXECUTE FUNCTION audit_leaf_appended();

GRANT SELECT, INSERT ON audit_leaf, audit_tile, audit_checkpoint TO "${app}";
