import { createMirror } from '@roster/db'
import { readShown, testDb } from '@roster/db/testing'
import { reconcileOrganization } from '../src/sync/reconcile/reconcile.ts'
import type { ReconcileOptions } from '../src/sync/reconcile/reconcile-run.ts'
import type { MirrorLog, SyncDeps } from '../src/sync/sync-deps.ts'
import { wholeRecord } from './odd-fields.ts'
import { stubClerk } from './stub-clerk.ts'

/** A mirror of a stub Clerk, whose time passes by `advance`, and else so slowly that a busy machine makes nothing due. */
export async function stubbedMirror(pageSize?: number) {
  const db = await testDb()
  await db.pool.query('DROP TABLE IF EXISTS test_clock')
  await db.pool.query("CREATE TABLE test_clock AS SELECT interval '0' AS ahead, clock_timestamp() AS since")
  const store = createMirror(db.pool, {
    now: '(SELECT since + (clock_timestamp() - since) / 100 + ahead FROM test_clock)',
    fence: 10_000_000,
  })
  const clerk = stubClerk(pageSize)
  const lines: [...Parameters<MirrorLog>][] = []
  const deps: SyncDeps = {
    store,
    reader: clerk.reader,
    callsPerWindow: 1_000_000,
    sleep: async () => {},
    log: (...line) => void lines.push(line),
  }
  return {
    db,
    store,
    clerk,
    deps,
    lines,
    advance: (seconds: number) => db.pool.query(`UPDATE test_clock SET ahead = ahead + interval '${seconds} seconds'`),
    /** Gives Clerk an organization with so many people, whose ids end with their numbers. */
    put(orgId: string, people: number): void {
      const numbers = Array.from({ length: people }, (_, at) => at + 1)
      clerk.organizations.set(orgId, {
        record: wholeRecord.organization(orgId, 0),
        users: numbers.map((number) => wholeRecord.user(orgId, number)),
        memberships: numbers.map((number) => wholeRecord.membership(orgId, number)),
      })
    },
    reconcile: (orgId: string, options?: ReconcileOptions) => reconcileOrganization(deps, orgId, options),
    async listed(orgId: string): Promise<string[]> {
      return (await readShown(db, [orgId])).get(orgId)?.members.map(({ user }) => user.id) ?? []
    },
    async stateOf(orgId: string): Promise<string> {
      return (await store.readSync(orgId)).state
    },
    [Symbol.asyncDispose]: () => db.close(),
  }
}
