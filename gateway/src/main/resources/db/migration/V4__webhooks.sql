-- Telling others: an event stands beside the audit record that it tells of, written in the same transaction, with a delivery
-- for each webhook that wants it. These are a queue and not facts: what is delivered is swept away after a while.

-- A webhook as the configuration names it. claimed_until is the lease of whoever delivers to it at present.
CREATE TABLE webhook (
    name          text PRIMARY KEY,
    settings      text NOT NULL,
    disabled_at   timestamptz,
    disabled_why  text NOT NULL DEFAULT '',
    epoch         bigint NOT NULL DEFAULT 0,
    claimed_until timestamptz NOT NULL DEFAULT '-infinity'
);

CREATE TABLE event (
    id        text PRIMARY KEY,
    at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    type      text NOT NULL,
    promotion text NOT NULL REFERENCES promotion,
    hold      text REFERENCES hold,
    data      text NOT NULL
);
CREATE INDEX event_by_time ON event (at);

-- In the order of its id, one after another for each webhook.
CREATE TABLE delivery (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event      text NOT NULL REFERENCES event ON DELETE CASCADE,
    webhook    text NOT NULL,
    promotion  text NOT NULL,
    state      text NOT NULL CHECK (state IN ('pending', 'delivered', 'failed')),
    attempts   int NOT NULL DEFAULT 0,
    due        timestamptz NOT NULL DEFAULT clock_timestamp(),
    status     int NOT NULL DEFAULT 0,
    problem    text NOT NULL DEFAULT '',
    settled_at timestamptz,
    UNIQUE (event, webhook)
);
CREATE INDEX delivery_pending ON delivery (webhook, id) WHERE state = 'pending';
CREATE INDEX delivery_by_state ON delivery (state, id);

-- Through which webhook a review came, where it came through one, and whether each of the people whose reviews it passes on
-- counts as one.
ALTER TABLE review ADD COLUMN via text;
ALTER TABLE review ADD COLUMN vouched boolean NOT NULL DEFAULT false;
CREATE UNIQUE INDEX review_once_by_webhook ON review (hold, via, reviewer, digest) WHERE via IS NOT NULL;

-- Ids of signed messages that were taken, so that none is taken twice by any replica.
CREATE TABLE webhook_message (
    webhook text NOT NULL,
    id      text NOT NULL,
    at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (webhook, id)
);
CREATE INDEX webhook_message_by_time ON webhook_message (at);

-- Where a hold is shown in a chat, so that what is shown there is kept up to date.
CREATE TABLE webhook_post (
    hold    text NOT NULL REFERENCES hold,
    webhook text NOT NULL,
    channel text NOT NULL,
    post    text NOT NULL,
    PRIMARY KEY (hold, webhook)
);

GRANT SELECT, INSERT, UPDATE ON webhook, webhook_post TO "${app}";
GRANT SELECT, INSERT, UPDATE, DELETE ON event, delivery TO "${app}";
GRANT SELECT, INSERT, DELETE ON webhook_message TO "${app}";
