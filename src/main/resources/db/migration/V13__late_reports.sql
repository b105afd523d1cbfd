-- Reports of users that came before their events wait for them for a day (spec 02 §20).
-- linked: nothing is waited for. counted: an outcome was told of it when it came.
ALTER TABLE user_report
  ADD COLUMN linked boolean NOT NULL DEFAULT true,
  ADD COLUMN counted boolean NOT NULL DEFAULT false,
  ADD COLUMN key_id bigint NOT NULL DEFAULT 0;
CREATE INDEX user_report_waiting ON user_report (created_at) WHERE NOT linked;
