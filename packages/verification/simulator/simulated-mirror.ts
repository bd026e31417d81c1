import type { MembershipRecord, MirrorStore, UserRecord } from '@roster/db'

export type Shown = { user: UserRecord; membership: MembershipRecord }

/** What shows of an organization, and its revision; null without its row. */
export type ShownList = { revision: number | bigint; members: Shown[] } | null

/** A mirror to be simulated: in memory, or the product's SQL. */
export type SimulatedMirror = {
  /** The statements, at the time that the schedule's clock shows. */
  store: () => MirrorStore
  lists(orgIds: readonly string[]): ReadonlyMap<string, ShownList> | Promise<ReadonlyMap<string, ShownList>>
  /** A request was made for the organization: it is then reconciled often. */
  noteUse(orgId: string): void | Promise<void>
}
