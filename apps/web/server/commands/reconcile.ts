import { parseArgs } from 'node:util'
import { reconcile as reconcileMirror } from '@roster/api/operate'
import { databaseOf } from '../database-of.ts'
import { readEnv } from '../env.ts'
import { connectClerk } from '../local-clerk/connect-clerk.ts'
import { createLog } from '../log.ts'
import { refuseMore, type Command } from './command.ts'

const { stderr, stdout } = process

export const reconcile: Command = {
  summary: 'repairs the mirror from Clerk now',
  usage: ` [ORGANIZATION ID] [--after-restore] [--believe-absences]

Reads each organization of the mirror, or the one with this id, from Clerk, and prints the corrections. It may run beside
servers on PostgreSQL. Exits with status 1 if it could not complete.

  --after-restore     first marks every organization as unknown: for a restored database, before servers start
  --believe-absences  accepts Clerk's answers, however many rows they end`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      options: {
        'after-restore': { type: 'boolean', default: false },
        'believe-absences': { type: 'boolean', default: false },
      },
      allowPositionals: true,
    })
    refuseMore(positionals, 1)
    const [orgId] = positionals
    if (orgId !== undefined && !/^org_[A-Za-z0-9_-]{1,128}$/.test(orgId)) {
      throw new Error(
        `${orgId} is not an organization id, so nothing was reconciled. Copy the id (org_…) from Clerk, or leave it out to reconcile all.`,
      )
    }
    const env = readEnv(process.env)
    const clerk = await connectClerk(env, env.PORT).catch((error: unknown) => {
      throw env.clerk === 'local' ? withWayOut(error) : error
    })
    const completed = await reconcileMirror(
      { database: databaseOf(env), clerk: clerk.options, log: createLog('error') },
      {
        orgId,
        afterRestore: values['after-restore'],
        believeAbsences: values['believe-absences'],
        // A terminal shows one line that is overwritten; elsewhere each is a line.
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
    return completed ? 0 : 1
  },
}

/** An embedded database belongs to one process, which may be the server. */
function withWayOut(error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error)
  return new Error(
    `${message}\nIf a running Roster has it open, let that server reconcile: request the list with ?consistency=strong.`,
    { cause: error },
  )
}
