import type { MirrorHealth } from '@roster/db'
import type { Finding } from './finding.ts'

const MINUTE_MS = 60 * 1000
const HOUR_MS = 60 * MINUTE_MS
const SILENCE_MS = 24 * HOUR_MS
// Every organization is reconciled at least once a day, and a due row is read within an hour.
const OLDEST_MS = 26 * HOUR_MS
const OLDEST_DUE_MS = 2 * HOUR_MS

export function mirrorFindings(health: MirrorHealth): Finding[] {
  return [webhookFinding(health), ageFinding(health)]
}

function webhookFinding({ webhookSilentMs }: MirrorHealth): Finding {
  const check = 'webhooks'
  const todo = 'Check the endpoint’s deliveries in Clerk: it must be enabled, and reach /api/webhooks/clerk.'
  if (webhookSilentMs === null) return { check, state: 'warning', message: `None has arrived yet. ${todo}` }
  if (webhookSilentMs > SILENCE_MS)
    return { check, state: 'problem', message: `The last one arrived ${ago(webhookSilentMs)} ago. ${todo}` }
  return { check, state: 'ok', message: `The last one arrived ${ago(webhookSilentMs)} ago.` }
}

function ageFinding({ unconfirmedMs, due, oldestDueMs, deadLetters }: MirrorHealth): Finding {
  const check = 'mirror'
  const facts = `The organization that has waited longest was reconciled ${ago(unconfirmedMs)} ago; ${due} rows wait to be read, the oldest for ${ago(oldestDueMs)}; ${deadLetters} dead letters.`
  if (unconfirmedMs > OLDEST_MS || oldestDueMs > OLDEST_DUE_MS) {
    const todo = 'That is late: check that a server is running, and its log for warnings.'
    return { check, state: 'problem', message: `${facts} ${todo}` }
  }
  return { check, state: 'ok', message: facts }
}

function ago(ms: number): string {
  if (ms < MINUTE_MS) return `${Math.round(ms / 1000)} s`
  if (ms < 2 * HOUR_MS) return `${Math.round(ms / MINUTE_MS)} min`
  return `${Math.round(ms / HOUR_MS)} h`
}
