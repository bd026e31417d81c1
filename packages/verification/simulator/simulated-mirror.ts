import type { MembershipRecord, MirrorStore, UserRecord } from '@roster/db'

export type Shown = { user: UserRecord; membership: MembershipRecord }

/** The list of an organization and its revision; null if it has no row. */
export type ShownList = { revision: number | bigint; members: Shown[] } | null

/** The mirror of a simulation: in memory, or the product's SQL. */
export type SimulatedMirror = {
  /** The statements, with the current time of the schedule's clock. */
  store: () => MirrorStore
  lists(orgIds: readonly string[]): ReadonlyMap<string, ShownList> | Promise<ReadonlyMap<string, ShownList>>
  /** Records a request for the organization, which is then reconciled more often. */
  noteUse(orgId: string): void | Promise<void>
}
