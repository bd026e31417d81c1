// One sweep of the whole instance as a process of its own: its calls so far as JSON lines, the result as the last.
// `--dry-run` compares only.
import { Console } from 'node:console'
import { backfill } from '@roster/api/operate'

const { DATABASE_URL = '', CLERK_API_URL = '', CLERK_SECRET_KEY = '', CLERK_PUBLISHABLE_KEY = '' } = process.env
const { CLERK_JWT_KEY: jwtKey = '' } = process.env
const MEASURED_EVERY_CALLS = 100

const heapMb = { idle: heap(), most: 0 }
let measuredAt = 0
const started = performance.now()
const { outcome, corrections, drift } = await backfill(
  {
    database: { url: DATABASE_URL },
    clerk: {
      secretKey: CLERK_SECRET_KEY,
      publishableKey: CLERK_PUBLISHABLE_KEY,
      jwtKey,
      apiUrl: CLERK_API_URL,
      webhookSigningSecrets: [],
      authorizedParties: [],
    },
    log: new Console(process.stderr),
  },
  {
    dryRun: process.argv.includes('--dry-run'),
    onProgress({ calls }) {
      say({ calls })
      if (calls < measuredAt + MEASURED_EVERY_CALLS) return
      measuredAt = calls
      heapMb.most = Math.max(heapMb.most, heap())
    },
  },
)
const { user, system } = process.cpuUsage()
const seconds = (performance.now() - started) / 1000
say({ outcome, corrections, differing: drift?.length ?? 0, seconds, cpuSeconds: (user + system) / 1e6, heapMb })

function heap(): number {
  globalThis.gc?.()
  return Math.round(process.memoryUsage().heapUsed / 2 ** 20)
}

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
