// `pnpm reconcile [organization id] [--after-restore] [--believe-absences]`: repairs the mirror by what Clerk holds, now.
import { parseArgs } from 'node:util'
import { readEnv } from './env.ts'
import { loadEnvFile } from './load-env-file.ts'
import { createLog } from './log.ts'
import { openMirror } from './open-mirror.ts'
import { reconcileByHand } from './reconcile-by-hand.ts'

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
  const { db, sync, close } = await openMirror(readEnv(process.env), createLog('error'))
  const completed = await reconcileByHand(db, sync, {
    orgId,
    afterRestore: values['after-restore'],
    believeAbsences: values['believe-absences'],
    // One line that is written over; where that can't be, a line each.
    onProgress: (text) => stderr.write(stderr.isTTY ? `\r\u001B[K${text}` : `${text}\n`),
    onLine: (text) => {
      if (stderr.isTTY) stderr.write('\r\u001B[K')
      stdout.write(`${text}\n`)
    },
  })
  await close()
  process.exit(completed ? 0 : 1)
} catch (error) {
  stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
