import type { OrganizationId, PersonRow } from '@roster/db'
import type { Admission, Admit } from '../access/admit.ts'
import type { ApiKeyService } from '../clerk/api-key-service.ts'
import type { Authenticate, Credential, SystemCredential } from '../access/authenticate.ts'
import type { Client } from '../news/client.ts'
import type { Held, News } from '../news/create-news.ts'
import type { Resume } from '../news/waits.ts'
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

// Proxies commonly allow 30 s for an answer.
const LONGEST_WAIT_MS = 25_000
// A shorter wait is charged, so that frequent requests are limited.
const HELD_MS = 1_000

/** What a held request resumes with once its time is over, or else something has changed. */
export type Waited = Held & { credential: Credential; isOver: boolean }

/** The verified credential and the services, for one request or one job. */
export type Context = {
  services: Services
  credential: Credential | SystemCredential
  /** Admits the caller or throws. The mirror is asked once, however many procedures a request calls. */
  admission(): Promise<Admission>
  /** The admission after everything that Clerk knew at the time of the call has reached the mirror. */
  confirmed(): Promise<Admission>
  /**
   * The admission once `isNews` holds for it, or after 25 s, or sooner if too many wait. Throws as soon as the
   * caller is no longer admitted. A request waits once: later calls have the result of the first.
   */
  untilNews(isNews: (admission: Admission) => boolean, client?: Client): Promise<Admission>
  /**
   * The same for a transport, which holds the request itself and then begins anew: undefined once `isNews` holds, or the time
   * is over.
   */
  toHold(isNews: (admission: Admission) => boolean, ms?: number): Promise<Held | undefined>
  /** Whether the request waited for a change; it is then not charged. */
  wasHeld(): boolean
  /** Runs the work after the organization's earlier requests and before its later ones. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result>
  show: Show
}

/** Turns a list into the output of a procedure: its items, or a placeholder for the transport's cached bytes. */
export type Show = <Item>(list: Snapshot<Item>) => readonly Item[]

/** How a transport shows lists, and what its request has waited for. */
type OfTransport = { show?: Show; waited?: Waited | undefined }

/**
 * The context for a credential, which `authorization` proved. An invalid one is no error here: the procedures refuse it.
 */
export function createContext(
  services: Services,
  credential: Context['credential'],
  authorization?: string,
  { show = (list) => list.items(), waited }: OfTransport = {},
): Context {
  let admission = waited?.isOver ? Promise.resolve(waited.admission) : undefined
  let news: Promise<Admission> | undefined
  let heldMs = waited ? performance.now() - waited.begunMs : 0
  const admit = () => (admission ??= services.admit(credential))

  /** A key may have been revoked or have expired while the request waited; the mirror knows when a session ends. */
  async function admitAgain(): Promise<Admission> {
    const isKey = credential.kind === 'api-key'
    return services.admit(isKey ? await services.authenticate(authorization) : credential)
  }

  function admitToWait(): Promise<Admission> {
    if (waited) return (admission ??= admitAgain())
    return (admission ??= services.news.isOpen() ? services.admitPatiently(credential) : admit())
  }

  async function wait(isNews: (admission: Admission) => boolean, client: Client | undefined): Promise<Admission> {
    const begunMs = waited?.begunMs ?? performance.now()
    let current = await admitToWait()
    let isOver = waited?.isOver === true
    while (!isOver && !isNews(current)) {
      const held = { admission: current, begunMs, ms: LONGEST_WAIT_MS }
      isOver = (await new Promise((resume: Resume) => services.news.hold(held, client, resume))) === 'over'
      if (!isOver) current = await (admission = admitAgain())
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
    untilNews: (isNews, client) => (news ??= wait(isNews, client)),
    async toHold(isNews, ms = LONGEST_WAIT_MS) {
      const begunMs = waited?.begunMs ?? performance.now()
      const current = await admitToWait()
      return waited?.isOver || isNews(current) ? undefined : { admission: current, begunMs, ms }
    },
    wasHeld: () => heldMs >= HELD_MS,
    async inTurn(work) {
      const { orgId } = await admit()
      return services.inTurn(orgId, work)
    },
  }
}
