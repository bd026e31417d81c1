import type { ScanPosition } from '@roster/db'
import type { PageRead, UserPage } from './clerk-reader.ts'
import {
  countChange,
  keepPage,
  readClerk,
  ReconcileStopped,
  type Answered,
  type ReconcileRun,
} from './reconcile-run.ts'

const MAX_RESTARTS = 3
const MAX_STEPS_BACK = 20

/** Reads all users by cursor, from where the scan was. A cursor whose user is gone is refused: the list then begins again. */
export async function scanUsers(run: ReconcileRun, position: ScanPosition | null): Promise<void> {
  const { store } = run.deps
  const { orgId } = run.lease
  run.counts.users = position?.read ?? 0
  let restarts = 0
  if (position?.next === null) return
  let after = position?.next ?? null
  for (;;) {
    const cursor: string | null = after
    const page: Answered<PageRead<UserPage>> = await readClerk(run, (reader) => reader.listUsers(orgId, cursor))
    const { answer, startedAt } = page
    if (answer.kind !== 'page') {
      if (cursor === null || restarts === MAX_RESTARTS) throw new ReconcileStopped('unavailable')
      restarts++
      await store.dropPages(orgId, 'users')
      run.counts.users = 0
      after = null
      continue
    }
    countChange(run, await store.applyUsers(answer.users, { kind: 'list', startedAt }))
    run.counts.users += answer.users.length
    await keepPage(run, { list: 'users', userIds: answer.users.map(({ id }) => id), next: answer.next }, startedAt)
    if (answer.next === null) return
    after = answer.next
  }
}

/**
 * Reads all memberships by offset, from where the scan was. Each page begins with the last row of the one before; where
 * rows went meanwhile it begins with one that was not seen: something was skipped, and the scan steps back.
 */
export async function scanMemberships(run: ReconcileRun, position: ScanPosition | null): Promise<void> {
  const { store } = run.deps
  const { orgId } = run.lease
  let goesOn = position !== null
  let stepsBack = 0
  let offset = Number(position?.next ?? 0)
  let last = position?.last
  for (;;) {
    const from = offset
    const { answer, startedAt } = await readClerk(run, (reader) => reader.listMemberships(orgId, from))
    if (answer.kind !== 'page') throw new ReconcileStopped('unavailable')
    const { memberships, total } = answer
    const userIds = memberships.map(({ userId }) => userId)
    const [first] = userIds
    if (goesOn && first !== last) {
      // Somebody whom the interrupted run saw has left since. Only reading all again tells who.
      goesOn = false
      offset = 0
      await store.dropPages(orgId, 'memberships')
      continue
    }
    goesOn = false
    const overlaps = from === 0 || (first !== undefined && (first === last || (await store.sawMember(orgId, first))))
    countChange(run, await store.applyMemberships(memberships, { kind: 'list', startedAt }))

    const skipped = !overlaps && stepsBack < MAX_STEPS_BACK
    const ended = !skipped && (memberships.length === 0 || from + memberships.length >= total)
    const lastRow = from + Math.max(0, memberships.length - 1)
    const next = skipped ? Math.max(0, Math.min(from, total) - Math.max(1, memberships.length - 1)) : lastRow
    if (skipped) stepsBack++
    run.counts.memberships = from + memberships.length
    await keepPage(run, { list: 'memberships', userIds, next: String(next) }, startedAt)
    if (ended) return
    last = userIds.at(-1)
    offset = skipped ? next : Math.max(next, from + 1)
  }
}
