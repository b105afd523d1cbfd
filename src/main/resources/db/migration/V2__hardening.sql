-- Reading a lane in order must not sort what waits in it.
ALTER TABLE feed_record DROP CONSTRAINT feed_record_pkey;
ALTER TABLE feed_record ADD PRIMARY KEY (feed, part, pos, segment);

-- Ids of the blobs that a waiting record names; its body is compressed.
ALTER TABLE feed_record ADD COLUMN blobs text;

-- Retention and the sweep of blobs look for these.
CREATE INDEX profile_blob ON profile (blob_id) WHERE blob_id IS NOT NULL;
CREATE INDEX replay_segment_blob ON replay_segment (blob_id) WHERE blob_id IS NOT NULL;
CREATE INDEX issue_hour_hour ON issue_hour USING brin (hour);
CREATE INDEX outcome_hour_hour ON outcome_hour USING brin (hour);
CREATE INDEX session_hour_hour ON session_hour USING brin (hour);
CREATE INDEX web_session_expires ON web_session (expires_at);

-- Whether the newest event of an issue was unhandled.
ALTER TABLE issue ADD COLUMN unhandled boolean NOT NULL DEFAULT false;
