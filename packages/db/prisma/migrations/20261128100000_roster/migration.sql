-- All of Roster is in the schema "roster", so that it can share a database with the tables and migrations of an app.
-- Every name is qualified, because poolers and roles change the search path.

-- Guarded, because CREATE SCHEMA IF NOT EXISTS asks for the right to create a schema even where it exists.
DO $$ BEGIN
  IF pg_catalog.to_regnamespace('roster') IS NULL THEN CREATE SCHEMA roster; END IF;
END $$;

CREATE TYPE roster.mirror_state AS ENUM ('live', 'absent', 'deleted', 'unknown');

-- The three large tables leave room in their pages: an update that changes no indexed column stays in its page (HOT).
-- Ids are compared byte by byte: one order for the list, its index and every join, whatever the locale of the database.
CREATE TABLE roster.app_user (
  clerk_id TEXT COLLATE "C" NOT NULL,
  first_name TEXT,
  last_name TEXT,
  email TEXT,
  image_url TEXT,
  has_image BOOLEAN NOT NULL DEFAULT false,
  banned BOOLEAN NOT NULL DEFAULT false,
  deprovisioned BOOLEAN NOT NULL DEFAULT false,
  created_ms BIGINT NOT NULL DEFAULT 0,
  updated_ms BIGINT NOT NULL DEFAULT 0,
  content_hash TEXT NOT NULL DEFAULT '',
  state roster.mirror_state NOT NULL,
  written_at TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
  checked_at TIMESTAMPTZ(6),
  resync_at TIMESTAMPTZ(6),
  attempts INTEGER NOT NULL DEFAULT 0,
  doubt TEXT,
  doubted_at TIMESTAMPTZ(6),

  CONSTRAINT app_user_pkey PRIMARY KEY (clerk_id)
) WITH (fillfactor = 85);

CREATE TABLE roster.organization (
  clerk_id TEXT COLLATE "C" NOT NULL,
  created_ms BIGINT NOT NULL DEFAULT 0,
  updated_ms BIGINT NOT NULL DEFAULT 0,
  content_hash TEXT NOT NULL DEFAULT '',
  state roster.mirror_state NOT NULL,
  revision BIGINT NOT NULL DEFAULT 0,
  member_revision BIGINT NOT NULL DEFAULT 0,
  synced_at TIMESTAMPTZ(6),
  confirmed_at TIMESTAMPTZ(6),
  used_at TIMESTAMPTZ(6),
  leased_until TIMESTAMPTZ(6),
  due_at TIMESTAMPTZ(6),
  failures INTEGER NOT NULL DEFAULT 0,
  members_off INTEGER,
  written_at TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
  checked_at TIMESTAMPTZ(6),
  resync_at TIMESTAMPTZ(6),
  attempts INTEGER NOT NULL DEFAULT 0,
  doubt TEXT,
  doubted_at TIMESTAMPTZ(6),

  CONSTRAINT organization_pkey PRIMARY KEY (clerk_id)
) WITH (fillfactor = 85);

CREATE TABLE roster.membership (
  org_id TEXT COLLATE "C" NOT NULL,
  user_id TEXT COLLATE "C" NOT NULL,
  membership_id TEXT NOT NULL DEFAULT '',
  role TEXT NOT NULL DEFAULT '',
  created_ms BIGINT NOT NULL DEFAULT 0,
  updated_ms BIGINT NOT NULL DEFAULT 0,
  content_hash TEXT NOT NULL DEFAULT '',
  state roster.mirror_state NOT NULL,
  written_at TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
  checked_at TIMESTAMPTZ(6),
  resync_at TIMESTAMPTZ(6),
  attempts INTEGER NOT NULL DEFAULT 0,
  doubt TEXT,
  doubted_at TIMESTAMPTZ(6),

  CONSTRAINT membership_pkey PRIMARY KEY (org_id, user_id)
) WITH (fillfactor = 85);

CREATE TABLE roster.revoked_session (
  sid TEXT COLLATE "C" NOT NULL,
  at TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),

  CONSTRAINT revoked_session_pkey PRIMARY KEY (sid)
);

CREATE TABLE roster.dead_letter (
  id BIGSERIAL NOT NULL,
  event_type TEXT NOT NULL,
  user_id TEXT COLLATE "C",
  org_id TEXT COLLATE "C",
  record_id TEXT COLLATE "C",
  schema_path TEXT NOT NULL,
  at TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),

  CONSTRAINT dead_letter_pkey PRIMARY KEY (id)
);

CREATE TABLE roster.instance (
  id INTEGER NOT NULL DEFAULT 1,
  issuer TEXT NOT NULL,
  clerk_id TEXT COLLATE "C",
  webhook_seen_at TIMESTAMPTZ(6),

  CONSTRAINT instance_pkey PRIMARY KEY (id),
  CONSTRAINT instance_is_one_row CHECK (id = 1)
);

CREATE TABLE roster.clerk_budget (
  name TEXT NOT NULL,
  window_start TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
  spent INTEGER NOT NULL DEFAULT 0,
  paused_until TIMESTAMPTZ(6),

  CONSTRAINT clerk_budget_pkey PRIMARY KEY (name)
);

-- What reads the whole instance: one row each for the sweep, the counts and the tail. "place" is where it is, for any
-- process to resume.
CREATE TABLE roster.scan (
  name TEXT NOT NULL,
  leased_until TIMESTAMPTZ(6),
  due_at TIMESTAMPTZ(6),
  began_at TIMESTAMPTZ(6),
  place JSONB,
  confirmed_at TIMESTAMPTZ(6),
  refused BOOLEAN NOT NULL DEFAULT false,

  CONSTRAINT scan_pkey PRIMARY KEY (name)
);

-- Live rows that a sweep did not find where they should be: each is asked for by name before it is believed to be gone.
CREATE TABLE roster.missing (
  kind TEXT NOT NULL,
  org_id TEXT COLLATE "C" NOT NULL,
  user_id TEXT COLLATE "C" NOT NULL,

  CONSTRAINT missing_pkey PRIMARY KEY (kind, org_id, user_id)
);

CREATE INDEX membership_user_id_idx ON roster.membership (user_id);
-- A deletion may name the membership alone.
CREATE INDEX membership_membership_id_idx ON roster.membership (membership_id);
CREATE INDEX revoked_session_at_idx ON roster.revoked_session (at);
-- Records that a read did not understand, once each; events have no record and stay one row each.
CREATE UNIQUE INDEX dead_letter_event_type_record_id_schema_path_key ON roster.dead_letter (event_type, record_id, schema_path);

-- What the workers look for; almost always next to nothing.
CREATE INDEX app_user_due_idx ON roster.app_user (resync_at) WHERE resync_at IS NOT NULL;
CREATE INDEX membership_due_idx ON roster.membership (resync_at) WHERE resync_at IS NOT NULL;
CREATE INDEX organization_due_idx ON roster.organization (resync_at) WHERE resync_at IS NOT NULL;

-- What is forgotten in the end: without these both large tables are read whole. A live row is in none of them. Keyed by
-- the id, which no update changes: keyed by a time, no update of such a row could be HOT.
CREATE INDEX membership_tombstone_idx ON roster.membership (org_id, user_id) WHERE state IN ('deleted', 'absent');
CREATE INDEX app_user_tombstone_idx ON roster.app_user (clerk_id) WHERE state IN ('deleted', 'absent');
CREATE INDEX organization_tombstone_idx ON roster.organization (clerk_id) WHERE state IN ('deleted', 'absent');

-- When an organization has its turn: often while it is used. In hours, so that no time zone has a say in it.
CREATE FUNCTION roster.turn_at(confirmed_at timestamptz, used_at timestamptz) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(
  confirmed_at + CASE WHEN used_at >= confirmed_at - interval '168 hours' THEN interval '15 minutes' ELSE interval '24 hours' END,
  '-infinity'
);

-- Whose reconcile is due: out of turn, by turns, and of the absent, which may come back.
CREATE INDEX organization_out_of_turn_idx ON roster.organization ((failures > 0), due_at) WHERE due_at IS NOT NULL;
CREATE INDEX organization_turn_idx ON roster.organization (roster.turn_at(confirmed_at, used_at)) WHERE state = 'live' AND due_at IS NULL;
CREATE INDEX organization_confirmed_idx ON roster.organization (confirmed_at) WHERE state = 'live';
CREATE INDEX organization_absent_idx ON roster.organization (written_at) WHERE state = 'absent';

-- A sweep compares each page of Clerk's with the rows of the same time.
CREATE INDEX app_user_created_idx ON roster.app_user (created_ms) WHERE state = 'live';
CREATE INDEX membership_created_idx ON roster.membership (created_ms) WHERE state = 'live';
CREATE INDEX organization_created_idx ON roster.organization (created_ms) WHERE state = 'live';

-- organization.revision changes in the transaction of every change that shows in the organization's list, and never
-- otherwise, whoever writes; member_revision the same for its list of members, which shows the key of their order too. A join and a rename that commit side by side don't see each other's rows, so both first lock
-- the user's stripe: the later one then finds what the earlier one committed.

-- As RETURN rather than as a text: the names are bound here, and the planner can still inline it.
CREATE FUNCTION roster.user_stripe(user_id text) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN pg_catalog.hashtext(user_id) & 255;

CREATE FUNCTION roster.next_revision(revision bigint) RETURNS bigint
LANGUAGE sql VOLATILE
RETURN greatest(revision + 1, (extract(epoch FROM pg_catalog.clock_timestamp()) * 1000000)::bigint);

CREATE FUNCTION roster.member_status(banned boolean, deprovisioned boolean) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN banned THEN 'banned' WHEN deprovisioned THEN 'deprovisioned' ELSE 'active' END;

CREATE FUNCTION roster.lock_user_stripes(user_ids text[]) RETURNS void
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  -- 2100 names this lock among the advisory locks of the database.
  PERFORM pg_catalog.pg_advisory_xact_lock(2100, stripe)
  FROM (SELECT DISTINCT roster.user_stripe(id) AS stripe FROM pg_catalog.unnest(user_ids) AS id ORDER BY stripe) AS stripes;
END $$;

-- VOLATILE, so that it sees what has been committed since the calling statement began.
CREATE FUNCTION roster.has_live_membership(member_id text) RETURNS boolean
LANGUAGE sql VOLATILE SET search_path = '' AS $$
  SELECT EXISTS (SELECT FROM roster.membership WHERE user_id = member_id AND state = 'live')
$$;

-- Which lists changed is 1 (users), 2 (members) or 3 (both), by the id of an organization or of a user.

-- One statement in the order of the ids, so that two that bump the same organizations can't deadlock. The row of an
-- organization that doesn't show is locked all the same: whoever lets it show then sees what was committed.
CREATE FUNCTION roster.bump_revisions(changed jsonb) RETURNS void
LANGUAGE sql SET search_path = '' AS $$
  INSERT INTO roster.organization AS held (clerk_id, state)
  SELECT id, 'unknown' FROM pg_catalog.jsonb_object_keys(changed) AS id ORDER BY id COLLATE "C"
  ON CONFLICT (clerk_id) DO UPDATE SET
    revision = CASE WHEN (changed ->> held.clerk_id)::int & 1 = 1 THEN roster.next_revision(held.revision) ELSE held.revision END,
    member_revision = CASE WHEN (changed ->> held.clerk_id)::int & 2 = 2 THEN roster.next_revision(held.member_revision) ELSE held.member_revision END
  WHERE held.state = 'live'
$$;

-- Users who began or ceased to show, or show otherwise: the lists that hold them change.
CREATE FUNCTION roster.bump_lists_of_users(changed jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
  user_ids text[];
  by_organization jsonb;
BEGIN
  IF changed IS NULL THEN RETURN; END IF;
  user_ids := ARRAY (SELECT pg_catalog.jsonb_object_keys(changed));
  PERFORM roster.lock_user_stripes(user_ids);
  SELECT jsonb_object_agg(org_id, lists) INTO by_organization
  FROM (
    SELECT org_id, bit_or((changed ->> user_id)::int) AS lists
    FROM roster.membership WHERE user_id = ANY (user_ids) AND state = 'live' GROUP BY org_id
  ) AS organizations;
  IF by_organization IS NULL THEN RETURN; END IF;
  PERFORM roster.bump_revisions(by_organization);
END $$;

-- Memberships that began or ceased to be live, or show otherwise, side by side: lists change if the user shows.
CREATE FUNCTION roster.bump_lists_of_members(org_ids text[], user_ids text[], lists int[]) RETURNS void
LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
  by_organization jsonb;
BEGIN
  IF user_ids IS NULL THEN RETURN; END IF;
  PERFORM roster.lock_user_stripes(user_ids);
  SELECT jsonb_object_agg(org_id, organizations.lists) INTO by_organization
  FROM (
    SELECT org_id, bit_or(member.lists) AS lists
    FROM ROWS FROM (pg_catalog.unnest(org_ids), pg_catalog.unnest(user_ids), pg_catalog.unnest(lists)) AS member (org_id, user_id, lists)
    JOIN roster.app_user ON app_user.clerk_id = member.user_id AND app_user.state = 'live' GROUP BY org_id
  ) AS organizations;
  IF by_organization IS NULL THEN RETURN; END IF;
  PERFORM roster.bump_revisions(by_organization);
END $$;

-- The functions of triggers compare what shows: a list that is hidden with its organization, or empty before and after,
-- keeps its revision; a row that moves to another key leaves one list and enters another.

CREATE FUNCTION roster.users_came_or_went() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  PERFORM roster.bump_lists_of_users((SELECT jsonb_object_agg(clerk_id, 3) FROM changed WHERE state = 'live'));
  RETURN NULL;
END $$;

CREATE FUNCTION roster.users_updated() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  PERFORM roster.bump_lists_of_users((
    SELECT jsonb_object_agg(clerk_id, lists)
    FROM (
      SELECT clerk_id,
        CASE WHEN
          (before.state, before.first_name, before.last_name, before.email, before.image_url, before.has_image, before.created_ms, before.updated_ms)
          IS DISTINCT FROM
          (after.state, after.first_name, after.last_name, after.email, after.image_url, after.has_image, after.created_ms, after.updated_ms)
        THEN 1 ELSE 0 END
        + CASE WHEN
          (before.state, before.created_ms, roster.member_status(before.banned, before.deprovisioned))
          IS DISTINCT FROM
          (after.state, after.created_ms, roster.member_status(after.banned, after.deprovisioned))
        THEN 2 ELSE 0 END AS lists
      FROM (SELECT * FROM before WHERE state = 'live') AS before
      FULL JOIN (SELECT * FROM after WHERE state = 'live') AS after USING (clerk_id)
    ) AS users WHERE lists > 0
  ));
  RETURN NULL;
END $$;

CREATE FUNCTION roster.memberships_came_or_went() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
  org_ids text[];
  user_ids text[];
  lists int[];
BEGIN
  SELECT array_agg(org_id), array_agg(user_id), array_agg(3) INTO org_ids, user_ids, lists FROM changed WHERE state = 'live';
  PERFORM roster.bump_lists_of_members(org_ids, user_ids, lists);
  RETURN NULL;
END $$;

CREATE FUNCTION roster.memberships_updated() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
  org_ids text[];
  user_ids text[];
  lists int[];
BEGIN
  SELECT array_agg(org_id), array_agg(user_id), array_agg(CASE WHEN before.state = after.state THEN 2 ELSE 3 END)
  INTO org_ids, user_ids, lists
  FROM (SELECT * FROM before WHERE state = 'live') AS before
  FULL JOIN (SELECT * FROM after WHERE state = 'live') AS after USING (org_id, user_id)
  WHERE (before.state, before.role, before.created_ms) IS DISTINCT FROM (after.state, after.role, after.created_ms);
  PERFORM roster.bump_lists_of_members(org_ids, user_ids, lists);
  RETURN NULL;
END $$;

-- A new row starts above every revision given before it.
CREATE FUNCTION roster.organization_came() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  NEW.revision := roster.next_revision(NEW.revision);
  NEW.member_revision := roster.next_revision(NEW.member_revision);
  RETURN NEW;
END $$;

CREATE FUNCTION roster.organization_showed_or_hid() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  IF EXISTS (
    SELECT FROM roster.membership JOIN roster.app_user ON app_user.clerk_id = membership.user_id
    WHERE membership.org_id = NEW.clerk_id AND membership.state = 'live' AND app_user.state = 'live'
  ) THEN
    NEW.revision := roster.next_revision(NEW.revision);
    NEW.member_revision := roster.next_revision(NEW.member_revision);
  END IF;
  RETURN NEW;
END $$;

-- An upsert fires two statement triggers, one after the other. Taking the stripe before the row keeps one order of locks
-- for all: stripes ascending with their rows, then organizations. The statement triggers then only take what is held.
CREATE FUNCTION roster.lock_stripe_of_user() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  PERFORM pg_catalog.pg_advisory_xact_lock(2100, roster.user_stripe(NEW.clerk_id));
  RETURN NEW;
END $$;

CREATE FUNCTION roster.lock_stripe_of_member() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  PERFORM pg_catalog.pg_advisory_xact_lock(2100, roster.user_stripe(NEW.user_id));
  RETURN NEW;
END $$;

CREATE TRIGGER lock_stripe BEFORE INSERT ON roster.app_user
FOR EACH ROW EXECUTE FUNCTION roster.lock_stripe_of_user();
CREATE TRIGGER bump_on_insert AFTER INSERT ON roster.app_user REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION roster.users_came_or_went();
CREATE TRIGGER bump_on_update AFTER UPDATE ON roster.app_user REFERENCING OLD TABLE AS before NEW TABLE AS after
FOR EACH STATEMENT EXECUTE FUNCTION roster.users_updated();
CREATE TRIGGER bump_on_delete AFTER DELETE ON roster.app_user REFERENCING OLD TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION roster.users_came_or_went();

CREATE TRIGGER lock_stripe BEFORE INSERT ON roster.membership
FOR EACH ROW EXECUTE FUNCTION roster.lock_stripe_of_member();
CREATE TRIGGER bump_on_insert AFTER INSERT ON roster.membership REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION roster.memberships_came_or_went();
CREATE TRIGGER bump_on_update AFTER UPDATE ON roster.membership REFERENCING OLD TABLE AS before NEW TABLE AS after
FOR EACH STATEMENT EXECUTE FUNCTION roster.memberships_updated();
CREATE TRIGGER bump_on_delete AFTER DELETE ON roster.membership REFERENCING OLD TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION roster.memberships_came_or_went();

CREATE TRIGGER revise_on_insert BEFORE INSERT ON roster.organization
FOR EACH ROW EXECUTE FUNCTION roster.organization_came();
CREATE TRIGGER revise_on_update BEFORE UPDATE ON roster.organization
FOR EACH ROW WHEN ((OLD.state = 'live') <> (NEW.state = 'live')) EXECUTE FUNCTION roster.organization_showed_or_hid();

-- The two views are what other tables and roles may rely on. Names, types and order of their columns stay as they are.

CREATE VIEW roster.member AS
SELECT m.org_id, m.user_id, m.role,
  roster.member_status(u.banned, u.deprovisioned) AS status,
  'epoch'::timestamptz + m.created_ms * interval '1 millisecond' AS joined_at
FROM roster.membership m
JOIN roster.organization o ON o.clerk_id = m.org_id AND o.state = 'live'
JOIN roster.app_user u ON u.clerk_id = m.user_id AND u.state = 'live'
WHERE m.state = 'live';

COMMENT ON VIEW roster.member IS 'Who is a member of which organization now: exactly the people that users.list answers, one row for each membership.';
COMMENT ON COLUMN roster.member.org_id IS 'Clerk''s id of the organization, org_…';
COMMENT ON COLUMN roster.member.user_id IS 'Clerk''s id of the user, user_…; the key of roster.person';
COMMENT ON COLUMN roster.member.role IS 'The role in the organization as Clerk names it, such as org:admin';
COMMENT ON COLUMN roster.member.status IS 'active, banned or deprovisioned (by the company''s directory); only active members may act';
COMMENT ON COLUMN roster.member.joined_at IS 'When this membership began';

CREATE VIEW roster.person AS
SELECT clerk_id AS user_id, first_name, last_name, email,
  CASE WHEN has_image THEN image_url END AS picture_url,
  CASE WHEN state <> 'live' THEN 'deleted' ELSE roster.member_status(banned, deprovisioned) END AS state
FROM roster.app_user
WHERE state <> 'unknown';

COMMENT ON VIEW roster.person IS 'Everybody whom the mirror has read, members or not, one row for each user.';
COMMENT ON COLUMN roster.person.user_id IS 'Clerk''s id of the user, user_…';
COMMENT ON COLUMN roster.person.first_name IS 'Null if Clerk has none, or the user is deleted';
COMMENT ON COLUMN roster.person.last_name IS 'Null if Clerk has none, or the user is deleted';
COMMENT ON COLUMN roster.person.email IS 'The primary address; null if Clerk has none, or the user is deleted';
COMMENT ON COLUMN roster.person.picture_url IS 'Null if the user has uploaded no picture, or is deleted';
COMMENT ON COLUMN roster.person.state IS 'active, banned, deprovisioned, or deleted: Clerk no longer has this user, and no personal data is kept';
