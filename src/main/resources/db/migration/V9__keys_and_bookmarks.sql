-- What the loader script of a key gives to browsers, and projects that people have marked.
ALTER TABLE project_key ADD browser_sdk text NOT NULL DEFAULT 'latest';
ALTER TABLE project_key ADD loader jsonb NOT NULL DEFAULT '{}';

CREATE TABLE project_bookmark (
  project_id bigint NOT NULL REFERENCES project ON DELETE CASCADE,
  account_id bigint NOT NULL REFERENCES account ON DELETE CASCADE,
  PRIMARY KEY (project_id, account_id)
);
