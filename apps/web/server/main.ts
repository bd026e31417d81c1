import { existsSync } from 'node:fs'
import path from 'node:path'
import { createLog } from './log.ts'
import { readEnv } from './env.ts'
import { startServer } from './start-server.ts'

if (existsSync('.env')) process.loadEnvFile('.env')

try {
  const env = readEnv(process.env)
  const log = createLog(env.LOG_LEVEL)
  const server = await startServer(env, log, path.resolve(import.meta.dirname, '../public'))
  const how =
    env.clerk === 'local' ? 'Sign in with one of the demo accounts that the page shows.' : 'Using your Clerk instance.'
  process.stdout.write(`\n  Roster is ready at http://localhost:${server.port}\n  ${how}\n\n`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      // A second signal, or a shutdown that hangs, ends the process the hard way.
      process.once(signal, () => process.exit(1))
      void server.close().then(() => process.exit(0))
    })
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
