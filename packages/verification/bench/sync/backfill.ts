// One reconcile of one organization in a separate process. Prints progress as JSON lines, and the result as the last.
import { callsPerWindow, createClerkReader, createSyncDeps, reconcileOrganization } from '@roster/api/testing'
import { openDatabase, createMirror } from '@roster/db'

const {
  DATABASE_URL = '',
  CLERK_API_URL = '',
  CLERK_SECRET_KEY = '',
  BENCH_ORG_ID = '',
  BENCH_MEMBERS = '',
} = process.env
const marks = [0.1, 0.5, 1].map((share) => Math.round(share * Number(BENCH_MEMBERS)))
const heapMb: Record<string, number> = {}

const db = await openDatabase({ url: DATABASE_URL })
const signal = new AbortController().signal
const deps = createSyncDeps({
  store: createMirror(db.background),
  reader: createClerkReader({ apiUrl: CLERK_API_URL, secretKey: CLERK_SECRET_KEY }),
  // The budget of production, although the key of the local Clerk is a test key.
  callsPerWindow: callsPerWindow('sk_live_'),
  log: (_level, message, facts) => say({ message, ...facts }),
  signal,
})

const started = performance.now()
const result = await reconcileOrganization(deps, BENCH_ORG_ID, { onProgress: note })
const seconds = (performance.now() - started) / 1000
await db.close()
say({ ...result, seconds, heapMb, peakRssMb: megabytes(process.resourceUsage().maxRSS * 1024) })

function note({ users, memberships, calls }: { users: number; memberships: number; calls: number }): void {
  for (const [phase, count] of Object.entries({ users, memberships })) {
    for (const mark of marks) {
      if (count < mark || `${phase} ${mark}` in heapMb) continue
      globalThis.gc?.()
      heapMb[`${phase} ${mark}`] = megabytes(process.memoryUsage().heapUsed)
    }
  }
  say({ users, memberships, calls })
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 104_857.6) / 10
}

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
