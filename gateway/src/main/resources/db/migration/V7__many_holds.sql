-- What is asked of very many holds at once: the newest of them, how many wait, of whom and of which model, and what they would
-- change.
CREATE INDEX promotion_open_by_subject ON promotion (subject_id) WHERE open;
CREATE INDEX promotion_open_by_model ON promotion (upstream, workspace, model) WHERE open;
CREATE INDEX promotion_by_model ON promotion (model, at DESC, id DESC);
CREATE INDEX hold_by_time ON hold (opened_at DESC, id DESC);
CREATE INDEX hold_waiting ON hold (id) WHERE state IN ('pending', 'approved');
