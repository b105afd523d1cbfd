-- The list of issues is read in its order, whatever that is and however many issues there are.
CREATE INDEX issue_stat_first_seen
  ON issue_stat (project_id, first_seen DESC, last_seen DESC, issue_id DESC);
CREATE INDEX issue_stat_times_seen
  ON issue_stat (project_id, times_seen DESC, last_seen DESC, issue_id DESC);
