-- A client's checksum is a hash too, and need not be an MD5.
ALTER TABLE issue_hash ALTER COLUMN hash TYPE text USING encode(hash, 'hex');
ALTER TABLE issue_hash ADD CHECK (char_length(hash) <= 32);
