import { createDice } from './dice.ts'
import { type ApiAnswer, type Faults, faultsSchema, noFaults, type OddRecord } from './faults.ts'
import { pathMatches } from './path-matches.ts'
import { setOddFields } from './set-odd-fields.ts'
import { createWearingRules } from './wearing-rules.ts'

export type FaultBox = {
  current: () => Faults
  set: (changed: Partial<Faults>) => void
  /** What the next Backend API request meets instead of its own answer; asking uses it up. */
  nextApiFault(request: { method: string; pathname: string; search: string }): ApiAnswer | undefined
  /** The JSON text as it is served: with the odd fields for this place, which uses them up. */
  served(text: string, place: { channel: 'api' | 'webhooks'; event?: string }): string
  webhookDice(): number
  onChange(listener: (changed: Partial<Faults>) => void): void
}

export function createFaultBox(): FaultBox {
  let faults = noFaults
  // Two streams, so that the fate of webhooks does not depend on how many requests came between.
  let apiDice = createDice(null)
  let webhookDice = createDice(null)
  const apiAnswers = createWearingRules<ApiAnswer>()
  const oddRecords = createWearingRules<OddRecord>()
  const listeners: ((changed: Partial<Faults>) => void)[] = []

  return {
    current: () => ({ ...faults, apiAnswers: apiAnswers.left(), oddRecords: oddRecords.left() }),
    webhookDice: () => webhookDice(),
    onChange: (listener) => listeners.push(listener),
    set(changed) {
      faults = faultsSchema.parse({ ...faults, ...changed })
      if (changed.seed !== undefined) {
        apiDice = createDice(faults.seed)
        webhookDice = createDice(faults.seed)
      }
      // Only when they are given: setting another fault does not renew what has worn off.
      if (changed.apiAnswers !== undefined) apiAnswers.set(faults.apiAnswers)
      if (changed.oddRecords !== undefined) oddRecords.set(faults.oddRecords)
      for (const listener of listeners) listener(changed)
    },
    nextApiFault({ method, ...url }) {
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
    served(text, { channel, event }) {
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
