-- When an archived issue opens again (spec 04 §9). Counts with a window look back that many minutes;
-- those without one start from what had been seen when it was archived.
CREATE TABLE issue_snooze (
  issue_id    bigint PRIMARY KEY REFERENCES issue ON DELETE CASCADE,
  until       timestamptz,
  count       integer,
  "window"    integer,
  user_count  integer,
  user_window integer,
  times_seen  bigint NOT NULL,
  users_seen  bigint NOT NULL
);
CREATE INDEX issue_snooze_until ON issue_snooze (until) WHERE until IS NOT NULL;

-- The release that is said to have mended an issue (spec 04 §8.2). Pending: the release after it.
CREATE TABLE issue_resolution (
  issue_id                bigint PRIMARY KEY REFERENCES issue ON DELETE CASCADE,
  release_id              bigint NOT NULL REFERENCES release ON DELETE CASCADE,
  pending                 boolean NOT NULL,
  current_release_version text,
  activity_id             bigint,
  created_at              timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX issue_resolution_release ON issue_resolution (release_id);
CREATE INDEX release_project_project ON release_project (project_id, release_id);

ALTER TABLE issue ADD COLUMN priority_locked_at timestamptz;
CREATE INDEX issue_passing ON issue (active_at) WHERE status = 0 AND substatus IN (2, 6, 7);
