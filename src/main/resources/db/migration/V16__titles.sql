-- Words are looked for in the titles of issues as they are in their messages.
CREATE INDEX issue_title ON issue USING gin (title gin_trgm_ops);
