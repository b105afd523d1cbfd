-- Releases tell how many issues came with them (spec 11 §14.2).
CREATE INDEX issue_first_release ON issue (first_release_id) WHERE first_release_id IS NOT NULL;

-- Security reports may have a limit of their own (spec 01 §28, 9).
ALTER TABLE project_key ADD COLUMN security_count integer, ADD COLUMN security_window integer;
