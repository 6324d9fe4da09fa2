-- What is asked of very many holds at once: the newest of them, how many wait, of whom and of which model, and what they would
-- change.
CREATE INDEX promotion_open_by_subject ON promotion (subject_id) WHERE open;
CREATE INDEX promotion_open_by_model ON promotion (upstream, workspace, model) WHERE open;
CREATE INDEX promotion_by_model ON promotion (model, at DESC, id DESC);
CREATE INDEX hold_by_time ON hold (opened_at DESC, id DESC);
CREATE INDEX hold_waiting ON hold (id) WHERE state IN ('pending', 'approved');

-- What the targets would serve, beside each hold: of a hundred thousand it is read again and again.
ALTER TABLE hold ADD COLUMN after jsonb NOT NULL DEFAULT '[]';
UPDATE hold h SET after = (
    SELECT coalesce(jsonb_agg(t.value -> 'change' -> 'after'), '[]')
    FROM (SELECT evaluation FROM decision d WHERE d.promotion = h.promotion ORDER BY d.id DESC LIMIT 1) d,
        jsonb_array_elements(d.evaluation -> 'targets') t)
    WHERE state IN ('pending', 'approved');
