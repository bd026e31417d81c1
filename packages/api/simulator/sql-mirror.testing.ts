import { createMirror, type DatabaseTime, type MirrorStore } from '@roster/db'
import { readShown, type TestDb } from '@roster/db/testing'
import type { SimulatedMirror, Step, Statements } from './simulated-mirror.ts'

/** The product's SQL as the mirror of a schedule. The statements tell the time of the schedule's clock. */
export function createSqlMirror(db: TestDb, clock: { now: number }, fence: DatabaseTime): SimulatedMirror {
  let changes = 0
  const mirrorNow = () =>
    createMirror(db.pool, { now: `(timestamptz 'epoch' + ${clock.now} * interval '1 microsecond')`, fence })
  return {
    statements: (step) => statementsOf(step, mirrorNow, () => changes++),
    changes: () => changes,
    lists: (orgIds) => readShown(db, orgIds),
  }
}

function statementsOf(step: Step, mirrorNow: () => MirrorStore, changed: () => void): Statements {
  const run = <Value>(what: string, statement: (mirror: MirrorStore) => Promise<Value>) =>
    step(
      () => what,
      () => statement(mirrorNow()),
    )
  const change = <Value>(what: string, statement: (mirror: MirrorStore) => Promise<Value>) =>
    run(what, (mirror) => {
      changed()
      return statement(mirror)
    })
  return {
    applyUsers: (...to) => change('users', (mirror) => mirror.applyUsers(...to)),
    applyMemberships: (...to) => change('memberships', (mirror) => mirror.applyMemberships(...to)),
    applyOrganizations: (...to) => change('organizations', (mirror) => mirror.applyOrganizations(...to)),
    applyUserDeleted: (id) => change(`${id} deleted`, (mirror) => mirror.applyUserDeleted(id)),
    applyMembershipDeleted: (row) => change('membership deleted', (mirror) => mirror.applyMembershipDeleted(row)),
    applyMembershipIdDeleted: (...to) =>
      change('membership deleted by id', (mirror) => mirror.applyMembershipIdDeleted(...to)),
    applyOrganizationDeleted: (id) => change(`${id} deleted`, (mirror) => mirror.applyOrganizationDeleted(id)),
    applyUserAbsent: (...to) => change('user absent', (mirror) => mirror.applyUserAbsent(...to)),
    applyMembershipsAbsent: (...to) => change('memberships absent', (mirror) => mirror.applyMembershipsAbsent(...to)),
    applyOrganizationAbsent: (...to) =>
      change('organization absent', (mirror) => mirror.applyOrganizationAbsent(...to)),
    recordDeadLetter: (letter) => run('dead letter', (mirror) => mirror.recordDeadLetter(letter)),
    now: () => run('now', (mirror) => mirror.now()),
    leaseDue: (limit) => run('lease due rows', (mirror) => mirror.leaseDue(limit)),
    settleDue: (row) => run('settle a due row', (mirror) => mirror.settleDue(row)),
    postponeDue: (...to) => run('postpone a due row', (mirror) => mirror.postponeDue(...to)),
    readSync: (orgId) => run('read sync', (mirror) => mirror.readSync(orgId)),
    leaseOrganization: (orgId) => run(`lease ${orgId}`, (mirror) => mirror.leaseOrganization(orgId)),
    renewLease: (lease) => run('renew a lease', (mirror) => mirror.renewLease(lease)),
    endLease: (...to) => run('end a lease', (mirror) => mirror.endLease(...to)),
    unseenMembers: (...to) => run('unseen members', (mirror) => mirror.unseenMembers(...to)),
    takeCall: (...to) => run('take a call', (mirror) => mirror.takeCall(...to)),
    pauseCalls: (milliseconds) => run('pause calls', (mirror) => mirror.pauseCalls(milliseconds)),
  }
}
