// `pnpm reconcile [organization id] [--after-restore] [--believe-absences]`: repairs the mirror by what Clerk holds, now.
import { parseArgs } from 'node:util'
import { reconcile } from '@roster/api/operate'
import { databaseOf } from '../database-of.ts'
import { readEnv } from '../env.ts'
import { loadEnvFile } from '../load-env-file.ts'
import { connectClerk } from '../local-clerk/connect-clerk.ts'
import { createLog } from '../log.ts'

const { stderr, stdout } = process

try {
  loadEnvFile()
  const { values, positionals } = parseArgs({
    options: {
      'after-restore': { type: 'boolean', default: false },
      'believe-absences': { type: 'boolean', default: false },
    },
    allowPositionals: true,
  })
  const [orgId] = positionals
  if (orgId !== undefined && !/^org_[A-Za-z0-9_-]{1,128}$/.test(orgId)) {
    throw new Error(
      `${orgId} is no organization id, so nothing was reconciled. Copy the id (org_…) from Clerk, or give none to reconcile all.`,
    )
  }
  const env = readEnv(process.env)
  const clerk = await connectClerk(env, env.PORT).catch((error: unknown) => {
    throw env.clerk === 'local' ? withWayOut(error) : error
  })
  const completed = await reconcile(
    { database: databaseOf(env), clerk: clerk.options, log: createLog('error') },
    {
      orgId,
      afterRestore: values['after-restore'],
      believeAbsences: values['believe-absences'],
      // One line that is written over; where that can't be, a line each.
      onProgress: (text) => stderr.write(stderr.isTTY ? `\r\u001B[K${text}` : `${text}\n`),
      onLine: (text) => {
        if (stderr.isTTY) stderr.write('\r\u001B[K')
        stdout.write(`${text}\n`)
      },
    },
  ).catch((error: unknown) => {
    throw env.DATABASE_URL ? error : withWayOut(error)
  })
  await clerk.close()
  process.exit(completed ? 0 : 1)
} catch (error) {
  stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}

/** What is embedded belongs to one process, and that may well be the server. */
function withWayOut(error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error)
  return new Error(
    `${message}\nIf a running Roster is in the way, let that reconcile: ask it for the list with ?consistency=strong.`,
    { cause: error },
  )
}
