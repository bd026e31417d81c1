import { createClerkReader } from '../src/clerk/create-clerk-reader.ts'
import { createSyncDeps } from '../src/sync/sync-deps.ts'
import { startLocalClerk } from '@roster/clerk-local'
import { createMirror } from '@roster/db'
import { testDb } from '@roster/db/testing'
import { z } from 'zod'
import { callClerk } from './call-clerk.ts'
import { reconcileByHand, type ByHand } from '../src/sync/reconcile/reconcile-by-hand.ts'

/** A local Clerk and an empty mirror, opened as the command does. */
export async function startByHand(initech = 60) {
  const clerk = await startLocalClerk({ port: 0, organizations: { globex: 40, initech } })
  const db = await testDb()
  const sync = createSyncDeps({
    store: createMirror(db.background),
    reader: createClerkReader(clerk),
    callsPerWindow: 1_000,
    log: () => {},
    signal: new AbortController().signal,
  })
  const call = (method: string, route: string, body?: unknown) => callClerk(clerk, method, route, body)
  const idOf = async (route: string) => z.object({ id: z.string() }).parse(await call('GET', route)).id

  return {
    clerk,
    sync,
    call,
    idOf,
    acme: await idOf('/organizations/acme'),
    globex: await idOf('/organizations/globex'),
    async reconcile(request: Partial<ByHand> = {}) {
      const lines: string[] = []
      const progress: string[] = []
      const completed = await reconcileByHand(db, sync, {
        afterRestore: false,
        believeAbsences: false,
        onLine: (text) => lines.push(text),
        onProgress: (text) => progress.push(text),
        ...request,
      })
      return { completed, lines, progress }
    },
    async [Symbol.asyncDispose]() {
      await clerk.close()
      await db.close()
    },
  }
}
