import type { Db, OrganizationId } from '@roster/db'
import type { Admission, Admit } from './admission.ts'
import type { MayAsk } from './clerk/api-key.ts'
import type { ApiKeyService } from './clerk/api-key-service.ts'
import type { Authenticate, Credential } from './clerk/auth.ts'
import type { Roster } from './roster.ts'

/** What the procedures work with; made once per process. */
export type Services = {
  db: Db
  authenticate: Authenticate
  admit: Admit
  roster: Roster
  apiKeys: ApiKeyService
  /** Waits for a reconcile of the organization that starts after the call, or throws why it can't have one. */
  reconcileNow(orgId: OrganizationId): Promise<void>
}

/** One request: who calls, as the verified credential says, and the services. */
export type Context = {
  services: Services
  credential: Credential
  /** Lets the caller in or throws; asked of the mirror once, however many procedures the request carries. */
  admission(): Promise<Admission>
  /** The same after everything that Clerk knew at the time of the call has reached the mirror. */
  confirmed(): Promise<Admission>
}

/**
 * Verifies the Authorization header and nothing else: no cookie, query or body has a say in who calls.
 * An invalid credential is no error here; the procedures answer it. `mayAsk` is heard before a key costs a call to Clerk.
 */
export async function createContext(
  services: Services,
  authorization: string | undefined,
  mayAsk?: MayAsk,
): Promise<Context> {
  const credential = await services.authenticate(authorization, mayAsk)
  let admission: Promise<Admission> | undefined
  const admit = () => (admission ??= services.admit(credential))
  return {
    services,
    credential,
    admission: admit,
    async confirmed() {
      const { orgId } = await admit()
      await services.reconcileNow(orgId)
      admission = services.admit(credential)
      return admission
    },
  }
}
