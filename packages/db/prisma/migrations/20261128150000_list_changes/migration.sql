-- Both as they were before the last change of either, for roster.list_change.
ALTER TABLE roster.organization
  ADD COLUMN revision_before BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN member_revision_before BIGINT NOT NULL DEFAULT 0;

-- The users whose rows changed a list (1 users, 2 members) from one revision to the next, stored for a few minutes, so
-- that a process with the list reads only these. Unlogged: if a revision is missing, as after a crash, the whole list
-- is read.
CREATE UNLOGGED TABLE roster.list_change (
  org_id TEXT COLLATE "C" NOT NULL,
  list INTEGER NOT NULL,
  revision BIGINT NOT NULL,
  revision_before BIGINT NOT NULL,
  user_ids TEXT[] COLLATE "C" NOT NULL,

  CONSTRAINT list_change_pkey PRIMARY KEY (org_id, list, revision)
);

-- One statement in the order of the ids, so that two that bump the same organizations cannot deadlock. The row of an
-- organization that does not show is locked too, so that the transaction that shows it sees what was committed. Changes
-- of lists that were never requested are not stored.
CREATE OR REPLACE FUNCTION roster.bump_revisions(changed jsonb) RETURNS void
LANGUAGE sql SET search_path = '' AS $$
  WITH bumped AS (
    INSERT INTO roster.organization AS held (clerk_id, state)
    SELECT id, 'unknown' FROM pg_catalog.jsonb_object_keys(changed) AS id ORDER BY id COLLATE "C"
    ON CONFLICT (clerk_id) DO UPDATE SET
      revision = CASE WHEN (changed -> held.clerk_id -> 'lists')::int & 1 = 1 THEN roster.next_revision(held.revision) ELSE held.revision END,
      member_revision = CASE WHEN (changed -> held.clerk_id -> 'lists')::int & 2 = 2 THEN roster.next_revision(held.member_revision) ELSE held.member_revision END,
      revision_before = held.revision,
      member_revision_before = held.member_revision
    WHERE held.state = 'live'
    RETURNING clerk_id, state, used_at, revision, member_revision, revision_before, member_revision_before
  )
  INSERT INTO roster.list_change (org_id, list, revision, revision_before, user_ids)
  SELECT clerk_id, list, lists.revision, before, ARRAY (SELECT pg_catalog.jsonb_array_elements_text(changed -> clerk_id -> 'users'))
  FROM bumped CROSS JOIN LATERAL (
    VALUES (1, bumped.revision, revision_before), (2, member_revision, member_revision_before)
  ) AS lists (list, revision, before)
  WHERE state = 'live' AND used_at IS NOT NULL AND lists.revision <> before
$$;

-- For users who began or ceased to show, or show other content: the lists that contain them change.
CREATE OR REPLACE FUNCTION roster.bump_lists_of_users(changed jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
  user_ids text[];
  by_organization jsonb;
BEGIN
  IF changed IS NULL THEN RETURN; END IF;
  user_ids := ARRAY (SELECT pg_catalog.jsonb_object_keys(changed));
  PERFORM roster.lock_user_stripes(user_ids);
  SELECT jsonb_object_agg(org_id, jsonb_build_object('lists', lists, 'users', users)) INTO by_organization
  FROM (
    SELECT org_id, bit_or((changed ->> user_id)::int) AS lists, array_agg(user_id) AS users
    FROM roster.membership WHERE user_id = ANY (user_ids) AND state = 'live' GROUP BY org_id
  ) AS organizations;
  IF by_organization IS NULL THEN RETURN; END IF;
  PERFORM roster.bump_revisions(by_organization);
END $$;

-- For memberships, in parallel arrays, that began or ceased to be live, or show other content: lists change if the user
-- shows.
CREATE OR REPLACE FUNCTION roster.bump_lists_of_members(org_ids text[], user_ids text[], lists int[]) RETURNS void
LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
  by_organization jsonb;
BEGIN
  IF user_ids IS NULL THEN RETURN; END IF;
  PERFORM roster.lock_user_stripes(user_ids);
  SELECT jsonb_object_agg(org_id, jsonb_build_object('lists', organizations.lists, 'users', users)) INTO by_organization
  FROM (
    SELECT org_id, bit_or(member.lists) AS lists, array_agg(member.user_id) AS users
    FROM ROWS FROM (pg_catalog.unnest(org_ids), pg_catalog.unnest(user_ids), pg_catalog.unnest(lists)) AS member (org_id, user_id, lists)
    JOIN roster.app_user ON app_user.clerk_id = member.user_id AND app_user.state = 'live' GROUP BY org_id
  ) AS organizations;
  IF by_organization IS NULL THEN RETURN; END IF;
  PERFORM roster.bump_revisions(by_organization);
END $$;
