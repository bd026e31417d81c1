import pg from 'pg'

export type Task = { title: string; assigneeId: string | null; assignee: string | null }

declare global {
  var openedTasks: Promise<pg.Pool> | undefined
}

/** The app's own table, beside Roster's schema in the same database. */
const open = () => (globalThis.openedTasks ??= prepare())

async function prepare(): Promise<pg.Pool> {
  const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL })
  await pool.query('CREATE TABLE IF NOT EXISTS task (org_id text PRIMARY KEY, title text NOT NULL, assignee_id text)')
  return pool
}

/** With the name of whoever has it, also of one who left. */
export async function tasksOf(orgId: string): Promise<Task[]> {
  const pool = await open()
  await pool.query('INSERT INTO task VALUES ($1, $2) ON CONFLICT DO NOTHING', [orgId, 'Call the customer'])
  const { rows } = await pool.query<Task>(
    `SELECT task.title, task.assignee_id AS "assigneeId", concat_ws(' ', person.first_name, person.last_name) AS assignee
    FROM task LEFT JOIN roster.person ON person.user_id = task.assignee_id WHERE task.org_id = $1`,
    [orgId],
  )
  return rows
}

/** Nobody who is not an active member is written. */
export async function assignTask(orgId: string, userId: string | null): Promise<void> {
  const pool = await open()
  await pool.query(
    `UPDATE task SET assignee_id = $2 WHERE org_id = $1 AND ($2::text IS NULL OR EXISTS (
      SELECT FROM roster.member WHERE org_id = $1 AND user_id = $2 AND status = 'active'))`,
    [orgId, userId],
  )
}
