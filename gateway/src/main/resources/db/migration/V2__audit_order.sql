-- Audit records are read in the order of the transactions that wrote them. An id is given before its transaction commits, so
-- that a reader who follows by id can pass a record that commits late; below the oldest transaction that still runs
-- (pg_snapshot_xmin) nothing can appear any more.
ALTER TABLE audit ADD COLUMN tx xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX audit_by_transaction ON audit (tx, id);
