-- Issues that everybody may read who knows the address (spec 04 §13.4).
CREATE TABLE issue_share (
  issue_id   bigint PRIMARY KEY REFERENCES issue ON DELETE CASCADE,
  share_id   text NOT NULL UNIQUE,
  account_id bigint REFERENCES account ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
