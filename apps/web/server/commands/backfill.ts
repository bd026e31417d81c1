import { parseArgs } from 'node:util'
import { backfill as backfillMirror, type BackfillProgress, type BackfillResult } from '@roster/api/operate'
import { databaseOf } from '../database-of.ts'
import { readEnv } from '../env.ts'
import { connectClerk } from '../local-clerk/connect-clerk.ts'
import { createLog } from '../log.ts'
import type { Command } from './command.ts'

const { stderr, stdout } = process

export const backfill: Command = {
  summary: 'fills the mirror from the whole Clerk instance, or shows where they differ',
  usage: ` [--dry-run] [--json] [--believe-absences]

Reads all organizations, users and memberships of the instance and repairs the mirror; it may run beside servers on
PostgreSQL. Exits with status 1 if it could not complete.

  --dry-run           changes nothing, and prints how many rows of each organization are missing, surplus or different; exits
                      with status 2 if there are any
  --json              prints {"outcome","reason","corrections","drift"}; drift is null without --dry-run
  --believe-absences  accepts Clerk's answers, however many rows they end`,
  async run(args) {
    const { values } = parseArgs({
      args,
      options: {
        'dry-run': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        'believe-absences': { type: 'boolean', default: false },
      },
    })
    const env = readEnv(process.env)
    const clerk = await connectClerk(env, env.PORT)
    const result = await backfillMirror(
      { database: databaseOf(env), clerk: clerk.options, log: createLog('error') },
      { dryRun: values['dry-run'], believeAbsences: values['believe-absences'], onProgress: showProgress },
    )
    await clerk.close()
    if (stderr.isTTY) stderr.write('\r\u001B[K')
    stdout.write(values.json ? `${JSON.stringify(result)}\n` : textOf(result))
    if (result.outcome !== 'completed') return 1
    return result.drift && result.drift.length > 0 ? 2 : 0
  },
}

/** Overwrites one line on a terminal; prints nothing elsewhere. */
function showProgress({ step, organizations, users, memberships, calls }: BackfillProgress): void {
  if (!stderr.isTTY) return
  stderr.write(
    `\r\u001B[K${step}: ${organizations} organizations, ${users} users, ${memberships} memberships read by ${calls} calls`,
  )
}

function textOf({ outcome, reason, corrections, drift }: BackfillResult): string {
  if (outcome !== 'completed') return `${failures[outcome]}${reason === null ? '' : ` (${reason})`}\n`
  if (drift === null) return `The mirror holds what Clerk holds; ${corrections} rows were written.\n`
  if (drift.length === 0) return 'The mirror holds what Clerk holds.\n'
  return drift
    .map(
      ({ orgId, missing, surplus, different }) =>
        `${orgId || 'in no organization'}: ${missing} missing, ${surplus} surplus, ${different} different\n`,
    )
    .join('')
}

const failures: Record<Exclude<BackfillResult['outcome'], 'completed'>, string> = {
  paused:
    'The keys are of another Clerk instance than the database, so nothing was read. Set those of one instance: roster doctor says which are wrong.',
  lost: 'Another process took the sweep over after a pause of 30 s, so this one did not finish. Run it again, with less load on this machine.',
  unavailable:
    'Clerk did not answer, so the rest of the mirror stays as it was. Check Clerk’s status and CLERK_SECRET_KEY, then run it again.',
  'not-understood':
    'Clerk’s answer was not understood, so the rest of the mirror stays as it was. Check what answers at CLERK_API_URL.',
  refused:
    'Clerk does not list the whole instance so far, so the rest of the mirror stays as it was. Run roster reconcile, which reads organization by organization.',
  doubtful:
    'Clerk’s answers would end too much of the mirror at once, so none of them were applied. Run it again, which reads everything again.',
  braked:
    'Clerk’s answers would end too much of the mirror at once, twice, so none of them were applied. Check CLERK_SECRET_KEY; if the answers are right, run it with --believe-absences.',
}
