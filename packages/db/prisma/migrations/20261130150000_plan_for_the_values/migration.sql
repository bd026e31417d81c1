-- A connection keeps the plan of a function's statement, made for any values and for the tables as they were in its
-- first runs. Of an organization without members, one plan read all live users; of a batch of users, another read all
-- memberships. Plans for the given values and the present tables take a fraction of a millisecond longer.
ALTER FUNCTION roster.organization_showed_or_hid() SET plan_cache_mode = 'force_custom_plan';
ALTER FUNCTION roster.bump_lists_of_users(jsonb) SET plan_cache_mode = 'force_custom_plan';
