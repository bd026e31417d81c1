import type { Member, Person, User } from '@roster/api'

/** The revisions of both lists: equal revisions mean equal lists. */
export type Revisions = { readonly revision: string; readonly memberRevision: string }

type Options = { signal?: AbortSignal; context?: { skipBatch: true } }
type Query<Input, Output> = { query(input: Input, options?: Options): Promise<Output> }

/**
 * What the hook needs of a tRPC client: the part in which `roster.router` is nested, such as `client.team`, or all of one
 * that has Roster's procedures at its root.
 */
export type TeamClient = {
  readonly users: {
    readonly list: Query<undefined, readonly User[]>
    readonly revision: Query<{ after: Revisions } | undefined, Revisions>
    readonly resolve: Query<{ ids: string[] }, readonly Person[]>
  }
  readonly members: { readonly list: Query<undefined, readonly Member[]> }
}
