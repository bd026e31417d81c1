import { createDice } from './dice.ts'
import { type Faults, faultsSchema, noFaults } from './faults.ts'

export type FaultBox = {
  current: () => Faults
  set: (changed: Partial<Faults>) => void
  /** What the next Backend API request meets; a `…Next` count is used up by asking. */
  nextApiFault(): 'error' | 'rateLimit' | undefined
  webhookDice(): number
  onChange(listener: (faults: Faults) => void): void
}

export function createFaultBox(): FaultBox {
  let faults = noFaults
  // Two streams, so that the fate of webhooks does not depend on how many requests came between.
  let apiDice = createDice(null)
  let webhookDice = createDice(null)
  const listeners: ((faults: Faults) => void)[] = []

  return {
    current: () => faults,
    webhookDice: () => webhookDice(),
    onChange: (listener) => listeners.push(listener),
    set(changed) {
      faults = faultsSchema.parse({ ...faults, ...changed })
      if (changed.seed !== undefined) {
        apiDice = createDice(faults.seed)
        webhookDice = createDice(faults.seed)
      }
      for (const listener of listeners) listener(faults)
    },
    nextApiFault() {
      if (faults.apiRateLimitNext > 0) {
        faults = { ...faults, apiRateLimitNext: faults.apiRateLimitNext - 1 }
        return 'rateLimit'
      }
      if (faults.apiErrorNext > 0) {
        faults = { ...faults, apiErrorNext: faults.apiErrorNext - 1 }
        return 'error'
      }
      if (faults.apiRateLimitChance > 0 && apiDice() < faults.apiRateLimitChance) return 'rateLimit'
      if (faults.apiErrorChance > 0 && apiDice() < faults.apiErrorChance) return 'error'
      return undefined
    },
  }
}
