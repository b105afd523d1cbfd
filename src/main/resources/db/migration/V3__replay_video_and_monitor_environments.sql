-- Replays of mobile applications bring their video.
ALTER TABLE replay_segment ADD COLUMN video_blob_id text;
CREATE INDEX replay_segment_video ON replay_segment (video_blob_id)
  WHERE video_blob_id IS NOT NULL;

-- Each environment of a monitor widens what the project may send (spec 01 §21.2, "mrl").
CREATE TABLE monitor_environment (
  monitor_id  uuid NOT NULL REFERENCES monitor ON DELETE CASCADE,
  environment text NOT NULL,
  project_id  bigint NOT NULL,
  PRIMARY KEY (monitor_id, environment)
);
CREATE INDEX monitor_environment_project ON monitor_environment (project_id);
INSERT INTO monitor_environment (monitor_id, environment, project_id)
  SELECT DISTINCT monitor_id, environment, project_id FROM check_in;
