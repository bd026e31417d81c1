-- The planner takes all indexes of a table that was nearly empty when it was last analyzed for equally cheap, and may look
-- up each user in the index of all live users by creation. OFFSET 0 keeps the condition on the state outside of the
-- look-up, so that only an index by id is left.

-- Plans for the given values, because a connection keeps a plan that was made while the table of users was small.
CREATE OR REPLACE FUNCTION roster.bump_lists_of_members(org_ids text[], user_ids text[], lists int[]) RETURNS void
LANGUAGE plpgsql SET search_path = '' SET plan_cache_mode = 'force_custom_plan' AS $$
DECLARE
  by_organization jsonb;
BEGIN
  IF user_ids IS NULL THEN RETURN; END IF;
  PERFORM roster.lock_user_stripes(user_ids);
  SELECT jsonb_object_agg(org_id, jsonb_build_object('lists', organizations.lists, 'users', users)) INTO by_organization
  FROM (
    SELECT org_id, bit_or(member.lists) AS lists, array_agg(member.user_id) AS users
    FROM ROWS FROM (pg_catalog.unnest(org_ids), pg_catalog.unnest(user_ids), pg_catalog.unnest(lists)) AS member (org_id, user_id, lists)
    CROSS JOIN LATERAL (SELECT state FROM roster.app_user WHERE clerk_id = member.user_id OFFSET 0) AS held
    WHERE held.state = 'live' GROUP BY org_id
  ) AS organizations;
  IF by_organization IS NULL THEN RETURN; END IF;
  PERFORM roster.bump_revisions(by_organization);
END $$;

CREATE OR REPLACE FUNCTION roster.organization_showed_or_hid() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' SET plan_cache_mode = 'force_custom_plan' AS $$
BEGIN
  IF EXISTS (
    SELECT FROM roster.membership
    CROSS JOIN LATERAL (SELECT state FROM roster.app_user WHERE clerk_id = membership.user_id OFFSET 0) AS held
    WHERE membership.org_id = NEW.clerk_id AND membership.state = 'live' AND held.state = 'live'
  ) THEN
    NEW.revision := roster.next_revision(NEW.revision);
    NEW.member_revision := roster.next_revision(NEW.member_revision);
  END IF;
  RETURN NEW;
END $$;
