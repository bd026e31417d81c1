import type { MembershipRecord, MirrorStore, UserRecord } from '@roster/db'

export type Shown = { user: UserRecord; membership: MembershipRecord }

/** What shows of an organization, and its revision; null without its row. */
export type ShownList = { revision: number | bigint; members: Shown[] } | null

/** The statements that a schedule interleaves. */
export type Statements = Omit<
  MirrorStore,
  | 'revokeSession'
  | 'noteWebhook'
  | 'leaseStalest'
  | 'hurryOrganization'
  | 'recordOdd'
  | 'usersOfMemberships'
  | 'areTooManyOrganizationsAbsent'
  | 'areTooManyMembersAbsent'
  | 'markUnreconciled'
  | 'claimInstance'
  | 'sweep'
  | 'forgetSync'
  | 'health'
>

/** Runs one statement when the schedule gets to it, at the time that the clock then shows. */
export type Step = <Value>(describe: () => string, run: () => Value | Promise<Value>) => Promise<Value>

/** A mirror to be simulated: in memory, or the product's SQL. */
export type SimulatedMirror = {
  statements(step: Step): Statements
  /** Is another number after every statement that may have changed a list. */
  changes(): number
  lists(orgIds: readonly string[]): ReadonlyMap<string, ShownList> | Promise<ReadonlyMap<string, ShownList>>
}
