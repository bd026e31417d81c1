import {
  createAdmit,
  createAuthenticate,
  createClerkReader,
  createReadStanding,
  createRoster,
  reconcileOrganization,
  type Services,
} from '@roster/api'
import { createMirror, type Db } from '@roster/db'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ClerkInstance } from './clerk-instance.ts'
import type { Env } from './env.ts'
import type { Log } from './log.ts'

const MEGABYTE = 1024 * 1024

type Parts = { env: Env; db: Db; clerk: ClerkInstance; log: Log }

/** What the procedures work with, and what reads Clerk for the mirror. */
export async function createServices({ env, db, clerk: { keys }, log }: Parts): Promise<{ services: Services; sync: unknown }> {
  const store = createMirror(db.background)
  if (!(await store.claimInstance(keys.issuer))) {
    throw new Error(
      `The database belongs to another Clerk instance than ${keys.issuer}: its members would all look gone. Use that instance's keys, or another DATABASE_URL or DATA_DIR.`,
    )
  }
  const reader = createClerkReader({ apiUrl: keys.apiUrl ?? 'https://api.clerk.com', secretKey: keys.secretKey })
  const deps = { store, reader, callsPerWindow: 100, sleep: async (ms: number) => { await sleep(ms) }, log: () => {} }
  const sync = {
    ensureKnown: async (orgId: string) => { const r = await reconcileOrganization(deps, orgId); return r.outcome === 'completed' ? 'known' as const : 'unavailable' as const },
    confirmMembership: async () => 'unavailable' as const,
  }
  const services: Services = {
    db,
    authenticate: createAuthenticate(keys),
    admit: createAdmit(createReadStanding(db), sync),
    roster: createRoster(db, env.SNAPSHOT_CACHE_MB * MEGABYTE),
    reconcileNow: async () => {},
  }
  return { services, sync }
}
