import type pg from 'pg'
import { DEFAULT_CLOCK, type MirrorClock } from './clock.ts'
import { letterStatements } from './dead-letters.ts'
import { membershipStatements } from './memberships.ts'
import { organizationStatements } from './organizations.ts'
import type { MirrorStore } from '../mirror.ts'
import { userStatements } from './users.ts'
import { absenceStatements } from '../sync/absences.ts'
import { callStatements } from '../sync/call-budget.ts'
import { driftStatements } from '../sync/drift.ts'
import { dueStatements } from '../sync/due-rows.ts'
import { instanceStatements } from '../sync/instance.ts'
import { leaseStatements } from '../sync/leases.ts'
import { missingStatements } from '../sync/missing.ts'
import { scanStatements } from '../sync/scans.ts'

/**
 * Creates the mirror on one of a `Db`'s pools: `webhooks` for events, `background` for readers of Clerk. Tests may pass a
 * `clock`: SQL for the time, and the fence in microseconds.
 */
export function createMirror(pool: pg.Pool, clock: MirrorClock = DEFAULT_CLOCK): MirrorStore {
  return {
    ...userStatements(pool, clock),
    ...membershipStatements(pool, clock),
    ...organizationStatements(pool, clock),
    ...letterStatements(pool, clock),
    ...dueStatements(pool, clock),
    ...leaseStatements(pool, clock),
    ...scanStatements(pool, clock),
    ...missingStatements(pool, clock),
    ...driftStatements(pool, clock),
    ...absenceStatements(pool, clock),
    ...callStatements(pool, clock),
    ...instanceStatements(pool, clock),
  }
}
