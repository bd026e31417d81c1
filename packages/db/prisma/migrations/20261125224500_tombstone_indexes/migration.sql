-- What the sweep looks for every minute: without these it reads both large tables whole. A live row is in none of them.
CREATE INDEX membership_tombstone_idx ON membership (written_at) WHERE state IN ('deleted', 'absent');
CREATE INDEX app_user_tombstone_idx ON app_user (written_at) WHERE state IN ('deleted', 'absent');
CREATE INDEX organization_tombstone_idx ON organization (written_at) WHERE state IN ('deleted', 'absent');
