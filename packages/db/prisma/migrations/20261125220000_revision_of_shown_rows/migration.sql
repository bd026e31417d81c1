-- The revision follows the rows that show, exactly: a list that is hidden with its organization, or empty before and
-- after, keeps its revision; a row that moves to another key leaves one list and enters another.

-- One statement in the order of the ids, so that of two who bump the same organizations neither waits in a circle. The
-- row of an organization that doesn't show is locked all the same: whoever lets it show then sees what was committed.
CREATE OR REPLACE FUNCTION bump_revisions(org_ids text[]) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO organization AS held (clerk_id, state)
  SELECT id, 'unknown' FROM unnest(org_ids) AS id ORDER BY id COLLATE "C"
  ON CONFLICT (clerk_id) DO UPDATE SET revision = next_revision(held.revision) WHERE held.state = 'live'
$$;

CREATE FUNCTION organization_showed_or_hid() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM membership JOIN app_user ON app_user.clerk_id = membership.user_id
    WHERE membership.org_id = NEW.clerk_id AND membership.state = 'live' AND app_user.state = 'live'
  ) THEN
    NEW.revision := next_revision(NEW.revision);
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER revise_on_update ON organization;
CREATE TRIGGER revise_on_update BEFORE UPDATE ON organization
FOR EACH ROW WHEN ((OLD.state = 'live') <> (NEW.state = 'live')) EXECUTE FUNCTION organization_showed_or_hid();

CREATE OR REPLACE FUNCTION users_updated() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM bump_lists_of_users((
    SELECT array_agg(clerk_id)
    FROM (SELECT * FROM before WHERE state = 'live') AS before
    FULL JOIN (SELECT * FROM after WHERE state = 'live') AS after USING (clerk_id)
    WHERE
      (before.state, before.first_name, before.last_name, before.email, before.image_url, before.has_image, before.created_ms, before.updated_ms)
      IS DISTINCT FROM
      (after.state, after.first_name, after.last_name, after.email, after.image_url, after.has_image, after.created_ms, after.updated_ms)
  ));
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION memberships_updated() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  org_ids text[];
  user_ids text[];
BEGIN
  SELECT array_agg(org_id), array_agg(user_id) INTO org_ids, user_ids
  FROM (SELECT * FROM before WHERE state = 'live') AS before
  FULL JOIN (SELECT * FROM after WHERE state = 'live') AS after USING (org_id, user_id)
  WHERE (before.state, after.state) IS DISTINCT FROM ('live'::mirror_state, 'live'::mirror_state);
  PERFORM bump_lists_of_members(org_ids, user_ids);
  RETURN NULL;
END $$;
