-- organization.revision changes in the transaction of every change that shows in the organization's list, and never
-- otherwise, whoever writes. A join and a rename that commit side by side don't see each other's rows, so both first lock
-- the user's stripe: the later one then finds what the earlier one committed.

CREATE FUNCTION user_stripe(user_id text) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT hashtext(user_id) & 255 $$;

CREATE FUNCTION lock_user_stripes(user_ids text[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  -- 2100 names this lock among the advisory locks of the database.
  PERFORM pg_advisory_xact_lock(2100, stripe)
  FROM (SELECT DISTINCT user_stripe(id) AS stripe FROM unnest(user_ids) AS id ORDER BY stripe) AS stripes;
END $$;

-- VOLATILE, so that it sees what has been committed since the calling statement began.
CREATE FUNCTION has_live_membership(member_id text) RETURNS boolean
LANGUAGE sql VOLATILE AS $$
  SELECT EXISTS (SELECT FROM membership WHERE user_id = member_id AND state = 'live')
$$;

CREATE FUNCTION next_revision(revision bigint) RETURNS bigint
LANGUAGE sql VOLATILE AS $$
  SELECT greatest(revision + 1, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)
$$;

CREATE FUNCTION bump_revisions(org_ids text[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  -- A row to bump and to wait for: the organization may be on its way in another transaction.
  INSERT INTO organization (clerk_id, state)
  SELECT id, 'unknown' FROM unnest(org_ids) AS id
  WHERE NOT EXISTS (SELECT FROM organization WHERE clerk_id = id)
  ORDER BY id COLLATE "C" ON CONFLICT DO NOTHING;

  PERFORM FROM organization WHERE clerk_id = ANY (org_ids) ORDER BY clerk_id FOR NO KEY UPDATE;
  UPDATE organization SET revision = next_revision(revision) WHERE clerk_id = ANY (org_ids);
END $$;

-- Users who began or ceased to show, or show otherwise: every list that holds them changes.
CREATE FUNCTION bump_lists_of_users(user_ids text[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  org_ids text[];
BEGIN
  IF user_ids IS NULL THEN RETURN; END IF;
  PERFORM lock_user_stripes(user_ids);
  SELECT array_agg(DISTINCT org_id) INTO org_ids FROM membership WHERE user_id = ANY (user_ids) AND state = 'live';
  IF org_ids IS NULL THEN RETURN; END IF;
  PERFORM bump_revisions(org_ids);
END $$;

-- Memberships that began or ceased to be live, as pairs side by side: a list changes if the user shows.
CREATE FUNCTION bump_lists_of_members(org_ids text[], user_ids text[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  changed text[];
BEGIN
  IF user_ids IS NULL THEN RETURN; END IF;
  PERFORM lock_user_stripes(user_ids);
  SELECT array_agg(DISTINCT org_id) INTO changed
  FROM unnest(org_ids, user_ids) AS pair(org_id, user_id)
  JOIN app_user ON app_user.clerk_id = pair.user_id AND app_user.state = 'live';
  IF changed IS NULL THEN RETURN; END IF;
  PERFORM bump_revisions(changed);
END $$;

CREATE FUNCTION users_came_or_went() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM bump_lists_of_users((SELECT array_agg(clerk_id) FROM changed WHERE state = 'live'));
  RETURN NULL;
END $$;

CREATE FUNCTION users_updated() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM bump_lists_of_users((
    SELECT array_agg(clerk_id)
    FROM before JOIN after USING (clerk_id)
    WHERE (before.state = 'live') <> (after.state = 'live')
      OR after.state = 'live' AND
        (before.first_name, before.last_name, before.email, before.image_url, before.has_image, before.created_ms, before.updated_ms)
        IS DISTINCT FROM
        (after.first_name, after.last_name, after.email, after.image_url, after.has_image, after.created_ms, after.updated_ms)
  ));
  RETURN NULL;
END $$;

CREATE FUNCTION memberships_came_or_went() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  org_ids text[];
  user_ids text[];
BEGIN
  SELECT array_agg(org_id), array_agg(user_id) INTO org_ids, user_ids FROM changed WHERE state = 'live';
  PERFORM bump_lists_of_members(org_ids, user_ids);
  RETURN NULL;
END $$;

CREATE FUNCTION memberships_updated() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  org_ids text[];
  user_ids text[];
BEGIN
  SELECT array_agg(org_id), array_agg(user_id) INTO org_ids, user_ids
  FROM before JOIN after USING (org_id, user_id)
  WHERE (before.state = 'live') <> (after.state = 'live');
  PERFORM bump_lists_of_members(org_ids, user_ids);
  RETURN NULL;
END $$;

-- The list as a whole begins or ends with its organization; a new row starts above every revision given before it.
CREATE FUNCTION organization_came_or_went() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  NEW.revision := next_revision(NEW.revision);
  RETURN NEW;
END $$;

-- An upsert fires two statement triggers, one after the other. Taking the stripe before the row keeps one order of locks
-- for all: stripes ascending with their rows, then organizations. The statement triggers then only take what is held.
CREATE FUNCTION lock_stripe_of_user() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(2100, user_stripe(NEW.clerk_id));
  RETURN NEW;
END $$;

CREATE FUNCTION lock_stripe_of_member() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(2100, user_stripe(NEW.user_id));
  RETURN NEW;
END $$;

CREATE TRIGGER lock_stripe BEFORE INSERT ON app_user
FOR EACH ROW EXECUTE FUNCTION lock_stripe_of_user();
CREATE TRIGGER bump_on_insert AFTER INSERT ON app_user REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION users_came_or_went();
CREATE TRIGGER bump_on_update AFTER UPDATE ON app_user REFERENCING OLD TABLE AS before NEW TABLE AS after
FOR EACH STATEMENT EXECUTE FUNCTION users_updated();
CREATE TRIGGER bump_on_delete AFTER DELETE ON app_user REFERENCING OLD TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION users_came_or_went();

CREATE TRIGGER lock_stripe BEFORE INSERT ON membership
FOR EACH ROW EXECUTE FUNCTION lock_stripe_of_member();
CREATE TRIGGER bump_on_insert AFTER INSERT ON membership REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION memberships_came_or_went();
CREATE TRIGGER bump_on_update AFTER UPDATE ON membership REFERENCING OLD TABLE AS before NEW TABLE AS after
FOR EACH STATEMENT EXECUTE FUNCTION memberships_updated();
CREATE TRIGGER bump_on_delete AFTER DELETE ON membership REFERENCING OLD TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION memberships_came_or_went();

CREATE TRIGGER revise_on_insert BEFORE INSERT ON organization
FOR EACH ROW EXECUTE FUNCTION organization_came_or_went();
CREATE TRIGGER revise_on_update BEFORE UPDATE ON organization
FOR EACH ROW WHEN ((OLD.state = 'live') <> (NEW.state = 'live')) EXECUTE FUNCTION organization_came_or_went();

-- What the workers look for; almost always next to nothing.
CREATE INDEX app_user_due_idx ON app_user (resync_at) WHERE resync_at IS NOT NULL;
CREATE INDEX membership_due_idx ON membership (resync_at) WHERE resync_at IS NOT NULL;
CREATE INDEX organization_due_idx ON organization (resync_at) WHERE resync_at IS NOT NULL;
