import { createSnapshots, userList } from '@roster/api/testing'
import type { Db } from '@roster/db'
import { median } from '../../shared/percentile.ts'
import { memberOf, orgIdOf } from './seed.ts'

const ROUNDS = 15

// The lower bound: the same rows in the same order, as one value that the database builds and the driver reads.
const BARE = `
  SELECT json_agg(row) FROM (
    SELECT u.clerk_id, u.first_name, u.last_name, u.email, u.image_url, u.has_image, u.created_ms, u.updated_ms
    FROM roster.membership m JOIN roster.app_user u ON u.clerk_id = m.user_id
    WHERE m.org_id = $1 AND m.state = 'live' AND u.state = 'live' ORDER BY u.created_ms, u.clerk_id
  ) AS row`

/** Medians in ms of loading 10,000 members: the bare rows by `pg`, and Roster's snapshot. */
export async function measureLoad(db: Db): Promise<{ bareMs: number; rosterMs: number }> {
  const orgId = orgIdOf(10_000)
  const bare: number[] = []
  const roster: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    bare.push(await timed(() => db.pool.query(BARE, [orgId])))
    roster.push(await timed(() => createSnapshots(db, userList, 100_000_000).snapshot(orgId, 0n)))
  }
  return { bareMs: median(bare), rosterMs: median(roster) }
}

/** Medians in ms of one request right after a change: to Roster, and to the usual code. */
export async function measureAfterChange(
  db: Db,
  members: number,
  ask: { roster: () => Promise<unknown>; usual: () => Promise<unknown> },
) {
  const roster: number[] = []
  const usual: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    await renameMember(db, members, round)
    roster.push(await timed(ask.roster))
    usual.push(await timed(ask.usual))
  }
  return { rosterMs: median(roster), usualMs: median(usual) }
}

/** Renames one member as a webhook would; the triggers then raise the revision. */
export async function renameMember(db: Db, members: number, round: number): Promise<void> {
  await db.pool.query('UPDATE roster.app_user SET first_name = $2, updated_ms = updated_ms + 1 WHERE clerk_id = $1', [
    memberOf(members),
    `Renamed${round}`,
  ])
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}
