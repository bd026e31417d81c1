import type { OrganizationId, PersonRow } from '@roster/db'
import type { Admission, Admit } from '../access/admit.ts'
import type { MayCheck } from '../access/secrets.ts'
import type { ApiKeyService } from '../clerk/api-key-service.ts'
import type { Authenticate, Credential, SystemCredential } from '../access/authenticate.ts'
import type { News } from '../news/create-news.ts'
import type { Lists } from '../list/lists.ts'
import type { Snapshot } from '../list/snapshot.ts'
import type { Snapshots } from '../list/snapshots.ts'
import type { Member } from '../member.ts'
import type { Turns } from './turns.ts'
import type { User } from '../user.ts'

/** What the procedures work with; made once per process. */
export type Services = {
  people: {
    resolve(orgId: OrganizationId, ids: readonly string[]): Promise<PersonRow[]>
  }
  authenticate: Authenticate
  admit: Admit
  /** The same a second later, by a statement that all who ask so in this second share. */
  admitPatiently: Admit
  lists: Lists
  mayManageKeys(admission: Admission): boolean
  /** What the instance calls its roles, by their keys. */
  roleNames(): Promise<ReadonlyMap<string, string>>
  apiKeys: ApiKeyService
  news: News
  /** By organization. */
  inTurn: Turns
  /** Waits for a reconcile of the organization that starts after the call, or throws why it can't have one. */
  reconcileNow(orgId: OrganizationId): Promise<void>
}

/** `gone` aborts when the client does. */
export type Waiting = { ms?: number; gone?: AbortSignal | undefined }

// Less than what proxies commonly allow an answer (30 s).
const LONGEST_WAIT_MS = 25_000
// Less is no wait: who asks again and again pays.
const HELD_MS = 1_000

/** Who calls, as the verified credential says, and the services; for one request or one job. */
export type Context = {
  services: Services
  credential: Credential | SystemCredential
  /** Lets the caller in or throws; asked of the mirror once, however many procedures the request carries. */
  admission(): Promise<Admission>
  /** The same after everything that Clerk knew at the time of the call has reached the mirror. */
  confirmed(): Promise<Admission>
  /**
   * The admission once `isNews` of it holds, after 25 s or so many ms, or sooner where nobody may wait; throws as soon as the
   * caller may not ask any more.
   */
  untilNews(isNews: (admission: Admission) => boolean, waiting?: Waiting): Promise<Admission>
  /** Whether the request was held for its caller, who then is not charged for it. */
  wasHeld(): boolean
  /** Does it after what the organization asked for before, and before what it asks for next. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result>
  lists: { users: ReadList<User>; members: ReadList<Member> }
  show: Show
}

/** A list at the revision, or a later one; the request reads it once. */
type ReadList<Item> = (orgId: OrganizationId, revision: bigint) => Promise<Snapshot<Item>>

/** A list as the output of a procedure: its items, or what stands for them until the transport writes the kept bytes. */
export type Show = <Item>(list: Snapshot<Item>) => readonly Item[]

/**
 * Verifies the Authorization header and nothing else: no cookie, query or body has a say in who calls.
 * An invalid credential is no error here; the procedures answer it. `mayCheck` is heard before an unknown credential
 * costs a check.
 */
export async function createContext(
  services: Services,
  authorization: string | undefined,
  mayCheck?: MayCheck,
  show?: Show,
): Promise<Context & { credential: Credential }> {
  return contextOf(services, await services.authenticate(authorization, mayCheck), show)
}

/** The same for whoever is known already. */
export function contextOf<Known extends Context['credential']>(
  services: Services,
  credential: Known,
  show: Show = (list) => list.items(),
): Context & { credential: Known } {
  let admission: Promise<Admission> | undefined
  let heldMs = 0
  const admit = () => (admission ??= services.admit(credential))
  return {
    services,
    credential,
    show,
    admission: admit,
    async confirmed() {
      const { orgId } = await admit()
      await services.reconcileNow(orgId)
      admission = services.admit(credential)
      return admission
    },
    async untilNews(isNews, { ms = LONGEST_WAIT_MS, gone } = {}) {
      const begunMs = performance.now()
      admission ??= services.news.isOpen() ? services.admitPatiently(credential) : admit()
      let current = await admission
      while (!isNews(current)) {
        const leftMs = begunMs + ms - performance.now()
        if ((await services.news.next(current, leftMs, gone)) === 'over') break
        admission = services.admit(credential)
        current = await admission
      }
      heldMs = performance.now() - begunMs
      return current
    },
    wasHeld: () => heldMs >= HELD_MS,
    async inTurn(work) {
      const { orgId } = await admit()
      return services.inTurn(orgId, work)
    },
    lists: { users: readOnce(services.lists.users), members: readOnce(services.lists.members) },
  }
}

function readOnce<Item>(snapshots: Snapshots<Item>): ReadList<Item> {
  let read: { revision: bigint; list: Promise<Snapshot<Item>> } | undefined
  return (orgId, revision) => {
    if (read?.revision !== revision) read = { revision, list: snapshots.snapshot(orgId, revision) }
    return read.list
  }
}
