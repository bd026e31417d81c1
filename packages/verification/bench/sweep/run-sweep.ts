// One sweep of the whole instance as a process of its own: its calls so far as JSON lines, the result as the last.
import { Console } from 'node:console'
import { backfill } from '@roster/api/operate'

const { DATABASE_URL = '', CLERK_API_URL = '', CLERK_SECRET_KEY = '', CLERK_PUBLISHABLE_KEY = '' } = process.env
const { CLERK_JWT_KEY: jwtKey = '' } = process.env

const result = await backfill(
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
  { dryRun: false, onProgress: ({ calls }) => say({ calls }) },
)
say(result)

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
