-- Lists of projects ask whether there is any feedback.
CREATE INDEX issue_feedback ON issue (project_id) WHERE type = 6001;
