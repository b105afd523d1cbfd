-- Sketches of the users whose sessions ended abnormally, and of those whose application did not
-- respond, in all and in the foreground.
ALTER TABLE session_hour
  ADD COLUMN users_abnormal bytea,
  ADD COLUMN users_anr bytea,
  ADD COLUMN users_anr_foreground bytea;
