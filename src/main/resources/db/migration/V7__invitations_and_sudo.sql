-- A membership without an account is an invitation; its link is made of the nonce and the server's
-- secret key, so that the database alone opens nothing.
ALTER TABLE member ALTER COLUMN account_id DROP NOT NULL;
ALTER TABLE member ADD COLUMN email text;
ALTER TABLE member ADD COLUMN invite_nonce text;
ALTER TABLE member ADD COLUMN invited_at timestamptz;
ALTER TABLE member ADD COLUMN inviter_id bigint REFERENCES account ON DELETE SET NULL;
ALTER TABLE member ADD CHECK (account_id IS NOT NULL OR (email IS NOT NULL AND invite_nonce IS NOT NULL));
CREATE UNIQUE INDEX member_invited ON member (organization_id, lower(email)) WHERE account_id IS NULL;

-- Until when a session may do what cannot be undone (spec 11 §2.7).
ALTER TABLE web_session ADD COLUMN sudo_until timestamptz NOT NULL DEFAULT now();
