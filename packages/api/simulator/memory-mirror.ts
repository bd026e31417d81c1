import type { Source } from '@roster/db'
import type { Rules } from './memory-rows.ts'
import { MemoryStore, type Plan } from './memory-store.ts'
import type { SimulatedMirror, Statements, Step } from './simulated-mirror.ts'

/** The mirror in memory. With `tornWrites` a change is decided in one step and written in another. */
export function createMemoryMirror(rules: Rules, tornWrites: boolean, now: () => number): SimulatedMirror {
  const memory = new MemoryStore(rules, now)
  return {
    statements: (step) => statementsOf(memory, step, tornWrites, now),
    changes: () => memory.commits,
    lists: (orgIds) => new Map(orgIds.map((orgId) => [orgId, memory.list(orgId)])),
  }
}

function statementsOf(memory: MemoryStore, step: Step, tornWrites: boolean, now: () => number): Statements {
  const change = async (describe: () => string, plan: () => Plan) => {
    if (!tornWrites) return step(describe, () => memory.commit(plan()))
    const planned = await step(() => `${describe()}, read`, plan)
    return step(
      () => `${describe()}, write`,
      () => memory.commit(planned),
    )
  }
  return {
    applyUsers: (users, source) =>
      change(
        () => `users by ${told(source)}: ${users.map(({ id, firstName }) => `${id} ${firstName}`)}`,
        () => memory.planUsers(users, source),
      ),
    applyUserDeleted: (id) =>
      change(
        () => `${id} deleted`,
        () => memory.planUserDeleted(id),
      ),
    applyUserAbsent: (id, startedAt) =>
      change(
        () => `${id} absent by a read at ${startedAt}`,
        () => memory.planUserAbsent(id, startedAt),
      ),
    applyMemberships: (rows, source) =>
      change(
        () => `memberships by ${told(source)}: ${rows.map(named)}`,
        () => memory.planMemberships(rows, source),
      ),
    applyMembershipDeleted: (row) =>
      change(
        () => `${named(row)} deleted`,
        () => memory.planMembershipDeleted(row),
      ),
    applyMembershipIdDeleted: (membershipId) =>
      change(
        () => `membership ${membershipId} deleted`,
        () => memory.planMembershipIdDeleted(membershipId),
      ),
    applyMembershipsAbsent: (orgId, userIds, startedAt) =>
      change(
        () => `${userIds} absent in ${orgId} by a read at ${startedAt}`,
        () => memory.planMembershipsAbsent(orgId, userIds, startedAt),
      ),
    applyOrganizations: (rows, source) =>
      change(
        () => `organization by ${told(source)}`,
        () => memory.planOrganizations(rows, source),
      ),
    applyOrganizationDeleted: (id) =>
      change(
        () => `${id} deleted`,
        () => memory.planOrganizationDeleted(id),
      ),
    applyOrganizationAbsent: (id, startedAt, believed) =>
      change(
        () => `${id} absent`,
        () => memory.planOrganizationAbsent(id, startedAt, believed),
      ),
    recordDeadLetter: (letter) =>
      step(
        () => `dead letter on ${letter.userId} ${letter.orgId}`,
        () => memory.recordDeadLetter(letter),
      ),
    now: () => step(() => 'now', now),
    leaseDue: (limit) =>
      step(
        () => 'lease due rows',
        () => memory.leaseDue(limit),
      ),
    settleDue: (row) =>
      step(
        () => 'settle a due row',
        () => memory.settleDue(row),
      ),
    postponeDue: (row, why) =>
      step(
        () => 'postpone a due row',
        () => memory.postponeDue(row, why),
      ),
    readSync: (orgId) =>
      step(
        () => 'read sync',
        () => memory.readSync(orgId),
      ),
    leaseOrganization: (orgId) =>
      step(
        () => `lease ${orgId}`,
        () => memory.leaseOrganization(orgId),
      ),
    renewLease: (lease) =>
      step(
        () => `renew ${lease.orgId}`,
        () => memory.renewLease(lease),
      ),
    endLease: (lease, how) =>
      step(
        () => `${how} ${lease.orgId}`,
        () => memory.endLease(lease, how),
      ),
    unseenMembers: (orgId, users, members) =>
      step(
        () => `unseen members of ${orgId}`,
        () => memory.unseenMembers(orgId, users, members),
      ),
    takeCall: () =>
      step(
        () => 'take a call',
        () => memory.takeCall(),
      ),
    pauseCalls: async () => {},
  }
}

function named({ orgId, userId, membershipId }: { orgId: string; userId: string; membershipId: string }): string {
  return `${orgId}/${userId}#${membershipId}`
}

function told(source: Source): string {
  return source.kind === 'webhook' ? 'webhook' : `${source.kind} at ${source.startedAt}`
}
