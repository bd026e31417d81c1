import type { OrganizationId, PersonRow } from '@roster/db'
import type { Admission, Admit } from '../access/admit.ts'
import type { ApiKeyService } from '../clerk/api-key-service.ts'
import type { Authenticate, Credential, SystemCredential } from '../access/authenticate.ts'
import type { Client } from '../news/client.ts'
import type { News } from '../news/create-news.ts'
import type { Lists } from '../list/lists.ts'
import type { Snapshot } from '../list/snapshot.ts'
import type { Turns } from './turns.ts'

/** What the procedures use; created once for a process. */
export type Services = {
  resolvePeople(orgId: OrganizationId, ids: readonly string[]): Promise<PersonRow[]>
  authenticate: Authenticate
  admit: Admit
  /** `admit` for requests that wait anyway: those of half a second share one statement. */
  admitPatiently: Admit
  lists: Lists
  mayManageKeys(admission: Admission): boolean
  /** The names of the instance's roles, by their keys. */
  roleNames(): Promise<ReadonlyMap<string, string>>
  apiKeys: ApiKeyService
  news: News
  /** Runs one piece of work at a time for an organization. */
  inTurn: Turns
  /** Waits for a reconcile of the organization that starts after the call; throws if there can be none. */
  reconcileNow(orgId: OrganizationId): Promise<void>
}

/** The wait ends when the client disconnects. */
type Waiting = { ms?: number; client?: Client | undefined }

// Proxies commonly allow 30 s for an answer.
const LONGEST_WAIT_MS = 25_000
// A shorter wait is charged, so that frequent requests are limited.
const HELD_MS = 1_000

/** The verified credential and the services, for one request or one job. */
export type Context = {
  services: Services
  credential: Credential | SystemCredential
  /** Admits the caller or throws. The mirror is asked once, however many procedures a request calls. */
  admission(): Promise<Admission>
  /** The admission after everything that Clerk knew at the time of the call has reached the mirror. */
  confirmed(): Promise<Admission>
  /**
   * The admission once `isNews` holds for it, or after `ms` (25 s by default), or sooner if too many wait. Throws as soon as the
   * caller is no longer admitted. A request waits once: later calls have the result of the first.
   */
  untilNews(isNews: (admission: Admission) => boolean, waiting?: Waiting): Promise<Admission>
  /** Whether the request waited for a change; it is then not charged. */
  wasHeld(): boolean
  /** Runs the work after the organization's earlier requests and before its later ones. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result>
  show: Show
}

/** Turns a list into the output of a procedure: its items, or a placeholder for the transport's cached bytes. */
export type Show = <Item>(list: Snapshot<Item>) => readonly Item[]

/**
 * The context for a credential, which `authorization` proved. An invalid one is no error here: the procedures refuse it.
 */
export function createContext(
  services: Services,
  credential: Context['credential'],
  authorization?: string,
  show: Show = (list) => list.items(),
): Context {
  let admission: Promise<Admission> | undefined
  let waited: Promise<Admission> | undefined
  let heldMs = 0
  const admit = () => (admission ??= services.admit(credential))

  /** A key may have been revoked or have expired while the request waited; the mirror knows when a session ends. */
  async function admitAgain(): Promise<Admission> {
    const isKey = credential.kind === 'api-key'
    return services.admit(isKey ? await services.authenticate(authorization) : credential)
  }

  async function wait(
    isNews: (admission: Admission) => boolean,
    { ms = LONGEST_WAIT_MS, client }: Waiting,
  ): Promise<Admission> {
    const begunMs = performance.now()
    admission ??= services.news.isOpen() ? services.admitPatiently(credential) : admit()
    let current = await admission
    while (!isNews(current)) {
      const leftMs = begunMs + ms - performance.now()
      if ((await services.news.next(current, leftMs, client)) === 'over') break
      admission = admitAgain()
      current = await admission
    }
    heldMs = performance.now() - begunMs
    return current
  }

  return {
    services,
    credential,
    show,
    admission: admit,
    async confirmed() {
      const { orgId } = await admit()
      await services.reconcileNow(orgId)
      admission = admitAgain()
      return admission
    },
    untilNews: (isNews, waiting = {}) => (waited ??= wait(isNews, waiting)),
    wasHeld: () => heldMs >= HELD_MS,
    async inTurn(work) {
      const { orgId } = await admit()
      return services.inTurn(orgId, work)
    },
  }
}
