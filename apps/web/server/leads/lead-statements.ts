/** The limit of leads for one organization. */
export const MAX_LEADS = 10_000
/** The limit for leads on a page, and for leads that one call may change. */
export const PAGE = 200
/** The number of revisions that an open page can catch up on without reading all leads again. */
export const HISTORY = 500

const LEAD = `json_build_object(
  'id', id, 'name', name, 'company', company, 'assigneeId', assignee_id, 'sharedWith', shared_with, 'version', version,
  'createdAt', to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`

const REVISION_NOW = 'coalesce((SELECT revision FROM leads.revision WHERE org_id = $1), 0)'

/** Parameters: org_id. Returns the revision. */
export const REVISION = `SELECT ${REVISION_NOW}::float8 AS revision`

/** Parameters: org_id, created_at and id of the previous lead. One JSON value costs the driver a quarter of rows. */
export const LIST = `
  SELECT json_build_object('revision', ${REVISION_NOW}, 'leads', coalesce(json_agg(${LEAD}), '[]')) AS page FROM (
    SELECT * FROM leads.lead
    WHERE org_id = $1 AND ($2::timestamptz IS NULL OR (created_at, id) < ($2::timestamptz, $3::uuid))
    ORDER BY created_at DESC, id DESC LIMIT ${PAGE + 1}
  ) AS page`

/** Parameters: org_id, revision. Returns the changes after it, at most one more than a page. */
export const CHANGES = `
  SELECT json_build_object(
    'revision', ${REVISION_NOW},
    'changed', (SELECT coalesce(json_agg(${LEAD}), '[]') FROM (
      SELECT * FROM leads.lead WHERE org_id = $1 AND revision > $2 LIMIT ${PAGE + 1}) AS changed),
    'deleted', (SELECT coalesce(json_agg(lead_id), '[]') FROM (
      SELECT lead_id FROM leads.deletion WHERE org_id = $1 AND revision > $2 LIMIT ${PAGE + 1}) AS deleted)
  ) AS changes`

// People are checked in the statement that writes, because they could leave between a check and a write. Roster's views
// show who is active; its table of memberships, which keeps ended ones, shows why a person is not.
const REFUSED = `refused AS (
    SELECT wanted.user_id, CASE
      WHEN member.status IS NOT NULL THEN member.status
      WHEN held.user_id IS NULL THEN 'never_a_member'
      WHEN person.state = 'deleted' THEN 'deleted'
      WHEN held.state <> 'live' THEN 'left'
      ELSE 'not_known_yet' END AS why
    FROM wanted
    LEFT JOIN roster.membership AS held
      ON held.org_id = $1 AND held.user_id = wanted.user_id AND held.state <> 'unknown'
    LEFT JOIN roster.member ON member.org_id = $1 AND member.user_id = wanted.user_id
    LEFT JOIN roster.person ON person.user_id = wanted.user_id
    WHERE member.status IS DISTINCT FROM 'active'
  )`
const REFUSAL = `(SELECT json_build_object('userId', user_id, 'why', why) FROM refused LIMIT 1) AS refusal`

// Every write takes the next revision first and locks its row until the commit, so revisions become visible in order.
const bumped = (condition: string) => `bumped AS (
    INSERT INTO leads.revision AS counter (org_id) SELECT $1 WHERE ${condition}
    ON CONFLICT (org_id) DO UPDATE SET revision = counter.revision + 1 RETURNING revision
  )`
const ALLOWED = `${REFUSED}, ${bumped('NOT EXISTS (SELECT FROM refused)')}`
const NOTED = 'version = lead.version + 1, revision = bumped.revision, updated_at = clock_timestamp()'
const ASKED = 'asked AS (SELECT * FROM unnest($2::uuid[], $3::int[]) AS asked (id, version))'

/** Parameters: org_id, name, company, assignee_id, shared_with. */
export const CREATE = `
  WITH wanted AS (SELECT unnest($5::text[]) AS user_id UNION SELECT $4::text WHERE $4::text IS NOT NULL), ${ALLOWED},
  created AS (
    INSERT INTO leads.lead (org_id, name, company, assignee_id, shared_with, revision)
    SELECT $1, $2, $3, $4, $5, revision FROM bumped RETURNING *
  )
  SELECT (SELECT ${LEAD} FROM created) AS lead, ${REFUSAL}`

/** Parameters: org_id, id, version, name, company, shared_with. Existing followers stay, even if they have left. */
export const EDIT = `
  WITH lead_now AS (SELECT shared_with FROM leads.lead WHERE id = $2::uuid AND org_id = $1),
  wanted AS (SELECT unnest($6::text[]) AS user_id EXCEPT SELECT unnest(shared_with) FROM lead_now), ${ALLOWED},
  changed AS (
    UPDATE leads.lead SET name = $4, company = $5, shared_with = $6, ${NOTED} FROM bumped
    WHERE lead.id = $2::uuid AND lead.org_id = $1 AND lead.version = $3 RETURNING lead.*
  )
  SELECT (SELECT ${LEAD} FROM changed) AS lead, EXISTS (SELECT FROM lead_now) AS "exists", ${REFUSAL}`

const WANTED_ASSIGNEE = (parameter: string) =>
  `wanted AS (SELECT ${parameter}::text AS user_id WHERE ${parameter}::text IS NOT NULL)`

/** Parameters: org_id, ids, versions, assignee_id. */
export const ASSIGN = `
  WITH ${ASKED}, ${WANTED_ASSIGNEE('$4')}, ${ALLOWED},
  changed AS (
    UPDATE leads.lead SET assignee_id = $4, ${NOTED} FROM bumped, asked
    WHERE lead.id = asked.id AND lead.org_id = $1 AND lead.version = asked.version RETURNING lead.id, lead.version
  )
  SELECT (SELECT coalesce(json_agg(json_build_object('leadId', id, 'version', version)), '[]') FROM changed) AS changed,
    EXISTS (SELECT FROM leads.lead JOIN asked USING (id) WHERE org_id = $1) AS "exists", ${REFUSAL}`

/** Parameters: org_id, the current assignee_id, the new assignee_id. */
export const REASSIGN = `
  WITH ${WANTED_ASSIGNEE('$3')}, ${ALLOWED},
  changed AS (
    UPDATE leads.lead SET assignee_id = $3, ${NOTED} FROM bumped
    WHERE lead.org_id = $1 AND lead.assignee_id = $2 RETURNING lead.id
  )
  SELECT (SELECT count(*)::int FROM changed) AS count, ${REFUSAL}`

/** Parameters: org_id, ids, versions. */
export const DELETE = `
  WITH ${ASKED}, ${bumped('true')},
  deleted AS (
    DELETE FROM leads.lead USING bumped, asked
    WHERE lead.id = asked.id AND lead.org_id = $1 AND lead.version = asked.version RETURNING lead.id
  ),
  noted AS (INSERT INTO leads.deletion (org_id, revision, lead_id) SELECT $1, revision, id FROM deleted, bumped),
  forgotten AS (
    DELETE FROM leads.deletion USING bumped
    WHERE deletion.org_id = $1 AND deletion.revision <= bumped.revision - ${HISTORY}
  )
  SELECT coalesce(json_agg(id), '[]') AS deleted FROM deleted`

/** Parameters: org_id, the leads as JSON. Does nothing if the organization has leads. */
export const SEED = `
  WITH ${bumped('NOT EXISTS (SELECT FROM leads.lead WHERE org_id = $1)')}
  INSERT INTO leads.lead (org_id, name, company, assignee_id, shared_with, created_at, revision)
  SELECT $1, given.name, company, "assigneeId", coalesce("sharedWith", '{}'), "createdAt", revision
  FROM bumped, json_to_recordset($2) AS given
    (name text, company text, "assigneeId" text, "sharedWith" text[], "createdAt" timestamptz)`
