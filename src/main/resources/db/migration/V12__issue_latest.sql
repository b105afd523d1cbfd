-- What the newest events of a batch say of their issues: appended by the save, merged about once a
-- second by one lane, because a new version of an issue's row costs more than to store the event.
CREATE TABLE issue_latest (
  issue_id  bigint NOT NULL,
  seen      timestamptz NOT NULL,
  level     smallint NOT NULL,
  culprit   text NOT NULL,
  message   text NOT NULL,
  title     text NOT NULL,
  titled    boolean NOT NULL,
  metadata  jsonb NOT NULL,
  unhandled boolean NOT NULL
);
