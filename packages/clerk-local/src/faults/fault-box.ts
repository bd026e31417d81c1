import { type ApiAnswer, type Faults, faultsSchema, noFaults, type OddRecord } from './faults.ts'
import { setOddFields } from './set-odd-fields.ts'
import { createWearingRules } from './wearing-rules.ts'

export type FaultBox = ReturnType<typeof createFaultBox>

export function createFaultBox() {
  let faults = noFaults
  // Separate streams, so that the faults of webhooks do not depend on the number of requests.
  let apiDice = createDice(null)
  let webhookDice = createDice(null)
  const apiAnswers = createWearingRules<ApiAnswer>()
  const oddRecords = createWearingRules<OddRecord>()
  const listeners: ((changed: Partial<Faults>) => void)[] = []

  return {
    current: (): Faults => ({ ...faults, apiAnswers: apiAnswers.left(), oddRecords: oddRecords.left() }),
    webhookDice: () => webhookDice(),
    onChange: (listener: (changed: Partial<Faults>) => void) => listeners.push(listener),
    set: (changed: Partial<Faults>): void => {
      faults = faultsSchema.parse({ ...faults, ...changed })
      if (changed.seed !== undefined) {
        apiDice = createDice(faults.seed)
        webhookDice = createDice(faults.seed)
      }
      // Only if they are given, so that setting another fault does not renew an expired rule.
      if (changed.apiAnswers !== undefined) apiAnswers.set(faults.apiAnswers)
      if (changed.oddRecords !== undefined) oddRecords.set(faults.oddRecords)
      for (const listener of listeners) listener(changed)
    },
    /** The answer that replaces the next Backend API request's own. Each call counts as a use of its rule. */
    nextApiFault({ method, ...url }: { method: string; pathname: string; search: string }): ApiAnswer | undefined {
      const answer = apiAnswers
        .holding()
        .find((rule) => (rule.method ?? method) === method && pathMatches(rule.path, url))
      if (answer !== undefined) {
        apiAnswers.use(answer)
        return answer
      }
      if (faults.apiRateLimitChance > 0 && apiDice() < faults.apiRateLimitChance) return { path: '**', status: 429 }
      if (faults.apiErrorChance > 0 && apiDice() < faults.apiErrorChance) return { path: '**', status: 500 }
      return undefined
    },
    /** The JSON text with the odd fields for this place. Each call counts as a use of their rules. */
    served(text: string, { channel, event }: { channel: 'api' | 'webhooks'; event?: string }): string {
      const odd = oddRecords
        .holding()
        .filter(({ in: place }) => place === undefined || place === channel || place === event)
      if (odd.length === 0) return text
      const { text: changed, found } = setOddFields(text, odd)
      for (const rule of found) oddRecords.use(rule)
      return changed
    },
  }
}

const wildcards: Record<string, string> = { '**': '.*', '*': '[^/]*' }

/** `*` matches a part of one segment, `**` anything. Only a pattern with `?` is matched against the query. */
function pathMatches(pattern: string, url: { pathname: string; search: string }): boolean {
  const parts = pattern.split(/(\*+)/).map((part) => wildcards[part] ?? part.replaceAll(/[^\w/]/g, '\\$&'))
  return new RegExp(`^${parts.join('')}$`).test(url.pathname + (pattern.includes('?') ? url.search : ''))
}

/** Random numbers from 0 up to 1; a seed always gives the same sequence (mulberry32). */
function createDice(seed: number | null): () => number {
  if (seed === null) return Math.random
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
